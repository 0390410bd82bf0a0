"""Vector fields along which L of a layered network does not change, near a ball; of relus with known sides.

* ``idle``: a coordinate into or out of a unit that puts out 0 at all samples, or that feeds only such units;
* ``shift``: the bias of a unit on one side at all samples: what it adds, the biases that it feeds take away again;
* ``scale``: all that leads into a unit grows at the rate 1, and all that leads out of it at the rate -1;
* ``turn``: two units of a layer with the same sides at all samples turn into each other, inner and outer weights alike;
* ``outputs``: what leads from one place into all outputs grows at the rate 1, where no loss changes as all outputs
  grow alike, as below a softmax. It is for any activation.

The flow of each leaves the outputs at all samples what they are, while the units keep their sides, but for what all of
them have in common, and the term in theta alone, along which it is checked to be constant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import CertificateError
from ..numerics.identity import vanish
from ..numerics.layered import layers_of
from ..numerics.point import UnitSymmetry
from ..problem.derivatives import gradient
from ..problem.expression import ZERO, Expr, num, var, variables
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem

SORTS = {"idle": 1, "shift": 2, "scale": 2, "turn": 3, "outputs": 1}
"""The sorts of fields, with the number of their indices: a coordinate, a layer and units, a place below the outputs."""

Unit = tuple[int, int]
"""Its layer, 0 being the first one with an activation, and its place there."""


BIAS: Unit = (-1, -1)
"""Where biases come from."""


class Wire(NamedTuple):
    """What a coordinate leads to, and from which unit; inputs are units of the layer -1."""

    to: Unit
    source: Unit


def wires(network: LayeredNetwork) -> list[Wire]:
    """One for each coordinate, in their order."""
    found: dict[int, Wire] = {}
    for j, layer in enumerate(layers_of(network)):
        sources = [(i - 1, v) for i in layer.sources for v in range(network.widths[i])] + [BIAS]
        for u, row in enumerate(layer.index.tolist()):
            found |= {key: Wire((j, u), source) for key, source in zip(row, sources, strict=False)}
    return [found[i] for i in range(len(found))]


class LayeredSymmetries:
    """The fields near a ball on which the units have these sides: 1, -1, or 0 for an open one, samples by units.

    Without sides, those fields alone that are for any activation.
    """

    def __init__(self, problem: Problem, sides: Sequence[NDArray[np.int8]], above: Fraction, below: Fraction) -> None:
        """Prepare them; the activation has these slopes above and below its kink."""
        assert isinstance(problem.network, LayeredNetwork)
        self.problem, self.sides, self.above, self.below = problem, sides, above, below
        self.wires, self.last = wires(problem.network), layers_of(problem.network)[-1].index
        self.place = {wire: i for i, wire in enumerate(self.wires)}
        self.units = [(j, u) for j, layer in enumerate(sides) for u in range(layer.shape[1])]
        self.out: dict[Unit, list[Wire]] = {unit: [] for unit in self.units}
        self.into: dict[Unit, list[Wire]] = {}
        for wire in self.wires:
            self.into.setdefault(wire.to, []).append(wire)
            if wire.source in self.out:
                self.out[wire.source].append(wire)
        self.idle: set[Unit] = set()
        for unit in reversed(self.units):
            dead = below == 0 and bool(np.all(self._of(unit) == -1))
            if dead or all(wire.to in self.idle for wire in self.out[unit]):
                self.idle.add(unit)

    def candidates(self) -> Iterator[UnitSymmetry]:
        """All that may be fields; of a turn, one for each two units."""
        if self._level:
            yield from (UnitSymmetry("outputs", (c,)) for c in range(self.last.shape[1]))
        for i, wire in enumerate(self.wires):
            if wire.to in self.idle or wire.source in self.idle:
                yield UnitSymmetry("idle", (i,))
        for j, u in self.units:
            if (j, u) not in self.idle:
                yield UnitSymmetry("shift", (j, u))
                yield UnitSymmetry("scale", (j, u))
                for v in range(u + 1, self.sides[j].shape[1]):
                    if (j, v) not in self.idle:
                        yield UnitSymmetry("turn", (j, u, v))

    def field(self, symmetry: UnitSymmetry) -> dict[int, Expr] | None:
        """The rates of the coordinates that move, by their places; None if L was not proved to be constant along it."""
        rates = self._rates(symmetry)
        if rates is None:
            return None
        names = [self.problem.names[i] for i in rates]
        if not set(names) & self._alone:
            return rates
        slopes = gradient(self.problem.regularizer, names)
        total = sum((rate * slope for rate, slope in zip(rates.values(), slopes, strict=True)), ZERO)
        return rates if vanish([total]) else None

    def _rates(self, symmetry: UnitSymmetry) -> dict[int, Expr] | None:
        """The field, if the outputs do not change along it."""
        if symmetry.name == "idle":
            return self._idle(*symmetry.indices)
        if symmetry.name == "outputs":
            return self._outputs(*symmetry.indices)
        j, *units = symmetry.indices
        if not all((j, u) in self.out for u in units):
            return None
        match symmetry.name:
            case "shift":
                return self._shift(j, *units)
            case "scale":
                return self._scale(j, *units)
            case _:
                return self._turn(j, *units)

    @cached_property
    def _level(self) -> bool:
        """Whether no loss changes as all outputs grow alike."""
        names = [f"q{k + 1}" for k in range(self.problem.network.outputs)]
        q, first = [var(name) for name in names], {str(y): i for i, y in enumerate(self.problem.targets)}
        slopes = (gradient(self.problem.sample_loss(i, q), names) for i in first.values())
        return all(vanish([sum(slope, ZERO)]) for slope in slopes)

    def _outputs(self, c: int) -> dict[int, Expr] | None:
        if not (c < self.last.shape[1] and self._level):
            return None
        return {int(i): num(1) for i in self.last[:, c]}

    @property
    def _alone(self) -> set[str]:
        return set(variables([self.problem.regularizer]))

    def _of(self, unit: Unit) -> NDArray[np.int8]:
        return self.sides[unit[0]][:, unit[1]]

    def _var(self, wire: Wire) -> Expr:
        return var(self.problem.names[self.place[wire]])

    def _idle(self, i: int) -> dict[int, Expr] | None:
        wire = self.wires[i]
        return {i: num(1)} if wire.to in self.idle or wire.source in self.idle else None

    def _shift(self, j: int, u: int) -> dict[int, Expr] | None:
        unit, side = (j, u), int(self._of((j, u))[0])
        bias = Wire(unit, BIAS)
        fed = {wire: Wire(wire.to, BIAS) for wire in self.out[unit]}
        if side == 0 or not np.all(self._of(unit) == side) or not {bias, *fed.values()} <= set(self.place):
            return None
        slope = self.above if side == 1 else self.below
        taken: dict[int, Expr] = {self.place[bias]: num(1)}
        return taken | {self.place[b]: num(-slope) * self._var(wire) for wire, b in fed.items()}

    def _scale(self, j: int, u: int) -> dict[int, Expr] | None:
        into = {self.place[wire]: self._var(wire) for wire in self.into[j, u]}
        return into | {self.place[wire]: -self._var(wire) for wire in self.out[j, u]}

    def _turn(self, j: int, u: int, v: int) -> dict[int, Expr] | None:
        one, other = (j, u), (j, v)
        if u == v or np.any(self._of(one) == 0) or np.any(self._of(one) != self._of(other)):
            return None
        rates: dict[int, Expr] = {}
        for wire in self.into[one]:
            self._exchange(rates, wire, Wire(other, wire.source))
        for wire in self.out[one]:
            self._exchange(rates, wire, Wire(wire.to, other))
        return rates

    def _exchange(self, rates: dict[int, Expr], wire: Wire, twin: Wire) -> None:
        rates[self.place[wire]], rates[self.place[twin]] = -self._var(twin), self._var(wire)


def fields_of(symmetries: LayeredSymmetries, named: Sequence[UnitSymmetry]) -> list[dict[int, Expr]]:
    """The fields that are named.

    Raises:
        CertificateError: L was not proved to be constant along one.
    """
    found = []
    for symmetry in named:
        field = symmetries.field(symmetry)
        if field is None:
            raise CertificateError(f"L was not proved to be constant along the field {symmetry.written()}")
        found.append(field)
    return found
