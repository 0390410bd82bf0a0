"""Every elementary function: the ball that the kernel trusts contains the value at 1,000 bits by another library."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

from ..numerics import ball
from ..numerics.ball import Ball
from ..problem.functions import FUNCTIONS
from ..units.engine import whole
from ..units.processes import Processes
from .high_precision import context, functions
from .measure import Figures, Measure, Setting, Size

PRECISIONS = (30, 53, 64, 113, 256, 512)
WANTED = {Size.CI: 10_000, Size.FULL: 1_000_000}
SLACK = -1000
"""The other library's value may be wrong by this power of two, relative to its size."""

PI = Fraction(884279719003555, 281474976710656)  # pi as a double: arguments near its multiples
NEAR = (Fraction(0), Fraction(1), Fraction(-1), PI, -PI, PI / 2, 2 * PI, 355 * PI, Fraction(710), Fraction(-745))
"""Zeros, poles, ends of domains, and where doubles overflow."""

Argument = tuple[Fraction, Fraction, Fraction]  # centre, radius, and a point of the box


def argument(random: Random) -> Argument:
    """A box and a point of it: tiny, huge, near a special point, exact, or wide; a radius of 0 is an exact number."""
    kind = random.randrange(6)
    sign = random.choice((1, -1))
    if kind == 0:
        centre = sign * Fraction(random.getrandbits(60) | 1, 2 ** random.randint(60, 1500))
    elif kind == 1:
        centre = sign * Fraction(random.getrandbits(60)) / 2 ** random.randint(10, 50)
    elif kind == 2:
        centre = random.choice(NEAR) + sign * Fraction(random.getrandbits(20), 2 ** random.randint(21, 700))
    elif kind == 3:
        centre = Fraction(random.randint(-64, 64), 2 ** random.randint(0, 4))
    else:
        centre = Fraction(random.randint(-(2**40), 2**40), 2 ** random.randint(34, 42))
    if random.random() < 0.4:
        return centre, Fraction(0), centre
    radius = Fraction(random.getrandbits(30) | 1, 2 ** random.choice((27, 30, 33, 45, 70, 300)))
    inner = Fraction(random.randint(-(2**20), 2**20), 2**20)
    return centre, radius, centre + radius * random.choice((inner, Fraction(1), Fraction(-1)))


def contains(mp: Any, enclosure: Ball, value: Any, slack: Any) -> bool:
    """Whether the ball contains the number, which is known but for ``slack``."""
    (mid, mid_exponent), (rad, rad_exponent) = ball.dyadic(enclosure)
    away = abs(mp.ldexp(mp.mpf(mid), mid_exponent) - value)
    return bool(away <= mp.ldexp(mp.mpf(rad), rad_exponent) + slack)


def examine(
    name: str, enclose: Callable[[Ball], Ball], wanted: int, seed: int, deadline: float, figures: Figures
) -> None:
    """Compare ``enclose`` with the function of this name at ``wanted`` random boxes."""
    mp = context()
    truth, record, random = functions(mp)[name], FUNCTIONS[name], Random(f"{seed}/{name}")
    for number in range(wanted):
        if number % 64 == 0 and time.monotonic() > deadline:
            return
        centre, radius, point = argument(random)
        bits = random.choice(PRECISIONS)
        with ball.precision(bits):
            box = ball.around(centre, radius) if radius else ball.ball(centre)
            enclosure = enclose(box)
            bounded = ball.finite(enclosure)
        figures.tried += 1
        where = f"{name} on {centre} +- {radius} at {bits} bits, at {point}"
        if not record.has_value_at(point):
            figures.count("no value there")
            if bounded:
                figures.fault(f"{where}: there is no value, and the ball is {enclosure}")
        elif not bounded:
            figures.count("nothing claimed")
        else:
            figures.count("enclosed")
            value = truth(mp.mpf(point.numerator) / point.denominator)
            if not contains(mp, enclosure, value, mp.ldexp(abs(value), SLACK)):
                figures.count("not enclosed")
                figures.fault(f"{where}: the value {mp.nstr(value, 30)} is not in {enclosure}")


def _of_function(name: str, setting: Setting) -> Figures:
    figures = Figures()
    examine(name, FUNCTIONS[name].balls, WANTED[setting.size], setting.seed, setting.deadline, figures)
    return figures


def run(setting: Setting) -> Figures:
    """All functions, each in turn."""
    names = sorted(FUNCTIONS)
    figures = Figures(wanted=WANTED[setting.size] * len(names))
    for _, found in whole(Processes(setting.jobs).each(partial(_of_function, setting=setting), names)):
        figures.add(found)
    return figures


MEASURE = Measure(
    name="enclosures",
    catches="a ball of an elementary function that does not contain its value at some point of the box",
    run=run,
    seconds={Size.CI: 60.0, Size.FULL: 1200.0},
)
