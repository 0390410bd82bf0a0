"""How many statements of known truth the search decides: kill rate and proof rate, with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from ..errors import InputError
from ..search.hunt import search
from ..units.engine import Engine, whole
from ..verdict import STANDS, Verdict
from .known_statements import draw

Json = dict[str, Any]

CONFIDENCE = 0.95
STANDING = 0.3
"""Seconds of search for a violation of a statement that is proved."""


@dataclass(frozen=True)
class DrawnRun:
    """One drawn statement and what the search said of it.

    Attributes:
        number: of the draw; with the seed it gives the statement again.
        true: its truth.
        kind: the shapes of its parts, and the conclusion.
        title: its neuron and its penalty.
        verdict: of the search; empty if the grammar refuses the formula that was drawn.
        seconds: of the search.
    """

    number: int
    true: bool = False
    kind: str = ""
    title: str = ""
    verdict: str = ""
    seconds: float = 0.0

    @property
    def right(self) -> bool:
        """Whether it was decided as it is."""
        return self.verdict in STANDS if self.true else self.verdict == Verdict.REFUTED

    @property
    def wrong(self) -> bool:
        """Whether it was decided otherwise."""
        decided = self.verdict not in (Verdict.UNKNOWN, "")
        return decided and not self.right


def run_drawn(number: int, seed: int, budget: float) -> DrawnRun:
    """Draw the statement of this number, and search for at most so many seconds, in one process and from scratch."""
    try:
        known = draw(Random(f"{seed}/power/{number}"))
    except InputError:
        return DrawnRun(number)
    found = search(known.statement, seed, budget, shrink=False, standing=min(STANDING, budget))
    return DrawnRun(
        number, known.true, known.kind, known.statement.title, str(found.verdict), round(found.seconds, 3)
    )  # fmt: skip


def measure_drawn(
    count: int, seed: int, budget: float, workers: Engine, tell: Callable[[DrawnRun], None] = lambda _: None
) -> Json:
    """What became of ``count`` drawn statements, as plain values.

    The intervals are those of Clopper and Pearson: at 95 % confidence the true rate is in them, whatever it is.
    """
    runs: list[DrawnRun] = []
    for _, run in whole(workers.each(partial(run_drawn, seed=seed, budget=budget), range(count))):
        runs.append(run)
        tell(run)
    runs = sorted((run for run in runs if run.verdict), key=lambda run: run.number)
    open_kinds = Counter((run.true, run.kind) for run in runs if not run.right and not run.wrong)
    wrong = [run for run in runs if run.wrong]
    return {
        "settings": {"drawn": count, "seed": seed, "budget": budget},
        "false": _rate([run for run in runs if not run.true]),
        "true": _rate([run for run in runs if run.true]),
        "all": _rate(runs),
        "wrong": [_said(run) for run in wrong],
        "undecided": [{"true": true, "kind": kind, "number": n} for (true, kind), n in sorted(open_kinds.items())],
        "exit": 1 if wrong or not runs else 0,
    }


def _rate(runs: Sequence[DrawnRun]) -> Json:
    from scipy.stats import binomtest  # slow to import

    right = sum(run.right for run in runs)
    interval = binomtest(right, len(runs)).proportion_ci(CONFIDENCE, method="exact") if runs else None
    return {
        "tried": len(runs),
        "right": right,
        "rate": right / len(runs) if runs else None,
        "interval": None if interval is None else [float(interval.low), float(interval.high)],
        "longest_seconds": max((run.seconds for run in runs if run.right), default=None),
    }


def _said(run: DrawnRun) -> Json:
    return {"number": run.number, "true": run.true, "kind": run.kind, "title": run.title, "verdict": run.verdict}
