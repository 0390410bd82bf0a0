"""Statements whose truth is drawn together with them, by theorem: no decision of the search may contradict it.

A neuron ``a*phi`` and a penalty are composed of parts; ``notes/theory.md``, section 9, says what each does. FIBRE: an
orbit of the neuron along which the penalty falls strictly forces a = 0; a strict local minimum of the penalty on the
fibre, with a not 0, refutes it. What is written may hide what it is: constants that are 0 in disguise, constants that
are not 0 and look like it, one neuron in many spellings. Truth is of the function, not of its spelling.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from ..errors import InputError
from ..files.statement_file import StatementFile, statement_from_tables
from ..kernel.paper_augmentation import papers
from ..kernel.statement_kinds.orbits import lam_signs
from ..pool import each
from ..search.hunt import search
from ..truth import Truth
from ..verdict import Verdict
from .measure import Figures, Measure, Setting, Size

WANTED = {Size.CI: 200, Size.FULL: 10_000}
SECONDS = {Size.CI: 0.3, Size.FULL: 2.0}
"""Of search for one statement."""

ZEROS = (
    "sqrt(2)*sqrt(3) - sqrt(6)", "log(4) - 2*log(2)", "exp(log(3)) - 3", "sin(pi)", "tanh(0)", "cos(pi) + 1",
    "atan(1) - pi/4", "(1 + sqrt(2))**2 - 3 - 2*sqrt(2)", "log(2) + log(3) - log(6)", "sinh(log(2)) - 3/4",
    "2**(1/2) - sqrt(2)", "erf(0)", "sin(1)**2 + cos(1)**2 - 1", "1/3 + 1/6 - 1/2",
)  # fmt: skip
"""Constants that are 0; of some nobody here can prove it."""

NONZEROS = (
    "sqrt(2) + sqrt(3) - sqrt(10)", "exp(pi) - pi - 20", "355/113 - pi", "10**-40", "1 - cos(1/10**15)", "1/7", "2",
    "-1/1000", "sqrt(2) - 1", "tanh(1)", "pi - 3",
)  # fmt: skip
"""Constants that are not 0, some of them very small."""

POSITIVES = ("1", "1/3", "sqrt(2)", "exp(-20)", "pi - 3", "10**-20", "2 - sqrt(3)")


@dataclass(frozen=True)
class Piece:
    """A neuron without its amplitude, or a penalty: its class, its formula, and why it belongs there."""

    shape: str
    formula: str
    why: str


@dataclass(frozen=True)
class KnownStatement:
    """A statement with its truth.

    Attributes:
        statement: as the search is asked.
        true: whether it is true.
        why: by which theorem, in words.
        kind: the shapes of its parts, for the table.
    """

    statement: StatementFile
    true: bool
    why: str
    kind: str


def neuron(random: Random) -> Piece:
    """A neuron: exponential, a power, free, or 0."""
    s = random.choice(("(u + b)", "(b + u)", "(2*u/2 + b)"))
    match random.randrange(5):
        case 0:
            return Piece(
                "exponential", random.choice(_exponentials(random)), "C exp(k (u + b)): a shift of b scales it"
            )
        case 1:
            p = random.choice((s, f"{s}**2", f"{s}**3", f"relu{s}", f"relu{s}**2"))
            return Piece("power", p, "homogeneous in (b, w): scaling them scales it")
        case 2:
            names = ("sinh", "cosh", "tanh", "sigmoid", "softplus", "sin", "atan")
            return Piece("free", f"{random.choice(names)}{s}", "phi, phi', s phi' are independent (DICHOTOMY)")
        case 3:
            c = random.choice(NONZEROS)
            return Piece("free", f"(exp{s} + ({c})*exp(2*{s}))", "two exponentials, the second with a factor not 0")
        case _:
            z = random.choice(ZEROS)
            hidden = random.choice((f"sinh{s}", f"{s}**2", f"exp(-{s})", f"tanh{s}"))
            return Piece("exponential", f"(exp{s} + ({z})*{hidden})", "the second term has the factor 0, in disguise")


def _exponentials(random: Random) -> Sequence[str]:
    c, k = random.choice(POSITIVES), random.choice(("1/2", "2", "-1", "3"))
    return (
        "exp(u + b)", "exp(u)*exp(b)", "2**(u + b)", f"exp({k}*(u + b))", f"({c})*exp(u + b)", f"exp(u + b + ({c}))",
        "exp((u + b)/2)**2", "1/exp(-u - b)", "(sinh(u + b) + cosh(u + b))", f"({c})**2*exp(u + b)",
    )  # fmt: skip


def penalty(random: Random) -> Piece:
    """A penalty: a power of |a|, flat or with a corner, or one that holds b or w, too, or none."""
    match random.randrange(6):
        case 0:
            return Piece("flat", random.choice(("a**2", "a**4", "abs(a)**(3/2)", "a*a", "2*a**2 - a**2")), "flat at 0")
        case 1:
            c = random.choice(POSITIVES)
            return Piece("flat", f"({c})*a**2", "a positive factor changes nothing")
        case 2:
            return Piece("corner", random.choice(("abs(a)", "sqrt(abs(a))")), "a corner or a cusp at a = 0")
        case 3:
            z = random.choice(ZEROS)
            return Piece(
                "flat", f"a**2 + ({z})*{random.choice(('b**2', 'b', 'abs(b)'))}", "b has the factor 0, in disguise"
            )
        case 4:
            c = random.choice(("1", "1/2", "1/10"))
            return Piece("decay", f"a**2 + {c}*b**2", "b is held back, too")
        case _:
            return Piece("none", "0*a", "no penalty at all")


def truth(phi: str, shape: str, conclusion: str) -> tuple[bool, str]:
    """Whether the statement is true for a neuron and a penalty of these shapes, and by what (theory, section 9)."""
    if phi == "free":
        return False, "free neurons: the fibre is a point, so FIBRE (2) refutes it"
    if shape == "none":
        return False, "no penalty: targets at the outputs of a neuron, L~ = 0 there"
    if shape == "decay":
        return False, "along the fibre the penalty is convex with a minimum at a != 0: FIBRE (2)"
    if conclusion == "vanish":
        return True, "the penalty falls strictly along the orbit: FIBRE (1)"
    if phi == "exponential":
        return shape == "flat", "RESIDUAL and EXPSUM" if shape == "flat" else "the corner outweighs small residuals"
    return False, "a power sees only polynomials: residuals orthogonal to them stay"


def draw(random: Random) -> KnownStatement:
    """A random statement with its truth."""
    phi, p = neuron(random), penalty(random)
    conclusion = random.choice(("vanish", "elimination"))
    true, why = truth(phi.shape, p.shape, conclusion)
    factor = random.choice(("", "", "", "-", "3*"))
    return KnownStatement(
        stated(f"{factor}a*{phi.formula}", p.formula, conclusion),
        true,
        f"{phi.why}; {p.why}; {why}",
        f"{phi.shape}, {p.shape}: {conclusion}",
    )


def stated(formula: str, punished: str, conclusion: str) -> StatementFile:
    """The statement about this neuron and this penalty, for every lam > 0 and all data."""
    tables: dict[str, Any] = {
        "title": f"{formula} with {punished}",
        "kind": "statement",
        "source": "Drawn with its truth",
        "statement": {
            "claim": "ELIM",
            "changes": f"the neuron {formula}, the penalty {punished}",
            "dropped": ["paper-augmentation"],
            "conclusion": conclusion,
        },
        "augment": {"neuron": formula, "penalty": f"lam*({punished})"},
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
        figures.count(f"decided: {known.kind}")
        if wrong:
            figures.fault(f"{known.statement.title}: {known.kind} is {word} ({known.why}); the search: {verdict}")
    elif verdict is Verdict.UNKNOWN:
        figures.count(f"{word}: undecided")
    else:
        figures.fault(f"{known.statement.title}: {known.kind} is {word}; the search: {verdict}")


def _share(rest: int, setting: Setting) -> Figures:
    figures = Figures()
    for i in range(rest, WANTED[setting.size], setting.jobs):
        if time.monotonic() > setting.deadline:
            break
        random = Random(f"{setting.seed}/statement/{i}")
        try:
            known = draw(random)
        except InputError:
            figures.count("no statement: a formula that the grammar refuses")
            continue
        judge_known(known, setting.seed, SECONDS[setting.size], figures)
    return figures


def run(setting: Setting) -> Figures:
    """Random statements, each with a short search."""
    figures = Figures(wanted=WANTED[setting.size])
    for _, found in each(partial(_share, setting=setting), range(setting.jobs), setting.jobs):
        figures.add(found)
    return figures


MEASURE = Measure(
    name="statements",
    catches="a statement that is said to hold and is false, or is said to be refuted and is true",
    run=run,
    seconds={Size.CI: 90.0, Size.FULL: 3600.0},
)
