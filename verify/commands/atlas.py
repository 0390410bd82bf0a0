"""The search for the atlas: which neurons, at which penalties, eliminate bad local minima at all?

Each cell of ``atlas_proofs.py`` is decided by a search: for a certificate that it is true, or for a witness against it.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import cast

from ..claims.registry import claims
from ..families.variants import CONCLUSIONS, NEURONS, PENALTIES, predicted
from ..files.statement_file import StatementFile
from ..files.toml_writer import toml
from ..prove.refuted_tables import refutation
from ..search import hunt
from ..search.instance import Instance, certified, completed, problem_of, with_better
from ..search.standing import in_full, proved
from ..units.engine import Engine, whole
from ..units.processes import Processes
from ..units.resumed import KeptUnits, known, others
from ..verdict import CellVerdict, status_of_cells
from .atlas_proofs import FORMAT, VERSION, Json, name, statement
from .checked import AtlasCell, AtlasDocument


def cells(
    seed: int = 0,
    budget: float = 60.0,
    workers: Engine | None = None,
    done: Callable[[str, str], None] = lambda name, verdict: None,
    neurons: Sequence[str] = tuple(NEURONS),
    penalties: Sequence[str] = tuple(PENALTIES),
    kept: KeptUnits[tuple[str, str], list[Json]] | None = None,
) -> AtlasDocument:
    """The atlas of these neurons and penalties as one document.

    Args:
        seed: of all random choices; the same seed gives the same witnesses with any ``workers``.
        budget: seconds for each cell.
        workers: who decides the cells; None for this process.
        done: called with the name and the verdict of each cell.
        neurons, penalties: keys of ``NEURONS`` and ``PENALTIES``.
        kept: cells that were decided before.
    """
    began = time.monotonic()
    pairs = [(neuron, penalty) for neuron in neurons for penalty in penalties]
    decided = known(pairs, kept)
    found_now = others(workers or Processes(1), partial(_both, seed=seed, budget=budget), pairs, dict(decided), kept)
    for i, both in chain(list(decided.items()), whole(found_now)):
        decided[i] = both
        for cell in both:
            done(name(cell), cell["verdict"])
    found = [cell for i in range(len(pairs)) for cell in decided[i]]
    status = status_of_cells((cell["verdict"], cell["predicted"]) for cell in found)
    return {
        "format": FORMAT,
        "version": VERSION,
        "seed": seed,
        "budget": budget,
        "status": status,
        "exit": status.exit_code,
        "seconds": round(time.monotonic() - began, 1),
        "neurons": {key: NEURONS[key].formula for key in neurons},
        "penalties": {key: PENALTIES[key].formula for key in penalties},
        "conclusions": list(CONCLUSIONS),
        "cells": cast(list[AtlasCell], found),
    }


def _both(names: tuple[str, str], seed: int, budget: float) -> list[Json]:
    return pair(*names, seed, budget)


def pair(neuron: str, penalty: str, seed: int = 0, budget: float = 60.0) -> list[Json]:
    """The two cells of a neuron and a penalty; a witness against ``vanish`` often serves for ``elimination``, too."""
    found: list[Json] = []
    known: Hit | None = None
    for conclusion in CONCLUSIONS:
        began = time.monotonic()
        about = statement(NEURONS[neuron].formula, PENALTIES[penalty].formula, conclusion)
        cell: Json = {
            "neuron": neuron, "penalty": penalty, "conclusion": conclusion, "verdict": CellVerdict.UNKNOWN,
            "grade": None, "proof": None, "certificate": None, "certificates": None, "examples": 0, "non_vacuous": 0,
            "file": None, "method": None, "found_by": None,
            "predicted": str(predicted(NEURONS[neuron], PENALTIES[penalty], conclusion)).lower(),
        }  # fmt: skip
        known = None if known is None else _improved(known, about)
        if known is None:
            standing = proved(about) is not None
            tried = hunt.stands(about, seed) if standing else hunt.search(about, seed, budget, shrink=False)
            known = None if tried.instance is None else Hit(tried.instance, tried.way)
            cell |= {"examples": tried.tally.examples, "non_vacuous": tried.tally.exercised}
            if known is None and tried.proof is not None:
                cell |= {"verdict": CellVerdict.TRUE, "grade": "symbolic", **in_full(tried.proof)}
        cell |= {} if known is None else _witnessed(known, about)
        cell["seconds"] = round(time.monotonic() - began, 2)
        found.append(cell)
    return found


@dataclass(frozen=True)
class Hit:
    """A refuting instance, and the generator that found it."""

    instance: Instance
    way: str


def _improved(known: Hit, about: StatementFile) -> Hit | None:
    """A witness for another conclusion with a better theta, if it then refutes ``elimination``."""
    problem = problem_of(known.instance, about)
    better = None if problem is None else with_better(known.instance, problem)
    return None if better is None or certified(better, about) is None else Hit(better, known.way)


def _witnessed(known: Hit, about: StatementFile) -> Json:
    """What a cell says with a witness: ``false`` if the kernel accepts the text of its file, and nothing otherwise."""
    text = toml(completed(known.instance, about))
    found = refutation(tomllib.loads(text), claims())
    if found is None or known.instance.witness is None:
        return {}
    outcome, certificates = found
    if outcome.grade is None:
        return {}
    method = known.instance.witness.method
    return {
        "certificates": certificates,
        "verdict": CellVerdict.FALSE, "grade": outcome.grade.name.lower(), "file": text,
        "method": method, "found_by": known.way,
    }  # fmt: skip
