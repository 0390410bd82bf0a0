"""The sets of targets that losses are for: a table of records, with what a search needs to make targets of each set."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

Row = tuple[Fraction, ...]
Rounded = Callable[[float], Fraction]

NULL, HALF, ONE = Fraction(0), Fraction(1, 2), Fraction(1)

LARGEST = 4
"""The size of the numerator of a random real target, at most; denominators are 1 and 2."""


@dataclass(frozen=True)
class TargetSet:
    """The targets that a loss is for. Besides the set itself there are proposals for a search, which claim nothing.

    Attributes:
        words: the set in words.
        contains: whether a row of targets, one for each output, belongs to it.
        anchors: for a number of outputs, targets at one input the sum of whose losses is least at the output 0.
        opposite: another target at the same input, so that the two conflict.
        near: a target near the given outputs; the function rounds a float to a rational number.
        random: a random target with as many entries.
        pairs: for K outputs, one of these and another: pairs of targets. At the output 0 the loss of the first rises in
            that output, and the loss of the second falls as much; of all pairs together, the other slopes cancel.
    """

    words: str
    contains: Callable[[Sequence[Fraction]], bool]
    anchors: Callable[[int], list[Row]]
    opposite: Callable[[Row], Row]
    near: Callable[[Sequence[float], Rounded], Row]
    random: Callable[[Random, int], Row]
    pairs: Callable[[int, int, int], list[tuple[Row, Row]]]


def numbers(rng: Random, count: int) -> Row:
    """Random small rational numbers."""
    return tuple(Fraction(rng.randint(-LARGEST, LARGEST), rng.choice((1, 2))) for _ in range(count))


def _at(k: int, output: int, value: Fraction, elsewhere: Fraction) -> Row:
    return tuple(value if j == output else elsewhere for j in range(k))


REAL = TargetSet(
    words="any real numbers",
    contains=lambda y: True,
    anchors=lambda k: [(NULL,) * k],
    opposite=lambda y: tuple(v + 1 for v in y),
    near=lambda values, rounded: tuple(rounded(v) for v in values),
    random=numbers,
    pairs=lambda k, output, partner: [(_at(k, output, -ONE, NULL), _at(k, output, ONE, NULL))],
)

SIGN = TargetSet(
    words="-1 or 1",
    contains=lambda y: all(v in (-1, 1) for v in y),
    anchors=lambda k: [(ONE,) * k, (-ONE,) * k],
    opposite=lambda y: tuple(-v for v in y),
    near=lambda values, rounded: tuple(ONE if v >= 0 else -ONE for v in values),
    random=lambda rng, k: tuple(Fraction(rng.choice((1, -1))) for _ in range(k)),
    pairs=lambda k, output, partner: [
        (_at(k, output, -ONE, other), _at(k, output, ONE, -other)) for other in (-ONE, ONE)
    ],
)

UNIT = TargetSet(
    words="numbers from 0 to 1",
    contains=lambda y: all(0 <= v <= 1 for v in y),
    anchors=lambda k: [(HALF,) * k],
    opposite=lambda y: tuple(1 - v if v != HALF else NULL for v in y),
    near=lambda values, rounded: tuple(max(NULL, min(ONE, rounded(0.5 * (1 + math.tanh(0.5 * v))))) for v in values),
    random=lambda rng, k: tuple(Fraction(rng.randint(0, 4), 4) for _ in range(k)),
    pairs=lambda k, output, partner: [(_at(k, output, NULL, HALF), _at(k, output, ONE, HALF))],
)


def _one_class(k: int, best: int) -> Row:
    return _at(k, best, ONE, NULL)


def _shifted_classes(k: int, output: int, partner: int) -> list[tuple[Row, Row]]:
    if k == 1:
        return [((ONE,), (ONE,))]
    even = Fraction(1, k)
    moved = {output: NULL, partner: 2 * even}, {output: 2 * even, partner: NULL}
    low, high = (tuple(change.get(j, even) for j in range(k)) for change in moved)
    return [(low, high)]


DISTRIBUTION = TargetSet(
    words="numbers >= 0 with sum 1",
    contains=lambda y: all(v >= 0 for v in y) and sum(y) == 1,
    anchors=lambda k: [(Fraction(1, k),) * k],
    opposite=lambda y: (*y[1:], y[0]),
    near=lambda values, rounded: _one_class(len(values), max(range(len(values)), key=lambda j: values[j])),
    random=lambda rng, k: _one_class(k, rng.randrange(k)),
    pairs=_shifted_classes,
)

TARGET_SETS = {"real": REAL, "sign": SIGN, "unit": UNIT, "distribution": DISTRIBUTION}
