"""Statements whose truth is drawn together with them, by theorem: no decision of the search may contradict it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from ..errors import InputError
from ..files.statement_file import StatementFile, statement_from_tables
from ..kernel.paper_augmentation import papers
from ..kernel.statement_kinds.orbits import lam_signs
from ..search.hunt import search
from ..truth import Truth
from ..verdict import Verdict
from .known_pieces import KnownSurroundings, neuron, penalty, surroundings
from .known_truth import fits, truth
from .measure import Figures, Measure, Setting, Size
from .numbered import numbered

WANTED = {Size.CI: 200, Size.FULL: 10_000}
SECONDS = {Size.CI: 0.3, Size.FULL: 1.0}
"""Of search for one statement."""
CHUNK = 5
"""Statements that a process tries before it looks at the clock."""


ALONE = KnownSurroundings()
"""One output, no bound."""


@dataclass(frozen=True)
class KnownStatement:
    """A statement with its truth.

    Attributes:
        statement: as the search is asked.
        true: whether it is true.
        why: by which theorem, in words.
        kind: the shapes of its parts.
        neuron: that of its neuron, for the table.
    """

    statement: StatementFile
    true: bool
    why: str
    kind: str
    neuron: str


def draw(random: Random) -> KnownStatement:
    """A random statement with its truth."""
    n, p = neuron(random), penalty(random)
    while not fits(n, p):
        n, p = neuron(random), penalty(random)
    around = surroundings(random, n, p)
    conclusion = random.choice(("vanish", "elimination"))
    true, why = truth(n, p, around, conclusion)
    punished = f"{p.formula} + {around.hidden}" if around.hidden else p.formula
    kind = ", ".join(filter(None, (n.shape, p.shape, p.jump, around.words)))
    return KnownStatement(stated(n.formula, punished, conclusion, around), true, why, f"{kind}: {conclusion}", n.shape)


def stated(formula: str, punished: str, conclusion: str, around: KnownSurroundings = ALONE) -> StatementFile:
    """The statement about this neuron and this penalty, for every lam > 0 and all data."""
    augment: dict[str, Any] = {"neuron": formula, "penalty": f"lam*({punished})"}
    if around.shared:
        augment["shared"] = True
    if around.constraints:
        augment["constraints"] = list(around.constraints)
    tables: dict[str, Any] = {
        "title": f"{formula} with {punished}",
        "kind": "statement",
        "source": "Drawn with its truth",
        "statement": {
            "claim": "ELIM",
            "changes": f"the neuron {formula}, the penalty {punished}",
            "dropped": ["paper-augmentation"],
            "conclusion": conclusion,
            "outputs": around.outputs,
        },
        "augment": augment,
    }
    made = statement_from_tables(tables, "drawn")
    if papers(made.augmentation, tuple(lam for _, lam in lam_signs(made))) is Truth.YES:  # there is nothing to drop
        tables["statement"]["dropped"] = []
        made = statement_from_tables(tables, "drawn")
    return made


def judge_known(known: KnownStatement, seed: int, seconds: float, figures: Figures) -> None:
    """Ask the search, and compare its decision with the truth."""
    figures.tried += 1
    found = search(known.statement, seed, seconds, shrink=False, standing=seconds)
    verdict, word = found.verdict, "true" if known.true else "false"
    if verdict in (Verdict.HOLDS, Verdict.REFUTED):
        wrong = (verdict is Verdict.HOLDS) != known.true
        figures.count(f"{word}: {verdict}")
        figures.count(f"decided: {known.neuron}")
        if wrong:
            figures.fault(f"{_words(known)} is {word} ({known.why}); the search: {verdict}")
    elif verdict is Verdict.VACUOUS and known.true:  # there is nothing to be false of
        figures.count(f"{word}: {verdict}")
        figures.count(f"decided: {known.neuron}")
    elif verdict is Verdict.UNKNOWN:
        figures.count(f"{word}: undecided")
    else:
        figures.fault(f"{_words(known)} is {word}; the search: {verdict}")


def _words(known: KnownStatement) -> str:
    """The statement with all that is needed to draw it by hand."""
    augment = {key: value for key, value in known.statement.augment.items() if key not in ("neuron", "penalty")}
    extra = f", {augment}" if augment else ""
    outputs = f", {known.statement.outputs} outputs" if known.statement.outputs > 1 else ""
    return f"{known.statement.title}{extra}{outputs}: {known.kind}"


def trial(number: int, setting: Setting, figures: Figures) -> None:
    """The statement of this number, and a short search for it."""
    try:
        known = draw(Random(f"{setting.seed}/statement/{number}"))
    except InputError:
        figures.count("no statement: a formula that the grammar refuses")
        return
    judge_known(known, setting.seed, SECONDS[setting.size], figures)


def run(setting: Setting) -> Figures:
    """Random statements, each with a short search."""
    return numbered(trial, setting, WANTED[setting.size], CHUNK, setting.workers)


MEASURE = Measure(
    name="statements",
    catches="a statement that is said to hold and is false, or is said to be refuted and is true",
    run=run,
    seconds={Size.CI: 90.0, Size.FULL: 7200.0},
    goes_on=True,
)
