"""The elementary functions, one record each: to add one, add one record here. Its tests come by parametrisation.

A record holds all that the suite knows of a function. None of it may be left out, and none of it is repeated elsewhere:
the parser, the derivatives, the normal form of identities, the floats, the balls and the gate all read it here. What a
proof rests on (parity, image, monotonicity, domain) is compared with balls by ``tests/problem/test_functions.py``.

This layer imports no arithmetic: a twin is written in the operators and methods of the numbers that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, Protocol

Number = Any  # an expression, a ball, or a numpy array


class Algebra(Protocol):
    """What a formula over any kind of numbers needs besides + - * / and powers."""

    @property
    def pi(self) -> Number:
        """The number pi."""

    def apply(self, name: str, x: Number) -> Number:
        """The elementary function ``name`` at ``x``."""


class Parity(Enum):
    """What f(-x) is: -f(x), f(x), or neither."""

    ODD = -1
    EVEN = 1
    NEITHER = 0


class Monotone(Enum):
    """Where f rises strictly: with x, with |x|, or not everywhere in either of them."""

    RISING = "rising"
    RISING_IN_SIZE = "rising in |x|"
    NO = "no"


class Normal(Enum):
    """How identities treat f if not by a formula: by rules of their own, or as an atom known by its parity and f(0)."""

    BUILT_IN = "built in"
    ATOM = "atom"


@dataclass(frozen=True)
class Image:
    """An interval that contains all values; an end is None if there is no bound, and is a value if ``closed``."""

    low: Fraction | int | None
    high: Fraction | int | None
    closed: bool = False


@dataclass(frozen=True)
class Function:
    """A function of one real variable, analytic wherever it has a value.

    Attributes:
        name: as written in a formula.
        words: what it is, for the documentation.
        derivative: f'(x) from x, f(x) and an algebra.
        values: its values at the rational points where they are rational and known.
        parity: what f(-x) is.
        image: an interval that contains all its values.
        monotone: where it rises.
        above: it is defined, and analytic, exactly at the x greater than this; at all x if None.
        normal_form: f(x) by other functions, from x and an algebra; or how else identities treat it.
        floats: the float twin, from numpy and an array; claims nothing.
        balls: the ball twin: a ball that contains f of every number of the given ball (not a number: no value).
    """

    name: str
    words: str
    derivative: Callable[[Number, Number, Algebra], Number]
    values: Mapping[Fraction | int, Fraction | int]
    parity: Parity
    image: Image
    monotone: Monotone
    above: Fraction | int | None
    normal_form: Callable[[Number, Algebra], Number] | Normal
    floats: Callable[[Any, Number], Number]
    balls: Callable[[Number], Number]

    @property
    def positive(self) -> bool:
        """Whether all its values are > 0."""
        low = self.image.low
        return low is not None and (low > 0 or (low == 0 and not self.image.closed))

    def has_value_at(self, x: Fraction) -> bool:
        """Whether it is defined at a rational number."""
        return self.above is None or x > self.above


def _float_erf(np: Any, x: Number) -> Number:
    from scipy.special import erf  # scipy is slow to import, and only this function needs it

    return np.asarray(erf(x))


def _ball_softplus(x: Number) -> Number:
    # Two forms of one function: the second keeps its digits for large x, where exp(x) is far from 1.
    return x + (-x).exp().log1p() if x > 0 else x.exp().log1p()


_QUARTER = Fraction(15_708, 10_000)  # a little more than pi/2 = 1.570796...

_RECORDS = (
    Function(
        name="exp", words="the exponential function",
        derivative=lambda x, y, e: y, values={0: 1},
        parity=Parity.NEITHER, image=Image(0, None), monotone=Monotone.RISING, above=None,
        normal_form=Normal.BUILT_IN,
        floats=lambda np, x: np.exp(x), balls=lambda x: x.exp(),
    ),
    Function(
        name="log", words="the natural logarithm, of numbers > 0",
        derivative=lambda x, y, e: 1 / x, values={1: 0},
        parity=Parity.NEITHER, image=Image(None, None), monotone=Monotone.RISING, above=0,
        normal_form=Normal.BUILT_IN,
        floats=lambda np, x: np.log(x), balls=lambda x: x.log(),
    ),
    Function(
        name="sin", words="the sine",
        derivative=lambda x, y, e: e.apply("cos", x), values={0: 0},
        parity=Parity.ODD, image=Image(-1, 1, closed=True), monotone=Monotone.NO, above=None,
        normal_form=Normal.ATOM,
        floats=lambda np, x: np.sin(x), balls=lambda x: x.sin(),
    ),
    Function(
        name="cos", words="the cosine",
        derivative=lambda x, y, e: -e.apply("sin", x), values={0: 1},
        parity=Parity.EVEN, image=Image(-1, 1, closed=True), monotone=Monotone.NO, above=None,
        normal_form=Normal.ATOM,
        floats=lambda np, x: np.cos(x), balls=lambda x: x.cos(),
    ),
    Function(
        name="sinh", words="the hyperbolic sine",
        derivative=lambda x, y, e: e.apply("cosh", x), values={0: 0},
        parity=Parity.ODD, image=Image(None, None), monotone=Monotone.RISING, above=None,
        normal_form=lambda x, e: (e.apply("exp", x) - e.apply("exp", -x)) / 2,
        floats=lambda np, x: np.sinh(x), balls=lambda x: x.sinh(),
    ),
    Function(
        name="cosh", words="the hyperbolic cosine",
        derivative=lambda x, y, e: e.apply("sinh", x), values={0: 1},
        parity=Parity.EVEN, image=Image(1, None, closed=True), monotone=Monotone.RISING_IN_SIZE, above=None,
        normal_form=lambda x, e: (e.apply("exp", x) + e.apply("exp", -x)) / 2,
        floats=lambda np, x: np.cosh(x), balls=lambda x: x.cosh(),
    ),
    Function(
        name="tanh", words="the hyperbolic tangent",
        derivative=lambda x, y, e: 1 - y**2, values={0: 0},
        parity=Parity.ODD, image=Image(-1, 1), monotone=Monotone.RISING, above=None,
        normal_form=lambda x, e: 1 - 2 / (1 + e.apply("exp", 2 * x)),
        floats=lambda np, x: np.tanh(x), balls=lambda x: x.tanh(),
    ),
    Function(
        name="sigmoid", words="1/(1 + exp(-x))",
        derivative=lambda x, y, e: y * (1 - y), values={0: Fraction(1, 2)},
        parity=Parity.NEITHER, image=Image(0, 1), monotone=Monotone.RISING, above=None,
        normal_form=lambda x, e: 1 / (1 + e.apply("exp", -x)),
        floats=lambda np, x: 0.5 * (1.0 + np.tanh(0.5 * x)), balls=lambda x: 1 / (1 + (-x).exp()),
    ),
    Function(
        name="softplus", words="log(1 + exp(x))",
        derivative=lambda x, y, e: e.apply("sigmoid", x), values={},
        parity=Parity.NEITHER, image=Image(0, None), monotone=Monotone.RISING, above=None,
        normal_form=lambda x, e: e.apply("log", 1 + e.apply("exp", x)),
        floats=lambda np, x: np.logaddexp(0.0, x), balls=_ball_softplus,
    ),
    Function(
        name="atan", words="the inverse tangent",
        derivative=lambda x, y, e: 1 / (1 + x**2), values={0: 0},
        parity=Parity.ODD, image=Image(-_QUARTER, _QUARTER), monotone=Monotone.RISING, above=None,
        normal_form=Normal.ATOM,
        floats=lambda np, x: np.arctan(x), balls=lambda x: x.atan(),
    ),
    Function(
        name="erf", words="the error function",
        derivative=lambda x, y, e: 2 * e.apply("exp", -(x**2)) / e.pi ** Fraction(1, 2), values={0: 0},
        parity=Parity.ODD, image=Image(-1, 1), monotone=Monotone.RISING, above=None,
        normal_form=Normal.ATOM,
        floats=_float_erf, balls=lambda x: x.erf(),
    ),
)  # fmt: skip

FUNCTIONS: dict[str, Function] = {record.name: record for record in _RECORDS}
