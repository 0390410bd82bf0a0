"""The augmentation: which neuron is added to the outputs, at what penalty, and what is trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .expression import Expr, function, num, substitute, var

NEURON_NAMES = ("a", "b", "u")
PENALTY_NAMES = ("a", "b", "w2", "lam")

PAPER_NEURON = var("a") * function("exp", var("u") + var("b"))
PAPER_PENALTY = var("lam") * var("a") ** 2


@dataclass(frozen=True)
class Constraint:
    """A bound on every added parameter of one family: ``name <= bound`` or ``name >= bound``."""

    name: str
    relation: str
    bound: Fraction


@dataclass(frozen=True)
class Augmentation:
    """One neuron per output (or amplitudes on a shared one), as data: a variant of the statement needs no new code.

    Attributes:
        neuron: an expression in ``a``, ``b`` and ``u = w.x``; the paper's is ``a*exp(u + b)``.
        penalty: an expression in ``a``, ``b``, ``w2 = |w|^2`` and ``lam``, added up over the neurons (over the
            amplitudes if ``shared``); the paper's is ``lam*a**2``.
        lam: the weight of the penalty.
        shared: one ``b`` and one ``w`` for all outputs.
        covered: the outputs (from 0) that have a neuron; None for all.
        frozen: what is not trained, among ``theta``, ``a``, ``b``, ``W``.
        constraints: bounds on the added parameters.
    """

    neuron: Expr = PAPER_NEURON
    penalty: Expr = PAPER_PENALTY
    lam: Fraction = Fraction(1)
    shared: bool = False
    covered: tuple[int, ...] | None = None
    frozen: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()

    @property
    def is_papers(self) -> bool:
        """The paper's own neuron and penalty on every output, everything trained, nothing bounded."""
        plain = self.covered is None and not self.frozen and not self.constraints
        return plain and self.neuron is PAPER_NEURON and self.penalty is PAPER_PENALTY

    def neurons(self, outputs: int) -> list[int]:
        """The outputs that have an amplitude."""
        return list(range(outputs)) if self.covered is None else list(self.covered)

    def blocks(self, outputs: int, inputs: int) -> tuple[list[str], list[str], list[list[str]]]:
        """The names of the added parameters: amplitudes ``~a1..``, biases ``~b1..``, and the rows ``~w1_1..`` of W.

        No formula can write a tilde, so these names never meet those of theta.
        """
        amplitudes = [_amplitude(k) for k in self.neurons(outputs)]
        exponents = [0] if self.shared else self.neurons(outputs)
        weights = [[_weight(h, d) for d in range(inputs)] for h in exponents]
        return amplitudes, [_bias(h) for h in exponents], weights

    def added(self, x: Sequence[Fraction], outputs: int) -> list[Expr | None]:
        """g(x; a, b, W), one expression per output, None for an output without a neuron."""
        g: list[Expr | None] = [None] * outputs
        for k in self.neurons(outputs):
            h = 0 if self.shared else k
            u: Expr = num(0)
            for d, v in enumerate(x):
                u = u + var(_weight(h, d)) * v
            g[k] = substitute([self.neuron], {"a": var(_amplitude(k)), "b": var(_bias(h)), "u": u})[0]
        return g

    def total_penalty(self, outputs: int, inputs: int) -> Expr:
        """The penalty of all neurons, with ``lam`` inserted."""
        total: Expr = num(0)
        for k in self.neurons(outputs):
            h = 0 if self.shared else k
            squares: Expr = num(0)
            for d in range(inputs):
                squares = squares + var(_weight(h, d)) ** 2
            values = {"a": var(_amplitude(k)), "b": var(_bias(h)), "w2": squares, "lam": num(self.lam)}
            total = total + substitute([self.penalty], values)[0]
        return total


def _amplitude(k: int) -> str:
    return f"~a{k + 1}"


def _bias(h: int) -> str:
    return f"~b{h + 1}"


def _weight(h: int, d: int) -> str:
    return f"~w{h + 1}_{d + 1}"
