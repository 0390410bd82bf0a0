"""The assumptions of the claims, each with the test of whether a problem meets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..numerics.identity import somewhere_nonzero
from ..problem.expression import ZERO
from ..problem.objective import Problem
from ..truth import Truth, every
from . import gate
from .kinds.related import is_margin_loss, nonnegative_risk
from .paper_augmentation import has_papers
from .region import EVERYWHERE


@dataclass(frozen=True)
class Assumption:
    """One hypothesis of a theorem.

    Attributes:
        words: the hypothesis as it stands in a statement.
        test: whether a problem meets it; UNKNOWN if the facts of its loss are not known.
        facts: the facts about the loss that the test asks for, as a file may declare them.
    """

    words: str
    test: Callable[[Problem], Truth]
    facts: tuple[str, ...] = ()


def _known(fact: bool | None) -> Truth:
    return Truth.UNKNOWN if fact is None else Truth.YES if fact else Truth.NO


def _either(x: Truth, y: Truth) -> Truth:
    return ~every((~x, ~y))


def _data_only(problem: Problem) -> Truth:
    if problem.regularizer is ZERO:
        return Truth.YES
    return Truth.NO if somewhere_nonzero(problem.regularizer) else Truth.UNKNOWN


ASSUMPTIONS: dict[str, Assumption] = {
    "paper-augmentation": Assumption(
        "the added neurons are a_k exp(w_k.x + b_k) on every output, the penalty is lam |a|^2, all is trained",
        has_papers,
    ),
    "shared-neuron": Assumption(
        "the added neuron is one exp(w.x + b), with an amplitude a_k for each output, the penalty is lam |a|^2, all is "
        "trained",
        lambda p: every((has_papers(p), _known(p.augmentation.shared))),
    ),
    "lam-nonzero": Assumption("lam is not 0", lambda p: _known(p.augmentation.lam != 0)),
    "lam-positive": Assumption("lam > 0", lambda p: _known(p.augmentation.lam > 0)),
    "convex": Assumption("each l_i is convex", lambda p: _known(p.loss.convex), ("convex",)),
    "differentiable": Assumption(
        "each l_i is differentiable", lambda p: _known(p.loss.differentiable), ("differentiable",)
    ),
    "realizable": Assumption("equal inputs carry equal targets", lambda p: _known(p.realizable)),
    "stationary-is-global": Assumption(
        "each stationary point of l_i is a global minimum of l_i",
        lambda p: _known(p.loss.stationary_is_global),
        ("stationary-is-global",),
    ),
    "eliminable": Assumption(
        "each l_i is convex; or equal inputs carry equal targets and each stationary point of l_i is a global minimum",
        lambda p: _either(_known(p.loss.convex), every((_known(p.realizable), _known(p.loss.stationary_is_global)))),
        ("convex", "stationary-is-global"),
    ),
    "nonnegative": Assumption(
        "L >= 0, by the table of losses, as declared, or visibly (sums and products of even powers and the like)",
        nonnegative_risk,
        ("nonnegative",),
    ),
    "margin-loss": Assumption("one output, labels -1 and 1, and each l_i(q) = l(-y_i q)", is_margin_loss),
    "data-only": Assumption("L has no term in theta alone", _data_only),
}


def _analytic(problem: Problem) -> Truth:
    """YES if the gate proves it of the formula of L~; a kink may be none, so nothing else is decided."""
    return Truth.YES if gate.analytic(problem.augmented_risk, EVERYWHERE) is Truth.YES else Truth.UNKNOWN


CONDITIONS: dict[str, Assumption] = {
    "analytic": Assumption("L~ is analytic at all (theta, a, b, W)", _analytic),
    "no-parameters": Assumption("the network has no parameters", lambda p: _known(not p.names)),
}
"""What no claim assumes, and what a rule of a claim may ask of a problem."""


def named(key: str) -> Assumption:
    """The assumption or condition of this name."""
    return ASSUMPTIONS.get(key) or CONDITIONS[key]


def met(problem: Problem, keys: Iterable[str]) -> Truth:
    """Whether ``problem`` meets all the assumptions and conditions ``keys``."""
    return every(named(key).test(problem) for key in keys)
