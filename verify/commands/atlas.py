"""The atlas: which neurons, at which penalties, eliminate bad local minima at all?

Each cell is a variant of ELIM: the neuron ``a*phi(u + b)``, u = w.x, the penalty, and one of two conclusions. It is

* ``false``, with a witness that the kernel has accepted from the text of its ``necessity`` file;
* ``true``, with a symbolic reason (see ``orbit.py``), which a quick search for a violation has not met; or
* ``unknown``.

Beside that stands what the criterion of ``notes/theory.md``, section 9, predicts. It decides nothing.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from ..files.statement_file import StatementFile, statement_from_tables
from ..files.toml_writer import toml
from ..pool import each
from ..problem.augmentation import PAPER_NEURON, PAPER_PENALTY
from ..search import hunt
from ..search.instance import Instance, certified, completed, problem_of, refuted, with_better
from ..search.symmetry import Reason, reason

Json = dict[str, Any]

FORMAT = "verify-minima atlas"
VERSION = 1
EXIT = {"as expected": 0, "not as expected": 1, "undecided": 3}


@dataclass(frozen=True)
class Neuron:
    """A neuron ``a*phi(u + b)``.

    Attributes:
        phi: its formula.
        shape: ``exponential``: phi = C exp(k s). ``power``: phi = C s^p on each side of s = 0. ``step``: constant on
            each side of a jump. ``free``: no field ``alpha a d/da + (beta + gamma b) d/db + gamma w d/dw`` annihilates
            the neuron.
    """

    phi: str
    shape: str

    @property
    def formula(self) -> str:
        return f"a*{self.phi}"


@dataclass(frozen=True)
class Penalty:
    """A penalty, with its shape.

    ``flat``: a multiple of a power of ``|a|`` above the first, of one sign. ``corner``: of a power up to the first.
    ``decay``: of b, too. ``none``.
    """

    formula: str
    shape: str


NEURONS: dict[str, Neuron] = {
    "exp": Neuron("exp(u + b)", "exponential"),
    "2^u": Neuron("2**(u + b)", "exponential"),
    "sinh": Neuron("sinh(u + b)", "free"),
    "cosh": Neuron("cosh(u + b)", "free"),
    "u exp u": Neuron("(u + b)*exp(u + b)", "free"),
    "tanh": Neuron("tanh(u + b)", "free"),
    "sigmoid": Neuron("sigmoid(u + b)", "free"),
    "softplus": Neuron("softplus(u + b)", "free"),
    "relu": Neuron("relu(u + b)", "power"),
    "relu^2": Neuron("relu(u + b)**2", "power"),
    "u": Neuron("(u + b)", "power"),
    "u^2": Neuron("(u + b)**2", "power"),
    "u^3": Neuron("(u + b)**3", "power"),
    "sin": Neuron("sin(u + b)", "free"),
    "exp(-u^2)": Neuron("exp(-(u + b)**2)", "free"),
    "1/(1+u^2)": Neuron("1/(1 + (u + b)**2)", "free"),
    "arctan": Neuron("atan(u + b)", "free"),
    "exp(-|u|)": Neuron("exp(-abs(u + b))", "free"),
    "step": Neuron("step(u + b)", "step"),
}

PENALTIES: dict[str, Penalty] = {
    "a^2": Penalty("lam*a**2", "flat"),
    "a^4": Penalty("lam*a**4", "flat"),
    "|a|": Penalty("lam*abs(a)", "corner"),
    "|a|^(3/2)": Penalty("lam*abs(a)**(3/2)", "flat"),
    "sqrt|a|": Penalty("lam*sqrt(abs(a))", "corner"),
    "a^2+b^2": Penalty("lam*(a**2 + b**2)", "decay"),
    "a^2+b^2+|w|^2": Penalty("lam*(a**2 + b**2 + w2)", "decay"),
    "none": Penalty("0*a", "none"),
    "-a^2": Penalty("-lam*a**2", "flat"),
}

CONCLUSIONS = ("vanish", "elimination")


def predicted(neuron: Neuron, penalty: Penalty, conclusion: str) -> bool:
    """What the criterion says: whether the conclusion holds for every convex differentiable loss, data and network.

    ``vanish`` does if some orbit leaves the neuron as it is and lowers the penalty wherever a is not 0. ``elimination``
    does if moreover nothing holds a at 0 but the data, and the neuron sees all residuals.
    """
    if conclusion == "vanish":
        return neuron.shape in ("exponential", "power") and penalty.shape in ("flat", "corner")
    return neuron.shape == "exponential" and penalty.shape == "flat"


def statement(neuron: Neuron, penalty: Penalty, conclusion: str) -> StatementFile:
    """The statement of a cell, for every lam > 0 and all data."""
    augment = {"neuron": neuron.formula, "penalty": penalty.formula}
    tables: Json = {
        "title": f"{neuron.formula} at the penalty {penalty.formula}",
        "kind": "statement",
        "source": "A cell of the atlas.",
        "statement": {
            "claim": "ELIM",
            "changes": f"the neuron {neuron.formula} and the penalty {penalty.formula}",
            "dropped": ["paper-augmentation"],
            "conclusion": conclusion,
        },
        "augment": augment,
    }
    made = statement_from_tables(tables, "atlas")
    if made.augmentation.neuron is PAPER_NEURON and made.augmentation.penalty is PAPER_PENALTY:
        tables["statement"]["dropped"] = []
        made = statement_from_tables(tables, "atlas")
    return made


def cells(
    seed: int = 0,
    budget: float = 60.0,
    jobs: int = 1,
    done: Callable[[str, str], None] = lambda name, verdict: None,
    neurons: Sequence[str] = tuple(NEURONS),
    penalties: Sequence[str] = tuple(PENALTIES),
) -> Json:
    """The atlas of these neurons and penalties as one document.

    Args:
        seed: of all random choices; the same seed gives the same witnesses with any number of ``jobs``.
        budget: seconds for each cell.
        jobs: processes.
        done: called with the name and the verdict of each cell.
        neurons, penalties: keys of ``NEURONS`` and ``PENALTIES``.
    """
    began = time.monotonic()
    pairs = [(neuron, penalty) for neuron in neurons for penalty in penalties]
    decided: dict[int, list[Json]] = {}
    for i, both in each(partial(_both, seed=seed, budget=budget), pairs, jobs):
        decided[i] = both
        for cell in both:
            done(name(cell), cell["verdict"])
    found = [cell for i in range(len(pairs)) for cell in decided[i]]
    status = status_of(found)
    return {
        "format": FORMAT,
        "version": VERSION,
        "seed": seed,
        "budget": budget,
        "status": status,
        "exit": EXIT[status],
        "seconds": round(time.monotonic() - began, 1),
        "neurons": {key: NEURONS[key].formula for key in neurons},
        "penalties": {key: PENALTIES[key].formula for key in penalties},
        "conclusions": list(CONCLUSIONS),
        "cells": found,
    }


def again(document: Json) -> Json:
    """The same atlas, each cell proved anew from what it carries; one that is not is ``unknown``, without a proof."""
    checked = [c if is_proved(c) else {**c, "verdict": "unknown", "grade": None} for c in document["cells"]]
    status = status_of(checked)
    return {**document, "cells": checked, "status": status, "exit": EXIT[status]}


def name(cell: Json) -> str:
    """A cell in words."""
    return f"{cell['neuron']}, {cell['penalty']}: {cell['conclusion']}"


def status_of(found: Sequence[Json]) -> str:
    """``not as expected`` if a verdict contradicts the criterion, ``undecided`` if one is unknown."""
    if any(cell["verdict"] not in ("unknown", cell["predicted"]) for cell in found):
        return "not as expected"
    return "undecided" if any(cell["verdict"] == "unknown" for cell in found) else "as expected"


def _both(names: tuple[str, str], seed: int, budget: float) -> list[Json]:
    return pair(*names, seed, budget)


def pair(neuron: str, penalty: str, seed: int = 0, budget: float = 60.0) -> list[Json]:
    """The two cells of a neuron and a penalty; a witness against ``vanish`` often serves for ``elimination``, too."""
    found: list[Json] = []
    known: Hit | None = None
    for conclusion in CONCLUSIONS:
        began = time.monotonic()
        about = statement(NEURONS[neuron], PENALTIES[penalty], conclusion)
        cell: Json = {
            "neuron": neuron, "penalty": penalty, "conclusion": conclusion, "verdict": "unknown", "grade": None,
            "proof": None, "examples": 0, "non_vacuous": 0, "file": None, "method": None, "found_by": None,
            "predicted": str(predicted(NEURONS[neuron], PENALTIES[penalty], conclusion)).lower(),
        }  # fmt: skip
        known = None if known is None else _improved(known, about)
        if known is None:
            standing = reason(about) is not None
            tried = hunt.stands(about, seed) if standing else hunt.search(about, seed, budget, shrink=False)
            known = None if tried.instance is None else Hit(tried.instance, tried.way)
            cell |= {"examples": tried.tally.examples, "non_vacuous": tried.tally.exercised}
            if known is None and tried.proof is not None:
                cell |= {"verdict": "true", "grade": "symbolic", "proof": _written(tried.proof)}
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
    outcome = refuted(tomllib.loads(text))
    if outcome is None or outcome.grade is None or known.instance.witness is None:
        return {}
    method = known.instance.witness.method
    return {
        "verdict": "false", "grade": outcome.grade.name.lower(), "file": text, "method": method, "found_by": known.way,
    }  # fmt: skip


def _written(proof: Reason) -> Json:
    return {"says": proof.words, "because": list(proof.identities)}


def is_proved(cell: Json) -> bool:
    """Whether the proof that a cell carries is one of this very cell, carried out anew. ``unknown`` needs none."""
    about = statement(NEURONS[cell["neuron"]], PENALTIES[cell["penalty"]], cell["conclusion"])
    match cell["verdict"]:
        case "true":
            proof = reason(about)
            return proof is not None and cell["proof"] == _written(proof)
        case "false":
            tables = tomllib.loads(cell["file"])
            augment = dict(tables["augment"])
            positive = Fraction(augment.pop("lam", "1")) > 0
            same = tables["statement"] == about.table() and augment == about.augment
            return positive and same and refuted(tables) is not None
        case verdict:
            return bool(verdict == "unknown")
