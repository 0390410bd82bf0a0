"""Networks that are the same but for the order, the signs and the scales of their hidden units: floats, no claims.

Each network gets a standard form. Two that have the same one are images of each other under a symmetry of L: it is
taken only if L has the same value there, so weight decay allows an order and signs, and no scales.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..exact import nearest
from ..numerics.program import FLOATS, Program
from ..problem.activations import ACTIVATIONS, ANALYTIC
from ..problem.expression import topological, var, variables
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem

Floats = NDArray[np.float64]
Cell = tuple[tuple[int, ...], ...]
"""For each hidden unit the side of its kink on which it is at each input, unit by unit; where there are no layers, the
sides of all kinks of L."""

SAME = 1e-5
"""Standard forms that differ by less, relative to their size, are one."""
PROBES = np.array([-1.7, -0.6, 0.3, 1.1, 2.3])


@dataclass(frozen=True, eq=False)
class StandardForm:
    """A network in standard form, and its activation cell; without kinks the cell is empty."""

    theta: Floats
    cell: Cell

    def same(self, other: StandardForm) -> bool:
        """Whether a symmetry of L takes one to the other, as far as floats show."""
        if self.cell != other.cell:
            return False
        return bool(np.linalg.norm(self.theta - other.theta) <= SAME * (1.0 + np.linalg.norm(self.theta)))


class UnitSymmetries:
    """Standard forms of the networks of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.names = problem.names
        self.risk = Program([problem.risk], problem.names)
        self.network = problem.network
        kinks = dict.fromkeys(x.args[0] for x in topological([problem.risk]) if x.op == "where")
        self.kinks = Program([u for u in kinks if variables([u])], problem.names)
        self.inputs = np.array([[nearest(v) for v in problem.inputs[g[0]]] for g in problem.distinct], dtype=np.float64)
        if isinstance(problem.network, LayeredNetwork):
            record = ACTIVATIONS[problem.network.activation]
            self.activation = Program([record.build(var("u"))], ["u"])
            self.odd = bool(np.allclose(self._activate(-PROBES), -self._activate(PROBES), rtol=1e-12))
            self.scales = record.homogeneous == 1
            self.bends = record.order < ANALYTIC
            self.place = {name: i for i, name in enumerate(problem.names)}

    def form(self, point: Sequence[float]) -> StandardForm:
        """The standard form of a network."""
        theta = np.array(point, dtype=np.float64)
        with np.errstate(all="ignore"):
            if not isinstance(self.network, LayeredNetwork):
                sides = [float(v) >= 0.0 for v in self.kinks.run(FLOATS, list(theta))]
                return StandardForm(theta, (tuple(map(int, sides)),) if sides else ())
            before = float(self.risk.run(FLOATS, list(theta))[0])
            for scaled in (True, False) if self.scales else (False,):
                moved, cell = self._layers(self.network, theta.copy(), scaled)
                after = float(self.risk.run(FLOATS, list(moved))[0])
                if abs(after - before) <= 1e-9 * abs(before) + 1e-18:
                    return StandardForm(moved, cell)
        return StandardForm(theta, cell)

    def _layers(self, network: LayeredNetwork, theta: Floats, scaled: bool) -> tuple[Floats, Cell]:
        """Each hidden layer in turn: its units with the scale 1 and a sign, and in order."""
        layers, cell = [self.inputs.T], list[tuple[int, ...]]()
        for j in range(1, len(network.widths) - 1):
            ins, outs = self._weights(network, j)
            if scaled:
                sizes = np.linalg.norm(theta[ins], axis=1)
                sizes[sizes == 0.0] = 1.0
                theta[ins] /= sizes[:, None]
                theta[outs] *= sizes[:, None]
            if self.odd:
                signs = np.where(theta[ins] @ _generic(ins.shape[1]) < 0.0, -1.0, 1.0)
                theta[ins] *= signs[:, None]
                theta[outs] *= signs[:, None]
            sums = self._sums(network, theta, layers, j)
            values = self._activate(sums)
            if scaled:
                silent = np.all(values == 0.0, axis=1)  # a dead unit: its weights make no difference
                theta[ins[silent]] = theta[outs[silent]] = 0.0
            sides = (sums > 0.0).astype(int) if self.bends else np.zeros((len(ins), 0), dtype=int)
            keys = theta[ins] @ _generic(ins.shape[1]), theta[outs] @ _generic(outs.shape[1])
            order = sorted(range(len(ins)), key=lambda r: (tuple(sides[r]), keys[0][r], keys[1][r]))
            theta[ins], theta[outs] = theta[ins[order]], theta[outs[order]]
            layers.append(values[order])
            cell += [tuple(sides[r]) for r in order] if self.bends else []
        return theta, tuple(cell)

    def _sums(self, network: LayeredNetwork, theta: Floats, layers: Sequence[Floats], j: int) -> Floats:
        """What goes into the units of layer j, a row for each, at all inputs."""
        width, below = network.widths[j], network.widths[j - 1]
        total: Floats = theta[self._block(f"W{j}", width, below)] @ layers[j - 1]
        if network.bias:
            total = total + theta[[self.place[f"b{j}_{r + 1}"] for r in range(width)]][:, None]
        for i, to in network.skips:
            if to == j:
                total = total + theta[self._block(f"S{i}_{j}", width, network.widths[i])] @ layers[i]
        return total

    def _weights(self, network: LayeredNetwork, j: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The places in theta of what goes into each unit of layer j, and of what goes out of it; a row for each."""
        width = network.widths[j]
        ins = [self._block(f"W{j}", width, network.widths[j - 1])]
        outs = [self._block(f"W{j + 1}", network.widths[j + 1], width).T]
        if network.bias:
            ins.append(np.array([[self.place[f"b{j}_{r + 1}"]] for r in range(width)]))
        for i, to in network.skips:
            if to == j:
                ins.append(self._block(f"S{i}_{j}", width, network.widths[i]))
            if i == j:
                outs.append(self._block(f"S{j}_{to}", network.widths[to], width).T)
        return np.hstack(ins), np.hstack(outs)

    def _block(self, matrix: str, rows: int, columns: int) -> NDArray[np.intp]:
        names = [[self.place[f"{matrix}_{r + 1}_{c + 1}"] for c in range(columns)] for r in range(rows)]
        return np.array(names, dtype=np.intp).reshape(rows, columns)

    def _activate(self, sums: Floats) -> Floats:
        return np.broadcast_to(np.asarray(self.activation.run(FLOATS, [sums])[0], dtype=np.float64), sums.shape)


def _generic(size: int) -> Floats:
    """Weights at which different units have different sums."""
    return np.cos(np.arange(1, size + 1))
