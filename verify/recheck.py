"""A second checker of certificates, independent of the kernel: one file, with the standard library alone.

    python recheck.py REPORTS... COUNTEREXAMPLES

It is written against notes/certificate-format.md, counterexample-format.md, search.md and theory.md alone. `valid`:
every condition which these notes ask of the certificate was proved here anew, by exact rational arithmetic, by
identities of a normal form, or by intervals that are rounded outwards. `invalid`: a condition fails. `holey`: one could
be neither proved nor refuted here, and nothing is said. An interval that contains 0 never proves an equality.

Parts: 1 intervals, 2 formulas, 3 formulas on a box, 4 the normal form, 5 problems, 6 points, 7 certificates about L,
8 about L~, 9 related claims, 10 neurons and penalties of any kind, 11 verdicts, 12 steps, 13 statements, 14 files.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

INF = math.inf
PRECISIONS = (64, 128, 256, 512, 1024, 2048, 4096)


class Invalid(Exception):
    """A condition of the certificate fails, or it is malformed."""


class Holey(Exception):
    """A condition can be neither proved nor refuted here."""


class Undefined(Exception):
    """The formula has no value somewhere on the box, as far as intervals can see."""


def need(condition: object, words: str) -> None:
    if not condition:
        raise Invalid(words)


# 1. Intervals ---------------------------------------------------------------------------------------------------------

Interval = tuple[Any, Any]  # [lo, hi], integers in units of 2^-p; an end may be -inf or inf


def _product(a: Any, b: Any) -> Any:
    if a == 0 or b == 0:
        return 0
    return INF if (a > 0) == (b > 0) else -INF


def iroot(n: int, d: int) -> int:
    """The greatest r with r^d <= n, for n >= 0 (Newton's iteration falls to it from above)."""
    if n < 2 or d == 1:
        return n
    if d == 2:
        return math.isqrt(n)
    r = 1 << -(-n.bit_length() // d)
    while (s := ((d - 1) * r + n // r ** (d - 1)) // d) < r:
        r = s
    return r


class Arithmetic:
    """Intervals of multiples of 2^-p, rounded outwards. Each function states why its bound holds."""

    def __init__(self, p: int):
        self.p, self.one = p, 1 << p

    def number(self, q: Fraction) -> Interval:
        n = q.numerator << self.p
        return n // q.denominator, -(-n // q.denominator)

    def down(self, q: Any) -> Any:
        return q if abs(q) == INF else self.number(q)[0]

    def up(self, q: Any) -> Any:
        return q if abs(q) == INF else self.number(q)[1]

    def mul(self, x: Interval, y: Interval) -> Interval:
        (a, b), (c, d), p = x, y, self.p
        try:
            if a >= 0 and c >= 0:
                return a * c >> p, -(-b * d >> p)
            products = a * c, a * d, b * c, b * d
            return min(products) >> p, -(-max(products) >> p)
        except (TypeError, OverflowError, ValueError):  # an end is infinite
            ends = [(u, v) for u in x for v in y]
            low = [_product(u, v) if INF in (abs(u), abs(v)) else u * v >> p for u, v in ends]
            high = [_product(u, v) if INF in (abs(u), abs(v)) else -(-u * v >> p) for u, v in ends]
            return min(low), max(high)

    def inverse(self, x: Interval) -> Interval:
        """1/x for 0 <= lo or hi <= 0; an end 0 stands for numbers as near to 0 as one likes."""
        lo, hi = x
        if hi <= 0:
            low, high = self.inverse((-hi, -lo))
            return -high, -low
        square = 1 << 2 * self.p
        return (0 if hi == INF else square // hi), (INF if lo == 0 else 0 if lo == INF else -(-square // lo))

    def power(self, x: Interval, n: int) -> Interval:
        """x^n for an integer n > 0, by repeated squaring of the ends; an even power is one of |x|."""
        lo, hi = x
        if n % 2 == 0 and lo < 0:
            x = (0, max(-lo, hi)) if hi > 0 else (-hi, -lo)
        elif lo < 0:  # odd: increasing
            low = self.power((-lo, -lo), n)[1]
            return -low, (-self.power((-hi, -hi), n)[0] if hi < 0 else self.power((hi, hi), n)[1])
        result = None
        while n:
            if n & 1:
                result = x if result is None else self.mul(result, x)
            x, n = (self.mul(x, x) if n > 1 else x), n >> 1
        assert result is not None
        return result

    def root(self, x: Interval, d: int) -> Interval:
        """x^(1/d) for x >= 0: the integer root of x 2^(p(d-1)), and that of the upper end plus 1."""
        shift = self.p * (d - 1)
        low = INF if x[0] == INF else iroot(max(x[0], 0) << shift, d)
        return low, (INF if x[1] == INF else iroot(x[1] << shift, d) + 1)

    def monotone(self, at: Callable[[Any], Interval], x: Interval) -> Interval:
        return (at(x[0])[0], at(x[1])[1]) if x[0] != x[1] else at(x[0])

    def exp(self, x: Interval) -> Interval:
        return self.monotone(self._exp, x)

    @lru_cache(maxsize=20000)  # noqa: B019
    def _exp(self, x: Any) -> Interval:
        """exp(x) = exp(x/2^s)^(2^s). For |t| < 2^-8 the terms of the series fall by 2^-8 at least, so what is left out
        is less than the last term, which is 0 in units of 2^-w; each of n terms is wrong by less than 2 units."""
        p = self.p
        if x < -(p + 2) << p:
            return 0, 1  # exp(x) < 2^-p
        if x == INF or x > 1 << p + 14:
            return self.one, INF
        size = max(0, x >> p)
        s = max(8, math.isqrt(p + 2 * size)) + abs(x >> p).bit_length()
        w = p + 3 * size // 2 + 2 * s + 32
        t = (x << w - p) >> s
        total = term = 1 << w
        n = 0
        while term not in (0, -1):
            n += 1
            term = (term * t >> w) // n
            total += term
        lo, hi = total - 2 * n - 4, total + 2 * n + 8
        for _ in range(s):
            lo, hi = lo * lo >> w, -(-hi * hi >> w)
        return lo >> w - p, -(-hi >> w - p)

    def log(self, x: Interval) -> Interval:
        return self.monotone(self._log, (max(x[0], 0), x[1]))

    @lru_cache(maxsize=20000)  # noqa: B019
    def _log(self, x: Any) -> Interval:
        """log(v) = y + log(1 + z) with z = v exp(-y) - 1, and z - z^2 <= log(1 + z) <= z for |z| <= 1/2: Newton's
        iteration doubles the digits of y, and the last z, an interval, is the proof."""
        if x in (0, INF):
            return (-INF, -INF) if x == 0 else (INF, INF)
        bits = x.bit_length()
        w = self.p + 2 * abs(bits - self.p) + 64
        near = math.log(x >> max(0, bits - 60)) + (max(0, bits - 60) - self.p) * math.log(2)
        y, good, v, exact = int(near * (1 << 40)) << (w - 40), 30, x << (w - self.p), arithmetic(w)
        while True:
            e = exact._exp(-y)
            lo, hi = exact.mul((v, v), e)
            lo, hi = lo - exact.one, hi - exact.one
            if good > w or max(abs(lo), abs(hi)) >> (w // 2 - 8) == 0:
                break
            y, good = y + (lo + hi) // 2, 2 * good - 4
        square = -(-max(lo * lo, hi * hi) >> w)
        if not 2 * max(abs(lo), abs(hi)) < exact.one:
            raise Holey("a logarithm is out of reach")
        return (y + lo - square) >> w - self.p, -(-(y + hi) >> w - self.p)

    @property
    def pi(self) -> Interval:
        """Machin: pi = 16 atan(1/5) - 4 atan(1/239); the alternating series of atan(1/k) ends below its first left-out
        term, and each of its n terms is rounded twice."""
        return _pi(self.p)

    def atan(self, x: Interval) -> Interval:
        return self.monotone(self._atan, x)

    def _atan(self, x: Any) -> Interval:
        """atan(v) = 2 atan(v/(1 + sqrt(1 + v^2))), eight times; then the alternating series, whose error is at most the
        first term left out; for |v| > 1, atan(v) = +-pi/2 - atan(1/v)."""
        w = self.p + 40
        exact = arithmetic(w)
        half = exact.pi[0] // 2, -(-exact.pi[1] // 2)
        if abs(x) == INF:
            low, high = half if x > 0 else (-half[1], -half[0])
            return low >> 40, -(-high >> 40)
        v: Interval = (x << 40, x << 40)
        if abs(x) > self.one:
            lo, hi = exact.inverse(v)
            small = exact._series_atan((lo, hi))
            low, high = half if x > 0 else (-half[1], -half[0])
            return (low - small[1]) >> 40, -(-(high - small[0]) >> 40)
        lo, hi = exact._series_atan(v)
        return lo >> 40, -(-hi >> 40)

    def _series_atan(self, v: Interval) -> Interval:
        for _ in range(8):
            root = self.root(_add((self.one, self.one), self.power(v, 2)), 2)
            v = self.mul(v, self.inverse(_add((self.one, self.one), root)))
        square, term, n, total = self.power(v, 2), v, 1, v
        while max(abs(term[0]), abs(term[1])) > 1:
            term, n = self.mul((-term[1], -term[0]), square), n + 2
            total = _add(total, (term[0] // n, -(-term[1] // n)))
        return (total[0] - 1) << 8, (total[1] + 1) << 8

    def sin(self, x: Interval, quarter: int = 0) -> Interval:
        """sin(x + quarter pi/2): the value at the middle, plus or minus half the width, as |sin'| <= 1."""
        if INF in (-x[0], x[1]) or x[1] - x[0] > 4 * self.one:
            return -self.one, self.one
        middle, radius = (x[0] + x[1]) // 2, (x[1] - x[0] + 2) // 2
        lo, hi = self._sin(middle, quarter)
        return max(lo - radius, -self.one), min(hi + radius, self.one)

    @lru_cache(maxsize=2000)  # noqa: B019
    def _sin(self, x: int, quarter: int) -> Interval:
        """With r = x - k pi/2, |r| < 1: the alternating series of sin or cos r, whose error is at most the first term
        left out, less than one unit here."""
        w = self.p + 40 + max(0, x.bit_length() - self.p)
        exact, shift = arithmetic(w), w - self.p
        k = round(Fraction(2 * (x << shift), exact.pi[0]))
        ends = sorted((k * exact.pi[0], k * exact.pi[1]))
        r = (x << shift) - -(-ends[1] // 2), (x << shift) - ends[0] // 2
        k = (k + quarter) % 4
        term, n = ((exact.one, exact.one), 0) if k % 2 else (r, 1)
        total, square = term, exact.power(r, 2)
        while max(abs(term[0]), abs(term[1])) > 1:
            d, term = (n + 1) * (n + 2), exact.mul((-term[1], -term[0]), square)
            term, n = (term[0] // d, -(-term[1] // d)), n + 2
            total = _add(total, term)
        lo, hi = total[0] - 1, total[1] + 1
        return (lo >> shift, -(-hi >> shift)) if k < 2 else (-hi >> shift, -(lo >> shift))

    def erf(self, x: Interval) -> Interval:
        return self.monotone(self._erf, x)

    @lru_cache(maxsize=2000)  # noqa: B019
    def _erf(self, x: Any) -> Interval:
        """erf(v) = 2/sqrt(pi) exp(-v^2) sum of 2^n v^(2n+1)/(1*3*...*(2n+1)): terms of one sign, which fall by a half
        or more once 2n + 1 > 4 v^2, so less than the last one is left out. For v >= 0, 1 - erf(v) <= exp(-v^2)."""
        if x < 0:
            lo, hi = self._erf(-x)
            return -hi, -lo
        if x == INF or x * x > (self.p + 4) << 2 * self.p:
            return self.one - 1, self.one
        w = self.p + 40
        exact = arithmetic(w)
        v: Interval = (x << 40, x << 40)
        square = exact.power(v, 2)
        term, total, n = v, v, 0
        while term[1] > 1 or (2 * n + 1) << w < 4 * square[1]:
            n += 1
            lo, hi = exact.mul(term, square)
            term = 2 * lo // (2 * n + 1), -(-2 * hi // (2 * n + 1))
            total = _add(total, term)
        total = total[0], total[1] + term[1] + 1
        factor = exact.mul((2 * exact.one, 2 * exact.one), exact.inverse(exact.root(exact.pi, 2)))
        lo, hi = exact.mul(exact.mul(factor, exact.exp((-square[1], -square[0]))), total)
        return lo >> 40, min(-(-hi >> 40), self.one)


def _add(x: Interval, y: Interval) -> Interval:
    return x[0] + y[0], x[1] + y[1]


@cache
def arithmetic(p: int) -> Arithmetic:
    return Arithmetic(p)


@cache
def _pi(p: int) -> Interval:
    one, bounds = 1 << p + 32, []
    for k in (5, 239):
        total, power, n = 0, one // k, 0
        while power:
            total += (-1) ** n * (power // (2 * n + 1))
            power, n = power // (k * k), n + 1
        bounds.append((total - 2 * n - 2, total + 2 * n + 2))
    lo, hi = 16 * bounds[0][0] - 4 * bounds[1][1], 16 * bounds[0][1] - 4 * bounds[1][0]
    return lo >> 32, -(-hi >> 32)


# 2. Formulas ----------------------------------------------------------------------------------------------------------


class Node:
    """A formula; equal formulas are one object. `total`: it has a value for all real numbers, as its form shows.

    ops: num(q), pi, sym(name), add(...), mul(...), pow(base, rational), exp, log, sin, cos, atan, erf, and
    kink(c, u, l, k): u where c >= 0 and l where c < 0, with k continuous derivatives across c = 0; -1: it jumps there,
    less: it has no value there.
    """

    __slots__ = ("args", "free", "op", "total")
    table: dict[tuple[Any, ...], Node] = {}  # noqa: RUF012

    op: str
    args: tuple[Any, ...]
    free: frozenset[str]
    total: bool


def make(op: str, *args: Any) -> Node:
    key = (op, *args)
    node = Node.table.get(key)
    if node is None:
        node = Node()
        node.op, node.args = op, args
        parts = [a for a in args if isinstance(a, Node)]
        node.free = frozenset(args) if op == "sym" else frozenset().union(*(a.free for a in parts))
        node.total = all(a.total for a in parts) and op != "log"
        if op == "pow":
            node.total = node.total and args[1] >= 0 and args[1].denominator == 1
        if op == "kink":
            node.total = node.total and args[3] >= -1
        Node.table[key] = node
    return node


def num(q: Fraction | int) -> Node:
    return make("num", Fraction(q))


def sym(name: str) -> Node:
    return make("sym", name)


ZERO, ONE, PI = num(0), num(1), make("pi")


def add(*terms: Node) -> Node:
    constant, rest = Fraction(0), []
    for t in terms:
        for s in t.args if t.op == "add" else (t,):
            if s.op == "num":
                constant += s.args[0]
            else:
                rest.append(s)
    if constant or not rest:
        rest.append(num(constant))
    return rest[0] if len(rest) == 1 else make("add", *rest)


def mul(*factors: Node) -> Node:
    """A product. A factor 0 takes only such others away that have a value everywhere."""
    constant, rest = Fraction(1), []
    for f in factors:
        for s in f.args if f.op == "mul" else (f,):
            if s.op == "num":
                constant *= s.args[0]
            else:
                rest.append(s)
    if constant == 0:
        rest = [s for s in rest if not s.total]
    if constant != 1 or not rest:
        rest.insert(0, num(constant))
    return rest[0] if len(rest) == 1 else make("mul", *rest)


def neg(x: Node) -> Node:
    return mul(num(-1), x)


def sub(x: Node, y: Node) -> Node:
    return add(x, neg(y))


def power(base: Node, e: Fraction | int) -> Node:
    e = Fraction(e)
    if base.op == "num" and e.denominator == 1:
        need(base.args[0] or e >= 0, "a division by 0")
        if abs(e) * (base.args[0].numerator.bit_length() + base.args[0].denominator.bit_length()) > 10**6:
            raise Holey("a number is too large")
        return num(base.args[0] ** int(e))
    if e == 1:
        return base
    if e == 0 and base.total:
        return ONE
    if e == 0:
        return add(ONE, mul(ZERO, base))
    return make("pow", base, e)


def exp(x: Node) -> Node:
    return ONE if x is ZERO else make("exp", x)


def kink(c: Node, upper: Node, lower: Node, k: int) -> Node:
    if c.op == "num" and k >= -1:
        return upper if c.args[0] >= 0 else lower
    if upper is lower and c.total and k >= -1:
        return upper
    return make("kink", c, upper, lower, k)


def absolute(x: Node) -> Node:
    return kink(x, x, neg(x), 0)


def maximum(x: Node, y: Node) -> Node:
    return kink(sub(x, y), x, y, 0)


def sigmoid(u: Node) -> Node:
    return power(add(ONE, exp(neg(u))), -1)


def softplus(u: Node) -> Node:
    return make("log", add(ONE, exp(u)))


def softsign(u: Node) -> Node:
    if u.op == "num":
        return mul(u, power(add(ONE, absolute(u)), -1))
    return kink(u, mul(u, power(add(ONE, u), -1)), mul(u, power(sub(ONE, u), -1)), 1)


HALF = num(Fraction(1, 2))
FUNCTIONS: dict[str, Callable[[Node], Node]] = {
    "exp": exp,
    "log": lambda u: make("log", u),
    "sin": lambda u: make("sin", u),
    "cos": lambda u: make("cos", u),
    "sinh": lambda u: mul(HALF, sub(exp(u), exp(neg(u)))),
    "cosh": lambda u: mul(HALF, add(exp(u), exp(neg(u)))),
    "tanh": lambda u: sub(ONE, mul(num(2), power(add(ONE, exp(mul(num(2), u))), -1))),
    "sigmoid": sigmoid,
    "softplus": softplus,
    "atan": lambda u: make("atan", u),
    "erf": lambda u: make("erf", u),
    "sqrt": lambda u: power(u, Fraction(1, 2)),
    "abs": absolute,
    "linear": lambda u: u,
    "square": lambda u: power(u, 2),
    "gelu": lambda u: mul(HALF, u, add(ONE, make("erf", mul(u, power(num(2), Fraction(-1, 2)))))),
    "elu": lambda u: kink(u, u, sub(exp(u), ONE), 1),
    "softsign": softsign,
    "relu": lambda u: kink(u, u, ZERO, 0),
    "leaky_relu": lambda u: kink(u, u, mul(num(Fraction(1, 100)), u), 0),
    "step": lambda u: kink(u, ONE, ZERO, -1),
}

TOKEN = re.compile(
    r"\s*(?:((?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?)|([A-Za-z_][A-Za-z_0-9]*)|(\*\*|[-+*/(),]))"
)


class Parser:
    """The grammar of notes/counterexample-format.md; precedence is Python's."""

    def __init__(self, text: str, names: Iterable[str]):
        need(isinstance(text, str) and len(text) <= 20000 and text.isascii(), "not a formula")
        self.names, self.tokens, self.at, self.depth = set(names), [], 0, 0
        place, text = 0, text.rstrip()
        while place < len(text):
            match = TOKEN.match(text, place)
            if match is None:
                raise Invalid(f"no formula: {text[:60]!r}")
            self.tokens.append(match.groups())
            place = match.end()

    def peek(self) -> str | None:
        return self.tokens[self.at][2] if self.at < len(self.tokens) else None

    def take(self, *symbols: str) -> str | None:
        if (symbol := self.peek()) in symbols:
            self.at += 1
            return symbol
        return None

    def whole(self) -> Node:
        result = self.sum()
        need(self.at == len(self.tokens), "a formula goes on where it should end")
        return result

    def sum(self) -> Node:
        self.depth += 1
        need(self.depth <= 100, "a formula is nested too deep")
        terms = [self.product()]
        while symbol := self.take("+", "-"):
            terms.append(self.product() if symbol == "+" else neg(self.product()))
        self.depth -= 1
        return add(*terms) if len(terms) > 1 else terms[0]

    def product(self) -> Node:
        result = self.signed()
        while symbol := self.take("*", "/"):
            factor = self.signed()
            result = mul(result, factor if symbol == "*" else power(factor, -1))
        return result

    def signed(self) -> Node:
        signs = 1
        while symbol := self.take("-", "+"):
            signs = -signs if symbol == "-" else signs
        base = self.atom()
        if self.take("**"):
            e = self.signed_exponent()
            if e.op == "num":
                need(e.args[0] == 0 or Fraction(1, 1000) <= abs(e.args[0]) <= 1000, "an exponent is out of range")
                base = power(base, e.args[0])
            else:
                need(not base.free and View(128, {}).signs(base) == {1}, "a variable exponent of no positive constant")
                base = exp(mul(e, make("log", base)))
        return base if signs == 1 else neg(base)

    def signed_exponent(self) -> Node:
        self.depth += 1
        need(self.depth <= 100, "a formula is nested too deep")
        result = self.signed()
        self.depth -= 1
        return result

    def atom(self) -> Node:
        need(self.at < len(self.tokens), "a formula ends too soon")
        digits, name, symbol = self.tokens[self.at]
        self.at += 1
        if digits is not None:
            return num(Fraction(digits))
        if symbol == "(":
            result = self.sum()
            need(self.take(")"), "a bracket is not closed")
            return result
        need(name is not None, "a formula is not well formed")
        if name in self.names:
            return sym(name)
        if name == "pi":
            return PI
        need(self.take("("), f"unknown name {name!r}")
        args = [self.sum()]
        while self.take(","):
            args.append(self.sum())
        need(self.take(")"), "a bracket is not closed")
        if name in ("max", "min"):
            flip = neg if name == "min" else lambda x: x
            result = flip(args[0])
            for x in args[1:]:
                result = maximum(result, flip(x))
            return flip(result)
        need(name in FUNCTIONS and len(args) == 1, f"unknown function {name!r}")
        return FUNCTIONS[name](args[0])


@lru_cache(maxsize=100000)
def parse(text: str, names: tuple[str, ...] = ()) -> Node:
    return Parser(text, names).whole()


NUMBER = re.compile(
    r"([+-]?)([0-9]+)(?:/([0-9]+)|\*2\*\*(-?[0-9]{1,6})|(\.[0-9]+)?(?:[eE]([+-]?[0-9]{1,5}))?)", re.ASCII
)


@lru_cache(maxsize=100000)
def number(text: Any, decimal: bool = False) -> Fraction:
    match = NUMBER.fullmatch(text) if isinstance(text, str) and len(text) <= 10000 else None
    if match is None:
        raise Invalid(f"not a number: {str(text)[:40]!r}")
    sign, digits, below, two, point, ten = match.groups()
    need(not (decimal and (below or two)), "not a decimal")
    need(below is None or int(below) != 0, "a denominator 0")
    need(abs(int(two or 0)) <= 100000 and abs(int(ten or 0)) <= 10000, "an exponent is out of range")
    value = Fraction(digits + (point or ""))
    if below:
        value /= int(below)
    value *= Fraction(2) ** int(two or 0) * Fraction(10) ** int(ten or 0)
    return -value if sign == "-" else value


def half_unit(text: str) -> Fraction:
    """Half a unit in the last digit of a decimal."""
    mantissa, _, ten = text.lower().partition("e")
    return Fraction(10) ** (int(ten or 0) - len(mantissa.partition(".")[2])) / 2


@cache
def diff(n: Node, name: str) -> Node:
    """The derivative, wherever the formula has one."""
    if name not in n.free:
        return ZERO
    op, args = n.op, n.args
    if op == "sym":
        return ONE
    if op == "add":
        return add(*(d for a in args if (d := diff(a, name)) is not ZERO))
    if op == "mul":
        terms = []
        for i, a in enumerate(args):
            if (d := diff(a, name)) is not ZERO:
                terms.append(mul(*args[:i], d, *args[i + 1 :]))
        return add(*terms)
    if op == "kink":
        c, upper, lower, k = args
        # with c fixed the derivative exists at every point; it jumps at worst
        k = k - 1 if name in c.free else max(k - 1, -1)
        return kink(c, diff(upper, name), diff(lower, name), k)
    u = args[0]
    outer: dict[str, Callable[[], Node]] = {
        "pow": lambda: mul(num(args[1]), power(u, args[1] - 1)),
        "exp": lambda: n,
        "log": lambda: power(u, -1),
        "sin": lambda: make("cos", u),
        "cos": lambda: neg(make("sin", u)),
        "atan": lambda: power(add(ONE, power(u, 2)), -1),
        "erf": lambda: mul(num(2), power(PI, Fraction(-1, 2)), exp(neg(power(u, 2)))),
    }
    return mul(outer[op](), diff(u, name))


def rebuild(n: Node, parts: list[Any]) -> Node:
    simple: dict[str, Any] = {"add": add, "mul": mul, "pow": power, "exp": exp, "kink": kink}
    return simple[n.op](*parts) if n.op in simple else make(n.op, *parts)


def replace(n: Node, values: dict[Node, Node], memo: dict[Node, Node] | None = None) -> Node:
    """The formula with other formulas in place of some of its parts (mostly of its symbols)."""
    memo = {} if memo is None else memo
    if n in values:
        return values[n]
    if n.op in ("num", "sym", "pi"):
        return n
    if n not in memo:
        if n.op == "kink" and (c := replace(n.args[0], values, memo)).op == "num" and n.args[3] >= -1:
            return replace(n.args[1] if c.args[0] >= 0 else n.args[2], values, memo)
        parts = [replace(a, values, memo) if isinstance(a, Node) else a for a in n.args]
        memo[n] = n if all(a is b for a, b in zip(parts, n.args, strict=True)) else rebuild(n, parts)
    return memo[n]


def kinks(n: Node) -> dict[Node, None]:
    """All kinks in a formula."""
    found: dict[Node, None] = {}
    stack, visited = [n], set()
    while stack:
        m = stack.pop()
        if m in visited:
            continue
        visited.add(m)
        if m.op == "kink":
            found[m] = None
        stack.extend(a for a in m.args if isinstance(a, Node))
    return found


# 3. Formulas on a box -------------------------------------------------------------------------------------------------

Signs = frozenset[int]
ALL: Signs = frozenset((-1, 0, 1))
UNKNOWN: Signs = frozenset((-1, 0, 1, 7))  # 7: a number that may not be real


def signs_of(lo: Any, hi: Any) -> Signs:
    return frozenset(s for s, possible in ((-1, lo < 0), (0, lo <= 0 <= hi), (1, hi > 0)) if possible)


class View:
    """Formulas on a box of values of their symbols, at p bits: their ends, their signs, how smooth they are.

    `known` has signs of symbols that the closed box does not show, such as a > 0.
    """

    def __init__(self, p: int, box: dict[str, Interval], known: dict[str, Signs] | None = None):
        self.p, self.box, self.known, self.exact = p, box, known or {}, arithmetic(p)
        self.values: dict[Node, Interval] = {}
        self.sign: dict[Node, Signs] = {}
        self.orders: dict[tuple[Node, frozenset[str] | None], float] = {}
        self.forced: dict[Node, tuple[Interval, Signs]] = {}

    def where(self, c: Node, upper: bool) -> View:
        """The same box, where c >= 0, or where c < 0."""
        view = View(self.p, self.box, self.known)
        lo, hi = self.enclose(c)
        part = (max(lo, 0), hi) if upper else (lo, min(hi, 0))
        view.forced = {**self.forced, c: (part, frozenset((0, 1)) if upper else frozenset((-1,)))}
        return view

    def side(self, c: Node) -> bool | None:
        """Whether c >= 0 on the box; None if that is not certain."""
        signs = self.signs(c)
        return True if -1 not in signs else False if signs == {-1} else None

    def enclose(self, n: Node) -> Interval:
        if n not in self.values:
            self.values[n] = self.forced[n][0] if n in self.forced else self._enclose(n)
        return self.values[n]

    def _enclose(self, n: Node) -> Interval:
        op, args, exact = n.op, n.args, self.exact
        if op == "num":
            return exact.number(args[0])
        if op == "sym":
            if args[0] not in self.box:
                raise Holey(f"{args[0]} has no value")
            return self.box[args[0]]
        if op == "pi":
            return exact.pi
        if op == "add":
            ends = [self.enclose(a) for a in args]
            return sum(e[0] for e in ends), sum(e[1] for e in ends)
        if op == "mul":
            result = self.enclose(args[0])
            for a in args[1:]:
                result = exact.mul(result, self.enclose(a))
            return result
        if op == "kink":
            c, upper, lower, k = args
            side = self.side(c)
            if side is not None:
                return self.enclose(upper if side else lower)
            if k < -1:
                raise Undefined("a derivative that a kink does not have")
            one, other = self.where(c, True).enclose(upper), self.where(c, False).enclose(lower)
            return min(one[0], other[0]), max(one[1], other[1])
        x = self.enclose(args[0])
        if op == "pow":
            return self._power(args[0], args[1], x)
        if op == "log":
            if self.signs(args[0]) != {1}:
                raise Undefined("a logarithm of something that is not certainly positive")
            return exact.log(x)
        if op == "cos":
            return exact.sin(x, 1)
        return {"exp": exact.exp, "sin": exact.sin, "atan": exact.atan, "erf": exact.erf}[op](x)

    def _power(self, base: Node, e: Fraction, x: Interval) -> Interval:
        signs, exact = self.signs(base), self.exact
        if (e.denominator != 1 and -1 in signs) or (e < 0 and 0 in signs):
            raise Undefined("a root or a quotient that may have no value")
        if -1 not in signs:
            x = max(x[0], 0), max(x[1], 0)
        elif 1 not in signs:
            x = min(x[0], 0), min(x[1], 0)
        if e < 0:
            if x[0] < 0 < x[1]:
                raise Undefined("a quotient that may have no value")
            x = exact.inverse(x)
        if e.denominator != 1:
            x = exact.root(x, e.denominator)
        return exact.power(x, abs(e.numerator))

    def signs(self, n: Node) -> Signs:
        """The signs that the formula may have on the box, by its form and by intervals."""
        if n not in self.sign:
            lo, hi = self.enclose(n)
            signs = signs_of(lo, hi)
            if n in self.forced:
                signs &= self.forced[n][1]
            elif len(signs) > 1:
                signs &= self._signs(n)
            self.sign[n] = signs
        return self.sign[n]

    def _signs(self, n: Node) -> Signs:
        op, args = n.op, n.args
        if op == "sym":
            return self.known.get(args[0], ALL)
        if op == "exp":
            return frozenset((1,))
        if op == "mul":
            result: Signs = frozenset((1,))
            for a in args:
                result = frozenset(s * t for s in result for t in self.signs(a))
            return result
        if op == "add":
            parts = [self.signs(a) for a in args]
            for s in (1, -1):
                if all(-s not in part for part in parts):
                    return frozenset((s,)) if any(part == {s} for part in parts) else frozenset((0, s))
            return ALL
        if op == "pow":
            signs, e = self.signs(args[0]), args[1]
            if e.denominator != 1:
                return frozenset(s for s in signs if s >= 0)
            return frozenset(s ** abs(e.numerator) for s in signs)
        if op == "kink":
            side = self.side(args[0])
            if side is not None:
                return self.signs(args[1] if side else args[2])
            return self.where(args[0], True).signs(args[1]) | self.where(args[0], False).signs(args[2])
        return ALL

    def smooth(self, n: Node, moving: frozenset[str] | None = None) -> float:
        """How many continuous derivatives the formula certainly has on the box, in the symbols `moving` with all others
        fixed; -1: it has values, but may jump; inf: it is analytic. Undefined is raised if it may have no value."""
        self.enclose(n)
        if moving is not None and not n.free & moving:
            return INF
        if (n, moving) not in self.orders:
            self.orders[n, moving] = self._smooth(n, moving)
        return self.orders[n, moving]

    def _smooth(self, n: Node, moving: frozenset[str] | None) -> float:
        parts: list[float]
        if n.op == "kink":
            c, upper, lower, k = n.args
            side = self.side(c)
            if side is not None:
                return self.smooth(upper if side else lower, moving)
            above, below = self.where(c, True), self.where(c, False)
            parts = [above.smooth(upper, moving), below.smooth(lower, moving)]
            if moving is not None and not c.free & moving:
                return min(parts)
            k = float(k)
            return max(-1, min(k, self.smooth(c, moving), *parts))
        parts = [self.smooth(a, moving) for a in n.args if isinstance(a, Node)]
        if n.op == "pow" and n.args[1].denominator != 1 and 0 in self.signs(n.args[0]):
            return min(float(math.ceil(n.args[1]) - 1), *parts)  # of s^e on [0, inf), continued by 0
        return min(parts, default=INF)


def everywhere(names: Iterable[str], p: int = 64, known: dict[str, Signs] | None = None) -> View:
    """All real values of the symbols."""
    known = known or {}
    box = {}
    for name in names:
        signs = known.get(name, ALL)
        box[name] = (0 if -1 not in signs else -INF), (0 if 1 not in signs else INF)
    return View(p, box, known)


def decide(test: Callable[[int], Any], words: str, limit: int = PRECISIONS[-1], first: int = 0) -> Any:
    """The first answer of a test that is not None, at rising precision."""
    problem = ""
    for p in PRECISIONS:
        if first <= p <= limit:
            try:
                if (answer := test(p)) is not None:
                    return answer
            except Undefined as error:
                problem = f" ({error})"
    raise Holey(f"undecided: {words}{problem}")


# 4. The normal form ---------------------------------------------------------------------------------------------------
#
# A value is a sum of fractions {denominator: numerator}. A numerator is a polynomial {monomial: coefficient}; a
# monomial holds atoms with rational exponents; a denominator holds polynomials of several terms with integer exponents.
# Every rule is an identity wherever the formula has a value: what has no terms is 0 there; the converse is not claimed.

Monomial = tuple[tuple[int, Fraction], ...]
Poly = dict[Monomial, Fraction]
Denominator = tuple[tuple[int, int], ...]
Value = dict[Denominator, Poly]
LIMIT = 30000  # terms


class Atoms:
    """The atoms and the denominators that occurred, each once. `sign`: the signs that an atom may have."""

    def __init__(self) -> None:
        self.index: dict[Any, int] = {}
        self.keys: list[Any] = []
        self.sign: list[Signs] = []
        self.factors: dict[Any, int] = {}
        self.polys: list[Poly] = []

    def atom(self, key: Any, sign: Signs = ALL) -> int:
        if key not in self.index:
            self.index[key] = len(self.keys)
            self.keys.append(key)
            self.sign.append(sign)
        return self.index[key]

    def factor(self, poly: Poly) -> int:
        key = frozenset(poly.items())
        if key not in self.factors:
            self.factors[key] = len(self.polys)
            self.polys.append(poly)
        return self.factors[key]


ATOMS = Atoms()
POSITIVE: Signs = frozenset((1,))


def freeze(v: Value) -> frozenset[Any]:
    return frozenset((d, frozenset(p.items())) for d, p in v.items())


def rational(q: Fraction | int) -> Value:
    return {(): {(): Fraction(q)}} if q else {}


def single(atom: int, e: Fraction | int = 1) -> Value:
    return {(): {((atom, Fraction(e)),): Fraction(1)}}


def plus(*values: Value) -> Value:
    result: Value = {}
    for v in values:
        for d, p in v.items():
            into = result.setdefault(d, {})
            for m, c in p.items():
                if total := into.get(m, 0) + c:
                    into[m] = Fraction(total)
                else:
                    into.pop(m, None)
            if not into:
                del result[d]
    return result


def scaled(v: Value, c: Fraction | int) -> Value:
    return {d: {m: c * x for m, x in p.items()} for d, p in v.items()} if c else {}


@lru_cache(maxsize=200000)
def merged(m: Monomial, n: Monomial) -> tuple[Fraction, Monomial, tuple[tuple[int, int], ...]]:
    """The product of two monomials: a coefficient, a monomial, and whole powers of what stands below roots."""
    exponents = dict(m)
    for atom, e in n:
        exponents[atom] = exponents.get(atom, Fraction(0)) + e
    coefficient, kept, extra = Fraction(1), [], []
    for atom in sorted(exponents):
        e, key = exponents[atom], ATOMS.keys[atom]
        if key[0] in ("prime", "root") and not 0 <= e < 1:
            whole = math.floor(e)
            e -= whole
            if key[0] == "root":
                extra.append((atom, whole))
            else:
                coefficient *= Fraction(key[1]) ** whole
        if e:
            kept.append((atom, e))
    return coefficient, tuple(kept), tuple(extra)


def times(v: Value, w: Value) -> Value:
    result: Value = {}
    extras: list[Value] = []
    count = 0
    for (d, p), (e, q) in itertools.product(v.items(), w.items()):
        both = d or e
        if d and e:
            powers = dict(d)
            for f, k in e:
                powers[f] = powers.get(f, 0) + k
            both = tuple(sorted(powers.items()))
        count += len(p) * len(q)
        if count > LIMIT:
            raise Holey("an identity is too large")
        into = result.setdefault(both, {})
        for m, x in p.items():
            for n, y in q.items():
                c, product, extra = merged(m, n)
                c *= x * y
                if extra:
                    term: Value = {both: {product: c}}
                    for atom, whole in extra:
                        term = times(term, raised(dict(thaw(ATOMS.keys[atom][1])), whole))
                    extras.append(term)
                elif total := into.get(product, 0) + c:
                    into[product] = total
                else:
                    into.pop(product, None)
        if not into:
            del result[both]
    return plus(result, *extras) if extras else result


def thaw(key: frozenset[Any]) -> Value:
    return {d: dict(p) for d, p in key}


def together(v: Value) -> tuple[Poly, Denominator]:
    """One fraction."""
    if len(v) <= 1:
        return next(((p, d) for d, p in v.items()), ({}, ()))
    common: dict[int, int] = {}
    for d in v:
        for f, k in d:
            common[f] = max(common.get(f, 0), k)
    parts = []
    for d, p in v.items():
        part: Value = {(): p}
        have = dict(d)
        for f, k in common.items():
            for _ in range(k - have.get(f, 0)):
                part = times(part, {(): ATOMS.polys[f]})
        parts.append(part)
    total = plus(*parts)
    if any(d for d in total):  # a root brought a denominator along
        raise Holey("an identity with roots in denominators")
    return total.get((), {}), tuple(sorted(common.items()))


def is_zero(v: Value) -> bool:
    """Whether the value is 0 for certain wherever it is defined."""
    return not v or (len(v) > 1 and not together(v)[0])


def content(p: Poly, positive: bool = False) -> tuple[Fraction, Monomial]:
    """A factor of the polynomial, the same for all its multiples: of its least term in the lexicographic order, the
    coefficient and the atoms that are never 0; if `positive`, its size and the atoms that are certainly positive."""
    atoms = sorted({a for m in p for a, _ in m})

    def order(m: Monomial) -> list[Fraction]:
        exponents = dict(m)
        return [exponents.get(a, Fraction(0)) for a in atoms]

    least = min(p, key=order)
    never = (POSITIVE,) if positive else (POSITIVE, frozenset((-1,)), frozenset((-1, 1)))
    return (abs(p[least]) if positive else p[least]), tuple((a, e) for a, e in least if ATOMS.sign[a] in never)


def reciprocal(c: Fraction, m: Monomial) -> Value:
    coefficient, kept, _ = merged((), tuple((a, -e) for a, e in m))
    return {(): {kept: coefficient / c}}


def inverse(v: Value) -> Value:
    p, d = together(v)
    need(p, "a division by 0")
    result = rational(1)
    for f, k in d:
        result = times(result, raised({(): ATOMS.polys[f]}, k))
    c, m = content(p)
    rest = times({(): p}, reciprocal(c, m)).get((), {})
    result = times(result, reciprocal(c, m))
    if len(rest) == 1 and () in rest:
        return times(result, rational(1 / rest[()]))
    if len(rest) == 1:  # a single term with roots
        ((mono, x),) = rest.items()
        return times(result, times(rational(1 / x), {(): {tuple((a, -e) for a, e in mono): Fraction(1)}}))
    return times(result, {((ATOMS.factor(rest), 1),): {(): Fraction(1)}})


def raised(v: Value, n: int) -> Value:
    if n < 0:
        return inverse(raised(v, -n))
    result = rational(1)
    while n:
        if n & 1:
            result = times(result, v)
        v, n = (times(v, v) if n > 1 else v), n >> 1
    return result


@lru_cache(maxsize=10000)
def factors(n: int) -> tuple[tuple[int, int], ...]:
    """n as a product of powers; what has no small factor stands as it is (soundness does not need primes)."""
    result, d = [], 2
    while d * d <= n and d < 5000:
        k = 0
        while n % d == 0:
            n, k = n // d, k + 1
        if k:
            result.append((d, k))
        d += 1
    if n > 1:
        result.append((n, 1))
    return tuple(result)


def primes(q: Fraction) -> list[tuple[int, int]]:
    return [*factors(q.numerator), *((p, -k) for p, k in factors(q.denominator))]


def root(v: Value, e: Fraction) -> Value:
    """v^e where v >= 0: what is certainly positive is taken out, e.g. (4 exp(u) x)^(1/2) = 2 exp(u/2) x^(1/2)."""
    p, d = together(v)
    if not p:
        need(e > 0, "a division by 0")
        return {}
    c, m = content(p, positive=True)
    rest = times({d: p}, reciprocal(c, m))
    outside = rational(1)
    for prime, k in primes(c):
        outside = times(outside, single(ATOMS.atom(("prime", prime), POSITIVE), k * e))
    outside = times(outside, {(): {tuple((a, x * e) for a, x in m): Fraction(1)}})
    if rest == rational(1):
        return outside
    return times(outside, times(rational(1), single(ATOMS.atom(("root", freeze(rest)), frozenset((0, 1))), e)))


def exponential(v: Value) -> Value:
    """exp of a sum is the product of the exponentials of its terms; exp(c log f) = f^c."""
    result = rational(1)
    for d, p in v.items():
        for m, c in p.items():
            key: Any = ATOMS.keys[m[0][0]] if len(m) == 1 and m[0][1] == 1 and not d else ("",)
            if key[0] == "log" and key[1][0] == "prime":
                factor = times(rational(1), single(ATOMS.atom(("prime", key[1][1]), POSITIVE), c))
            elif key[0] == "log" and c.denominator == 1:
                factor = raised(thaw(key[1][1]), int(c))
            elif key[0] == "log":
                factor = root(thaw(key[1][1]), c)
            else:
                atoms = [a for a, _ in (*m, *(x for f, _ in d for n in ATOMS.polys[f] for x in n))]
                real = all(ATOMS.sign[a] != UNKNOWN for a in atoms)
                factor = single(ATOMS.atom(("exp", m, d), POSITIVE if real else UNKNOWN), c)
            result = times(result, factor)
    return result


def logarithm(v: Value) -> Value:
    """log of a product of certainly positive numbers is the sum of their logarithms."""
    p, d = together(v)
    need(p, "the logarithm of 0")
    if d and all(poly_signs(ATOMS.polys[f]) == {1} for f, _ in d):
        return plus(logarithm({(): p}), *(scaled(logarithm({(): ATOMS.polys[f]}), -k) for f, k in d))
    c, m = content(p, positive=True)
    rest = times({d: p}, reciprocal(c, m))
    terms = [scaled(single(ATOMS.atom(("log", ("prime", q)))), k) for q, k in primes(c)]
    if len(p) == 1 and not d:  # even powers of what is not 0
        ((mono, _),) = p.items()
        even = [(a, e) for a, e in mono if ATOMS.sign[a] == {-1, 1} and e.denominator == 1 and e % 2 == 0]
        for a, e in even:
            square = freeze(single(a, 2))
            terms.append(scaled(single(ATOMS.atom(("log", ("value", square)))), e / 2))
            rest = times(rest, single(a, -e))
    for a, e in m:
        key = ATOMS.keys[a]
        if key[0] == "exp":
            terms.append({key[2]: {key[1]: e}})
        elif key[0] == "prime":
            terms.append(scaled(single(ATOMS.atom(("log", ("prime", key[1])))), e))
        else:
            terms.append(scaled(single(ATOMS.atom(("log", ("value", freeze(single(a)))))), e))
    if rest != rational(1):
        terms.append(single(ATOMS.atom(("log", ("value", freeze(rest))))))
    return plus(*terms)


def odd_sign(v: Value) -> int:
    """-1 if the least term of the value is negative: of v and -v, one."""
    d = min(v)
    return -1 if content(v[d])[0] < 0 else 1


def term_signs(m: Monomial, c: Fraction) -> Signs:
    result: Signs = frozenset((1 if c > 0 else -1,))
    for a, e in m:
        signs = ATOMS.sign[a]
        if signs == UNKNOWN:
            return UNKNOWN
        if e.denominator == 1:
            signs = frozenset(s ** abs(int(e)) for s in signs)
        result = frozenset(s * t for s in result for t in signs)
    return result


def poly_signs(p: Poly) -> Signs:
    parts = [term_signs(m, c) for m, c in p.items()]
    for s in (1, -1):
        if all(part <= {0, s} for part in parts):
            return frozenset((s,)) if any(part == {s} for part in parts) else frozenset((0, s))
    return UNKNOWN if UNKNOWN in parts else ALL


class Exact:
    """Formulas in normal form. `side(c)` says on which side of a kink the formula is (True: c >= 0), or None; then, if
    `opaque`, the kink is a new variable, and otherwise the identity is out of reach."""

    def __init__(self, side: Callable[[Node], bool | None], opaque: bool = False):
        self.side, self.opaque, self.memo = side, opaque, dict[Node, Value]()

    def __call__(self, n: Node) -> Value:
        if n not in self.memo:
            self.memo[n] = self._value(n)
        return self.memo[n]

    def _value(self, n: Node) -> Value:
        op, args = n.op, n.args
        if op == "num":
            return rational(args[0])
        if op in ("sym", "pi"):
            return single(ATOMS.atom((op, *args), POSITIVE if op == "pi" else ALL))
        if op == "add":
            return plus(*map(self, args))
        if op == "mul":
            result = self(args[0])
            for a in args[1:]:
                result = times(result, self(a))
            return result
        if op == "kink":
            return self._kink(*args)
        v = self(args[0])
        if op == "pow":
            return raised(v, int(args[1])) if args[1].denominator == 1 else root(v, args[1])
        if op == "exp":
            return exponential(v)
        if op == "log":
            return logarithm(v)
        if not v:
            return rational(1 if op == "cos" else 0)
        sign = odd_sign(v)
        return scaled(single(ATOMS.atom((op, freeze(scaled(v, sign))))), 1 if op == "cos" else sign)

    def _kink(self, c: Node, upper: Node, lower: Node, k: int) -> Value:
        side = self.side(c)
        if side is None and k >= -1 and is_zero(self(c)):
            side = True
        if side is not None:
            return self(upper if side else lower)
        above, below = self(upper), self(lower)
        if k >= -1 and is_zero(plus(above, scaled(below, -1))):
            return above
        if not self.opaque or k < -1:
            raise Holey("a kink whose side is not certain")
        return single(ATOMS.atom(("kink", freeze(self(c)), freeze(above), freeze(below))))


def squares(p: Poly) -> bool:
    """Whether the polynomial is a sum of squares, visibly: each term that is no square is a multiple of the product of
    two roots of terms that are, and the quadratic form in these roots has no negative pivot."""
    roots: list[Monomial] = []
    for m in p:
        if UNKNOWN not in [ATOMS.sign[a] for a, _ in m] and all(ATOMS.sign[a] == POSITIVE or e % 2 == 0 for a, e in m):
            roots.append(tuple((a, e / 2) for a, e in m))
    matrix = [[Fraction(0)] * len(roots) for _ in roots]
    left = dict(p)
    for (i, r), (j, s) in itertools.combinations_with_replacement(enumerate(roots), 2):
        c, m, _ = merged(r, s)
        if c == 1 and m in left:
            matrix[i][j] = matrix[j][i] = left.pop(m) / (1 if i == j else 2)
    return not left and semidefinite(matrix)


def semidefinite(matrix: list[list[Fraction]]) -> bool:
    """Whether a symmetric rational matrix is positive semidefinite, by elimination."""
    m = [row[:] for row in matrix]
    for i in range(len(m)):
        if m[i][i] < 0 or (m[i][i] == 0 and any(m[i][i:])):
            return False
        for j in range(i + 1, len(m)):
            if m[i][i]:
                factor = m[j][i] / m[i][i]
                m[j] = [x - factor * y for x, y in zip(m[j], m[i], strict=True)]
    return True


# 5. Problems ----------------------------------------------------------------------------------------------------------

# name: differentiable, convex, stationary is global
LOSSES = {
    "squared": (True, True, True),
    "logistic": (True, True, True),
    "binary-cross-entropy": (True, True, True),
    "softmax-cross-entropy": (True, True, True),
    "huber": (True, True, True),
    "pseudo-huber": (True, True, True),
    "polynomial-hinge": (True, True, True),
    "hinge": (False, True, True),
    "absolute": (False, True, True),
    "geman-mcclure": (True, False, True),
    "cauchy": (True, False, True),
    "double-well": (True, False, False),
    "squared-on-sigmoid": (True, False, True),
}


def table_loss(name: str, q: Node, y: Node, delta: Fraction, p: int) -> Node:
    """The losses of the table that are added up over the outputs."""
    r, m = sub(q, y), mul(y, q)
    square, d = power(r, 2), num(delta)
    if name == "squared":
        return square
    if name == "logistic":
        return softplus(neg(m))
    if name == "binary-cross-entropy":
        return sub(softplus(q), m)
    if name == "huber":
        inner = mul(HALF, square)
        low = kink(sub(neg(r), d), sub(neg(mul(d, r)), num(delta**2 / 2)), inner, 1)
        return kink(sub(r, d), sub(mul(d, r), num(delta**2 / 2)), low, 1)
    if name == "pseudo-huber":
        return mul(num(delta**2), sub(power(add(ONE, mul(num(1 / delta**2), square)), Fraction(1, 2)), ONE))
    if name in ("hinge", "polynomial-hinge"):
        gap = sub(ONE, m)
        return kink(gap, gap, ZERO, 0) if name == "hinge" else kink(gap, power(gap, p), ZERO, p - 1)
    if name == "absolute":
        return absolute(r)
    if name == "geman-mcclure":
        return mul(square, power(add(ONE, square), -1))
    if name == "cauchy":
        return make("log", add(ONE, square))
    if name == "double-well":
        return mul(square, add(power(sub(r, num(2)), 2), num(Fraction(3, 8))))
    return power(sub(sigmoid(q), y), 2)


class Problem:
    """The tables `problem` and `augment`: the functions that they define, and what is certain about them."""

    def __init__(self, text: dict[str, Any]):
        problem, augment = text["problem"], text["augment"]
        network = problem["network"]
        self.inputs = [tuple(number(x) for x in row) for row in problem["inputs"]]
        self.distinct = list(dict.fromkeys(self.inputs))
        self.group = [[i for i, x in enumerate(self.inputs) if x == y] for y in self.distinct]
        self.of = [self.distinct.index(x) for x in self.inputs]
        count, width = len(self.inputs), len(self.inputs[0])
        need(all(len(x) == width for x in self.inputs), "inputs of different lengths")
        self.theta, self.outputs = (
            self._formulas(network, width) if "formula" in network else self._layers(network, width)
        )
        self.K = len(self.outputs[0])
        self.targets = [[parse(y) for y in row] for row in problem["targets"]]
        need(len(self.targets) == count and all(len(y) == self.K for y in self.targets), "targets of another number")
        self.weights = [number(w) for w in problem.get("weights", ["1"] * count)]
        need(
            len(self.weights) == count and min(self.weights) > 0, "weights that are not positive, or of another number"
        )
        need(problem.get("reduction", "mean") in ("mean", "sum"), "an unknown reduction")
        self.scale = Fraction(1, count) if problem.get("reduction", "mean") == "mean" else Fraction(1)
        self.q = [f"q:{k}" for k in range(self.K)]
        self._loss(problem["loss"])
        self.regular = "regularizer" in problem
        self.regularizer = parse(problem.get("regularizer", "0"), tuple(self.theta))
        self.L = self.objective(self.outputs)
        self._augment(augment, width)

    def _formulas(self, network: dict[str, Any], width: int) -> tuple[list[str], list[list[Node]]]:
        theta = list(network["parameters"])
        names = [f"x{j + 1}" for j in range(width)]
        need(
            len({*theta, *names, *FUNCTIONS, "pi", "max", "min"}) == len(theta) + width + len(FUNCTIONS) + 3,
            "a name comes twice",
        )
        rows = []
        for x in self.distinct:
            values = {sym(n): num(v) for n, v in zip(names, x, strict=True)}
            rows.append([replace(parse(f, (*theta, *names)), values) for f in network["formula"]])
        return theta, rows

    def _layers(self, network: dict[str, Any], width: int) -> tuple[list[str], list[list[Node]]]:
        """Layers; a skip is added before the activation of the layer that it leads to."""
        widths, bias = network["widths"], network.get("bias", True)
        skips = network.get("skip", [])
        need(widths[0] == width, "inputs of another length than the first layer")
        act = FUNCTIONS[network.get("activation", "linear")]
        theta = []
        for layer in range(1, len(widths)):
            theta += [f"W{layer}_{i}_{j}" for i in range(1, widths[layer] + 1) for j in range(1, widths[layer - 1] + 1)]
            theta += [f"b{layer}_{i}" for i in range(1, widths[layer] + 1)] if bias else []
        for s, t in skips:
            theta += [f"S{s}_{t}_{i}_{j}" for i in range(1, widths[t] + 1) for j in range(1, widths[s] + 1)]
        rows = []
        for x in self.distinct:
            values = [[num(v) for v in x]]
            for layer in range(1, len(widths)):
                sources = [(f"W{layer}", layer - 1)] + [(f"S{s}_{t}", s) for s, t in skips if t == layer]
                units = []
                for i in range(1, widths[layer] + 1):
                    terms = [mul(sym(f"{m}_{i}_{j + 1}"), v) for m, s in sources for j, v in enumerate(values[s])]
                    u = add(*terms, *([sym(f"b{layer}_{i}")] if bias else []))
                    units.append(u if layer == len(widths) - 1 else act(u))
                values.append(units)
            rows.append(values[-1])
        return theta, rows

    def _loss(self, loss: Any) -> None:
        table = {"name": loss} if isinstance(loss, str) else loss
        self.loss, outputs = table.get("name"), [sym(n) for n in self.q]
        self.separable, self.declared = True, set(table.get("facts", []))
        self.losses: list[Node] = []  # in q:0, q:1, ..., times the weight
        if self.loss is None:
            names: tuple[str, ...] = ("q", "y")
            many = tuple(f"{v}{k + 1}" for k in range(self.K) for v in "qy")
            try:
                formula = parse(table["formula"], names)
            except Invalid:
                formula, names = parse(table["formula"], many), many
            self.separable = names != many or self.K == 1
        for y, weight in zip(self.targets, self.weights, strict=True):
            if self.loss == "softmax-cross-entropy":
                self.separable = False
                total = add(
                    make("log", add(*map(exp, outputs))), *(neg(mul(t, q)) for t, q in zip(y, outputs, strict=True))
                )
            elif self.loss is not None:
                need(self.loss in LOSSES, "an unknown loss")
                delta, p = number(table.get("delta", "1")), int(table.get("p", "2"))
                need(delta > 0 and 2 <= p <= 20, "a parameter of the loss is out of range")
                total = add(*(table_loss(self.loss, q, t, delta, p) for q, t in zip(outputs, y, strict=True)))
            elif names == ("q", "y"):
                total = add(*(replace(formula, {sym("q"): q, sym("y"): t}) for q, t in zip(outputs, y, strict=True)))
            else:
                values = {sym(f"q{k + 1}"): outputs[k] for k in range(self.K)} | {
                    sym(f"y{k + 1}"): y[k] for k in range(self.K)
                }
                total = replace(formula, values)
            self.losses.append(mul(num(weight), total))
        self._targets()

    def _targets(self) -> None:
        """Targets outside the set that the table of losses names are refused."""
        if self.loss in ("logistic", "hinge", "polynomial-hinge"):
            need(all(y in (ONE, num(-1)) for row in self.targets for y in row), "a label that is not -1 or 1")
        if self.loss in ("binary-cross-entropy", "squared-on-sigmoid", "softmax-cross-entropy"):
            need(
                all(y.op == "num" and 0 <= y.args[0] <= 1 for row in self.targets for y in row), "a target out of range"
            )
        if self.loss == "softmax-cross-entropy":
            need(all(sum(y.args[0] for y in row) == 1 for row in self.targets), "targets whose sum is not 1")

    def loss_at(self, i: int, outputs: list[Node]) -> Node:
        return replace(self.losses[i], dict(zip(map(sym, self.q), outputs, strict=True)))

    def data_term(self, outputs: list[list[Node]]) -> Node:
        return mul(num(self.scale), add(*(self.loss_at(i, outputs[x]) for i, x in enumerate(self.of))))

    def objective(self, outputs: list[list[Node]]) -> Node:
        return add(self.data_term(outputs), self.regularizer)

    def summed(self, x: int, outputs: list[Node]) -> Node:
        """The summed loss at a distinct input."""
        return add(*(self.loss_at(i, outputs) for i in self.group[x]))

    def rho(self, x: int, k: int, outputs: list[Node]) -> Node:
        """Its derivative in the output k."""
        slopes = add(*(diff(self.losses[i], self.q[k]) for i in self.group[x]))
        return replace(slopes, dict(zip(map(sym, self.q), outputs, strict=True)))

    def _augment(self, augment: dict[str, Any], width: int) -> None:
        self.lam = number(augment.get("lam", "1"))
        self.neuron = parse(augment.get("neuron", "a*exp(u + b)"), ("a", "b", "u"))
        self.penalty = parse(augment.get("penalty", "lam*a**2"), ("a", "b", "w2", "lam"))
        self.shared = augment.get("shared", False)
        self.frozen = set(augment.get("frozen", []))
        self.constraints = augment.get("constraints", [])
        chosen = augment.get("outputs", "all")
        self.covered = list(range(self.K)) if chosen == "all" else [k - 1 for k in chosen]
        units = [0] * len(self.covered) if self.shared else range(len(self.covered))
        self.unit = dict(zip(self.covered, units, strict=True))
        n = len(set(units))
        self.a = [f"a:{i}" for i in range(len(self.covered))]
        self.b = [f"b:{j}" for j in range(n)]
        self.W = [[f"W:{j}:{e}" for e in range(width)] for j in range(n)]
        self.added = [*self.a, *self.b, *itertools.chain(*self.W)]
        self.coordinates = [*self.theta, *self.added]
        self.augmented = [
            [
                add(f, self.added_output(x, self.covered.index(k))) if k in self.unit else f
                for k, f in enumerate(self.outputs[x])
            ]
            for x in range(len(self.distinct))
        ]
        self.penalties = [self.penalty_of(i) for i in range(len(self.covered))]
        self.Lt = add(self.objective(self.augmented), *self.penalties)

    def added_output(self, x: int, i: int) -> Node:
        j = self.unit[self.covered[i]]
        u = add(*(mul(sym(w), num(v)) for w, v in zip(self.W[j], self.distinct[x], strict=True)))
        return replace(self.neuron, {sym("a"): sym(self.a[i]), sym("b"): sym(self.b[j]), sym("u"): u})

    def penalty_of(self, i: int) -> Node:
        j = self.unit[self.covered[i]]
        w2 = add(*(power(sym(w), 2) for w in self.W[j]))
        values = {"a": sym(self.a[i]), "b": sym(self.b[j]), "w2": w2, "lam": num(self.lam)}
        return replace(self.penalty, {sym(n): v for n, v in values.items()})

    def kind_of(self, name: str) -> str:
        """theta, a, b or W."""
        return "theta" if name in self.theta else name[0]

    def bounds(self) -> dict[str, tuple[Fraction | None, Fraction | None]]:
        """The bounds of each coordinate."""
        result: dict[str, tuple[Fraction | None, Fraction | None]] = {}
        for text in self.constraints:
            match = re.fullmatch(r"\s*([abW])\s*(<=|>=)\s*(\S+)\s*", text)
            if match is None:
                raise Invalid("a constraint that is no bound")
            kind, relation, bound = match.groups()
            for name in self.added:
                if name[0] == kind:
                    low, high = result.get(name, (None, None))
                    value = number(bound)
                    if relation == "<=":
                        result[name] = low, value if high is None else min(high, value)
                    else:
                        result[name] = value if low is None else max(low, value), high
        return result

    @property
    def paper(self) -> bool:
        """The neurons, the penalty and the training are those of the paper."""
        return self.free and self.paper_forms

    @property
    def free(self) -> bool:
        return not self.frozen and not self.constraints and self.covered == list(range(self.K))

    @property
    def paper_forms(self) -> bool:
        side = Exact(lambda c: None)
        neuron = parse("a*exp(u + b)", ("a", "b", "u"))
        penalty = parse("lam*a**2", ("a", "lam"))
        values = {sym("lam"): num(self.lam)}
        try:
            same = is_zero(side(sub(self.neuron, neuron)))
            same = same and is_zero(side(replace(sub(self.penalty, penalty), values)))
            view = everywhere(("a", "b", "u", "w2"), known={"w2": frozenset((0, 1))})
            return same and view.smooth(self.neuron) >= 0 and view.smooth(replace(self.penalty, values)) >= 0
        except (Holey, Undefined):
            return False

    # What is certain about the losses. A declared fact is an assumption of the file.

    @property
    def differentiable(self) -> bool:
        if self.loss is not None:
            return LOSSES[self.loss][0]
        return "differentiable" in self.declared or self._smooth_everywhere()

    def _smooth_everywhere(self) -> bool:
        try:
            return all(everywhere(self.q).smooth(loss) >= 1 for loss in self.losses)
        except (Undefined, Holey):
            return False

    def _quadratic(self) -> bool:
        """Each loss is a polynomial of degree at most 2, with a positive semidefinite Hessian."""
        exact = Exact(lambda c: None)
        try:
            for loss in self.losses:
                if not loss.total or kinks(loss):
                    return False
                rows = [[exact(diff(diff(loss, a), b)) for a in self.q] for b in self.q]
                if not all(set(v) <= {()} and set(v.get((), {})) <= {()} for row in rows for v in row):
                    return False
                if not semidefinite([[v.get((), {}).get((), Fraction(0)) for v in row] for row in rows]):
                    return False
        except Holey:
            return False
        return True

    @property
    def convex(self) -> bool:
        if self.loss is not None:
            return LOSSES[self.loss][1]
        return "convex" in self.declared or self._quadratic()

    @property
    def invex(self) -> bool:
        """Each stationary point of each loss is a global minimum of it."""
        if self.loss is not None:
            return LOSSES[self.loss][2]
        return "stationary-is-global" in self.declared or self.convex

    @property
    def realizable(self) -> bool:
        """Equal inputs have equal targets."""
        exact = Exact(lambda c: None)
        return all(
            is_zero(exact(sub(y, z)))
            for group in self.group
            for i in group[1:]
            for y, z in zip(self.targets[group[0]], self.targets[i], strict=True)
        )

    @property
    def nonnegative(self) -> bool:
        try:
            view = everywhere([*self.q, *self.theta])
            losses = (
                self.loss is not None
                or "nonnegative" in self.declared
                or all(-1 not in view.signs(n) for n in self.losses)
            )
            return losses and -1 not in view.signs(self.regularizer)
        except (Undefined, Holey):
            return False

    @property
    def margin(self) -> bool:
        """One output, labels -1 and 1, and l(q, 1) = l(-q, -1)."""
        if self.K != 1 or not all(y in ([ONE], [num(-1)]) for y in self.targets):
            return False
        exact, q = Exact(lambda c: None, opaque=True), sym(self.q[0])
        plain = [mul(num(1 / w), loss) for w, loss in zip(self.weights, self.losses, strict=True)]
        forms = [
            loss if y == [ONE] else replace(loss, {q: neg(q)}) for loss, y in zip(plain, self.targets, strict=True)
        ]
        if self.loss in ("logistic", "hinge", "polynomial-hinge"):
            return True
        try:
            return all(is_zero(exact(sub(f, forms[0]))) for f in forms)
        except Holey:
            return False

    def meets(self, assumption: str) -> bool:
        """Whether the problem is certain to meet an assumption of notes/theory.md, section 1."""
        tests: dict[str, Callable[[], bool]] = {
            "paper-augmentation": lambda: self.paper,
            "shared-neuron": lambda: self.paper and self.shared,
            "lam-nonzero": lambda: self.lam != 0,
            "lam-positive": lambda: self.lam > 0,
            "differentiable": lambda: self.differentiable,
            "convex": lambda: self.convex,
            "realizable": lambda: self.realizable,
            "stationary-is-global": lambda: self.invex,
            "eliminable": lambda: self.convex or (self.realizable and self.invex),
            "nonnegative": lambda: self.nonnegative,
            "margin-loss": lambda: self.margin,
            "data-only": lambda: not self.regular,
            "no-parameters": lambda: not self.theta,
        }
        need(assumption in tests, f"an unknown assumption {assumption!r}")
        return tests[assumption]()


# 6. Points ------------------------------------------------------------------------------------------------------------


class Place:
    """Values for symbols: constants, or boxes [lo, hi] of rationals; and the bounds that hold near it."""

    def __init__(self, values: dict[str, Node | tuple[Fraction, Fraction]], bounds: dict[str, Any] | None = None):
        self.values, self.bounds = values, bounds or {}
        self.constants = {sym(n): v for n, v in values.items() if isinstance(v, Node)}
        self.views: dict[tuple[int, bool], View] = {}
        self.sides: dict[Node, bool | None] = {}

    def view(self, p: int, near: bool = False) -> View:
        """The place at p bits; `near`: with 2^-(3p/4) added on all sides, as far as the bounds let it."""
        if (p, near) not in self.views:
            empty, exact, box = View(p, {}), arithmetic(p), {}
            for name, v in self.values.items():
                lo, hi = empty.enclose(v) if isinstance(v, Node) else (exact.number(v[0])[0], exact.number(v[1])[1])
                if near:
                    lo, hi = lo - (1 << p // 4), hi + (1 << p // 4)
                    low, high = self.bounds.get(name, (None, None))
                    lo = lo if low is None else max(lo, exact.number(low)[0])
                    hi = hi if high is None else min(hi, exact.number(high)[1])
                box[name] = lo, hi
            self.views[p, near] = View(p, box)
        return self.views[p, near]

    def side(self, c: Node) -> bool | None:
        """On which side of a kink all points near the place certainly are."""
        if c not in self.sides:
            self.sides[c] = None
            for p in PRECISIONS[:4]:
                try:
                    if (side := self.view(p, True).side(c)) is not None:
                        self.sides[c] = side
                        break
                except (Undefined, Holey):
                    continue
        return self.sides[c]

    def exact(self, n: Node) -> Value:
        """The normal form at the place."""
        return Exact(self.side)(replace(n, self.constants))

    def identity(self, n: Node, words: str, opaque: bool = False) -> None:
        """The formula is 0 identically near the place."""
        if not is_zero(Exact(self.side, opaque)(n)):
            signs = {s for p in PRECISIONS[:3] for s in [self.try_signs(n, p)]}
            if signs & {POSITIVE, frozenset((-1,))}:
                raise Invalid(f"not so: {words}")
            raise Holey(f"not proved: {words}")

    def zero(self, n: Node, words: str) -> None:
        """The formula is 0 at the place, exactly; and it has a value there."""
        self.has_value(n, words)
        self.identity(replace(n, self.constants), words)

    def try_signs(self, n: Node, p: int) -> Signs:
        try:
            return self.view(p).signs(n)
        except (Undefined, Holey):
            return ALL

    def has_value(self, n: Node, words: str) -> None:
        decide(lambda p: self.view(p).enclose(n), words)

    def sign(self, n: Node, words: str) -> int:
        """The certain sign at the place, 1 or -1."""
        return int(decide(lambda p: {POSITIVE: 1, frozenset((-1,)): -1}.get(self.view(p).signs(n)), words))

    def positive(self, n: Node, words: str) -> None:
        need(self.sign(n, words) > 0, f"not so: {words}")

    def nonnegative_near(self, n: Node, words: str) -> None:
        decide(lambda p: -1 not in self.view(p, True).signs(n) or None, words, limit=512)

    def smooth_near(
        self, formulas: Iterable[Node], order: int, words: str, moving: frozenset[str] | None = None
    ) -> None:
        """The formulas have so many continuous derivatives near the place; order -1: values."""
        formulas = list(formulas)
        decide(lambda p: all(self.view(p, True).smooth(n, moving) >= order for n in formulas) or None, words, limit=512)


def exact_point(names: list[str], values: list[Node], bounds: dict[str, Any] | None = None) -> Place:
    """A point with constants as coordinates, each of which has a value."""
    for v in values:
        if v.op != "num":
            Place({}).has_value(v, "a coordinate has a value")
    return Place(dict(zip(names, values, strict=True)), bounds)


def enclosed(place: Place, rows: list[list[Node]], p: int) -> list[list[Interval]]:
    return [[place.view(p).enclose(n) for n in row] for row in rows]


def product(x: list[list[Interval]], y: list[list[Interval]], p: int) -> list[list[Interval]]:
    exact, columns = arithmetic(p), list(zip(*y, strict=True))
    result = []
    for row in x:
        cells = [[exact.mul(a, b) for a, b in zip(row, column, strict=True)] for column in columns]
        result.append([(sum(c[0] for c in cell), sum(c[1] for c in cell)) for cell in cells])
    return result


def intervals(matrix: list[list[Fraction]], p: int) -> list[list[Interval]]:
    return [[arithmetic(p).number(x) for x in row] for row in matrix]


def transposed(m: list[Any]) -> list[Any]:
    return [list(column) for column in zip(*m, strict=True)]


def discs(m: list[list[Interval]]) -> int | None:
    """How many of Gershgorin's discs of a symmetric matrix are left of 0; None if one of them may hold 0."""
    left = 0
    for i, row in enumerate(m):
        radius = sum(max(abs(x[0]), abs(x[1])) for j, x in enumerate(row) if j != i)
        if row[i][0] - radius <= 0 <= row[i][1] + radius:
            return None
        left += row[i][1] < 0
    return left


def inertia(place: Place, formula: Node, names: list[str], q: list[list[Fraction]], words: str) -> int:
    """The number of discs left of 0 of Q' H Q, H the Hessian in the names at the place."""
    rows = [[diff(diff(formula, a), b) for b in names] for a in names]

    def test(p: int) -> int | None:
        h, c = enclosed(place, rows, p), intervals(q, p)
        return discs(product(product(transposed(c), h, p), c, p))

    return int(decide(test, words)) if names else 0


def regular(rows: Callable[[int], list[list[Interval]]], words: str) -> None:
    """A matrix is regular: by elimination with intervals, no pivot may be 0."""

    def test(p: int) -> bool | None:
        exact, m = arithmetic(p), rows(p)
        for i in range(len(m)):
            best = max(
                range(i, len(m)),
                key=lambda r: min(abs(m[r][i][0]), abs(m[r][i][1])) if m[r][i][0] * m[r][i][1] > 0 else 0,
            )
            m[i], m[best] = m[best], m[i]
            if m[i][i][0] <= 0 <= m[i][i][1]:
                return None
            pivot = exact.inverse(m[i][i])
            for r in range(i + 1, len(m)):
                factor = exact.mul(m[r][i], pivot)
                m[r] = [
                    (x[0] - t[1], x[1] - t[0]) for x, y in zip(m[r], m[i], strict=True) for t in [exact.mul(factor, y)]
                ]
        return True

    decide(test, words)


class Box:
    """{"center", "radius", "preconditioner", "bits", "rounds_to"}: the one zero of some functions in a box."""

    def __init__(self, data: Any, n: int):
        keys(data, "center radius preconditioner bits rounds_to")
        self.center, self.radius = numbers(data["center"], n), number(data["radius"])
        self.y, self.rounded = matrix(data["preconditioner"], n, n), data["rounds_to"]
        bits(data["bits"])
        need(isinstance(self.rounded, list) and len(self.rounded) == n and self.radius > 0, "a box of another size")
        for c, text in zip(self.center, self.rounded, strict=True):
            need(abs(c - number(text, True)) + self.radius <= half_unit(text), f"the box does not round to {text[:40]}")

    def krawczyk(self, gradient: list[Node], names: list[str], fixed: dict[str, Any]) -> dict[str, Any]:
        """The gradient has exactly one zero in the box: c - Y g(c) + (I - Y H(X))(X - c) lies in its interior."""
        n, r = len(names), self.radius
        values = dict(zip(names, [(c - r, c + r) for c in self.center], strict=True))
        middle = Place({**fixed, **{name: num(c) for name, c in zip(names, self.center, strict=True)}})
        whole = Place({**fixed, **values})
        rows = [[diff(g, name) for name in names] for g in gradient]

        def test(p: int) -> bool | None:
            y, radius = intervals(self.y, p), arithmetic(p).number(r)
            g, yh = enclosed(middle, [[x] for x in gradient], p), product(y, enclosed(whole, rows, p), p)
            step = product(y, g, p)
            for i in range(n):
                off = [
                    (-x[0], -x[1]) if j != i else (arithmetic(p).one - x[0], arithmetic(p).one - x[1])
                    for j, x in enumerate(yh[i])
                ]
                total = sum(max(abs(x[0]), abs(x[1])) for x in off)
                if not max(map(abs, step[i][0])) + (-(-total * radius[1] >> p)) < radius[0]:
                    return None
            return True

        decide(test, "Krawczyk's condition", first=64)
        return values


# Reading the data of certificates: everything is closed, and of one type.


def keys(data: Any, required: str, optional: str = "") -> None:
    need(isinstance(data, dict), "not an object")
    have, must = set(data), set(required.split())
    need(must <= have <= must | set(optional.split()), f"keys {sorted(have)}, not {sorted(must)}")


def items(data: Any, n: int | None = None) -> list[Any]:
    need(isinstance(data, list) and n in (None, len(data)), f"not a list of {n}" if n is not None else "not a list")
    return list(data)


def numbers(data: Any, n: int | None = None) -> list[Fraction]:
    return [number(x) for x in items(data, n)]


def matrix(data: Any, rows: int, columns: int) -> list[list[Fraction]]:
    return [numbers(row, columns) for row in items(data, rows)]


def index(data: Any, below: int) -> int:
    need(type(data) is int and 0 <= data < below, f"not an index below {below}")
    return int(data)


def indices(data: Any, below: int) -> list[int]:
    result = [index(i, below) for i in items(data)]
    need(len(set(result)) == len(result), "an index comes twice")
    return result


def bits(data: Any) -> None:
    need(type(data) is int and 0 < data <= 10**6, "bits are no precision")


def constants(data: Any, n: int | None = None) -> list[Node]:
    return [parse(x) for x in items(data, n)]


# 7. Certificates about L ----------------------------------------------------------------------------------------------


class Case:
    """A problem, and what was already checked about it. Each method `check_KIND` takes the data of a certificate,
    raises Invalid or Holey, and returns the facts of the evidence."""

    def __init__(self, problem: Problem):
        self.p = problem
        self.boxes: dict[str, dict[str, Any]] = {}
        self.gradient = [diff(problem.L, n) for n in problem.theta]

    def place(self, data: Any) -> Place:
        need(isinstance(data, dict), "not a point")
        if "exact" in data:
            keys(data, "exact")
            return exact_point(self.p.theta, constants(data["exact"], len(self.p.theta)))
        key = canonical(data)
        if key not in self.boxes:
            self.boxes[key] = Box(data, len(self.p.theta)).krawczyk(self.gradient, self.p.theta, {})
        return Place(self.boxes[key])

    def exact_place(self, data: Any) -> Place:
        need(isinstance(data, dict) and "exact" in data, "the point is not exact")
        return self.place(data)

    def stated(self, place: Place, formula: Node, data: dict[str, Any]) -> None:
        """`equals` exactly, or `rounds_to` by intervals."""
        if "equals" in data:
            need("rounds_to" not in data and "bits" not in data, "both an exact value and digits")
            place.zero(sub(formula, parse(data["equals"])), "the value is as stated")
            return
        need("rounds_to" in data and "bits" in data, "no value")
        bits(data["bits"])
        gap = sub(formula, num(number(data["rounds_to"], True)))
        unit = num(half_unit(data["rounds_to"]))
        place.positive(sub(unit, gap), "the value has these digits")
        place.positive(add(unit, gap), "the value has these digits")

    def gradients(self, place: Place) -> list[list[Node]]:
        return [[self.p.rho(x, k, row) for k in range(self.p.K)] for x, row in enumerate(self.p.outputs)]

    def defined(self, place: Place, order: int = -1) -> None:
        """Outputs, regularizer and L have values near the place (or so many derivatives)."""
        p = self.p
        place.smooth_near(
            [*itertools.chain(*p.outputs), p.regularizer, p.L], order, "L is smooth enough near the point"
        )

    def losses_smooth(self, place: Place, order: int = 1, outputs: list[list[Node]] | None = None) -> None:
        """Each loss is so smooth near the outputs at the place."""
        rows = outputs or self.p.outputs

        def test(p: int) -> bool | None:
            for i, x in enumerate(self.p.of):
                values = [place.view(p).enclose(n) for n in rows[x]]
                wide = {
                    q: (lo - (1 << p // 4), hi + (1 << p // 4)) for q, (lo, hi) in zip(self.p.q, values, strict=True)
                }
                if View(p, wide).smooth(self.p.losses[i]) < order:
                    return None
            return True

        decide(test, "each loss is smooth near the outputs", limit=512)

    def check_value(self, d: dict[str, Any]) -> Any:
        keys(d, "point", "equals rounds_to bits")
        self.stated(self.place(d["point"]), self.p.L, d)

    def check_norm(self, d: dict[str, Any]) -> Any:
        keys(d, "point", "equals rounds_to bits")
        self.stated(self.place(d["point"]), add(*(power(sym(n), 2) for n in self.p.theta)), d)

    def check_critical_point(self, d: dict[str, Any]) -> Any:
        keys(d, "point congruence bits")
        place, n = self.place(d["point"]), len(self.p.theta)
        bits(d["bits"])
        self.defined(place, 2)
        if "exact" in d["point"]:
            for g in self.gradient:
                place.zero(g, "the gradient of L vanishes")
        return {
            "index": inertia(place, self.p.L, self.p.theta, matrix(d["congruence"], n, n), "the inertia of the Hessian")
        }

    def check_morse_bott(self, d: dict[str, Any]) -> Any:
        keys(d, "point parameters family at rows complement bits")
        place, theta, n = self.exact_place(d["point"]), self.p.theta, len(self.p.theta)
        names, k = items(d["parameters"]), len(items(d["parameters"]))
        need(
            all(isinstance(s, str) and re.fullmatch(r"[A-Za-z_]\w*", s) and s not in FUNCTIONS for s in names),
            "not a name",
        )
        need(len(set(names)) == k, "a parameter comes twice")
        family = [parse(f, tuple(names)) for f in items(d["family"], n)]
        at = Place(dict(zip(names, constants(d["at"], k), strict=True)))
        for f, name in zip(family, theta, strict=True):
            at.zero(sub(f, place.constants[sym(name)]), "the family passes through the point")
        self.defined(place, 2)
        at.smooth_near(family, 1, "the family is continuously differentiable")
        inside = dict(zip(map(sym, theta), family, strict=True))
        for g in self.gradient:
            at.identity(replace(g, inside), "the gradient vanishes on the family")
        rows = indices(d["rows"], n)
        need(len(rows) == k, "not as many rows as parameters")
        regular(
            lambda p: enclosed(at, [[diff(family[i], s) for s in names] for i in rows], p), "the family has full rank"
        )
        c = matrix(d["complement"], n, n - k)
        bits(d["bits"])
        hessian = [[diff(g, b) for b in theta] for g in self.gradient]

        def test(p: int) -> int | None:
            m = intervals(c, p)
            return discs(product(product(transposed(m), enclosed(place, hessian, p), p), m, p))

        need(
            n == k or decide(test, "the Hessian across the family") == 0,
            "the Hessian across the family is not positive",
        )

    def check_supporting_hyperplane(self, d: dict[str, Any]) -> Any:
        keys(d, "point", "subgradients")
        p, place = self.p, self.exact_place(d["point"])
        need(p.convex and not p.regular, "the loss is not convex, or L has a term in theta alone")
        self.defined(place)
        here = [[replace(n, place.constants) for n in row] for row in p.outputs]
        total = []
        if "subgradients" in d:
            need(p.separable, "subgradients of a loss that is no sum over the outputs")
            self.losses_smooth(place, -1)
            rows = [constants(row, p.K) for row in items(d["subgradients"], len(p.of))]
            for i, x in enumerate(p.of):
                for k, g in enumerate(rows[i]):
                    g = mul(num(p.weights[i]), g)
                    self.between(p.losses[i], here[x], k, g)
                    total.append(mul(g, sub(p.outputs[x][k], here[x][k])))
        else:
            self.losses_smooth(place)
            for x, row in enumerate(here):
                total += [mul(p.rho(x, k, row), sub(p.outputs[x][k], row[k])) for k in range(p.K)]
        place.identity(add(*total), "the hyperplane is constant along the outputs")

    def one_sided(self, loss: Node, outputs: list[Node], k: int, direction: int) -> Node:
        """The slope of the loss in the output k at the outputs, from one side."""
        q, values = self.p.q[k], dict(zip(map(sym, self.p.q), outputs, strict=True))
        at = Place({n: v for n, v in zip(self.p.q, outputs, strict=True)})

        def choose(n: Node) -> Node:
            for m in kinks(n):
                c, side = m.args[0], at.side(m.args[0])
                if kinks(c):
                    continue
                if side is None:
                    at.zero(c, "the output is on a kink of the loss")
                    side = c.free.isdisjoint([q]) or direction * at.sign(diff(c, q), "the kink is crossed") > 0
                return choose(replace(n, {m: m.args[1] if side else m.args[2]}))
            return n

        return replace(diff(choose(loss), q), values)

    def between(self, loss: Node, outputs: list[Node], k: int, g: Node) -> None:
        for direction in (1, -1):
            gap = mul(num(direction), sub(self.one_sided(loss, outputs, k, direction), g))
            if not is_zero(Exact(lambda c: None)(gap)):
                Place({}).positive(gap, "the number is a subgradient")

    def check_data_optimal(self, d: dict[str, Any]) -> Any:
        keys(d, "point")
        place = self.exact_place(d["point"])
        need(
            self.p.meets("eliminable"),
            "the loss is neither convex, nor are equal inputs and stationary points harmless",
        )
        self.defined(place)
        self.losses_smooth(place)
        for row in self.gradients(place):
            for rho in row:
                place.zero(rho, "the residual gradients vanish")

    def check_lower_value(self, d: dict[str, Any]) -> Any:
        keys(d, "point better bits")
        bits(d["bits"])
        self.less(self.place(d["better"]), self.p.L, self.place(d["point"]), self.p.L, "the better point is lower")

    def less(self, place: Place, f: Node, other: Place, g: Node, words: str) -> None:
        """f at the place is certainly less than g at the other."""

        def test(p: int) -> bool | None:
            x, y = place.view(p).enclose(f), other.view(p).enclose(g)
            return True if x[1] < y[0] else False if x[0] >= y[1] else None

        need(decide(test, words), f"not so: {words}")

    def check_sample_lower(self, d: dict[str, Any]) -> Any:
        keys(d, "point sample output bits")
        i, place = index(d["sample"], len(self.p.of)), self.place(d["point"])
        bits(d["bits"])
        other = [num(x) for x in numbers(d["output"], self.p.K)]
        network = self.p.loss_at(i, self.p.outputs[self.p.of[i]])
        self.less(place, self.p.loss_at(i, other), place, network, "the loss is lower")

    def check_input_lower(self, d: dict[str, Any]) -> Any:
        keys(d, "point input output bits")
        x, place = index(d["input"], len(self.p.distinct)), self.place(d["point"])
        bits(d["bits"])
        other = [num(x) for x in numbers(d["output"], self.p.K)]
        self.less(
            place, self.p.summed(x, other), place, self.p.summed(x, self.p.outputs[x]), "the summed loss is lower"
        )

    def residual(self, d: dict[str, Any]) -> tuple[Place, Node]:
        place = self.place(d["point"])
        x, k = index(d["input"], len(self.p.distinct)), index(d["output"], self.p.K)
        return place, self.p.rho(x, k, self.p.outputs[x])

    def check_residual_gradient(self, d: dict[str, Any]) -> Any:
        keys(d, "point input output bits")
        place, rho = self.residual(d)
        bits(d["bits"])
        self.losses_smooth(place)
        place.sign(rho, "a residual gradient that is not 0")

    def check_residual_value(self, d: dict[str, Any]) -> Any:
        keys(d, "point input output", "equals rounds_to bits")
        place, rho = self.residual(d)
        self.losses_smooth(place)
        self.stated(place, rho, d)

    # 8. About L~ ------------------------------------------------------------------------------------------------------

    def paper(self) -> None:
        need(self.p.paper, "neuron, penalty or training are not the paper's")

    def orbit_identity(self, u: str = "u + b") -> None:
        left, right = parse(f"a*exp(-t)*exp({u} + t)", ("a", "b", "t", "u")), parse(f"a*exp({u})", ("a", "b", "u"))
        Place({}).identity(sub(left, right), "the orbit keeps the neuron")

    def settings(self, d: dict[str, Any]) -> tuple[list[Fraction], list[list[Fraction]]]:
        p = self.p
        return numbers(d["b"], len(p.b)), matrix(d["W"], len(p.b), len(p.distinct[0]))

    def neurons(self, a: list[Fraction], b: list[Fraction], w: list[list[Fraction]]) -> dict[Node, Node]:
        p = self.p
        values = [*a, *b, *itertools.chain(*w)]
        return {sym(n): num(v) for n, v in zip(p.added, values, strict=True)}

    def check_descent(self, d: dict[str, Any]) -> Any:
        keys(d, "point b W output order direction lower_orders_vanish bits points")
        self.paper()
        p, place = self.p, self.place(d["point"])
        bits(d["bits"])
        b, w = self.settings(d)
        k, j, u = index(d["output"], p.K), index(d["order"], 1001), numbers(d["direction"], len(p.distinct[0]))
        self.losses_smooth(place)
        unit = p.unit[k]
        dots = [sum((s * t for s, t in zip(u, x, strict=True)), Fraction(0)) for x in p.distinct]
        exps = [exp(num(sum((s * t for s, t in zip(w[unit], x, strict=True)), b[unit]))) for x in p.distinct]
        kappa = [mul(p.rho(x, k, p.outputs[x]), e, num(s**j)) for x, (e, s) in enumerate(zip(exps, dots, strict=True))]
        place.sign(add(*kappa), "a moment that is not 0")
        points = items(d["points"])
        need(points, "no points")
        for point in points:
            keys(point, "radius a b W")
            radius, a = number(point["radius"]), numbers(point["a"], len(p.a))
            b2, w2 = self.settings(point)
            moved = [*a, *(s - t for s, t in zip(b2, b, strict=True))]
            moved += [s - t for r, q in zip(w2, w, strict=True) for s, t in zip(r, q, strict=True)]
            need(all(abs(x) < radius for x in moved), "a point is not within its radius")
            gain = sub(replace(p.Lt, self.neurons(a, b2, w2)), p.L)
            need(place.sign(gain, "a lower point") < 0, "a point is not lower")
        need(type(d["lower_orders_vanish"]) is bool, "neither true nor false")
        if d["lower_orders_vanish"]:
            need("exact" in d["point"], "orders at a point that is not exact")
            self.lower_orders(place, j, w)
        return {"order": j}

    def lower_orders(self, place: Place, j: int, w: list[list[Fraction]]) -> None:
        p = self.p
        if math.comb(j + len(p.distinct[0]) - 1, len(p.distinct[0])) > 20000:
            raise Holey("more than 20000 moments below this order")
        for i in range(p.K):
            rho = [p.rho(x, i, p.outputs[x]) for x in range(len(p.distinct))]
            row = w[p.unit[i]]
            exps = [exp(num(sum((s * t for s, t in zip(row, x, strict=True)), Fraction(0)))) for x in p.distinct]
            for alpha in itertools.product(range(j), repeat=len(row)):
                if sum(alpha) < j:
                    ms = [
                        math.prod((t**e for t, e in zip(x, alpha, strict=True)), start=Fraction(1)) for x in p.distinct
                    ]
                    place.zero(
                        add(*(mul(r, e, num(m)) for r, e, m in zip(rho, exps, ms, strict=True))), "lower orders vanish"
                    )

    def steps(self, data: Any, a: list[Fraction]) -> None:
        """For each step: t lam > 0, |t| < radius, |a (1 - e^-t)| < radius. Then lam |a|^2 (1 - e^-2t) > 0, as 1 - e^-2t
        has the sign of t."""
        need(items(data), "no steps")
        for step in data:
            keys(step, "radius t")
            t, radius = number(step["t"]), number(step["radius"])
            need(t * self.p.lam > 0 and abs(t) < radius, "a step in the wrong direction, or too long")
            change = mul(num(max(map(abs, a))), sub(ONE, exp(num(-t))))
            Place({}).positive(sub(num(radius), change if t > 0 else neg(change)), "a step within its radius")

    def check_orbit(self, d: dict[str, Any]) -> Any:
        keys(d, "a bits steps")
        self.paper()
        a = numbers(d["a"], len(self.p.a))
        bits(d["bits"])
        need(any(a) and self.p.lam, "no amplitude, or no penalty")
        self.orbit_identity()
        self.steps(d["steps"], a)

    def check_escape(self, d: dict[str, Any]) -> Any:
        keys(d, "point c W bits")
        self.paper()
        need(self.p.lam > 0, "lam is not positive")
        bits(d["bits"])
        p, place = self.p, self.place(d["point"])
        c, w = numbers(d["c"], len(p.a)), matrix(d["W"], len(p.b), len(p.distinct[0]))
        end = replace(p.objective(p.augmented), self.neurons(c, [Fraction(0)] * len(p.b), w))
        self.less(place, end, place, p.L, "the path ends below L(theta)")

    def check_unattained(self, d: dict[str, Any]) -> Any:
        keys(d, "input")
        self.paper()
        p, group = self.p, self.p.group[index(d["input"], len(self.p.distinct))]
        need(
            p.lam and p.loss in LOSSES and p.differentiable,
            "lam is 0, or the loss is no differentiable one of the table",
        )
        rows = [p.targets[i] for i in group]
        need(p.convex or (p.invex and all(row == rows[0] for row in rows)), "a minimiser may be needed nowhere")
        for column in transposed(rows):
            values = {y.args[0] for y in column if y.op == "num"}
            if p.loss == "logistic" and len(values) == 1:
                return
            if p.loss in ("binary-cross-entropy", "squared-on-sigmoid") and values in ({0}, {1}):
                return
            if p.loss == "softmax-cross-entropy" and values == {0}:
                return
        raise Invalid("the summed loss has a minimiser at this input")

    def check_flow_law(self, d: dict[str, Any]) -> Any:
        keys(d, "")
        self.paper()
        need(self.p.differentiable, "the loss is not differentiable")
        self.orbit_identity()

    def check_flow_limit(self, d: dict[str, Any]) -> Any:
        keys(d, "a b limit bits")
        self.paper()
        p = self.p
        bits(d["bits"])
        (a,), (b,), c = numbers(d["a"], 1), numbers(d["b"], 1), parse(d["limit"])
        need(p.lam > 0 and p.K == 1 and not p.theta and p.convex and p.differentiable, "not the case of the theorem")
        need(not p.regular and all(not any(x) for x in p.inputs), "an input is not 0")
        s, here = sym("s"), Place({})
        risk = add(*(p.loss_at(i, [add(p.outputs[x][0], s)]) for i, x in enumerate(p.of)))
        slope = diff(risk, "s")
        at = Place({"s": c})
        self_sign = here.sign(c, "the limit is not 0")
        at.zero(slope, "the slope vanishes at the limit")
        at.smooth_near([risk], 2, "the second derivative at the limit")
        at.positive(diff(slope, "s"), "the second derivative is positive")
        if a:
            need((a > 0) == (self_sign > 0), "the start is on the other side of 0")
            size, start = mul(num(self_sign), c), mul(num(abs(a)), exp(num(b)))
            here.positive(sub(size, start), "the start is before the limit")

        def test(q: int) -> bool | None:
            lo, hi = View(q, {}).enclose(c)
            r = max(abs(lo), abs(hi)) + (1 << q)
            return True if View(q, {"s": (-r, r)}).smooth(risk) >= 1 else None

        decide(test, "the risk is continuously differentiable", limit=512)

    def check_unreachable(self, d: dict[str, Any]) -> Any:
        keys(d, "relation constant terms bits")
        self.paper()
        p, here = self.p, Place({})
        bits(d["bits"])
        need(p.lam and p.convex and p.differentiable, "lam is 0, or the loss is not convex and differentiable")
        need(items(d["terms"]) and d["relation"] in ("=", ">="), "no terms, or an unknown relation")
        c, left, low, high, seen = parse(d["constant"]), [], Fraction(0), Fraction(0), set()
        for term in d["terms"]:
            keys(term, "input output y low high", "minus")
            x, k, y = index(term["input"], len(p.distinct)), index(term["output"], p.K), number(term["y"])
            ends = number(term["low"]), number(term["high"])
            j = index(term["minus"], p.K) if "minus" in term else None
            need(y != 0 and (x, k, j) not in seen and ends[0] < ends[1], "a term comes twice, or is empty")
            seen.add((x, k, j))
            if j is None:
                slope = add(*(diff(p.losses[i], p.q[k]) for i in p.group[x]))
                need(slope.free <= {p.q[k]}, "a slope with other variables")
                for end, sign in zip(ends, (-1, 1), strict=True):
                    at = Place({p.q[k]: num(end)})
                    need(at.sign(slope, "the slope at an end") == sign, "the slope does not change its sign")
                left.append(mul(num(y), p.outputs[x][k]))
            else:
                need(p.loss == "softmax-cross-entropy" and j != k, "a difference of outputs of another loss")
                n, m = (sum(p.weights[i] * p.targets[i][o].args[0] for i in p.group[x]) for o in (k, j))
                need(n > 0 and m > 0, "a class that does not occur")
                middle = make("log", num(n / m))
                here.positive(sub(middle, num(ends[0])), "the logarithm is above its lower end")
                here.positive(sub(num(ends[1]), middle), "the logarithm is below its upper end")
                left.append(mul(num(y), sub(p.outputs[x][k], p.outputs[x][j])))
            low, high = low + min(y * ends[0], y * ends[1]), high + max(y * ends[0], y * ends[1])
        total = add(*left)
        if d["relation"] == "=":
            here.identity(sub(total, c), "the outputs are related for all theta", opaque=True)
            outside = sub(c, num(high)), sub(num(low), c)
            need(any(here.try_signs(n, 256) == POSITIVE for n in outside), "the constant may be reached")
        else:
            view = everywhere(p.theta)
            if -1 in view.signs(sub(total, c)):
                raise Holey("an inequality that is not visible")
            here.positive(sub(c, num(high)), "the constant is out of reach")

    def check_nowhere_stationary(self, d: dict[str, Any]) -> Any:
        keys(d, "relations pieces")
        self.paper()
        p = self.p
        need(p.lam and p.differentiable, "lam is 0, or the loss is not differentiable")
        relations = [self.relation(r) for r in items(d["relations"])]
        stack: list[dict[str, tuple[Any, Any]]] = [dict.fromkeys(p.theta, (-INF, INF))]
        for piece in items(d["pieces"]):
            need(stack and isinstance(piece, dict), "something follows the tree")
            box = stack.pop()
            if "parameter" in piece:
                keys(piece, "parameter at")
                name, at = p.theta[index(piece["parameter"], len(p.theta))], number(piece["at"])
                need(box[name][0] <= at <= box[name][1], "a cut outside its box")
                stack += [{**box, name: (at, box[name][1])}, {**box, name: (box[name][0], at)}]
            elif "relation" in piece:
                keys(piece, "relation")
                gap, outputs = relations[index(piece["relation"], len(relations))]
                self.one_sign(gap, {**box, **outputs})
            else:
                keys(piece, "input output")
                x, k = index(piece["input"], len(p.distinct)), index(piece["output"], p.K)
                self.one_sign(p.rho(x, k, p.outputs[x]), box)
        need(not stack, "the tree is not whole")

    def relation(self, d: Any) -> tuple[Node, dict[str, tuple[Any, Any]]]:
        """c - sum y (q - p), which is 0 at q = f, and the box of the outputs q whose residual gradients may vanish."""
        keys(d, "constant terms")
        p, theta = self.p, tuple(self.p.theta)
        c = gap = parse(d["constant"], theta)
        total, box = neg(c), {}
        need(items(d["terms"]), "no terms")
        for term in d["terms"]:
            keys(term, "input output y minus low high")
            x, k, y = index(term["input"], len(p.distinct)), index(term["output"], p.K), parse(term["y"], theta)
            minus, low, high = (number(term[n]) for n in ("minus", "low", "high"))
            name, s = f"q:{x}:{k}", sym("s")
            need(name not in box and low <= high, "a term comes twice, or is empty")
            box[name] = low, high
            slope = add(*(diff(p.losses[i], p.q[k]) for i in p.group[x]))
            need(slope.free <= {p.q[k]}, "a slope with other variables")
            near = Fraction(1, 1 << 20) if p.convex else INF
            for end, side in ((low, -1), (high, 1)):
                outside = replace(slope, {sym(p.q[k]): add(num(end), mul(num(side), s))})
                sign = self.one_sign(outside, {"s": (Fraction(0), near)}, {"s": POSITIVE})
                need(not p.convex or sign == side, "the slope does not change its sign")
            gap = sub(gap, mul(y, sub(sym(name), num(minus))))
            total = add(total, mul(y, sub(p.outputs[x][k], num(minus))))
        Place({}).identity(total, "the outputs are related for all theta", opaque=True)
        return gap, box

    def one_sign(self, n: Node, box: dict[str, tuple[Any, Any]], known: dict[str, Signs] | None = None) -> int:
        """The one strict sign of a formula on a box whose ends may be infinite."""

        def test(p: int) -> int | None:
            ends = {k: (arithmetic(p).down(lo), arithmetic(p).up(hi)) for k, (lo, hi) in box.items()}
            view = View(p, ends, known)
            view.enclose(n)
            signs = view.signs(n)
            if len(signs) > 1 or signs == {0}:
                v, below = together(Exact(view.side)(n))
                if all(poly_signs(ATOMS.polys[f]) == {1} for f, _ in below) and v:
                    signs = poly_signs(v)
            return next(iter(signs)) if signs in (POSITIVE, frozenset((-1,))) else None

        return int(decide(test, "one strict sign on a box", limit=256))

    # 9. Related claims ------------------------------------------------------------------------------------------------

    def check_auxiliary_orbit(self, d: dict[str, Any]) -> Any:
        keys(d, "a bits steps")
        a = number(d["a"])
        bits(d["bits"])
        need(a and self.p.lam, "the amplitude is 0, or there is no penalty")
        self.orbit_identity("b")
        self.steps(d["steps"], [a])

    def check_auxiliary_slope(self, d: dict[str, Any]) -> Any:
        keys(d, "point b bits points")
        p, place, b = self.p, self.place(d["point"]), number(d["b"])
        bits(d["bits"])
        place.sign(p.L, "L(theta) is not 0")
        need(items(d["points"]), "no points")
        for point in d["points"]:
            keys(point, "radius a")
            a = number(point["a"])
            need(abs(a) < number(point["radius"]), "a point is not within its radius")
            c = mul(num(a), exp(num(b)))
            change = add(mul(p.L, c, sub(c, num(2))), num(p.lam * a * a))
            need(place.sign(change, "a lower point") < 0, "a point is not lower")

    def check_auxiliary_minimum(self, d: dict[str, Any]) -> Any:
        keys(d, "point")
        place = self.exact_place(d["point"])
        need(self.p.lam >= 0 and self.p.nonnegative, "lam is negative, or L may be")
        self.defined(place)
        place.zero(self.p.L, "L vanishes")

    def check_margins(self, d: dict[str, Any]) -> Any:
        keys(d, "point bits")
        p, place = self.p, self.place(d["point"])
        bits(d["bits"])
        need(p.K == 1 and all(y in ([ONE], [num(-1)]) for y in p.targets), "not a classification")
        for x, y in zip(p.of, p.targets, strict=True):
            place.positive(mul(y[0], p.outputs[x][0]), "a sample is classified correctly")

    def components(self, psi: list[Node]) -> list[Node]:
        return [*itertools.chain(*self.p.outputs), *psi]

    def energy(self, components: list[Node], penalty: Node) -> Node:
        """E: the data term of the outputs, and R of psi."""
        p = self.p
        rows = [components[x * p.K : (x + 1) * p.K] for x in range(len(p.distinct))]
        rest = components[len(rows) * p.K :]
        return add(p.data_term(rows), replace(penalty, {sym(f"u{i + 1}"): c for i, c in enumerate(rest)}))

    def columns(self, components: list[Node], places: list[Place]) -> list[list[Node]]:
        rows = [[diff(c, n) for c in components] for n in self.p.theta]
        return [[replace(c, at.constants) for c in row] for at in places for row in rows]

    def combined(self, columns: list[list[Node]], alpha: list[Fraction]) -> list[Node]:
        return [add(*(mul(num(s), c) for s, c in zip(alpha, row, strict=True))) for row in transposed(columns)]

    def penalty_form(self, z: Place, psi: Any, penalty: Any) -> tuple[list[Node], Node]:
        """psi and R: R is a convex quadratic polynomial, and R(psi) the term in theta alone."""
        formulas = [parse(f, tuple(self.p.theta)) for f in items(psi)]
        u = [f"u{i + 1}" for i in range(len(formulas))]
        r, exact = parse(penalty, tuple(u)), Exact(lambda c: None)
        hessian = [[exact(diff(diff(r, s), t)) for s in u] for t in u]
        need(r.total and not kinks(r), "R is no polynomial")
        need(all(set(v) <= {()} and set(v.get((), {})) <= {()} for row in hessian for v in row), "R is not quadratic")
        need(semidefinite([[v.get((), {}).get((), Fraction(0)) for v in row] for row in hessian]), "R is not convex")
        inside = {sym(s): f for s, f in zip(u, formulas, strict=True)}
        z.identity(sub(self.p.regularizer, replace(r, inside)), "the term in theta alone is R(psi)")
        return formulas, r

    def smooth_components(self, at: Place, components: list[Node]) -> list[Node]:
        """The components on the side of each kink where the place is, continuously differentiable there."""
        at.smooth_near(components, 1, "the components are smooth")
        plain = []
        for c in components:
            while found := kinks(c):
                k = next(k for k in found if not kinks(k.args[0]))
                side = at.side(k.args[0])
                need(side is not None, "a kink is not on one side")
                c = replace(c, {k: k.args[1] if side else k.args[2]})
            plain.append(c)
        return plain

    def reproduces(self, z: Place, psi: list[Node], h: list[Node], r: Node) -> None:
        """f = sum of h_k d_k f, and r psi = sum of h_k d_k psi, at z."""
        components = self.components(psi)
        for i, c in enumerate(components):
            moved = add(*(mul(s, diff(c, t)) for s, t in zip(h, self.p.theta, strict=True)))
            z.zero(sub(mul(r, c) if i >= len(components) - len(psi) else c, moved), "h reproduces the components")

    def extra(self, z: Place, psi: list[Node], penalty: Node, r: Node) -> Node:
        """(1 - r) R'(psi(z)) . psi(z)."""
        inside = {sym(f"u{i + 1}"): f for i, f in enumerate(psi)}
        slopes = [mul(replace(diff(penalty, f"u{i + 1}"), inside), f) for i, f in enumerate(psi)]
        return replace(mul(sub(ONE, r), add(*slopes)), z.constants)

    def check_gradient_basis(self, d: dict[str, Any]) -> Any:
        keys(d, "point psi penalty h r eps points bits tangent_at")
        p, z, n, here = self.p, self.exact_place(d["point"]), len(self.p.theta), Place({})
        bits(d["bits"])
        need(p.convex and p.differentiable, "the loss is not convex and differentiable")
        psi, penalty = self.penalty_form(z, d["psi"], d["penalty"])
        components, eps = self.components(psi), number(d["eps"])
        need(eps >= 0 and items(d["points"]), "eps is negative, or there are no points")
        places = [Place(dict(zip(p.theta, constants(x, n), strict=True))) for x in d["points"]]
        for at in (z, *places):
            self.smooth_components(at, components)
        self.defined(z)
        self.losses_smooth(z)
        r = parse(d["r"])
        self.reproduces(z, psi, constants(d["h"], n), r)
        for at in places:
            gaps = [sub(at.constants[sym(t)], z.constants[sym(t)]) for t in p.theta]
            if not all(is_zero(Exact(lambda c: None)(g)) for g in gaps):
                here.positive(sub(num(eps**2), add(*(power(g, 2) for g in gaps))), "a point is nearer than eps")
            for c in components:
                gap = sub(replace(c, at.constants), replace(c, z.constants))
                here.zero(gap, "the components at a point are those at z")
        columns, extra = self.columns(components, places), self.extra(z, psi, penalty, r)
        self.tangent_plane(constants(d["tangent_at"], len(components)), columns, penalty, extra, z)
        return {"eps": str(eps)}

    def tangent_plane(self, at: list[Node], columns: list[list[Node]], penalty: Node, extra: Node, z: Place) -> None:
        """The tangent plane of E is constant along the columns, and its value, with `extra`, is at least L(z)."""
        names, here = [f"c:{i}" for i in range(len(at))], Place({})
        energy = self.energy(list(map(sym, names)), penalty)
        values = dict(zip(map(sym, names), at, strict=True))
        Place(dict(zip(names, at, strict=True))).smooth_near([energy], 1, "E is differentiable at the tangent's point")
        g = [replace(diff(energy, n), values) for n in names]
        for column in columns:
            here.zero(
                add(*(mul(s, c) for s, c in zip(g, column, strict=True))), "the tangent is orthogonal to the columns"
            )
        bound = add(replace(energy, values), neg(add(*(mul(s, c) for s, c in zip(g, at, strict=True)))), extra)
        gap = sub(bound, replace(self.p.L, z.constants))
        if not is_zero(Exact(here.side)(gap)):
            here.positive(gap, "the bound is at least L(z)")

    def check_gradient_basis_violated(self, d: dict[str, Any]) -> Any:
        keys(d, "point conclusion basis bits")
        bits(d["bits"])
        p, z, n, what, b = self.p, self.exact_place(d["point"]), len(self.p.theta), d["conclusion"], d["basis"]
        need(what in BASES, "an unknown conclusion")
        plain, each = what == "basis-without-h", what == "basis-of-each-sample"
        keys(b, "alpha model" if plain else "h alpha model", "points" if plain or each else "psi penalty r points")
        psi, penalty = self.penalty_form(z, b.get("psi", []), b.get("penalty", "0"))
        r = parse(b.get("r", "1"))
        components = self.smooth_components(z, self.components(psi))
        self.defined(z)
        self.losses_smooth(z)
        if not plain:
            self.reproduces(z, psi, constants(b["h"], n), r)
        points = [[parse(f, ("d",)) for f in items(row, n)] for row in items(b.get("points", []))]
        places = [{sym(t): f for t, f in zip(p.theta, row, strict=True)} for row in points]

        def small(f: Node, order: float, closed: bool) -> None:
            known = {"d": frozenset((0, 1)) if closed else POSITIVE}
            decide(lambda q: View(q, {"d": (0, 1 << q // 2)}, known).smooth(f) >= order or None, "small d", limit=256)

        for at in places:
            for t, f in at.items():
                small(f, 0, True)
                Place({"d": ZERO}).zero(sub(f, z.constants[t]), "a point tends to z with d")
            for c in components if what != "basis-of-all-nearby" else ():
                Place({}).identity(sub(replace(c, at), replace(c, z.constants)), "the components are those at z")
        columns = [[replace(diff(c, t), at) for c in components] for at in (z.constants, *places) for t in p.theta]
        rows = [
            [parse(f, ("d",)) for f in items(row, len(columns))]
            for row in items(b["alpha"], len(p.distinct) if each else 1)
        ]
        model = constants(b["model"], len(components))
        for f in itertools.chain(*rows):
            small(f, -1, False)
        for i, c in enumerate(model):
            made = add(*(mul(a, column[i]) for a, column in zip(rows[i // p.K if each else 0], columns, strict=True)))
            Place({}).identity(sub(made, c), "the coefficients make the model")
        extra = ZERO if what in ("basis-without-h", "basis-without-r") else self.extra(z, psi, penalty, r)
        cost = add(self.energy(model, penalty), extra)
        Place({}).positive(sub(replace(p.L, z.constants), cost), "the model costs less")
        return {"conclusion": what}

    def check_outputs_isolated(self, d: dict[str, Any]) -> Any:
        keys(d, "point rows bits")
        bits(d["bits"])
        place, theta = self.exact_place(d["point"]), self.p.theta
        components = self.smooth_components(place, self.components([]))
        rows = indices(d["rows"], len(components))
        need(len(rows) == len(theta), "not as many outputs as parameters")
        regular(
            lambda p: enclosed(place, [[diff(components[i], t) for t in theta] for i in rows], p), "a regular Jacobian"
        )

    def check_stationary(self, d: dict[str, Any]) -> Any:
        keys(d, "point")
        place = self.exact_place(d["point"])
        self.defined(place, 1)
        for g in self.gradient:
            place.zero(g, "the gradient of L vanishes")

    def check_tangent(self, d: dict[str, Any]) -> Any:
        keys(d, "point last_layer models bits")
        p, place = self.p, self.place(d["point"])
        bits(d["bits"])
        need(p.convex and p.differentiable and not p.regular, "the loss is not convex, or L has a term in theta alone")
        last = indices(d["last_layer"], len(p.theta))
        outputs = self.smooth_components(place, self.components([]))
        self.losses_smooth(place)
        for f in outputs:
            linear = add(*(mul(sym(p.theta[k]), diff(f, p.theta[k])) for k in last))
            place.identity(sub(f, linear), "the network is linear in its last layer")
        rho = list(itertools.chain(*self.gradients(place)))
        for name, slope in zip(p.theta, self.gradient, strict=True):
            chain = add(*(mul(r, diff(f, name)) for r, f in zip(rho, outputs, strict=True)))
            if "exact" in d["point"]:
                place.zero(chain, "the residuals are orthogonal to the derivatives")
            else:
                place.identity(sub(slope, mul(num(p.scale), chain)), "the slope of L by the chain rule")
        need(items(d["models"]), "no models")
        columns = [[diff(f, n) for f in outputs] for n in p.theta]
        for model in d["models"]:
            keys(model, "alpha")
            alpha = numbers(model["alpha"], len(p.theta))
            values = self.combined(columns, alpha) if columns else [ZERO] * len(outputs)
            place.positive(sub(self.energy(values, ZERO), p.L), "a model costs more")

    def check_interpolating_basis(self, d: dict[str, Any]) -> Any:
        keys(d, "eps moves bits")
        self.paper()
        p, eps, n = self.p, number(d["eps"]), len(self.p.distinct)
        bits(d["bits"])
        need(eps >= 0, "eps is negative")
        rows = []
        for move in items(d["moves"], n + 1):
            keys(move, "beta v")
            beta, v = number(move["beta"]), numbers(move["v"], len(p.distinct[0]))
            need(len(p.b) * (beta**2 + sum(s * s for s in v)) <= 1, "a move is longer than 1")
            dots = [sum((s * t for s, t in zip(v, x, strict=True)), beta) for x in p.distinct]
            rows.append([ONE, *(exp(num(eps * s)) for s in dots)])
        regular(lambda q: [[View(q, {}).enclose(c) for c in row] for row in rows], "the moves interpolate")

    # 10. Neurons and penalties of any kind ----------------------------------------------------------------------------

    def augmented_at(self, d: dict[str, Any]) -> Place:
        """The point of L~; it meets every bound, exactly or by intervals."""
        p, bounds = self.p, self.p.bounds()
        values = constants(d["at"], len(p.coordinates))
        place = exact_point(p.coordinates, values, bounds)
        for name, (low, high) in bounds.items():
            for bound, s in ((low, 1), (high, -1)):
                if bound is not None:
                    gap = mul(num(s), sub(place.constants[sym(name)], num(bound)))
                    if not is_zero(Exact(lambda c: None)(gap)):
                        place.positive(gap, "the point meets the bounds")
        return place

    def trained(self) -> list[str]:
        return [n for n in self.p.coordinates if self.p.kind_of(n) not in self.p.frozen]

    def evidence(self, at: Place) -> dict[str, str]:
        """The two facts: an amplitude is certainly not 0; L~ is certainly not L(theta)."""
        facts = {}
        if any(at.try_signs(sym(a), 512) in (POSITIVE, frozenset((-1,))) for a in self.p.a):
            facts["amplitudes"] = "nonzero"
        if at.try_signs(sub(self.p.Lt, self.p.L), 512) in (POSITIVE, frozenset((-1,))):
            facts["value"] = "different"
        return facts

    def data_only(self) -> None:
        need(not self.p.regular, "L has a term in theta alone")

    def penalty_least(self, place: Place, anywhere: bool = False) -> None:
        """The penalty has values >= 0 near the point (or wherever the bounds are met), and is 0 at the point."""
        total = add(*self.p.penalties)
        if anywhere:
            known = {}
            for name, (low, high) in place.bounds.items():
                known[name] = (
                    ALL
                    - ({-1} if low is not None and low >= 0 else set())
                    - ({1} if high is not None and high <= 0 else set())
                )
            view = everywhere(self.p.added, known=known)
            need(decide(lambda p: -1 not in view.signs(total) or None, "the penalty is nowhere negative", limit=64), "")
        else:
            place.nonnegative_near(total, "the penalty is not negative")
        place.zero(total, "the penalty is 0 at the point")

    def theta_minimal(self, place: Place) -> None:
        """L is twice continuously differentiable near theta, its gradient is 0, and its Hessian is positive in the
        parameters that it depends on."""
        p = self.p
        names = [n for n in p.theta if not is_zero(Exact(place.side)(diff(p.L, n)))]
        place.smooth_near([p.L], 2, "L is twice differentiable")
        for n in names:
            place.zero(diff(p.L, n), "the gradient of L vanishes")
        identity = [[Fraction(i == j) for j in range(len(names))] for i in range(len(names))]
        need(inertia(place, p.L, names, identity, "the Hessian of L") == 0, "the Hessian of L is not positive")

    def theta_rests(self, place: Place) -> None:
        p = self.p
        off = {sym(a): ZERO for a in p.a}
        for a in p.a:
            place.zero(sym(a), "the amplitudes are 0")
        for row, old in zip(p.augmented, p.outputs, strict=True):
            for f, g in zip(row, old, strict=True):
                place.identity(replace(sub(f, g), off), "the neurons vanish with their amplitudes")
        try:
            for f in [*itertools.chain(*p.outputs), p.regularizer]:
                for n in p.theta:
                    place.identity(diff(f, n), "the outputs are constant near theta")
            place.smooth_near([*itertools.chain(*p.outputs), p.regularizer], 1, "the outputs are constant near theta")
        except (Holey, Invalid):
            self.theta_minimal(place)

    def check_augmented_isolated(self, d: dict[str, Any]) -> Any:
        keys(d, "at moving held boxed congruence bits", "box")
        return self.evidence(self.isolated(d, self.augmented_at(d), self.p.Lt, set()))

    def isolated(self, d: dict[str, Any], place: Place, f: Node, pinned: set[str]) -> Place:
        """L~, or f in its place, has a minimum at the point among those with the same pinned coordinates."""
        p, n = self.p, len(self.p.coordinates)
        bits(d["bits"])
        moving, held, boxed = (indices(d[k], n) for k in ("moving", "held", "boxed"))
        need(("box" in d) == bool(boxed) and set(boxed) <= set(moving), "the box is of other coordinates")
        need(not set(moving) & set(held) and all(i >= len(p.theta) for i in boxed), "an index in the wrong list")
        names, trained = p.coordinates, set(self.trained()) - pinned
        need({names[i] for i in (*moving, *held)} <= trained, "a frozen coordinate moves or is held")
        inside = [names[i] for i in boxed]
        fixed = [c for i, c in enumerate(names) if (i in held or i in moving or c not in trained) and i not in boxed]
        slice_ = {sym(c): place.constants[sym(c)] for c in fixed}
        values = dict(place.values)
        if boxed:
            region = Box(d["box"], len(boxed))
            for c, text in zip(inside, region.rounded, strict=True):
                gap = sub(place.constants[sym(c)], num(number(text, True)))
                unit = num(half_unit(text))
                gaps = sub(unit, gap), add(unit, gap)
                need(all(-1 not in place.try_signs(g, 256) for g in gaps), "`at` does not round as the box does")
            rest = {c: v for c, v in place.values.items() if c not in inside}
            values.update(region.krawczyk([diff(f, c) for c in inside], inside, rest))
            for c in inside:
                low, high = place.bounds.get(c, (None, None))
                ends: Any = values[c]
                need((low is None or low < ends[0]) and (high is None or ends[1] < high), "the box exceeds a bound")
        at = Place(values, place.bounds)
        at.smooth_near([f], 10**6, "L~ is analytic near the point")
        for c in names:
            if c in trained and c not in inside and names.index(c) not in held:
                at.identity(replace(diff(f, c), slice_), "a slope vanishes whatever the free coordinates are")
        order = [names[i] for i in moving]
        q = matrix(d["congruence"], len(order), len(order))
        need(inertia(at, f, order, q, "the Hessian in the moving coordinates") == 0, "the Hessian is not positive")
        for i in held:
            low, high = place.bounds.get(names[i], (None, None))
            s = at.sign(diff(f, names[i]), "the slope at a bound")
            bound = low if s > 0 else high
            need(bound is not None, "a slope does not push against a bound")
            at.zero(sub(sym(names[i]), num(bound or 0)), "a held coordinate is on its bound")
        return at

    def check_augmented_symmetric(self, d: dict[str, Any]) -> Any:
        keys(d, "at moving held boxed congruence bits symmetries", "box")
        p, place = self.p, self.augmented_at(d)
        slices, seen = set(), set()
        for y in items(d["symmetries"]):
            keys(y, "neuron field alpha beta slice")
            h, name = index(y["neuron"], len(p.b)), p.coordinates[index(y["slice"], len(p.coordinates))]
            need(h not in seen, "a neuron comes twice")
            seen.add(h)
            slices.add(name)
            self.symmetry(y, h, name, place)
            need(p.coordinates.index(name) not in d["boxed"], "the slice is boxed")
        need(slices, "no symmetries")
        return self.evidence(self.isolated(d, place, p.Lt, slices))

    def symmetry(self, y: Any, h: int, name: str, place: Place) -> None:
        """The flow of one neuron changes neither the added outputs nor the penalty near the point, and moves `name`."""
        p, t, here = self.p, sym("t"), Place({})
        alpha, beta, field = parse(y["alpha"]), parse(y["beta"]), y["field"]
        need(field in ("shift", "scale", "bias", "weight"), "an unknown field")
        flow: dict[Node, Node] = {}
        rates: dict[str, Node] = {}
        for i, a in enumerate(p.a):
            if p.unit[p.covered[i]] == h:
                rates[a] = alpha
        if field == "shift":
            flow[sym(p.b[h])] = sub(sym(p.b[h]), mul(beta, t))
        if field in ("scale", "bias"):
            rates[p.b[h]] = neg(beta)
        if field in ("scale", "weight"):
            rates |= dict.fromkeys(p.W[h], neg(beta))
        flow |= {sym(n): mul(sym(n), exp(mul(g, t))) for n, g in rates.items()}
        for n in (k.args[0] for k in flow):
            need(n in self.trained() and place.bounds.get(n) is None, "what the symmetry moves is frozen or bounded")
        near = Place({**place.values, "t": ZERO}, place.bounds)
        formulas = [sub(f, g) for r, q in zip(p.augmented, p.outputs, strict=True) for f, g in zip(r, q, strict=True)]
        for f in (*formulas, add(*p.penalties)):
            near.identity(sub(replace(f, flow), f), "the symmetry changes nothing")
        if field == "shift" and name == p.b[h]:
            here.sign(beta, "the symmetry moves b")
            return
        need(name in rates, "the slice is not moved")
        here.sign(rates[name], "the symmetry moves the slice")
        place.sign(sym(name), "the coordinate of the slice is not 0")

    def check_augmented_jump(self, d: dict[str, Any]) -> Any:
        keys(d, "at moving held boxed congruence bits", "box")
        p, place = self.p, self.augmented_at(d)
        jumps = [k for k in kinks(p.Lt) if k.args[3] == -1 and place.side(k.args[0]) is None]
        inside = {p.coordinates[i] for i in indices(d["boxed"], len(p.coordinates))}
        need(1 <= len(jumps) <= 6, "no jumps, or too many")
        walls = dict(place.bounds)
        for k in jumps:
            need(not k.args[0].free & inside, "the argument of a jump is boxed")
            place.zero(k.args[0], "the argument of the jump is 0")
            self.wall(k.args[0], place, walls)
        upper = replace(p.Lt, {k: k.args[1] for k in jumps})
        pinned = {n for n, (low, high) in walls.items() if low is not None and low == high}
        at = self.isolated(d, Place(place.values, walls), upper, pinned)
        away = Place(at.values, place.bounds)
        for sides in itertools.product((1, 2), repeat=len(jumps)):
            if 2 in sides:
                other = replace(p.Lt, {k: k.args[s] for k, s in zip(jumps, sides, strict=True)})
                away.smooth_near([other], 0, "a side of the jump is continuous")
                away.positive(sub(other, upper), "a side of the jump is higher")
        return self.evidence(away)

    def wall(self, c: Node, place: Place, walls: dict[str, Any]) -> None:
        """A jump where c >= 0 is a bound, if c depends on one coordinate alone, with a rational slope that is not 0."""
        if len(c.free) != 1 or not c.free <= set(self.trained()):
            return
        (name,) = c.free
        slope, value = Exact(lambda c: None)(diff(c, name)), place.constants[sym(name)]
        q = slope.get((), {}).get((), Fraction(0))
        if set(slope) == {()} and set(slope[()]) == {()} and value.op == "num":
            low, high = walls.get(name, (None, None))
            walls[name] = (value.args[0], high) if q > 0 else (low, value.args[0])

    def check_augmented_kink(self, d: dict[str, Any]) -> Any:
        keys(d, "at")
        p, place = self.p, self.augmented_at(d)
        need(len(p.a) == 1, "not one amplitude")
        self.theta_rests(place)
        (a,), moving = p.a, frozenset(p.a)
        place.identity(replace(add(*p.penalties), {sym(a): ZERO}), "the penalty vanishes with the amplitude")
        place.smooth_near([p.Lt], 0, "L~ is continuous in the amplitude", moving)
        low, high = place.bounds.get(a, (None, None))
        for s in (1, -1):
            if (s > 0 and high == 0) or (s < 0 and low == 0):
                continue

            def test(q: int, s: int = s) -> bool | None:
                box = dict(place.view(q, True).box)
                box[a] = (0, 1 << q // 4) if s > 0 else (-(1 << q // 4), 0)
                view = View(q, box, {a: frozenset((s,))})
                smooth = view.smooth(p.Lt, moving) >= 1
                return True if smooth and view.signs(diff(p.Lt, a)) == {s} else None

            decide(test, "L~ rises on both sides of a = 0", limit=512)
        return self.evidence(place)

    def check_augmented_cusp(self, d: dict[str, Any]) -> Any:
        keys(d, "at")
        p, place = self.p, self.augmented_at(d)
        self.theta_rests(place)
        self.penalty_least(place)
        terms = [t for pen in p.penalties for t in (pen.args if pen.op == "add" else (pen,))]
        for t in terms:
            place.nonnegative_near(t, "a term of the penalty is not negative")
        data = p.objective(p.augmented)
        for a in p.a:
            size, slope = absolute(sym(a)), diff(data, a)
            found = []
            for t in terms:
                parts = list(t.args) if t.op == "mul" else [t]
                for f in parts:
                    e = Fraction(1) if f is size else f.args[1] if f.op == "pow" and f.args[0] is size else None
                    if e is not None and 0 < e <= 1:
                        rest = [g for g in parts if g is not f]
                        found.append((e, mul(*rest) if rest else ONE))
            roots = [c for e, c in found if e < 1]
            if roots:

                def steep(q: int, roots: list[Node] = roots) -> bool | None:
                    view = place.view(q, True)
                    lipschitz = view.smooth(data) >= 0 and all(
                        INF not in map(abs, view.enclose(diff(data, n))) for n in p.coordinates
                    )
                    return True if lipschitz and any(view.enclose(c)[0] > 0 for c in roots) else None

                decide(steep, "the cusp outweighs the data", limit=512)
            else:
                corners = [c for e, c in found if e == 1]

                def corner(q: int, corners: list[Node] = corners, slope: Node = slope) -> bool | None:
                    view = place.view(q, True)
                    ends = view.enclose(slope)
                    total = sum(max(view.enclose(c)[0], 0) for c in corners)
                    return True if view.smooth(data) >= 1 and total > max(map(abs, ends)) else None

                decide(corner, "the corner outweighs the data", limit=512)
        return self.evidence(place)

    def check_augmented_hyperplane(self, d: dict[str, Any]) -> Any:
        keys(d, "at")
        p, place = self.p, self.augmented_at(d)
        self.data_only()
        need(p.convex, "the loss is not convex")
        self.losses_smooth(place, 1, p.augmented)
        place.smooth_near([p.Lt], -1, "L~ has values")
        total = []
        for x, row in enumerate(p.augmented):
            here = [replace(f, place.constants) for f in row]
            total += [mul(p.rho(x, k, here), sub(row[k], here[k])) for k in range(p.K)]
        place.identity(add(*total), "the hyperplane is constant along the outputs")
        self.penalty_least(place)
        return self.evidence(place)

    def check_augmented_samplewise(self, d: dict[str, Any]) -> Any:
        keys(d, "at")
        p, place = self.p, self.augmented_at(d)
        self.data_only()
        place.smooth_near([*itertools.chain(*p.augmented)], 0, "the outputs are continuous")
        place.smooth_near([p.Lt], -1, "L~ has values")
        self.losses_smooth(place, 2, p.augmented)
        for x, row in enumerate(p.augmented):
            here = [replace(f, place.constants) for f in row]
            summed = add(*(p.losses[i] for i in p.group[x]))
            at = Place(dict(zip(p.q, here, strict=True)))
            for q in p.q:
                at.zero(diff(summed, q), "the summed loss is stationary")
            identity = [[Fraction(i == j) for j in range(p.K)] for i in range(p.K)]
            need(
                inertia(at, summed, p.q, identity, "the Hessian of the loss") == 0,
                "the loss has no strict minimum there",
            )
        self.penalty_least(place)
        return self.evidence(place)

    def check_augmented_optimal(self, d: dict[str, Any]) -> Any:
        keys(d, "at")
        p, place = self.p, self.augmented_at(d)
        need(p.convex, "the loss is not convex")
        self.losses_smooth(place, 1, p.augmented)
        place.smooth_near([p.Lt], -1, "L~ has values")
        for x, row in enumerate(p.augmented):
            for k in range(p.K):
                place.zero(p.rho(x, k, row), "the summed gradients vanish")
        self.penalty_least(place, anywhere=True)
        if p.regular:
            r, names = p.regularizer, sorted(p.regularizer.free)
            place.smooth_near([r], 2, "the term in theta alone is twice differentiable")
            for n in names:
                place.zero(diff(r, n), "the gradient of the term in theta alone")
            identity = [[Fraction(i == j) for j in range(len(names))] for i in range(len(names))]
            need(
                inertia(place, r, names, identity, "its Hessian") == 0, "the term in theta alone has no strict minimum"
            )
        return self.evidence(place)

    def check_augmented_norm(self, d: dict[str, Any]) -> Any:
        keys(d, "at", "equals rounds_to bits")
        values = constants(d["at"], len(self.p.coordinates))
        self.stated(Place({}), add(*(power(v, 2) for v in values)), d)

    def check_augmented_stationary(self, d: dict[str, Any]) -> Any:
        keys(d, "at")
        place = self.augmented_at(d)
        place.smooth_near([self.p.Lt], 1, "L~ is continuously differentiable")
        for n in self.trained():
            place.zero(diff(self.p.Lt, n), "the gradient of L~ vanishes")
        return self.evidence(place)

    def outputs_of(self, d: dict[str, Any]) -> tuple[Node, list[Place]]:
        bits(d["bits"])
        loss = self.p.losses[index(d["sample"], len(self.p.of))]
        return loss, [Place(dict(zip(self.p.q, constants(d[k], self.p.K), strict=True))) for k in "pq" if k in d]

    def check_loss_not_convex(self, d: dict[str, Any]) -> Any:
        keys(d, "sample p q bits")
        loss, (p, q) = self.outputs_of(d)
        middle = {s: mul(HALF, add(p.constants[s], q.constants[s])) for s in p.constants}
        chord = mul(HALF, add(replace(loss, p.constants), replace(loss, q.constants)))
        Place({}).positive(sub(replace(loss, middle), chord), "the middle lies above the chord")

    def check_loss_not_invex(self, d: dict[str, Any]) -> Any:
        keys(d, "sample p q bits")
        loss, (p, q) = self.outputs_of(d)
        slopes = [diff(loss, n) for n in self.p.q]
        p.smooth_near([loss], 1, "the loss is differentiable at p")
        if all(is_zero(p.exact(s)) for s in slopes):
            self.less(q, loss, p, loss, "the loss is lower at q")
            return
        need(self.p.K == 1, "the slopes do not vanish at p")
        (s,), name = slopes, sym(self.p.q[0])
        need(self.p.differentiable, "the loss need not be differentiable between p and q")
        q.smooth_near([loss], 1, "the loss is differentiable at q")
        Place({}).positive(sub(q.constants[name], p.constants[name]), "p is below q")
        need(p.sign(s, "the slope at p") > 0 > q.sign(s, "the slope at q"), "the slopes have other signs")

    def check_loss_not_differentiable(self, d: dict[str, Any]) -> Any:
        keys(d, "sample output p bits", "q")
        loss, (p, *_) = self.outputs_of(d)
        k, here = index(d["output"], self.p.K), list(p.constants.values())
        one, other = (self.one_sided(loss, here, k, s) for s in (1, -1))
        Place({}).sign(sub(one, other), "the one-sided slopes differ")


# 11. Verdicts ---------------------------------------------------------------------------------------------------------


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def same_point(x: Any, y: Any) -> bool:
    """The same texts, or boxes one of which lies in the other."""
    if x == y:
        return True
    if not (isinstance(x, dict) and isinstance(y, dict) and "center" in x and "center" in y):
        return False
    gap = [abs(number(a) - number(b)) for a, b in zip(x["center"], y["center"], strict=True)]
    return max(gap, default=Fraction(0)) <= abs(number(x["radius"]) - number(y["radius"]))


def same_numbers(x: Any, y: Any) -> bool:
    """Equal constants, or lists of them."""
    if isinstance(x, list) and isinstance(y, list):
        return len(x) == len(y) and all(map(same_numbers, x, y))
    return isinstance(x, str) and isinstance(y, str) and is_zero(Exact(lambda c: None)(sub(parse(x), parse(y))))


BASES = ("basis", "basis-without-h", "basis-without-r", "basis-of-each-sample", "basis-of-all-nearby")
LOCAL_MINIMA = tuple(
    f"augmented-{m}" for m in ("isolated", "symmetric", "jump", "kink", "cusp", "hyperplane", "samplewise", "optimal")
)
Evidence = dict[str, tuple[str, dict[str, Any], dict[str, Any]]]  # digest -> kind, data, facts


def named_point(file: dict[str, Any], table: str, point: Any) -> bool:
    """Whether the point is the one that a table of the file names."""
    if table not in file:
        return False
    theta = file[table]["theta"]
    if file[table].get("refine", False):
        return isinstance(point, dict) and point.get("rounds_to") == theta
    return bool(point == {"exact": theta})


class Verdicts:
    """`judgement` and `violation`: what follows from the accepted certificates of one file."""

    def __init__(self, case: Case, file: dict[str, Any], claims: dict[str, Any]):
        self.case, self.p, self.file, self.claims, self.accepted = case, case.p, file, claims, Evidence()

    def rests(self, d: dict[str, Any]) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
        digests = items(d["rests_on"])
        need(
            digests and len(set(map(canonical, digests))) == len(digests), "it rests on nothing, or on one thing twice"
        )
        need(
            all(isinstance(x, str) and x in self.accepted for x in digests), "it rests on what was not accepted before"
        )
        need(d["file"] == sha256(self.file), "the file is another one")
        if "point" in self.file:
            need(named_point(self.file, "point", d["point"]), "the point is not that of the file")
        self.case.place(d["point"])
        return [self.accepted[x] for x in digests]

    def claim(self, name: Any) -> dict[str, Any]:
        need(isinstance(name, str) and name in self.claims, "an unknown claim")
        return dict(self.claims[name])

    def judgement(self, d: dict[str, Any]) -> Any:
        keys(d, "claim statement rule point file rests_on")
        claim, evidence = self.claim(d["claim"]), self.rests(d)
        need(d["statement"] == sha256(self.claims[d["claim"]]), "the claim is another one")
        rules = [r for r in claim["rules"] if r["name"] == d["rule"]]
        need(len(rules) == 1, "an unknown rule")
        for a in [*claim["assumptions"], *rules[0]["also"]]:
            need(self.p.meets(a), f"the assumption {a} is not met")
        for place, value in rules[0].get("stated", []):
            need(same_numbers(self.at(place), value), f"{place} is not {value}")
        used = set()
        for needs in rules[0]["needs"]:
            fitting = [i for i, e in enumerate(evidence) if any(self.fits(e, n, d["point"]) for n in needs)]
            need(fitting, f"no evidence of the kind {needs[0]['kind']}")
            used.update(fitting)
        need(len(used) == len(evidence), "it rests on something of no use")
        return {"verdict": rules[0]["verdict"], "claim": d["claim"]}

    def fits(self, evidence: tuple[str, Any, Any], need_: dict[str, Any], point: Any) -> bool:
        kind, data, facts = evidence
        if kind != need_["kind"] or not all(self.p.meets(a) for a in need_["also"]):
            return False
        if need_["here"] and not same_point(data["point"], point):
            return False
        if any(str(facts.get(k)) != v for k, v in need_["facts"]):
            return False
        if not all(same_numbers(data[field], self.at(place)) for field, place in need_.get("stated", [])):
            return False
        below = need_["below_inputs"]
        return not below or int(facts[below]) < len(self.p.distinct)

    def at(self, place: str) -> Any:
        """What stands at a place of the file, such as flow.limit."""
        table, _, key = place.partition(".")
        return self.file.get(table, {}).get(key)

    def violation(self, d: dict[str, Any]) -> Any:
        keys(d, "claim dropped points conclusion point file rests_on", "witness")
        claim, evidence, s = self.claim(d["claim"]), self.rests(d), self.file.get("statement", {})
        need(d["claim"] == s.get("claim") and d["conclusion"] == s.get("conclusion"), "not the statement of the file")
        need(
            d["dropped"] == s.get("dropped", []) and d["points"] == s.get("points", "local-minima"),
            "not the statement of the file",
        )
        need(d.get("witness") == self.witness(), "the witness is not that of the file")
        need(
            len(set(d["dropped"])) == len(d["dropped"]) and set(d["dropped"]) <= set(claim["assumptions"]),
            "no assumption of the claim",
        )
        for a in claim["assumptions"]:
            need(self.p.meets(a) != (a in d["dropped"]), f"the assumption {a} is not as it is said to be")
        used: set[int] = set()

        def model(data: Any, facts: Any) -> bool:
            return bool(data["conclusion"] == d["conclusion"] and data["basis"] == self.file.get("basis"))

        def minimum() -> bool:
            """A local minimum of L at theta; for statements about critical points, a critical point."""
            if d["points"] == "critical-points":
                return has("stationary")
            strict = has("critical-point", only=lambda data, facts: facts["index"] == 0)
            return strict | has("morse-bott", "supporting-hyperplane") | (data_only and has("data-optimal"))

        def has(*kinds: str, fact: str = "", here: bool = True, only: Callable[[Any, Any], bool] | None = None) -> bool:
            found = [
                i
                for i, (kind, data, facts) in enumerate(evidence)
                if kind in kinds
                and (not fact or fact in facts)
                and (not here or self.here(kind, data, d))
                and (only is None or only(data, facts))
            ]
            used.update(found)
            return bool(found)

        minima = ("augmented-stationary",) if d["points"] == "critical-points" else LOCAL_MINIMA
        data_only, empty = not self.p.regular, not self.p.theta
        fails = {
            "vanish": lambda: has(*minima, fact="amplitudes"),
            "value": lambda: has(*minima, fact="value"),
            "elimination": lambda: has(*minima) & has("lower-value"),
            "data-optimal": lambda: has(*minima) & (has("input-lower") | (data_only and has("lower-value"))),
            "realizable": lambda: has(*minima) & has("sample-lower"),
            "exists-local-minimum": lambda: (
                has("unattained", "unreachable", "nowhere-stationary", here=False)
                | (empty and has("residual-gradient"))
            ),
            "basis-suffices": lambda: (
                has("gradient-basis", only=lambda data, facts: facts["eps"] == "0")
                & has("outputs-isolated")
                & has("critical-point", only=lambda data, facts: facts["index"] != 0)
            ),
            "converse": lambda: has("descent") & (empty or has("data-optimal")),
            "same-infimum": lambda: has("escape", "descent") & (empty or has("data-optimal")),
        }
        for name in BASES:
            fails[name] = lambda: minimum() & has("gradient-basis-violated", only=model)
        need(d["conclusion"] in fails and fails[d["conclusion"]](), "the conclusion does not fail")
        need(len(used) == len(evidence), "it rests on something of no use")
        return {"violation": True}

    def here(self, kind: str, data: Any, d: dict[str, Any]) -> bool:
        """The evidence is about the point of the file, or about its witness."""
        if kind.startswith("augmented-"):
            return bool(data["at"] == d.get("witness"))
        return same_point(data["point"], d["point"])

    def witness(self) -> list[str] | None:
        """theta, a, b, W as the file writes them."""
        if "witness" not in self.file:
            return None
        w = self.file["witness"]
        return [*self.file["point"]["theta"], *w["a"], *w["b"], *itertools.chain(*w["W"])]


# 12. Steps ------------------------------------------------------------------------------------------------------------


class Terms:
    """Symbolic terms in the same normal form. Finite sums are split, and what does not depend on the index goes out."""

    def __init__(self) -> None:
        self.memo: dict[str, Value] = {}
        self.integers: set[int] = set()
        self.frees: dict[int, frozenset[Any]] = {}

    def __call__(self, t: Any) -> Value:
        key = canonical(t)
        if key not in self.memo:
            self.memo[key] = self._value(t)
        return self.memo[key]

    def _value(self, t: Any) -> Value:
        need(isinstance(t, list) and t and isinstance(t[0], str), "not a term")
        head, args = t[0], t[1:]
        if head == "Rational":
            need(len(args) == 1, "not a number")
            return rational(number(args[0]))
        if head in ("Symbol", "Dummy"):
            return single(self.symbol(t))
        if head == "Add":
            return plus(*map(self, args))
        if head == "Mul":
            result = rational(1)
            for a in args:
                result = times(result, self(a))
            return result
        if head == "Pow":
            need(len(args) == 2, "not a power")
            return self.power(self(args[0]), self(args[1]))
        if head in ("exp", "log"):
            need(len(args) == 1, "not one argument")
            v = self(args[0])
            if head == "log" and poly_signs(together(v)[0]) != {1}:
                raise Holey("a logarithm of something that may not be positive")
            return exponential(v) if head == "exp" else logarithm(v)
        if head == "Sum":
            return self.sum(*args)
        if head not in ("Function", "Indexed", "Derivative", "Subs", "factorial", "binomial"):
            raise Holey(f"an unknown term {head}")
        sign = POSITIVE if head == "factorial" else UNKNOWN
        if head == "Function":
            need(len(args) >= 3 and isinstance(args[1], dict), "not a function")
            sign = ALL if args[1].get("real") is True else UNKNOWN
        return single(ATOMS.atom(("term", *self.frozen(t)), sign))

    def symbol(self, t: Any) -> int:
        """A symbol with its assumptions, which tell its signs."""
        need(len(t) == (4 if t[0] == "Dummy" else 3) and isinstance(t[-1], dict), "not a symbol")
        facts = {k for k, v in t[-1].items() if v is True}
        signs = UNKNOWN if "real" not in facts else ALL
        for fact, left in (
            ("positive", {1}),
            ("negative", {-1}),
            ("nonnegative", {0, 1}),
            ("nonpositive", {0, -1}),
            ("nonzero", {-1, 1}),
        ):
            if fact in facts and "real" in facts:
                signs &= frozenset(left)
        need(signs, "a symbol that nothing can be")
        atom = ATOMS.atom(("symbol", canonical(t)), signs)
        if "integer" in facts:
            self.integers.add(atom)
        return atom

    def frozen(self, t: Any) -> tuple[Any, ...]:
        """The head, and the arguments in normal form."""
        parts: list[Any] = [t[0]]
        for a in t[1:]:
            if not isinstance(a, list):
                parts.append(canonical(a))
            elif a and a[0] in ("Tuple", "IndexedBase"):
                parts.append(self.frozen(a))
            else:
                parts.append(freeze(self(a)))
        return tuple(parts)

    def power(self, base: Value, e: Value) -> Value:
        """b^(c + M) = b^c b^M; (c x y)^M = c^M x^M y^M where M is an integer."""
        if set(e) <= {()} and set(e.get((), {})) <= {()}:
            c = e.get((), {}).get((), Fraction(0))
            p, d = together(base)
            if c < 0 and not poly_signs(p) <= {-1, 1}:
                raise Holey("a denominator that may be 0")
            if c.denominator == 1:
                return raised(base, int(c))
            if d or not poly_signs(p) <= {0, 1}:
                raise Holey("a root of something that may be negative")
            return root(base, c)
        result = rational(1)
        for d, p in e.items():
            for m, c in p.items():
                if not m and not d:
                    result = times(result, self.power(base, rational(c)))
                    continue
                whole = not d and all(a in self.integers and x.denominator == 1 and x > 0 for a, x in m)
                if c.denominator != 1:
                    raise Holey("a power with such an exponent")
                ((bd, bp),) = base.items() if len(base) == 1 else [((), {})]
                if whole and len(bp) == 1 and not bd:
                    ((mono, number_),) = bp.items()
                    if number_ != 1:
                        signs = POSITIVE if number_ > 0 else frozenset((-1, 1))
                        result = times(result, single(ATOMS.atom(("power", freeze(rational(number_)), m, d), signs), c))
                    for a, x in mono:
                        if ATOMS.keys[a][0] == "exp":
                            key = ATOMS.keys[a]
                            result = times(result, exponential(times({key[2]: {key[1]: x * c}}, {d: {m: Fraction(1)}})))
                        elif x.denominator == 1:
                            result = times(result, self.general(single(a), m, d, c * x))
                        else:
                            raise Holey("a power of a root")
                else:
                    result = times(result, self.general(base, m, d, c))
        return result

    def general(self, base: Value, m: Monomial, d: Denominator, c: Fraction) -> Value:
        p, denominator = together(base)
        signs = POSITIVE if not denominator and poly_signs(p) == {1} else UNKNOWN
        return single(ATOMS.atom(("power", freeze(base), m, d), signs), c)

    def sum(self, *args: Any) -> Value:
        need(len(args) == 2 and isinstance(args[1], list) and len(args[1]) == 4 and args[1][0] == "Tuple", "not a sum")
        body, (_, i, low, high) = self(args[0]), args[1]
        need(isinstance(i, list) and i and i[0] in ("Symbol", "Dummy"), "a sum without an index")
        name, ends = self.symbol(i), (freeze(self(low)), freeze(self(high)))
        result: Value = {}
        for d, p in body.items():
            bound = any(name in self.free_poly(ATOMS.polys[f]) for f, _ in d)
            for m, c in p.items():
                inner = tuple((a, e) for a, e in m if name in self.free(a))
                outer = tuple((a, e) for a, e in m if name not in self.free(a))
                inside: Value = {(d if bound else ()): {inner: Fraction(1)}}
                atom = ATOMS.atom(("sum", freeze(inside), name, *ends), UNKNOWN)
                term = times({(() if bound else d): {outer: c}}, single(atom))
                result = plus(result, term)
        return result

    def free_poly(self, p: Iterable[Monomial]) -> frozenset[Any]:
        return frozenset().union(*(self.free(a) for m in p for a, _ in m))

    def free(self, atom: int) -> frozenset[Any]:
        """The symbols of an atom, but not the index of a sum."""
        if atom not in self.frees:
            key = ATOMS.keys[atom]
            if key[0] == "symbol":
                self.frees[atom] = frozenset((atom,))
            else:
                found = self.inside(key[1:])
                if key[0] == "sum":
                    found = (self.inside(key[1:2]) - {key[2]}) | self.inside(key[3:])
                self.frees[atom] = found
        return self.frees[atom]

    def inside(self, part: Any) -> frozenset[Any]:
        """Atoms stand in keys as pairs with a Fraction; denominators as pairs of integers."""
        if isinstance(part, tuple) and len(part) == 2 and type(part[0]) is int:
            if isinstance(part[1], Fraction):
                return self.free(part[0])
            return self.free_poly(ATOMS.polys[part[0]])
        if isinstance(part, (tuple, frozenset)):
            return frozenset().union(*map(self.inside, part))
        return frozenset()


def check_step(d: dict[str, Any]) -> None:
    keys(d, "claim step relation derived stated")
    need(d["relation"] in ("=", ">", ">="), "an unknown relation")
    terms = Terms()
    gap = plus(terms(d["derived"]), scaled(terms(d["stated"]), -1))
    if d["relation"] == "=":
        if not is_zero(gap):
            raise Holey("the two sides were not brought to one form")
        return
    p, below = together(gap)
    if any(poly_signs(ATOMS.polys[f]) != {1} for f, k in below if k % 2):
        raise Holey("a denominator whose sign is not seen")
    signs = poly_signs(p) if p else frozenset((0,))
    if d["relation"] == ">" and signs != {1}:
        raise (Invalid if signs <= {-1, 0} else Holey)("the left side was not seen to be greater")
    if not signs <= {0, 1} and not squares(p):
        raise (Invalid if signs == {-1} else Holey)("the left side was not seen to be as great")


# 13. Statements -------------------------------------------------------------------------------------------------------


class Statement:
    """A statement that holds in general: the theorems ORBIT and SEEN of notes/theory.md, section 9, line by line."""

    def __init__(self, document: dict[str, Any], claims: dict[str, Any]):
        self.s, self.document = document["statement"], document
        augment = document.get("augment", {})
        need(self.s["claim"] in claims, "an unknown claim")
        self.assumptions = claims[self.s["claim"]]["assumptions"]
        self.dropped = self.s.get("dropped", [])
        self.kept = [a for a in self.assumptions if a not in self.dropped]
        self.neuron = parse(augment.get("neuron", "a*exp(u + b)"), ("a", "b", "u"))
        self.penalty = parse(augment.get("penalty", "lam*a**2"), ("a", "b", "w2", "lam"))
        self.frozen, self.shared = set(augment.get("frozen", [])), augment.get("shared", False)
        self.lam = augment.get("lam", "zero" if "lam-nonzero" in self.dropped else "positive")
        self.all_covered = augment.get("outputs", "all") == "all" or len(augment["outputs"]) == self.s.get("outputs", 1)
        self.covered = self.s.get("outputs", 1) if augment.get("outputs", "all") == "all" else len(augment["outputs"])
        self.low: dict[str, Fraction] = {}
        self.high: dict[str, Fraction] = {}
        for text in augment.get("constraints", []):
            match = re.fullmatch(r"\s*([abW])\s*(<=|>=)\s*(\S+)\s*", text)
            if match is None:
                raise Invalid("a constraint that is no bound")
            name, relation, bound = match[1], match[2], number(match[3])
            if relation == "<=":
                self.high[name] = min(bound, self.high.get(name, bound))
            else:
                self.low[name] = max(bound, self.low.get(name, bound))

    def cases(self) -> list[str]:
        """The signs of lam that the statement allows, or its one value."""
        allowed = self.all_cases()
        if "lam-positive" in self.kept and len(allowed) > 1:
            return ["positive"]
        return [x for x in allowed if x != "zero"] if "lam-nonzero" in self.kept and len(allowed) > 1 else allowed

    def all_cases(self) -> list[str]:
        """The signs of lam that `lam` in the file names, or its one value."""
        return {
            "positive": ["positive"], "negative": ["negative"], "zero": ["zero"],
            "nonzero": ["positive", "negative"], "free": ["positive", "negative", "zero"],
        }.get(self.lam, [self.lam])  # fmt: skip

    def check(self, kind: Any, data: Any) -> None:
        if kind == "no-instance":
            keys(data, "assumption")
            return self.no_instance(data["assumption"])
        conclusion = self.s["conclusion"]
        kinds = {"vanish": "orbit-vanish", "value": "orbit-value"}
        seen = conclusion in ("elimination", "data-optimal", "realizable")
        need(kind == ("residuals-seen" if seen else kinds.get(conclusion)), "a certificate of another conclusion")
        keys(data, "assumptions orbits seen met" if seen else "assumptions orbits")
        need(data["assumptions"] == self.assumptions, "other assumptions than the claim's")
        orbits = items(data["orbits"])
        need(
            [o.get("lam") if isinstance(o, dict) else None for o in orbits] == self.cases(),
            "an orbit for each sign of lam",
        )
        for orbit in orbits:
            self.orbit(orbit)
        if seen or conclusion == "value":
            for lam in self.cases():
                rest = replace(self.penalty, {**self.lam_value(lam), sym("a"): ZERO})
                for f in (diff(rest, "b"), diff(rest, "w2")) if seen else (rest,):
                    Place({}).identity(f, "the penalty vanishes, or is constant, at a = 0")
            Place({}).identity(replace(self.neuron, {sym("a"): ZERO}), "the neuron vanishes at a = 0")
        if seen:
            need(self.s.get("points", "local-minima") == "local-minima", "residuals are seen at local minima")
            self.seen(data["seen"])
            self.met(data["met"])

    def no_instance(self, name: Any) -> None:
        """An assumption that is kept and met by no instance, or dropped and met by all."""
        need(name in self.assumptions, "no assumption of the claim")
        cases, loss, data = self.all_cases(), self.loss_row(), self.s.get("data", "any")
        number_signs = {"positive": 1, "negative": -1, "zero": 0}
        signs = {number_signs[x] if x in number_signs else (number(x) > 0) - (number(x) < 0) for x in cases}
        verdict: bool | None = None
        if name in ("lam-nonzero", "lam-positive"):
            fits = {s > 0 if name == "lam-positive" else s != 0 for s in signs}
            verdict = fits.pop() if len(fits) == 1 else None
        elif name in loss:
            verdict = loss[name]
        elif name == "realizable":
            verdict = {"distinct": True, "realizable": True, "conflicting": False}.get(data)
        elif name in ("paper-augmentation", "shared-neuron"):
            verdict = self.is_paper(name == "shared-neuron")
        if verdict is None:
            raise Holey("whether the instances meet the assumption is not seen")
        need(verdict == (name in self.dropped), "some instances may be left")

    def is_paper(self, shared: bool) -> bool | None:
        """Whether neuron, penalty and training are the paper's: by identities. They are not if two values differ."""
        if self.frozen or self.low or self.high or not self.all_covered or (shared and not self.shared):
            return False
        gaps = [sub(self.neuron, parse("a*exp(u + b)", ("a", "b", "u")))]
        gaps += [
            replace(sub(self.penalty, parse("lam*a**2", ("a", "lam"))), self.lam_value(x)) for x in self.all_cases()
        ]
        if all(is_zero(Exact(lambda c: None)(g)) for g in gaps):
            return True
        at = Place({n: num(Fraction(k, 3)) for n, k in (("a", 2), ("b", 1), ("u", 4), ("w2", 5), ("lam", 7))})
        different = [at.try_signs(g, 128) in (POSITIVE, frozenset((-1,))) for g in gaps]
        return False if different[0] or all(different[1:]) else None

    def loss_row(self) -> dict[str, bool]:
        """What the table of losses says of the named loss."""
        loss = self.s.get("loss")
        name = loss.get("name") if isinstance(loss, dict) else loss
        facts = ("differentiable", "convex", "stationary-is-global")
        return dict(zip(facts, LOSSES[name], strict=True)) if name in LOSSES else {}

    def lam_value(self, lam: str) -> dict[Node, Node]:
        """lam, whose size is called lam again."""
        if lam in ("positive", "negative"):
            return {sym("lam"): sym("lam") if lam == "positive" else neg(sym("lam"))}
        return {sym("lam"): ZERO if lam == "zero" else num(number(lam))}

    def view(self, *, a: set[int] | None = None) -> View:
        known: dict[str, Signs] = {"lam": POSITIVE, "w2": frozenset((0, 1))}
        if a:
            known["a"] = frozenset(a)
        return everywhere(("a", "b", "u", "w2", "lam"), 128, known)

    @staticmethod
    def plain(view: View, f: Node) -> Node:
        """The formula without kinks, where each of them is certainly on one side."""
        while found := kinks(f):
            k = next(k for k in found if not kinks(k.args[0]))
            side = view.side(k.args[0])
            if side is None:
                raise Holey("a kink whose side is not certain")
            f = replace(f, {k: k.args[1] if side else k.args[2]})
        return f

    def orbit(self, d: dict[str, Any]) -> None:
        """Theorem ORBIT, 1 to 6, for one sign of lam; or theorem TRADE."""
        if isinstance(d, dict) and d.get("field") == "trade":
            return self.trade(d)
        keys(d, "lam field alpha beta kinks above below")
        penalty = replace(self.penalty, self.lam_value(d["lam"]))
        view, here = self.view(), Place({})
        for f in (self.neuron, penalty):
            view.smooth(f)
        alpha, beta, field = parse(d["alpha"]), parse(d["beta"]), d["field"]
        need(field in ("shift", "scale", "bias", "weight"), "an unknown field")
        moves = {"shift": "b", "scale": "bW", "bias": "b", "weight": "W"}[field]
        signs = {c: 0 if is_zero(here.exact(c)) else here.sign(c, "a constant that is not 0") for c in (alpha, beta)}
        for name in ("a" if signs[alpha] else "") + (moves if signs[beta] else ""):
            need(name not in self.frozen, "what the orbit moves is frozen")
        self.invariant(d["kinks"], alpha, beta, field)
        a, sigma = sym("a"), self.monotone(d, penalty, alpha, beta, field)
        if self.shared and self.covered > 1:
            rest = replace(self.plain(self.view(a={0, 1}), penalty), {a: ZERO})
            need(view.smooth(rest) >= 1, "the penalty of an amplitude 0 is not continuously differentiable")
            need(
                -sigma not in view.signs(self.along(rest, alpha, beta, field)),
                "an amplitude that is 0 pays for the motion",
            )
        motion = [("a", -sigma * signs[alpha], False)]
        motion += [(name, sigma * signs[beta], field == "shift") for name in moves]
        for name, direction, shift in motion:
            low, high = self.low.get(name), self.high.get(name)
            if shift:
                need((high if direction > 0 else low) is None or not direction, "a bound stops the orbit")
            elif direction > 0:
                need(low is None and high is None, "a bound stops the orbit")
            elif direction < 0:
                need((low is None or low <= 0) and (high is None or high >= 0), "a bound stops the orbit")

    def monotone(self, d: Any, penalty: Node, alpha: Node, beta: Node, field: str) -> int:
        """The one strict sign of the derivative of the penalty along the orbit, for a > 0 and for a < 0."""
        a, here, towards = sym("a"), Place({}), set()
        for text, s in ((d["above"], 1), (d["below"], -1)):
            part = self.view(a={s})
            p = self.plain(part, penalty)
            need(part.smooth(p) >= 1, "the penalty is not continuously differentiable")
            slope = replace(self.along(p, alpha, beta, field), {a: a if s > 0 else neg(a)})
            shown = parse(text, ("a", "b", "w2", "lam"))
            values = self.lam_value(d["lam"]) if d["lam"] not in ("positive", "negative") else {}
            shown = replace(shown, values)
            here.identity(sub(slope, shown), "the derivative of the penalty along the orbit")
            towards.add(self.view(a={1}).signs(shown))
        need(
            len(towards) == 1 and towards <= {POSITIVE, frozenset((-1,))},
            "the penalty is not strictly monotone along the orbit",
        )
        return int(next(iter(next(iter(towards)))))

    def trade(self, d: Any) -> None:
        """Theorem TRADE: the amplitude is traded for the bias, as the neuron is a psi(b) times a function of u."""
        keys(d, "lam field psi shape form at above below")
        need(self.s.get("points", "local-minima") == "local-minima", "TRADE is about local minima")
        penalty, here = replace(self.penalty, self.lam_value(d["lam"])), Place({})
        for f in (self.neuron, penalty):
            self.view().smooth(f)
        psi, form, b, other = parse(d["psi"], ("b",)), parse(d["form"], ("b",)), sym("b"), sym("b2")
        need(not self.frozen & {"a", "b"} and "b" not in {*self.low, *self.high}, "a or b is frozen, or b has a bound")
        view = everywhere(("b",), 128)
        need(view.smooth(psi) == INF and view.signs(psi) == {1}, "psi is not analytic and positive")
        psi2 = replace(psi, {b: other})
        left = replace(self.neuron, {sym("a"): mul(sym("a"), psi2)})
        right = replace(self.neuron, {sym("a"): mul(sym("a"), psi), b: other})
        here.identity(sub(left, right), "the neuron is a psi(b) times a function of u", opaque=True)
        for s in (1, -1):
            here.identity(diff(self.plain(self.view(a={s}), penalty), "b"), "the penalty does not depend on b")
        here.identity(diff(replace(penalty, {sym("a"): ZERO}), "b"), "the penalty does not depend on b")
        sigma = self.monotone(d, penalty, ONE, ZERO, "bias")
        shapes = {"rising": (1, 1, 0), "falling": (1, -1, 0), "convex": (2, 1, 1), "concave": (2, -1, -1)}
        need(d["shape"] in shapes, "an unknown shape")
        order, sign, only = shapes[d["shape"]]
        need(only in (0, sigma), "a shape for the other sign")
        slope = diff(psi, "b") if order == 1 else diff(diff(psi, "b"), "b")
        here.identity(sub(slope, form), "the form is the derivative of psi")
        need(-sign not in view.signs(form), "psi has not this shape everywhere")
        Place({"b": num(number(d["at"]))}).sign(form, "the derivative of psi is not 0 at a point")
        low, high = self.low.get("a"), self.high.get("a")
        if sigma < 0:
            need(low is None and high is None, "a bound stops the trade")
        need((low is None or low <= 0) and (high is None or high >= 0), "a bound stops the trade")

    def along(self, p: Node, alpha: Node, beta: Node, field: str) -> Node:
        """X P for X = alpha a d/da - beta Y; as a function of w2 = w.w, w d/dw is 2 w2 d/dw2."""
        b, w2 = sym("b"), sym("w2")
        y = {"shift": [(ONE, "b")], "bias": [(b, "b")], "weight": [(mul(num(2), w2), "w2")]}
        y["scale"] = y["bias"] + y["weight"]
        parts = [mul(alpha, sym("a"), diff(p, "a"))]
        parts += [neg(mul(beta, factor, diff(p, name))) for factor, name in y[field]]
        return add(*parts)

    def invariant(self, rates: Any, alpha: Node, beta: Node, field: str) -> None:
        """The neuron is constant along the flow, for every choice of sides of its kinks; and h(flow) = e^(gamma t) h
        for the condition h >= 0 of each of them."""
        t, here, names = sym("t"), Place({}), ("a", "b", "u")
        shrink = exp(neg(mul(beta, t)))
        flow = {sym("a"): mul(sym("a"), exp(mul(alpha, t)))}
        if field == "shift":
            flow[sym("b")] = sub(sym("b"), mul(beta, t))
        if field in ("scale", "bias"):
            flow[sym("b")] = mul(sym("b"), shrink)
        if field in ("scale", "weight"):
            flow[sym("u")] = mul(sym("u"), shrink)
        found = list(kinks(self.neuron))
        need(isinstance(rates, dict) and len(found) <= 6, "not the rates of kinks")
        conditions = {parse(h, names): parse(g) for h, g in rates.items()}
        used = set()
        for k in found:
            for h, gamma in conditions.items():
                ratio = [sub(h, k.args[0]), sub(h, neg(k.args[0]))]
                if any(is_zero(Exact(lambda c: None, opaque=True)(r)) for r in ratio):
                    here.identity(
                        sub(replace(h, flow), mul(exp(mul(gamma, t)), h)),
                        "a kink grows at a constant rate",
                        opaque=True,
                    )
                    used.add(h)
                    break
            else:
                raise Invalid("a kink of the neuron without a rate")
        need(used == set(conditions), "the rate of something that is no kink")
        for sides in itertools.product((1, 2), repeat=len(found)):
            f = self.neuron
            chosen = {k: k.args[s] for k, s in zip(found, sides, strict=True)}
            while kinks(f):
                f = replace(f, chosen)
            here.identity(sub(replace(f, flow), f), "the orbit leaves the neuron as it is")

    def seen(self, d: Any) -> None:
        """Theorem SEEN, 1 and 3 to 5 (2 was checked before)."""
        loss, outputs = self.s.get("loss"), self.s.get("outputs", 1)
        softmax = loss in ("softmax-cross-entropy", {"name": "softmax-cross-entropy"}) and self.covered == outputs - 1
        need(self.all_covered or softmax, "an output without a neuron")
        need(not self.frozen & {"a", "b", "W"}, "a, b or W is frozen")
        for name in "abW":
            low, high = self.low.get(name, -INF), self.high.get(name, INF)
            need(low < high and (name != "a" or low < 0 < high), "the bounds leave no room")
        here, sides = Place({}), []
        for s in (1, -1):
            sides.append(self.slope(self.neuron, s))
            for lam in self.cases():
                here.identity(
                    self.slope(replace(self.penalty, self.lam_value(lam)), s), "the slope of the penalty at a = 0"
                )
        phi = sides[0]
        here.identity(sub(phi, sides[1]), "one slope from both sides")
        view = everywhere(("b", "u"), 128)
        need(view.smooth(phi) == INF, "the slope is not analytic")
        need(isinstance(d, dict), "not an object")
        if d.get("by") == "rate":
            keys(d, "by rate at")
            k, at = parse(d["rate"]), [num(x) for x in numbers(d["at"], 2)]
            here.sign(k, "the rate is not 0")
            here.identity(sub(diff(phi, "u"), mul(k, phi)), "the slope is an exponential in u")
            Place(dict(zip(("b", "u"), at, strict=True))).sign(phi, "the slope is not 0 at a point")
            return
        keys(d, "by at")
        at = [num(x) for x in numbers(d["at"])]
        distinct = self.s.get("distinct")
        need(
            d["by"] == "moments" and distinct is not None and distinct <= len(at) <= 10, "not as many moments as inputs"
        )
        for b in at:
            Place({"b": b, "u": ZERO}).sign(phi, "a Taylor coefficient is not 0")
            phi = diff(phi, "u")

    def slope(self, f: Node, s: int) -> Node:
        """The limit at a = 0 of the slope in a from one side, where the formula has no kinks and is continuous."""
        a, whole = sym("a"), replace(f, {sym("a"): ZERO})
        f = self.plain(self.view(a={s}), f)
        need(self.view(a={0, s}).smooth(f) >= 1, "no slope in a at a = 0")
        Place({}).identity(sub(replace(f, {a: ZERO}), whole), "the formula is continuous at a = 0")
        return replace(diff(f, "a"), {a: ZERO})

    def met(self, d: Any) -> None:
        """The properties that the conclusion needs, and what has them."""
        need(isinstance(d, dict), "not an object")
        row = self.loss_row()
        for key, by in d.items():
            has = {
                "kept": key in self.kept,
                "loss": row.get(key, False),
                "data": key == "realizable" and self.s.get("data") in ("distinct", "realizable"),
            }
            need(isinstance(by, str) and has.get(by, False), f"{key} is not met")
        conclusion = self.s["conclusion"]
        need("differentiable" in d, "the losses need not be differentiable")
        need(
            {"convex"} & set(d) or "eliminable" in d or {"stationary-is-global", "realizable"} <= set(d),
            "the losses may have bad wells",
        )
        need(conclusion != "elimination" or "data-only" in d, "L may have a term in theta alone")
        need(conclusion != "realizable" or "realizable" in d, "equal inputs may have different targets")


# 14. Files ------------------------------------------------------------------------------------------------------------


def read(path: Path) -> Any:
    """The JSON of a certificate file: ASCII, no floats, no long numbers, each key once, not nested deeper than 32."""

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len({k for k, _ in members}) == len(members), "a key stands twice")
        return dict(members)

    def integer(text: str) -> int:
        need(len(text.lstrip("-")) <= 9, "a number of more than nine digits")
        return int(text)

    def refuse(text: str) -> Any:
        raise Invalid(f"the number {text[:20]} is not an integer")

    def depth(x: Any, left: int) -> None:
        need(left, "nested too deep")
        for y in x.values() if isinstance(x, dict) else x if isinstance(x, list) else ():
            depth(y, left - 1)

    try:
        text = path.read_bytes().decode("ascii")
        data = json.loads(text, object_pairs_hook=pairs, parse_int=integer, parse_float=refuse, parse_constant=refuse)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Invalid(f"no JSON in ASCII: {str(error)[:80]}") from None
    except OSError as error:
        raise Invalid(f"cannot be read: {error.strerror}") from None
    depth(data, 33)
    return data


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise Invalid(f"{path.name} is no TOML: {str(error)[:80]}") from None
    except OSError as error:
        raise Invalid(f"{path.name} cannot be read: {error.strerror}") from None


PEOPLE = ("title", "source", "belief", "catch", "restores")
Verdict = tuple[str, str, str]  # kind, valid or invalid or holey, why


def guarded(check: Callable[[], Any]) -> tuple[Any, str, str]:
    """The facts, and what came out."""
    try:
        return check() or {}, "valid", ""
    except Invalid as error:
        return None, "invalid", str(error)
    except Undefined as error:
        return None, "invalid", f"no value: {error}"
    except Holey as error:
        return None, "holey", str(error)
    except (RecursionError, MemoryError, OverflowError):
        return None, "holey", "too large"
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ZeroDivisionError) as error:
        return None, "invalid", f"malformed ({type(error).__name__}: {str(error)[:60]})"


def check_case(document: Any, toml: dict[str, Any] | None, claims: dict[str, Any]) -> Iterator[Verdict]:
    """A file of certificates of one case; with the TOML file, if there is one, it is bound to."""
    keys(document, "format version case problem file certificates")
    need(document["format"] == "verify-minima certificates" and document["version"] == 1, "another format or version")
    keys(document["problem"], "text sha256")
    text, file = document["problem"]["text"], document["file"]
    keys(text, "problem augment")
    need(document["problem"]["sha256"] == sha256(text), "the hash is not that of the problem")
    if toml is not None:
        stated = {"problem": toml.get("problem"), "augment": toml.get("augment", {})}
        need(canonical(text) == canonical(stated), "the problem is not that of the TOML file")
        rest = {k: v for k, v in toml.items() if k not in ("problem", "augment", *PEOPLE)}
        need(
            canonical({k: v for k, v in file.items() if k not in PEOPLE}) == canonical(rest),
            "`file` is not the TOML file",
        )
    case = Case(Problem(text))
    verdicts = Verdicts(case, file, claims)
    found: list[tuple[str, Any, Any]] = []
    for certificate in items(document["certificates"]):

        def check(c: Any = certificate) -> Any:
            keys(c, "kind data")
            kind, data = c["kind"], c["data"]
            need(isinstance(data, dict) and isinstance(kind, str), "not a certificate")
            name = "check_" + kind.replace("-", "_")
            if kind == "judgement":
                return verdicts.judgement(data)
            if kind == "violation":
                return verdicts.violation(data)
            need(re.fullmatch(r"[a-z-]+", kind) and hasattr(case, name), "an unknown kind")
            return getattr(case, name)(data)

        facts, verdict, why = guarded(check)
        kind = str(certificate.get("kind", "?")) if isinstance(certificate, dict) else "?"
        if facts is not None:
            digest = sha256({"kind": kind, "data": certificate["data"], "problem": document["problem"]["sha256"]})
            verdicts.accepted[digest] = kind, certificate["data"], facts
            found.append((kind, certificate["data"], facts))
        yield kind, verdict, why
    if toml is not None:
        for words, there in expectations(toml, found):
            if not there:
                yield "expectation", "invalid", f"no valid certificate for {words}"


def expectations(file: dict[str, Any], found: list[tuple[str, Any, Any]]) -> Iterator[tuple[str, bool]]:
    """What the TOML file states, and whether an accepted certificate says it."""
    expect = file.get("expect", {})

    def has(kind: str, table: str | None = "point", **data: Any) -> bool:
        return any(
            k == kind
            and all(d.get(n) == v for n, v in data.items())
            and (table is None or named_point(file, table, d.get("point")))
            for k, d, _ in found
        )

    def stated(value: str) -> dict[str, str]:
        return {"rounds_to": value[1:].strip()} if value.startswith("~") else {"equals": value}

    for key, table in (("value", "point"), ("better_value", "better")):
        if key in expect:
            yield key, has("value", table, **stated(expect[key]))
    for x, row in enumerate(expect.get("residual_gradients", [])):
        for k, value in enumerate(row):
            yield f"residual_gradients[{x}][{k}]", has("residual-value", input=x, output=k, **stated(value))
    if "norm" in expect:
        yield "norm", has("norm", **stated(expect["norm"]))
    if (method := expect.get("method")) == "strict":
        yield (
            "method",
            any(
                k == "critical-point" and f["index"] == 0 and named_point(file, "point", d["point"])
                for k, d, f in found
            ),
        )
    elif method:
        extra = {"subgradients": file["point"]["subgradients"]} if "subgradients" in file.get("point", {}) else {}
        yield "method", has(method, **extra)
    if method == "morse-bott":
        family = file["family"]
        yield "family", has(method, parameters=family["parameters"], family=family["theta"], at=family["at"])
    if "better" in file:
        lower = [d for k, d, _ in found if k == "lower-value"]
        yield (
            "[better]",
            any(named_point(file, "point", d["point"]) and named_point(file, "better", d["better"]) for d in lower),
        )
    if "order" in expect:
        center = file["center"][0]
        yield (
            "order",
            has("descent", b=center["b"], W=center["W"], order=int(expect["order"]), lower_orders_vanish=True),
        )
    optimal = has("data-optimal")  # then there is no descent
    for center in [] if optimal else file.get("center", []):
        yield "[[center]]", has("descent", b=center["b"], W=center["W"])
    if "flow" in file and expect.get("claims", {}).get("FLOW") == "holds" and number(file["flow"]["limit"]):
        yield "[flow]", has("flow-limit", None, a=file["flow"]["a"], b=file["flow"]["b"], limit=file["flow"]["limit"])
    if "witness" in file:
        w = file["witness"]
        at = [*file["point"]["theta"], *w["a"], *w["b"], *itertools.chain(*w["W"])]
        yield "[witness]", has(f"augmented-{w['method']}", None, at=at)
        if "witness_norm" in expect:
            yield "witness_norm", has("augmented-norm", None, at=at, **stated(expect["witness_norm"]))
    if file.get("kind") == "data-optimal":
        yield "kind", optimal
    if file.get("kind") == "failure-mode":
        yield "kind", has("residual-gradient") and has("descent") and has("orbit", None)
    if file.get("kind") == "necessity":
        yield "[statement]", any(k == "violation" for k, _, _ in found)
    for claim, verdict in expect.get("claims", {}).items():
        if verdict in ("holds", "fails", "vacuous"):
            yield (
                f"claims.{claim}",
                any(k == "judgement" and f == {"claim": claim, "verdict": verdict} for k, _, f in found),
            )


def check_steps(document: Any, claims: dict[str, Any]) -> Iterator[Verdict]:
    keys(document, "format version claim certificates")
    need(
        document["format"] == "verify-minima certificates of steps" and document["version"] == 1,
        "another format or version",
    )
    need(document["claim"] in claims, "an unknown claim")
    seen = set()
    for c in items(document["certificates"]):

        def check(c: Any = c) -> None:
            keys(c, "kind data")
            need(c["kind"] == "step", "not a step")
            need(
                c["data"]["claim"] == document["claim"] and c["data"]["step"] not in seen,
                "another claim, or a step twice",
            )
            seen.add(c["data"]["step"])
            check_step(c["data"])

        _, verdict, why = guarded(check)
        name = c["data"].get("step", "?") if isinstance(c, dict) and isinstance(c.get("data"), dict) else "?"
        yield "step", verdict, f"{name}: {why}" if why else ""


def check_statement(document: Any, toml: dict[str, Any], claims: dict[str, Any]) -> Iterator[Verdict]:
    keys(document, "format version kind statement data")
    need(
        document["format"] == "verify-minima statement certificate" and document["version"] == 1,
        "another format or version",
    )
    need(document["statement"] == sha256(toml), "the statement is another one")
    _, verdict, why = guarded(lambda: Statement(toml, claims).check(document["kind"], document["data"]))
    yield str(document["kind"]), verdict, why


def toml_of(path: Path, examples: Path) -> Path:
    """The TOML file of a certificate file: at the same place below COUNTEREXAMPLES."""
    parts = path.parts
    for folder in ("certificates", "statements"):
        if folder in parts:
            cut = len(parts) - parts[::-1].index(folder)
            found = examples.joinpath(*parts[cut:]).with_suffix(".toml")
            if found.is_file():
                return found
    named = list(examples.rglob(path.with_suffix(".toml").name)) if examples.is_dir() else [examples]
    need(len(named) == 1, f"not one file {path.stem}.toml below {examples}")
    return named[0]


def check_file(path: Path, examples: Path, claims: dict[str, Any]) -> list[Verdict]:
    result: list[Verdict] = []

    def check() -> None:
        document = read(path)
        need(isinstance(document, dict) and isinstance(document.get("format"), str), "not a file of certificates")
        if document["format"].endswith("of steps"):
            result.extend(check_steps(document, claims))
        elif document["format"] == "verify-minima statement certificate":
            result.extend(check_statement(document, read_toml(toml_of(path, examples)), claims))
        else:
            family = "families" in path.parts
            result.extend(check_case(document, None if family else read_toml(toml_of(path, examples)), claims))

    _, verdict, why = guarded(check)
    return result if verdict == "valid" else [*result, ("file", verdict, why)]


def files_of(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    folders = [path / f for f in ("certificates", "families", "steps", "statements") if (path / f).is_dir()] or [path]
    return sorted(f for folder in folders for f in folder.rglob("*.json"))


def claims_of(path: Path) -> dict[str, Any]:
    for folder in (path, *path.resolve().parents):
        if (folder / "claims.json").is_file():
            claims = read(folder / "claims.json")
            need(isinstance(claims, dict), "claims.json holds no object")
            return dict(claims)
    raise Invalid(f"no claims.json beside {path}")


def missing(path: Path, examples: Path) -> Iterator[str]:
    """Counterexamples of which a report has no file."""
    for folder, statement in (("certificates", False), ("statements", True)):
        if (path / folder).is_dir() and examples.is_dir():
            for toml in sorted(examples.rglob("*.toml")):
                data = read_toml(toml)
                expected = (
                    data.get("statement", {}).get("expect") == "true" if statement else data.get("kind") != "statement"
                )
                if expected and (data.get("kind") == "statement") == statement:
                    where = path / folder / toml.relative_to(examples).with_suffix(".json")
                    if not where.is_file():
                        yield f"{toml.relative_to(examples)}: no certificates"


def main(arguments: list[str]) -> int:
    sys.setrecursionlimit(20000)
    if len(arguments) < 2:
        print(__doc__)
        return 2
    *paths, examples = map(Path, arguments)
    table: dict[str, dict[str, int]] = {}
    lines = []
    try:
        for path in paths:
            need(path.exists() and examples.exists(), f"there is no {path if not path.exists() else examples}")
            claims, files = claims_of(path), files_of(path)
            if examples.is_file():
                files = [f for f in files if f.stem == examples.stem and not {"families", "steps"} & set(f.parts)]
            need(files, f"no certificates below {path}")
            for f in files:
                for kind, verdict, why in check_file(f, examples, claims):
                    row = table.setdefault(kind, {"valid": 0, "invalid": 0, "holey": 0})
                    row[verdict] += 1
                    if verdict != "valid":
                        lines.append(f"{verdict} {f}: {kind}: {why}")
            lines += [f"invalid {words}" for words in missing(path, examples)] if path.is_dir() else []
    except Invalid as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{'kind':28}{'valid':>8}{'invalid':>9}{'holey':>7}")
    for kind, row in sorted(table.items()):
        print(f"{kind:28}{row['valid']:8}{row['invalid']:9}{row['holey']:7}")
    total = {v: sum(row[v] for row in table.values()) for v in ("valid", "invalid", "holey")}
    print(f"{'all':28}{total['valid']:8}{total['invalid']:9}{total['holey']:7}")
    print(*lines, sep="\n", end="\n" if lines else "")
    return 1 if any(x.startswith("invalid") for x in lines) else 3 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
