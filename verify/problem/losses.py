"""Losses: a table of records with their facts. To add one, add one record; its tests come by parametrisation.

A loss is a function ``l(q, y)`` of the output ``q`` in R^K and the target ``y``. Its facts are what the theory asks:
differentiable (continuously, in q), convex in q, whether every stationary point in q is a global minimum, whether it is
nowhere negative, and for which targets the sum over the samples at one input attains its infimum over R^K. The kernel
takes these facts from here: each is required, and none is read off a loss's name or its targets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .activations import ANALYTIC, absolute, relu
from .expression import ARG, ONE, ZERO, Expr, function, lift, power, where

Params = Mapping[str, Fraction]
Targets = Sequence[Sequence[Fraction]]

TWO = Fraction(2)
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Param:
    """A parameter of a loss: its default, which values it takes (in words), and a test for them."""

    default: Fraction
    words: str
    valid: Callable[[Fraction], bool]


@dataclass(frozen=True)
class Attained:
    """For which targets at one input ``q -> sum_i w_i l(q, y_i)`` (all ``w_i > 0``) has a minimiser.

    Attributes:
        words: the targets in words, as the documentation has them.
        holds: the same as a test of the rows ``y_i``.
    """

    words: str
    holds: Callable[[Targets], bool]

    def __call__(self, targets: Targets) -> bool:
        """Whether the sum of the losses at these targets attains its infimum over R^K."""
        return self.holds(targets)


@dataclass(frozen=True)
class Loss:
    """One loss, with its facts.

    Attributes:
        name: as written in a problem file.
        build: ``l(q, y)`` from outputs, targets (both of length K) and parameters.
        targets: the targets it is meant for, a key of ``target_sets.TARGET_SETS``.
        order: continuous derivatives in q; 0 means: continuous, not differentiable everywhere.
        convex: convex in q for each such target.
        stationary_is_global: every point at which ``l(., y)`` has slopes, and all are 0, is a global minimum of it.
        nonnegative: ``l(q, y) >= 0`` for all q and each such target.
        attains: for which targets the sum of the losses at one input has a minimiser.
        params: its parameters.
    """

    name: str
    build: Callable[[Sequence[Expr], Sequence[Expr], Params], Expr]
    targets: str
    order: int
    convex: bool
    stationary_is_global: bool
    nonnegative: bool
    attains: Attained
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def differentiable(self) -> bool:
        """Whether the loss is continuously differentiable in q on all of R^K."""
        return self.order >= 1


def _outputwise(term: Callable[[Expr, Expr, Params], Expr]) -> Callable[[Sequence[Expr], Sequence[Expr], Params], Expr]:
    """The loss that adds ``term(q_k, y_k)`` over the outputs."""

    def build(q: Sequence[Expr], y: Sequence[Expr], params: Params) -> Expr:
        total = ZERO
        for qk, yk in zip(q, y, strict=True):
            total = total + term(qk, yk, params)
        return total

    return build


def _residual(term: Callable[[Expr, Params], Expr]) -> Callable[[Sequence[Expr], Sequence[Expr], Params], Expr]:
    """The loss that adds ``term(q_k - y_k)`` over the outputs."""
    return _outputwise(lambda q, y, params: term(q - y, params))


def _margin(term: Callable[[Expr, Params], Expr]) -> Callable[[Sequence[Expr], Sequence[Expr], Params], Expr]:
    """The loss that adds ``term(y_k q_k)`` over the outputs, for targets -1 and 1."""
    return _outputwise(lambda q, y, params: term(y * q, params))


def _square(r: Expr) -> Expr:
    return power(r, TWO)


def _huber(r: Expr, params: Params) -> Expr:
    # r^2/2 minus what exceeds the two tangents at r = delta and r = -delta: no |r|, so r = 0 stays a smooth point.
    delta = params["delta"]
    return HALF * (_square(r) - _positive_part(r - delta, 2) - _positive_part(-r - delta, 2))


def _positive_part(u: Expr, p: int) -> Expr:
    """``max(u, 0)**p``."""
    return where(u, power(ARG, Fraction(p)), ZERO, p - 1)


def _pseudo_huber(r: Expr, params: Params) -> Expr:
    delta = params["delta"]
    return lift(delta * delta) * (power(ONE + _square(r / delta), HALF) - 1)


def _double_well(r: Expr, params: Params) -> Expr:
    # Wells at r = 0 (value 0) and r = 7/4 (value 343/256): its derivative is r (4 r - 5) (4 r - 7) / 4.
    return _square(r) * (_square(r - 2) + Fraction(3, 8))


def _softmax_cross_entropy(q: Sequence[Expr], y: Sequence[Expr], params: Params) -> Expr:
    # log sum exp(q) - y.q, shifted by q_1 so that equal outputs never overflow.
    total, linear = ONE, ZERO
    for qk in q[1:]:
        total = total + function("exp", qk - q[0])
    for qk, yk in zip(q[1:], y[1:], strict=True):
        linear = linear + yk * (qk - q[0])
    return function("log", total) - linear


def _mean_inside(targets: Targets) -> bool:
    columns = list(zip(*targets, strict=True))
    return all(0 < sum(column) < len(column) for column in columns)


def _both_signs(targets: Targets) -> bool:
    return all(set(column) == {-1, 1} for column in zip(*targets, strict=True))


def _full_support(targets: Targets) -> bool:
    return all(sum(column) > 0 for column in zip(*targets, strict=True))


ALWAYS = Attained("always", lambda targets: True)
MEAN_INSIDE = Attained("not all 0, not all 1", _mean_inside)
BOTH_LABELS = Attained("both labels occur", _both_signs)  # softplus(-q) + softplus(q) has its minimum at 0
EVERY_CLASS = Attained("every class occurs", _full_support)  # the loss falls for ever as another class's output falls

DELTA = Param(Fraction(1), "a positive number", lambda v: v > 0)
POWER = Param(TWO, "an integer from 2 to 20", lambda v: v in range(2, 21))

# name, formula, targets, derivatives; convex, stationary is global, nonnegative; attained, parameters
_RECORDS = (
    Loss("squared", _residual(lambda r, p: _square(r)), "real", ANALYTIC, True, True, True, ALWAYS),
    Loss("logistic", _margin(lambda m, p: function("softplus", -m)), "sign", ANALYTIC, True, True, True, BOTH_LABELS),
    Loss(
        "binary-cross-entropy",
        _outputwise(lambda q, y, p: function("softplus", q) - y * q),
        "unit", ANALYTIC, True, True, True, MEAN_INSIDE,
    ),
    Loss("softmax-cross-entropy", _softmax_cross_entropy, "distribution", ANALYTIC, True, True, True, EVERY_CLASS),
    Loss("huber", _residual(_huber), "real", 1, True, True, True, ALWAYS, {"delta": DELTA}),
    Loss("pseudo-huber", _residual(_pseudo_huber), "real", ANALYTIC, True, True, True, ALWAYS, {"delta": DELTA}),
    Loss(
        "polynomial-hinge",
        _margin(lambda m, p: _positive_part(ONE - m, int(p["p"]))),
        "sign", 1, True, True, True, ALWAYS, {"p": POWER},
    ),
    Loss("hinge", _margin(lambda m, p: relu(ONE - m)), "sign", 0, True, True, True, ALWAYS),
    Loss("absolute", _residual(lambda r, p: absolute(r)), "real", 0, True, True, True, ALWAYS),
    Loss(
        "geman-mcclure",
        _residual(lambda r, p: _square(r) / (ONE + _square(r))),
        "real", ANALYTIC, False, True, True, ALWAYS,
    ),
    Loss(
        "cauchy", _residual(lambda r, p: function("log", ONE + _square(r))), "real", ANALYTIC, False, True, True, ALWAYS
    ),
    Loss("double-well", _residual(_double_well), "real", ANALYTIC, False, False, True, ALWAYS),
    Loss(
        "squared-on-sigmoid",
        _outputwise(lambda q, y, p: _square(function("sigmoid", q) - y)),
        "unit", ANALYTIC, False, True, True, MEAN_INSIDE,
    ),
)  # fmt: skip

LOSSES: dict[str, Loss] = {record.name: record for record in _RECORDS}
