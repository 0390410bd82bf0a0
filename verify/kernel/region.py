"""Regions on which the gate is asked: boxes, which give each variable a range that may be unbounded or open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.interval import Interval, between
from ..numerics.program import Program
from ..problem.expression import Expr

BITS = 256
ROOM = Fraction(1, 2**128)
"""How far the neighbourhood of a point reaches beyond the balls of its coordinates."""


LARGEST, LEAST = Fraction(2**4096), Fraction(1, 2**512)
"""The size of the coordinates of a point that are written down; smaller ones are nearly 0."""
LARGE, SMALL = ball.ball(LARGEST), ball.ball(LEAST)


@dataclass(frozen=True, slots=True)
class Range:
    """The values that one variable takes: from ``low`` to ``high``, None for no bound; an open end is not taken."""

    low: Fraction | int | None = None
    high: Fraction | int | None = None
    low_open: bool = False
    high_open: bool = False

    @property
    def interval(self) -> Interval:
        return between(self.low, self.high, self.low_open, self.high_open)

    def meet(self, other: Range) -> Range | None:
        """The values in both ranges; None if there are none."""
        low, low_open, high, high_open = self.low, self.low_open, self.high, self.high_open
        if other.low is not None and (low is None or other.low >= low):
            low_open = other.low_open or (low_open and low == other.low)
            low = other.low
        if other.high is not None and (high is None or other.high <= high):
            high_open = other.high_open or (high_open and high == other.high)
            high = other.high
        if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
            return None
        return Range(low, high, low_open, high_open)


POSITIVE = Range(0, low_open=True)
NEGATIVE = Range(high=0, high_open=True)
NONNEGATIVE = Range(0)


@dataclass(frozen=True)
class Region:
    """A box: the range of each variable that is named, and all real numbers for every other one."""

    ranges: Mapping[str, Range] = field(default_factory=dict)

    @staticmethod
    def near(names: Sequence[str], values: Sequence[Ball], limits: Mapping[str, Range] | None = None) -> Region:
        """A neighbourhood of each point in the box of ``values``, which enclose the coordinates ``names``.

        With ``limits``, the part of the neighbourhood that lies within them, where the points must lie themselves. A
        coordinate that is unbounded, or too large to be written down (``exp(exp(40))``), may be anything within them.

        Raises:
            ValueError: a ball lies beyond its limits.
        """
        ranges = {}
        for name, value in zip(names, values, strict=True):
            limit = (limits or {}).get(name, Range())
            if ball.less(abs(value), SMALL):
                middle, reach = Fraction(0), LEAST + ROOM
            elif ball.less(abs(value), LARGE):
                middle, reach = ball.midpoint(value), ball.radius(value) + ROOM
            else:
                ranges[name] = limit
                continue
            part = Range(middle - reach, middle + reach).meet(limit)
            if part is None:
                raise ValueError(f"the coordinate {name} lies beyond its limits")
            ranges[name] = part
        return Region(ranges)

    @staticmethod
    def around(constants: Mapping[str, Expr], limits: Mapping[str, Range] | None = None) -> Region:
        """A neighbourhood of the point whose coordinates are these constants, as far as it lies within ``limits``."""
        with ball.precision(BITS):
            values = Program(list(constants.values()), []).run(ball.BALLS, [])
            return Region.near(list(constants), values, limits)

    def part(self, name: str, values: Range) -> Region:
        """The part of the region where the variable ``name`` is in ``values``, which must meet its range.

        Raises:
            ValueError: there is no such part.
        """
        part = self.ranges.get(name, Range()).meet(values)
        if part is None:
            raise ValueError(f"no part of the region has {name} in that range")
        return Region({**self.ranges, name: part})

    def samples(self) -> Iterator[Region]:
        """Some points of the region, as regions: where a property fails, it often fails at one of them."""
        spread = {name: _numbers(r) for name, r in self.ranges.items()}
        for i in range(max((len(numbers) for numbers in spread.values()), default=0)):
            yield Region({name: _at(numbers[i % len(numbers)]) for name, numbers in spread.items()})
        for name, numbers in spread.items():
            for number in numbers[1:]:
                yield Region({n: _at(number if n == name else others[0]) for n, others in spread.items()})


EVERYWHERE = Region()


def _at(number: Fraction) -> Range:
    return Range(number, number)


def _numbers(r: Range) -> list[Fraction]:
    """A few numbers of a range, an inner one first."""
    low, high = r.low, r.high
    if low is None and high is None:
        return [Fraction(n) for n in (0, 1, -1, 2, -2, 10, -10)]
    if low is None or high is None:
        end, away = (Fraction(high), -1) if low is None and high is not None else (Fraction(low or 0), 1)
        is_open = r.high_open if low is None else r.low_open
        return [end + away * Fraction(n) for n in (1, 2, 10)] + ([] if is_open else [end])
    ends = [Fraction(e) for e, is_open in ((low, r.low_open), (high, r.high_open)) if not is_open]
    return [Fraction(low + high) / 2, *ends]
