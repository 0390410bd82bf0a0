"""Expansions that hold on a whole tail ``0 < t <= end``: of an expression in t alone, with exact constants and a bound.

    x(t) = sum_j c_j t^alpha_j log(1/t)^b_j + r(t),   |r(t)| <= bound * t^rate   for all t of the tail

The constants ``c_j`` and ``alpha_j`` are exact, and known by balls as well. What cancels has to cancel exactly. See
*Falling path* in ``notes/theory.md``, section 5. Call within ``ball.precision``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import factorial

from ..problem.expression import (
    ARG,
    ONE,
    UNDEFINED,
    ZERO,
    Expr,
    branches,
    function,
    num,
    number,
    power,
    substitute,
    topological,
)
from ..problem.functions import FUNCTIONS
from . import ball
from .ball import BALLS, Ball
from .log_powers import (
    LOG,
    NO_EXPONENT,
    NUMBER_ONE,
    NUMBER_ZERO,
    UNIT,
    ExactBall,
    Exponent,
    Key,
    atom,
    ball_of,
    constant_of,
    exponent_of,
    is_zero,
    lower_rate,
    plus,
    rate_of,
    smaller,
    times,
)
from .one_sided_series import nth_derivative
from .program import Program
from .tail_bounds import TailBounds

MAX_TERMS = 32
PARTS = 16
MAX_POWER = 64
MAX_PRODUCTS = 600


@dataclass(frozen=True)
class Expansion:
    """The terms by their powers; ``bound`` is exactly 0 if nothing is left out, and then ``rate`` says nothing."""

    terms: Mapping[Key, ExactBall]
    rate: Fraction
    bound: Ball

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return bool(self.bound.is_zero())


@dataclass(frozen=True)
class Tail:
    """All t with ``0 < t <= end``, ``end`` at most 1; terms certainly beyond ``t^order`` are left out."""

    name: str
    end: Fraction
    order: int

    def expansions(self, expressions: Sequence[Expr]) -> list[Expansion | None]:
        """One for each expression. It proves that the expression has a value, and is analytic, on all of the tail.

        None says that no expansion was found: a kink that is met or was not decided, a divisor or a logarithm whose
        leading term is not certain or does not outweigh the others, a function of what runs off faster than log(1/t).
        """
        found: dict[Expr, Expansion | None] = {}
        for x in topological(expressions):
            found[x] = _bounded(self._node(x, [found[a] for a in x.args]))
        return [found[x] for x in expressions]

    def sign(self, x: Expansion) -> int | None:
        """1 or -1 if x certainly has this sign on all of the tail, 0 if it is 0; else None."""
        terms = _cleaned(x)
        if not terms and x.whole:
            return 0
        for lead, c in terms.items():
            side = ball.sign(c.ball)
            if side not in (1, -1) or (lead[1] > 0 and not ball.positive(self._bounds.log_end)):
                continue
            against = [self._ratio(abs(d.ball), key, lead) for key, d in terms.items() if ball.sign(d.ball) != side]
            if not x.whole:
                against.append(self._ratio(x.bound, (exponent_of(x.rate), 0), lead))
            total = ball.ball(0)
            for ratio in against:
                total += ball.undefined() if ratio is None else ratio
            if ball.less(total, abs(c.ball)):
                return side
        return None

    def lead(self, x: Expansion) -> tuple[Key, ExactBall] | None:
        """The term against which all others, and what is left out, are small for t to 0; its sign is certain."""
        terms = _cleaned(x)
        for lead, c in terms.items():
            rest = all(key == lead or smaller(key, lead) for key in terms)
            if ball.sign(c.ball) in (1, -1) and rest and (x.whole or smaller((exponent_of(x.rate), 0), lead)):
                return lead, c
        return None

    def unbounded(self, x: Expansion) -> bool:
        """Whether x certainly tends to plus or minus infinity as t tends to 0."""
        lead = self.lead(x)
        return lead is not None and smaller(UNIT, lead[0])

    def limit(self, x: Expansion) -> ExactBall | None:
        """What x tends to for t to 0; None if that is not seen."""
        parts = self._parts(x)
        return None if parts is None else parts[0]

    @cached_property
    def _bounds(self) -> TailBounds:
        return TailBounds(self.end)

    # ------------------------------------------------------------------------------------------------------------
    # The nodes.

    def _node(self, x: Expr, args: Sequence[Expansion | None]) -> Expansion | None:
        if x.op == "where":
            return self._where(x, *args)
        known = [a for a in args if a is not None]
        if len(known) < len(args):
            return None
        match x.op:
            case "num" | "pi":
                return self._whole({UNIT: ExactBall(x, ball.pi() if x.op == "pi" else ball.ball(number(x)))})
            case "var":
                return self._whole({(exponent_of(Fraction(1)), 0): NUMBER_ONE}) if x.data == self.name else None
            case "add":
                return self._sum(*known)
            case "sub":
                return self._sum(known[0], _negative(known[1]))
            case "neg":
                return _negative(known[0])
            case "mul":
                return self._product(*known)
            case "div":
                inverse = self._power(known[1], Fraction(-1))
                return None if inverse is None else self._product(known[0], inverse)
            case "pow":
                return self._power(known[0], number(x))
            case "exp":
                return self._exp(known[0])
            case "log":
                return self._log(known[0])
            case _:
                return self._function(x.op, known[0])

    def _where(self, x: Expr, u: Expansion | None, p: Expansion | None, n: Expansion | None) -> Expansion | None:
        side = None if u is None else self.sign(u)
        if side == 0 and branches(x).order != UNDEFINED:
            side = 1
        return {1: p, -1: n}.get(side or 0)

    def _sum(self, x: Expansion, y: Expansion) -> Expansion:
        terms = dict(x.terms)
        for key, c in y.terms.items():
            terms[key] = terms[key] + c if key in terms else c
        return self._short(terms, [(x.bound, x.rate), (y.bound, y.rate)])

    def _product(self, x: Expansion, y: Expansion) -> Expansion:
        terms: dict[Key, ExactBall] = {}
        left: list[tuple[Ball, Fraction]] = []
        if len(x.terms) * len(y.terms) > MAX_PRODUCTS:
            return Expansion({}, Fraction(0), ball.undefined())
        for (alpha, b), c in x.terms.items():
            for (beta, d), e in y.terms.items():
                key = (plus(alpha, beta), b + d)
                terms[key] = terms[key] + c * e if key in terms else c * e
        for one, other in ((x, y), (y, x)):
            if not other.whole:
                for key, c in one.terms.items():
                    rate = rate_of(key)
                    left.append((other.bound * self._bounds.bound(c.ball, key, rate), other.rate + rate))
        left.append((x.bound * y.bound, x.rate + y.rate))
        return self._short(terms, left)

    def _short(self, terms: Mapping[Key, ExactBall], left: Sequence[tuple[Ball, Fraction]]) -> Expansion:
        """These terms, and what is left out; what is certainly beyond the order, or beyond that, is left out, too."""
        real = [(bound, rate) for bound, rate in left if not bound.is_zero()]
        least = min([Fraction(self.order), *(rate for _, rate in real)])
        total, kept = ball.ball(0), {}
        for bound, rate in real:
            total += bound * self._bounds.at_end(ball.ball(rate - least))
        for key, c in terms.items():
            if c.exact is ZERO or (not ball.positive(ball_of(key[0])) and is_zero(c)):
                continue
            if ball.positive(ball_of(key[0]) - ball.ball(least)):
                total += self._bounds.bound(c.ball, key, least)
            else:
                kept[key] = c
        return Expansion(kept, least, ball.upper(total))

    def _whole(self, terms: Mapping[Key, ExactBall]) -> Expansion:
        return Expansion(
            {key: c for key, c in terms.items() if c.exact is not ZERO}, Fraction(self.order), ball.ball(0)
        )

    def _parts(self, x: Expansion) -> tuple[ExactBall, Expansion] | None:
        """x as a constant and an expansion that tends to 0 like a power of t; None if it is not seen to be so."""
        small = {key: c for key, c in x.terms.items() if key != UNIT}
        if not all(ball.positive(ball_of(alpha)) for alpha, _ in small) or (not x.whole and x.rate <= 0):
            return None
        return x.terms.get(UNIT, NUMBER_ZERO), Expansion(small, x.rate, x.bound)

    def _analytic(self, x: Expansion, derivative: Callable[[int], Expr]) -> Expansion | None:
        """f(x) for f with these derivatives, in ``ARG``, by Taylor's formula at the limit of x."""
        parts = self._parts(x)
        if parts is None:
            return None
        c, small = parts
        if not small.terms and small.whole:
            return self._whole({UNIT: _applied(derivative(0), c)})
        rates = [lower_rate(alpha) * (Fraction(3, 4) if b else 1) for alpha, b in small.terms]
        rate = min([*rates, *([] if small.whole else [small.rate])])
        if rate <= 0:
            return None
        size = ball.upper(self._size(small, rate))
        count = min(MAX_TERMS, int(self.order / rate) + 1)
        reach = ball.upper(size * self._bounds.at_end(ball.ball(rate)))
        last = _largest(derivative(count), c.ball, reach)
        if not ball.finite(last) or not ball.finite(size):
            return None
        result = self._whole({})
        for k in reversed(range(count)):
            coefficient = _applied(derivative(k), c)
            if not ball.finite(coefficient.ball):
                return None
            share = ExactBall(num(Fraction(1, factorial(k))), ball.ball(Fraction(1, factorial(k))))
            result = self._sum(self._product(result, small), self._whole({UNIT: coefficient * share}))
        remainder = last * size**count / factorial(count)
        return self._sum(result, Expansion({}, rate * count, ball.upper(remainder)))

    def _power(self, x: Expansion, exponent: Fraction) -> Expansion | None:
        if exponent.denominator == 1 and 0 < exponent <= MAX_POWER:
            result = x
            for _ in range(exponent.numerator - 1):
                result = self._product(result, x)
            return result
        scaled = self._scaled(x)
        if scaled is None:
            return None
        alpha, c, rest = scaled
        if exponent.denominator != 1 and ball.sign(c.ball) != 1:
            return None
        falling = [Fraction(1)]
        for k in range(MAX_TERMS + 1):
            falling.append(falling[-1] * (exponent - k))
        found = self._analytic(rest, lambda k: falling[k] * power(ARG, exponent - k))
        lead = self._whole({(times(alpha, exponent), 0): _applied(power(ARG, exponent), c)})
        return None if found is None else self._product(lead, found)

    def _exp(self, x: Expansion) -> Expansion | None:
        speed = x.terms.get(LOG)
        rest = Expansion({key: c for key, c in x.terms.items() if key != LOG}, x.rate, x.bound)
        found = self._analytic(rest, lambda k: nth_derivative("exp", k))
        if found is None or speed is None:
            return found
        return self._product(self._whole({(times(atom(speed.exact), Fraction(-1)), 0): NUMBER_ONE}), found)

    def _log(self, x: Expansion) -> Expansion | None:
        scaled = self._scaled(x)
        if scaled is None or ball.sign(scaled[1].ball) != 1:
            return None
        alpha, c, rest = scaled
        found = self._analytic(rest, lambda k: nth_derivative("log", k))
        lead = self._whole({UNIT: _applied(nth_derivative("log", 0), c), LOG: -constant_of(alpha)})
        return None if found is None else self._sum(lead, found)

    def _function(self, name: str, x: Expansion) -> Expansion | None:
        speed = x.terms.get(LOG)
        if speed is None or is_zero(speed):
            return self._analytic(x, lambda k: nth_derivative(name, k)) if FUNCTIONS[name].above is None else None
        side = ball.sign(speed.ball)
        if side not in (1, -1) or name not in _RUNNING:
            return None
        return self.composed(_RUNNING[name][side], x)

    def composed(self, formula: Expr, x: Expansion) -> Expansion | None:
        """A formula in ``ARG`` at x."""
        found: dict[Expr, Expansion | None] = {ARG: x}
        for y in topological([formula]):
            if y is not ARG:
                found[y] = _bounded(self._node(y, [found[a] for a in y.args]))
        return found[formula]

    def _scaled(self, x: Expansion) -> tuple[Exponent, ExactBall, Expansion] | None:
        """x as ``c t^alpha`` times an expansion that tends to 1."""
        lead = self.lead(x)
        if lead is None or lead[0][1] != 0:
            return None
        (alpha, _), c = lead
        inverse = ExactBall(ONE / c.exact, 1 / c.ball)
        shift = times(alpha, Fraction(-1))
        scaled = self._product(Expansion(_cleaned(x), x.rate, x.bound), self._whole({(shift, 0): inverse}))
        return alpha, c, Expansion({**scaled.terms, UNIT: NUMBER_ONE}, scaled.rate, scaled.bound)

    def _size(self, x: Expansion, rate: Fraction) -> Ball:
        """An upper bound of ``|x| / t^rate``."""
        total = ball.ball(0) if x.whole else x.bound * self._bounds.at_end(ball.ball(x.rate - rate))
        for key, c in x.terms.items():
            total += self._bounds.bound(c.ball, key, rate)
        return total

    def _ratio(self, size: Ball, key: Key, lead: Key) -> Ball | None:
        """An upper bound of a term over ``t^alpha log(1/t)^b`` of another one; None if it is not seen to be bounded."""
        exponent, b = plus(key[0], times(lead[0], Fraction(-1))), key[1] - lead[1]
        if exponent != NO_EXPONENT and not ball.positive(ball_of(exponent)):
            return None
        found = ball.upper(size * self._bounds.highest(ball_of(exponent), b))
        return found if ball.finite(found) else None


_FALLING = {1: function("exp", -ARG), -1: function("exp", ARG)}
_TWICE = {1: function("exp", -2 * ARG), -1: function("exp", 2 * ARG)}
_RUNNING: dict[str, dict[int, Expr]] = {
    "sigmoid": {1: ONE / (ONE + _FALLING[1]), -1: _FALLING[-1] / (ONE + _FALLING[-1])},
    "tanh": {s: s * ((ONE - _TWICE[s]) / (ONE + _TWICE[s])) for s in (1, -1)},
    "softplus": {1: ARG + function("log", ONE + _FALLING[1]), -1: function("log", ONE + _FALLING[-1])},
}
"""What these functions are where their argument tends to plus or minus infinity."""


def _bounded(x: Expansion | None) -> Expansion | None:
    """None in place of an expansion in which a number has no finite enclosure: it would say nothing."""
    known = x is not None and ball.finite(x.bound) and all(ball.finite(c.ball) for c in x.terms.values())
    return x if known else None


def _cleaned(x: Expansion) -> dict[Key, ExactBall]:
    """The terms without those that are 0, by an identity."""
    return {key: c for key, c in x.terms.items() if not is_zero(c)}


def _negative(x: Expansion) -> Expansion:
    return Expansion({key: -c for key, c in x.terms.items()}, x.rate, x.bound)


def _applied(formula: Expr, c: ExactBall) -> ExactBall:
    """A formula in ``ARG`` at a constant."""
    exact = substitute([formula], {str(ARG.data): c.exact})[0]
    return ExactBall(exact, Program([formula], [str(ARG.data)]).run(BALLS, [c.ball])[0])


def _largest(formula: Expr, middle: Ball, reach: Ball) -> Ball:
    """An upper bound of the size of a formula in ``ARG`` where it is no farther than ``reach`` from ``middle``.

    The interval is looked at in parts, as a ball forgets how its powers depend on each other.
    """
    program, largest = Program([formula], [str(ARG.data)]), ball.ball(0)
    for k in range(-PARTS, PARTS):
        part = middle + reach * ball.between(Fraction(k, PARTS), Fraction(k + 1, PARTS))
        largest = ball.upper(abs(program.run(BALLS, [part])[0]).union(largest))
    return largest
