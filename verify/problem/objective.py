"""A problem: network, loss, data and augmentation, and the functions that the theory is about.

    L(theta)           = scale * sum_i weight_i l(f(x_i; theta), y_i) + regularizer(theta)
    L~(theta, a, b, W) = the same with f + g in place of f, + penalty

``scale`` is 1/m for the mean and 1 for the sum.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from .augmentation import Augmentation
from .derivatives import gradient
from .expression import ZERO, Expr, num, rational, substitute, var
from .losses import Loss
from .network import Network

MAX_WRITTEN = 50_000
"""Samples times the operations of one pass through the network, up to which L is written out as a formula."""

Build = Callable[[Sequence[Expr], Sequence[Expr]], Expr]


@dataclass(frozen=True)
class SampleLoss:
    """A loss as one problem uses it: its formula with parameters inserted, and the facts known about it.

    ``record`` is the table's entry, None for a formula; a fact is None if nothing is known about it. ``assumed`` names
    the facts that only the file vouches for: whatever uses them is said under that assumption.
    """

    name: str
    build: Build
    record: Loss | None
    differentiable: bool | None
    convex: bool | None
    stationary_is_global: bool | None
    nonnegative: bool | None
    assumed: tuple[str, ...] = ()

    def vouched(self, asked: Collection[str]) -> tuple[str, ...]:
        """The facts that only the file vouches for, of those on which whatever asks for the facts ``asked`` rests.

        That stationary points are global minima follows from convexity, where it is not vouched for itself.
        """
        follows = "stationary-is-global" in asked and "stationary-is-global" not in self.assumed
        used = {*asked, "convex"} if follows else set(asked)
        return tuple(fact for fact in self.assumed if fact in used)


@dataclass(frozen=True, eq=False)
class Problem:
    """One instance of the theorem's setting, exact in all its numbers.

    Attributes:
        network: f.
        loss: l.
        inputs: the m inputs, rational (so that equality of inputs is decidable), which may repeat.
        targets: the m targets, as constant expressions.
        weights: the m positive sample weights.
        reduction: ``mean`` or ``sum``.
        regularizer: a term in theta alone, zero in the paper's setting.
        augmentation: the added neurons.
        digest: SHA-256 of the canonical text of the problem, to which certificates are bound.
    """

    network: Network
    loss: SampleLoss
    inputs: tuple[tuple[Fraction, ...], ...]
    targets: tuple[tuple[Expr, ...], ...]
    weights: tuple[Fraction, ...]
    reduction: str
    regularizer: Expr
    augmentation: Augmentation
    digest: str

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters theta."""
        return self.network.parameters

    @property
    def samples(self) -> int:
        """m."""
        return len(self.inputs)

    @property
    def scale(self) -> Fraction:
        """What the sum over the samples is multiplied by: 1, or 1/m for the mean of m samples."""
        return Fraction(1, self.samples) if self.reduction == "mean" else Fraction(1)

    @cached_property
    def distinct(self) -> list[tuple[int, ...]]:
        """I(x) for each distinct input x, in order of first appearance: the indices of the samples there."""
        groups: dict[tuple[Fraction, ...], list[int]] = {}
        for i, x in enumerate(self.inputs):
            groups.setdefault(x, []).append(i)
        return [tuple(group) for group in groups.values()]

    @cached_property
    def realizable(self) -> bool | None:
        """Whether equal inputs carry equal targets; None if two targets could not be compared exactly."""
        answer: bool | None = True
        for group in self.distinct:
            for i in group[1:]:
                for y, z in zip(self.targets[group[0]], self.targets[i], strict=True):
                    if y is z:
                        continue
                    if rational(y) is not None and rational(z) is not None:
                        return False
                    answer = None
        return answer

    @cached_property
    def written(self) -> bool:
        """Whether L is small enough to be written out as a formula in theta; a larger one is looked at by layers."""
        return self.samples * max(1, self.network.work) <= MAX_WRITTEN

    @cached_property
    def outputs(self) -> list[list[Expr]]:
        """f(x_i; theta) for every sample, as expressions in theta.

        Raises:
            OverflowError: there are too many to be written out.
        """
        if not self.written:
            size = f"{self.samples} samples through a network of {self.network.work} operations"
            raise OverflowError(f"{size} are too many to write L out as a formula: more than {MAX_WRITTEN}")
        at = {self.inputs[group[0]]: self.network.at(self.inputs[group[0]]) for group in self.distinct}
        return [at[x] for x in self.inputs]

    def sample_loss(self, i: int, q: Sequence[Expr]) -> Expr:
        """weight_i * l(q, y_i)."""
        return self.weights[i] * self.loss.build(q, self.targets[i])

    @cached_property
    def risk(self) -> Expr:
        """L(theta)."""
        return self.scale * self._total(self.outputs) + self.regularizer

    @cached_property
    def residual_gradients(self) -> list[list[Expr]]:
        """rho_k(x) at each distinct input x and output k, as expressions in theta (without the factor ``scale``)."""
        q = [f"q{k + 1}" for k in range(self.network.outputs)]
        rows = []
        for group in self.distinct:
            total = ZERO
            for i in group:
                total = total + self.sample_loss(i, [var(name) for name in q])
            at = dict(zip(q, self.outputs[group[0]], strict=True))
            rows.append(substitute(gradient(total, q), at))
        return rows

    @cached_property
    def added_names(self) -> tuple[list[str], list[str], list[list[str]]]:
        """The names of a, b and the rows of W."""
        return self.augmentation.blocks(self.network.outputs, self.network.inputs)

    @cached_property
    def augmented_names(self) -> tuple[str, ...]:
        """theta, then a, then b, then W row by row: the order of the arguments of ``augmented_risk``."""
        a, b, rows = self.added_names
        return (*self.names, *a, *b, *(name for row in rows for name in row))

    @cached_property
    def augmented_data_term(self) -> Expr:
        """The part of L~ that the data make: ``scale * sum_i weight_i l(f(x_i; theta) + g(x_i; a, b, W), y_i)``."""
        outputs = []
        for x, f in zip(self.inputs, self.outputs, strict=True):
            g = self.augmentation.added(x, self.network.outputs)
            outputs.append([fk if gk is None else fk + gk for fk, gk in zip(f, g, strict=True)])
        return self.scale * self._total(outputs)

    @cached_property
    def penalty(self) -> Expr:
        """The penalty on the added neurons."""
        return self.augmentation.total_penalty(self.network.outputs, self.network.inputs)

    @cached_property
    def augmented_risk(self) -> Expr:
        """L~(theta, a, b, W)."""
        return self.augmented_data_term + self.regularizer + self.penalty

    def _total(self, outputs: Sequence[Sequence[Expr]]) -> Expr:
        total: Expr = num(0)
        for i, q in enumerate(outputs):
            total = total + self.sample_loss(i, q)
        return total
