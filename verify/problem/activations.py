"""Activations: a table of records. To add one, add one record; its tests come by parametrisation over the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from .expression import ARG, JUMP, ONE, ZERO, Expr, function, num, power, where

ANALYTIC = 10**9
"""Stands for "infinitely differentiable, equal to its power series near every point"."""


@dataclass(frozen=True)
class Activation:
    """A function of one real variable, with the facts that the theory asks about.

    Attributes:
        name: as written in a problem file and in a formula.
        build: the expression of the activation at an argument.
        order: how many continuous derivatives it has on all of R; ``ANALYTIC`` for analytic, ``JUMP`` for a jump.
        polynomial: whether it is a polynomial.
        homogeneous: the degree p with f(c u) = c**p f(u) for every c > 0, or None.
    """

    name: str
    build: Callable[[Expr], Expr]
    order: int
    polynomial: bool = False
    homogeneous: int | None = None


def _half() -> Expr:
    return num(Fraction(1, 2))


def _gelu(u: Expr) -> Expr:
    # u * Phi(u), Phi the standard normal distribution function (the exact form, not the tanh approximation).
    return _half() * u * (ONE + function("erf", u / power(num(2), Fraction(1, 2))))


def absolute(u: Expr) -> Expr:
    """``|u|``."""
    return where(u, ARG, -ARG, 0)


def relu(u: Expr) -> Expr:
    """``max(u, 0)``."""
    return where(u, ARG, ZERO, 0)


_RECORDS = (
    Activation("linear", lambda u: u, ANALYTIC, polynomial=True, homogeneous=1),
    Activation("square", lambda u: power(u, Fraction(2)), ANALYTIC, polynomial=True, homogeneous=2),
    Activation("tanh", lambda u: function("tanh", u), ANALYTIC),
    Activation("sigmoid", lambda u: function("sigmoid", u), ANALYTIC),
    Activation("softplus", lambda u: function("softplus", u), ANALYTIC),
    Activation("sin", lambda u: function("sin", u), ANALYTIC),
    Activation("gelu", _gelu, ANALYTIC),
    Activation("elu", lambda u: where(u, ARG, function("exp", ARG) - 1, 1), 1),
    Activation("softsign", lambda u: where(u, ARG / (1 + ARG), ARG / (1 - ARG), 1), 1),
    Activation("relu", relu, 0, homogeneous=1),
    Activation("leaky_relu", lambda u: where(u, ARG, ARG / 100, 0), 0, homogeneous=1),
    Activation("step", lambda u: where(u, ONE, ZERO, JUMP), JUMP, homogeneous=0),
)

ACTIVATIONS: dict[str, Activation] = {record.name: record for record in _RECORDS}
