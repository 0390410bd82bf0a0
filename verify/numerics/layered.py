"""L of a layered network over a box of theta: value, gradient and Hessian in whole matrices of balls.

Nothing is written out as a formula but the activation, the loss of one sample, and the term in theta alone. Layer j
computes ``z_j = s_j A_j'``, with ``s_j`` the layers that go into it beside each other, and 1 for the bias. With
``d = dL/dz``, ``e = dL/dh``, ``D`` the derivative in theta:

    D^2 L = sum over layers of  sum_u e_u act''(z_u) (D z_u)'(D z_u)  +  2 sum_uv d_u dA_uv D s_v
            + sum_kl l''_kl (D q_k)'(D q_l)  +  D^2 (the term in theta alone)

The sum over the samples is taken in parts, so that memory is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from ..problem.activations import ACTIVATIONS
from ..problem.derivatives import both_sides, gradient
from ..problem.expression import Expr, rational, var, variables
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from . import ball
from .arrays import FLOAT_ARRAYS, Array, Arrays
from .ball_matrix import BALL_ARRAYS
from .fine_arrays import FINE_ARRAYS
from .program import Program

FINE = 128
"""Bits for gradients at a point."""


@dataclass(frozen=True)
class Layer:
    """One layer: which layers go into it, and which parameters its matrix has, row by row, biases last."""

    sources: tuple[int, ...]
    bias: bool
    index: NDArray[np.int64]


def layers_of(network: LayeredNetwork) -> list[Layer]:
    """The layers 1 to the last one, with the places of their parameters in ``network.parameters``."""
    at, widths, blocks = 0, network.widths, dict[tuple[int, int], NDArray[np.int64]]()

    def take(rows: int, columns: int) -> NDArray[np.int64]:
        nonlocal at
        at += rows * columns
        return np.arange(at - rows * columns, at).reshape(rows, columns)

    biases = {}
    for j in range(1, len(widths)):
        blocks[j - 1, j] = take(widths[j], widths[j - 1])
        if network.bias:
            biases[j] = take(widths[j], 1)
    for i, j in network.skips:
        blocks[i, j] = take(widths[j], widths[i])
    found = []
    for j in range(1, len(widths)):
        sources = [j - 1, *(i for i, to in network.skips if to == j)]
        parts = [blocks[i, j] for i in sources] + ([biases[j]] if network.bias else [])
        found.append(Layer(tuple(sources), network.bias, np.concatenate(parts, axis=1)))
    return found


@dataclass(frozen=True)
class Acting:
    """What stands in place of the activation, at each unit and sample; and squares that are added to L.

    Attributes:
        act: what the units of a layer put out, counted from 0, at some samples, from their arguments; then its first
            and second derivatives.
        squares: for each of these layers a number for each sample and unit; half of it, times z^2, is added to L.
    """

    act: Callable[[int, slice, Array], list[Array]]
    squares: Sequence[Array] = ()


@dataclass(frozen=True)
class Pass:
    """What one pass through the network, there and back, has found at some samples."""

    sources: list[Array]  # s_j, samples by columns of A_j
    units: list[Array]  # z_j
    slopes: list[Array]  # act'(z_j), all layers but the last
    bends: list[Array]  # e_j act''(z_j), all layers but the last
    rates: list[Array]  # e_j, all layers but the last
    down: list[Array]  # d_j
    loss: Array
    curvature: list[list[Array]]  # l''_kl


class LayeredRisk:
    """L of one problem whose network is layered."""

    def __init__(self, problem: Problem, arrays: Arrays, acting: Acting | None = None) -> None:
        """Prepare the passes, in arrays of balls or of floats; with ``acting``, of L with that in it.

        Raises:
            TypeError: the network is no layered one.
        """
        if not isinstance(problem.network, LayeredNetwork):
            raise TypeError("the network has no layers")
        self.problem, self.network, self.arrays = problem, problem.network, arrays
        self.layers, self.acting = layers_of(self.network), acting
        self.order = np.concatenate([layer.index.ravel() for layer in self.layers])
        """The parameters, layer by layer: the place of each in theta."""

    def value(self, theta: Array) -> Array:
        """L, as an array of one entry."""
        with np.errstate(all="ignore"):
            total = self._alone(theta)[0]
            for rows in self._parts(max(self.network.widths)):
                total = total + self._there(theta, rows, 0)[-1][0].sum(0)
            return total

    def units(self, theta: Array) -> tuple[list[Array], Array]:
        """The arguments of the activation in each layer that has one, and the outputs: samples by units."""
        with np.errstate(all="ignore"):
            found = [self._there(theta, rows, 0)[1] for rows in self._parts(max(self.network.widths))]
            *hidden, outputs = [self.arrays.concatenate(list(parts), 0) for parts in zip(*found, strict=True)]
            return hidden, outputs

    def gradient(self, theta: Array, both: bool = False) -> Array:
        """The gradient of L; with ``both``, slopes on both sides of a kink together (``both_sides``)."""
        return self.value_and_gradient(theta, both)[1]

    def value_and_gradient(self, theta: Array, both: bool = False) -> tuple[Array, Array]:
        """L and its gradient, from one pass."""
        with np.errstate(all="ignore"):
            value, total = self._alone(theta)
            for rows in self._parts(max(self.network.widths)):
                found = self._pass(theta, rows, 1, both)
                for layer, d, s in zip(self.layers, found.down, found.sources, strict=True):
                    self.arrays.add_at(total, layer.index, d.T @ s)
                value = value + found.loss.sum(0)
            return value, total

    def hessian(self, theta: Array) -> Array:
        """The Hessian of L, symmetric."""
        with np.errstate(all="ignore"):
            size = len(self.order)
            total = self.arrays.zeros((size, size))
            for rows in self._parts(max(self.network.widths) * size):
                self._add_curvature(total, theta, self._pass(theta, rows, 2))
            place = np.argsort(self.order)
            found = self.arrays.mirrored(total)[np.ix_(place, place)]
            for key, entry in self._alone_curvature(theta):
                self.arrays.add_at(found, key, entry)
            return found

    # ------------------------------------------------------------------------------------------------ through the net

    def _parts(self, entries: int) -> Iterator[slice]:
        step = max(1, self.arrays.part // entries)
        return (slice(i, i + step) for i in range(0, self.problem.samples, step))

    def _there(
        self, theta: Array, rows: slice, order: int, both: bool = False
    ) -> tuple[list[Array], list[Array], list[list[Array]], list[Array]]:
        """Forward: the sources, the units, the activation with ``order`` derivatives, and those of the loss."""
        h, sources, units, acted = [self._inputs[rows]], list[Array](), list[Array](), list[list[Array]]()
        for j, layer in enumerate(self.layers):
            parts = [h[i] for i in layer.sources]
            if layer.bias:
                parts.append(self.arrays.zeros((parts[0].shape[0], 1)) + self._one)
            sources.append(self.arrays.concatenate(parts, 1))
            units.append(sources[-1] @ theta[layer.index].T)
            if j + 1 < len(self.layers):
                acted.append(self._act(j, rows, units[-1], order, both))
                h.append(acted[-1][0])
        k = self.network.outputs
        arguments = [units[-1][:, i] for i in range(k)] + [self.targets[rows][:, i] for i in range(k)]
        terms = [term * self._weights[rows] for term in self.arrays.each(self._loss(order, both), arguments)]
        return sources, units, acted, terms

    def rates(self, theta: Array) -> list[Array]:
        """The derivatives of the data term in what the units put out, layer by layer: samples by units."""
        with np.errstate(all="ignore"):
            found = [self._pass(theta, rows, 1).rates for rows in self._parts(max(self.network.widths))]
            return [self.arrays.concatenate(list(parts), 0) for parts in zip(*found, strict=True)]

    def _act(self, j: int, rows: slice, units: Array, order: int, both: bool) -> list[Array]:
        """What units put out, with its derivatives."""
        if self.acting is None:
            return self.arrays.each(self._activation(order, both), [units])
        return self.acting.act(j, rows, units)

    def _pass(self, theta: Array, rows: slice, order: int, both: bool = False) -> Pass:
        """There, and back with the slopes of L."""
        sources, units, acted, terms = self._there(theta, rows, order, both)
        k, last = self.network.outputs, len(self.layers)
        outward = self.arrays.concatenate([t[:, None] for t in terms[1 : 1 + k]], 1)
        down, bends, rates = [outward], list[Array](), list[Array]()
        carried: dict[int, Array] = {}
        for j in range(last, 1, -1):
            layer, back = self.layers[j - 1], down[0] @ theta[self.layers[j - 1].index]
            at = 0
            for i in layer.sources:
                width = self.network.widths[i]
                part = back[:, at : at + width]
                carried[i] = carried[i] + part if i in carried else part
                at += width
            e = carried[j - 1]
            rates.insert(0, e)
            down.insert(0, e * acted[j - 2][1])
            if order > 1:
                bends.insert(0, e * acted[j - 2][2])
            if self.acting is not None and self.acting.squares:
                square = self.acting.squares[j - 2][rows]
                down[0] = down[0] + square * units[j - 2]
                if order > 1:
                    bends[0] = bends[0] + square
        slopes, curvature = [a[1] for a in acted], list[list[Array]]()
        if order > 1:
            second = terms[1 + k :]
            lower = [[second[i * (i + 1) // 2 + j] for j in range(i + 1)] for i in range(k)]
            curvature = [[lower[max(i, j)][min(i, j)] for j in range(k)] for i in range(k)]
        return Pass(sources, units, slopes, bends, rates, down, terms[0], curvature)

    def _add_curvature(self, total: Array, theta: Array, found: Pass) -> None:
        """Add to the upper triangle, in the order ``self.order``, what some samples contribute to the Hessian."""
        samples, known, add_at = found.loss.shape[0], 0, self.arrays.add_at
        tangents: dict[int, Array] = {}  # of h_j: units, samples, parameters before
        for j, (layer, source) in enumerate(zip(self.layers, found.sources, strict=True), start=1):
            width, columns = layer.index.shape
            prior = slice(0, known)
            inherited: Array | None = None
            at = 0
            for i in layer.sources:
                reach = slice(at, at + self.network.widths[i])
                at = reach.stop
                if i == 0:
                    continue
                t = tangents[i]
                seen = t.shape[2]
                # d_u dA_uv D s_v: sources, units, parameters before.
                mixed = found.down[j - 1].T @ t
                places = known + np.arange(width * columns).reshape(width, columns)[:, reach].T
                add_at(total, (slice(0, seen), places.ravel()), mixed.reshape(-1, seen).T)
                part = theta[layer.index[:, reach]] @ t.reshape(t.shape[0], -1)
                part = self.arrays.padded(part.reshape(width, samples, seen), known)
                inherited = part if inherited is None else inherited + part
            if inherited is None:
                inherited = self.arrays.zeros((width, samples, known))
            for k in range(width):
                mine = slice(known + k * columns, known + (k + 1) * columns)
                if j == len(self.layers):
                    pairs = [(i, found.curvature[i][k]) for i in range(width)]
                else:
                    pairs = [(k, found.bends[j - 1][:, k])]
                bent: Array | None = None
                for i, weight in pairs:
                    if i <= k:
                        theirs = slice(known + i * columns, known + (i + 1) * columns)
                        add_at(total, (theirs, mine), (source * weight[:, None]).T @ source)
                    if known:
                        term = inherited[i] * weight[:, None]
                        bent = term if bent is None else bent + term
                if bent is not None:
                    add_at(total, (prior, prior), bent.T @ inherited[k])
                    add_at(total, (prior, mine), bent.T @ source)
            if j < len(self.layers):
                tangents[j] = self._tangents(inherited, source, found.slopes[j - 1])
            known += width * columns

    def _tangents(self, inherited: Array, source: Array, slopes: Array) -> Array:
        """D h_j: units, samples, parameters of this layer and those before."""
        width, samples, known = inherited.shape
        columns = source.shape[1]
        grown = self.arrays.padded(inherited, known + width * columns)
        for u in range(width):
            own = slice(known + u * columns, known + (u + 1) * columns)
            self.arrays.put(grown, (u, slice(None), own), source)
        return grown * slopes.T.reshape(width, samples, 1)

    # ------------------------------------------------------------------------------------------------------- formulas

    def _activation(self, order: int, both: bool) -> Program:
        return _derivatives(self.activation, ("u",), order, both)

    @cached_property
    def activation(self) -> Expr:
        """The activation, as a formula in ``u``."""
        return ACTIVATIONS[self.network.activation].build(var("u"))

    def _loss(self, order: int, both: bool) -> Program:
        k = self.network.outputs
        return _derivatives(loss_formula(self.problem), tuple(f"q{i + 1}" for i in range(k)), order, both, k)

    @cached_property
    def _one(self) -> Array:
        return self.arrays.of([Fraction(1)])

    @cached_property
    def _inputs(self) -> Array:
        return self.arrays.of([v for x in self.problem.inputs for v in x]).reshape(self.problem.samples, -1)

    @cached_property
    def targets(self) -> Array:
        """The targets, samples by outputs."""
        rows = [[rational(v) for v in y] for y in self.problem.targets]
        known = [v for row in rows for v in row if v is not None]
        if len(known) < self.problem.samples * self.network.outputs:
            return self.arrays.constants(self.problem.targets)
        return self.arrays.of(known).reshape(self.problem.samples, -1)

    @cached_property
    def _weights(self) -> Array:
        """What the loss of each sample is multiplied by."""
        return self.arrays.of([self.problem.scale * w for w in self.problem.weights])

    @cached_property
    def _alone_first(self) -> list[Expr]:
        return gradient(self.problem.regularizer, self.problem.names)

    @cached_property
    def _alone_programs(self) -> tuple[Program, Program, list[tuple[int, int]]]:
        """The term in theta alone with its gradient, and its second derivatives that are not 0, with their places."""
        place = {name: i for i, name in enumerate(self.problem.names)}
        second, places = [], []
        for i, slope in enumerate(self._alone_first):
            names = sorted(variables([slope]), key=place.__getitem__)
            for name, entry in zip(names, gradient(slope, names), strict=True):
                second.append(entry)
                places.append((i, place[name]))
        first = Program([self.problem.regularizer, *both_sides(self._alone_first)], self.problem.names)
        return first, Program(second, self.problem.names), places

    def _alone(self, theta: Array) -> tuple[Array, Array]:
        """The term in theta alone, and its gradient."""
        found = self.arrays.once(self._alone_programs[0], theta)
        return found[0], found[1:]

    def _alone_curvature(self, theta: Array) -> Iterator[tuple[tuple[int, int], Array]]:
        _, program, places = self._alone_programs
        found = self.arrays.once(program, theta)
        return ((key, found[i]) for i, key in enumerate(places))


def loss_formula(problem: Problem) -> Expr:
    """The loss of one sample, without its weight: a formula in the outputs ``q1, ...`` and targets ``y1, ...``."""
    k = problem.network.outputs
    return problem.loss.build([var(f"q{i + 1}") for i in range(k)], [var(f"y{i + 1}") for i in range(k)])


@lru_cache(maxsize=64)
def layered(problem: Problem) -> LayeredRisk:
    """L of a layered network in balls: what it returns encloses the true arrays. Prepared once per problem."""
    return LayeredRisk(problem, BALL_ARRAYS)


@lru_cache(maxsize=64)
def _fine(problem: Problem) -> LayeredRisk:
    return LayeredRisk(problem, FINE_ARRAYS)


def fine_gradient(problem: Problem, point: Sequence[Fraction]) -> list[ball.Ball]:
    """Balls that hold the gradient of L at a point, of ``FINE`` bits."""
    with ball.precision(FINE):
        return list(_fine(problem).gradient(FINE_ARRAYS.of(point)))


@lru_cache(maxsize=64)
def layered_floats(problem: Problem) -> LayeredRisk:
    """The same in floats, which claim nothing."""
    return LayeredRisk(problem, FLOAT_ARRAYS)


@lru_cache(maxsize=256)
def _derivatives(formula: Expr, names: tuple[str, ...], order: int, both: bool, targets: int = 0) -> Program:
    """A formula with its derivatives in ``names`` up to ``order``: then the gradient, then the lower half."""
    outputs = [formula]
    if order > 0:
        outputs += gradient(formula, names)
    if order > 1:
        for k in range(len(names)):
            outputs += gradient(outputs[1 + k], names[: k + 1])
    if both:
        outputs = both_sides(outputs)
    return Program(outputs, [*names, *(f"y{i + 1}" for i in range(targets))])
