"""A second checker of certificates, independent of the kernel: one file, with the standard library alone.

    python recheck.py REPORTS... COUNTEREXAMPLES

It is written against notes/certificate-format.md, counterexample-format.md, search.md and theory.md alone. `valid`:
every condition which these notes ask of the certificate was proved here anew, by exact rational arithmetic, by
identities of a normal form, or by intervals that are rounded outwards. `invalid`: a condition fails. `holey`: one could
be neither proved nor refuted here, and nothing is said. An interval that contains 0 never proves an equality.

Parts: 1 intervals, 2 formulas, 3 formulas on a box, 4 the normal form, 5 problems, 6 points, 7 reading, 8 kinds about
L, 9 paths, symmetries and kinks, 10 kinds about L~, 11 related claims, 12 neurons and penalties of any kind, 13
verdicts, 14 steps, 15 statements, 16 files.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import itertools
import json
import math
import operator
import re
import struct
import sys
import tomllib
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache, cached_property, lru_cache, partial, reduce
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

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


def iroot(n: int, d: int) -> int:
    """The greatest r with r^d <= n, for n >= 0 (Newton's iteration falls to it from above)."""
    if n < 2 or d <= 2:
        return math.isqrt(n) if d == 2 else n
    r = 1 << -(-n.bit_length() // d)
    while (s := ((d - 1) * r + n // r ** (d - 1)) // d) < r:
        r = s
    return r


def repeated(product: Callable[[Any, Any], Any], x: Any, n: int) -> Any:
    """The product of n > 0 factors x, by squaring."""
    if n == 1:
        return x
    square = product(half := repeated(product, x, n // 2), half)
    return product(square, x) if n % 2 else square


def shrunk(x: Interval, k: int) -> Interval:
    """2^-k x, rounded outwards."""
    return (x[0] if abs(x[0]) == INF else x[0] >> k), (x[1] if abs(x[1]) == INF else -(-x[1] >> k))


def size(x: Interval) -> Any:
    """The greatest size of a number of the interval."""
    return max(abs(x[0]), abs(x[1]))


def negated(x: Interval) -> Interval:
    return -x[1], -x[0]


def summed(parts: Iterable[Interval]) -> Interval:
    lo, hi = zip(*parts, strict=True)
    return total(lo, -INF), total(hi, INF)


def total(ends: tuple[Any, ...], worst: float) -> Any:
    """The sum of ends on one side, of which `worst` is the infinite one that bounds nothing. An infinite end is a
    float, to which Python adds no integer beyond 2^1024."""
    return next((end for end in (worst, -worst) if end in ends), None) or sum(ends)


class Arithmetic:
    """Intervals of multiples of 2^-p, rounded outwards. Each function states why its bound holds."""

    def __init__(self, p: int):
        self.p, self.one = p, 1 << p

    def number(self, q: Fraction) -> Interval:
        n = q.numerator << self.p
        return n // q.denominator, -(-n // q.denominator)

    def span(self, lo: Any, hi: Any) -> Interval:
        """The interval from one rational or infinite end to another."""
        return (lo if abs(lo) == INF else self.number(lo)[0]), (hi if abs(hi) == INF else self.number(hi)[1])

    def mul(self, x: Interval, y: Interval) -> Interval:
        (a, b), (c, d) = x, y
        try:
            if a >= 0 and c >= 0:
                return a * c >> self.p, -(-b * d >> self.p)
            ends = [a * c, a * d, b * c, b * d]
            return min(ends) >> self.p, -(-max(ends) >> self.p)
        except (TypeError, OverflowError, ValueError):  # an end is infinite; 0 times any number is 0
            ends = [0 if 0 in (u, v) else u * v if INF not in (abs(u), abs(v)) else INF if (u > 0) == (v > 0) else -INF
                    for u in x for v in y]  # fmt: skip
            return shrunk((min(ends), max(ends)), self.p)

    def inverse(self, x: Interval) -> Interval:
        """1/x for 0 <= lo or hi <= 0; an end 0 stands for numbers as near to 0 as one likes."""
        lo, hi = x
        if hi <= 0:
            return negated(self.inverse(negated(x)))
        square = 1 << 2 * self.p
        return (0 if hi == INF else square // hi), (INF if lo == 0 else 0 if lo == INF else -(-square // lo))

    def power(self, x: Interval, n: int) -> Interval:
        """x^n for an integer n > 0; an even power is one of |x|, an odd one rises."""
        lo, hi = x
        if lo < 0 and n % 2 == 0:
            x = (0, max(-lo, hi)) if hi > 0 else (-hi, -lo)
        elif lo < 0:
            low, high = self.power((-lo, -lo), n), self.power((abs(hi), abs(hi)), n)
            return -low[1], (high[1] if hi >= 0 else -high[0])
        return repeated(self.mul, x, n)  # type: ignore[no-any-return]

    def root(self, x: Interval, d: int) -> Interval:
        """x^(1/d) for x >= 0: the integer root of x 2^(p(d-1)), and that of the upper end plus 1."""
        shift = self.p * (d - 1)
        low = INF if x[0] == INF else iroot(max(x[0], 0) << shift, d)
        return low, (INF if x[1] == INF else iroot(x[1] << shift, d) + 1)

    def function(self, name: str, x: Interval) -> Interval:
        """exp, log, atan and erf rise: their values at the ends. sin and cos: the value at the middle, plus or minus
        half the width, as their slopes are at most 1 in size."""
        if name not in ("sin", "cos"):
            low, high = (max(x[0], 0), x[1]) if name == "log" else x
            return enclosure(name, self.p, low)[0], enclosure(name, self.p, high)[1]
        if INF in (-x[0], x[1]) or x[1] - x[0] > 4 * self.one:
            return -self.one, self.one
        radius, (lo, hi) = (x[1] - x[0] + 2) // 2, enclosure(name, self.p, (x[0] + x[1]) // 2)
        return max(lo - radius, -self.one), min(hi + radius, self.one)

    def series(self, term: Interval, x: Interval, ratio: Callable[[int], tuple[int, int]], least: int = 0) -> Interval:
        """The sum of terms, each x ratio(n) times the one before, to one of at most a unit, `least` terms at least.
        Whoever calls it says why what is left out is at most the last term."""
        total, n = term, 0
        while size(term) > 1 or n < least:
            n += 1
            (a, b), (lo, hi) = ratio(n), self.mul(term, x)
            term = lo * a // b, -(-hi * a // b)
            total = total[0] + term[0], total[1] + term[1]
        return total[0] - 1, total[1] + 1

    def exp(self, x: Any) -> Interval:
        """exp(x) = exp(t)^(2^s) with t = x/2^s. As |t| < 2^-8, the terms fall by 2^-8 at least."""
        p = self.p
        if x < -(p + 2) << p:
            return 0, 1  # exp(x) < 2^-p
        if x == INF or x > 1 << p + 14:
            return self.one, INF
        large = max(0, x >> p)
        s = max(8, math.isqrt(p + 2 * large)) + abs(x >> p).bit_length()
        w = p + 3 * large // 2 + 2 * s + 32
        exact, t = arithmetic(w), (x << w - p) >> s
        result = exact.series((exact.one, exact.one), (t, t), lambda n: (1, n))
        for _ in range(s):
            result = exact.mul(result, result)
        return shrunk(result, w - p)

    def log_sum_exp(self, xs: Sequence[Interval]) -> Interval:
        """log(exp(x_1) + exp(x_2) + ...) = m + log(exp(x_1 - m) + ...), m the greatest, which rises with each of them:
        its values at the lower ends and at the upper ends. No exponential is beyond 1 here."""

        def at(ends: list[Any]) -> Interval:
            most = max(ends)
            if abs(most) == INF:
                return most, most
            terms = [(0, 1) if x == -INF else enclosure("exp", self.p, x - most) for x in ends]
            lo, hi = self.function("log", summed(terms))
            return lo + most, hi + most

        return at([x[0] for x in xs])[0], at([x[1] for x in xs])[1]

    def odd(self, v: Interval, sign: int) -> Interval:
        """v -+ v^3/3 + ...: atan(v) (sign -1), whose terms alternate and fall for |v| < 1, or atanh(v) (sign 1), whose
        terms fall by 1/9 at least for |v| <= 1/3."""
        square = self.power(v, 2)
        return self.series(v, square if sign > 0 else negated(square), lambda n: (2 * n - 1, 2 * n + 1))

    @cached_property
    def log2(self) -> Interval:
        """log 2 = 2 atanh(1/3)."""
        lo, hi = self.odd((self.one // 3, self.one // 3 + 1), 1)
        return 2 * lo, 2 * hi

    def log(self, x: Any) -> Interval:
        """log(2^k m) = k log 2 + 2 atanh((m - 1)/(m + 1)), with 1/2 <= m < 1."""
        if x in (0, INF):
            return (-INF, -INF) if x == 0 else (INF, INF)
        k = x.bit_length() - self.p
        exact = arithmetic(self.p + abs(k).bit_length() + 32)
        (low, high), one = exact.number(Fraction(x, 1 << x.bit_length())), exact.one
        lo, hi = exact.odd(exact.mul((low - one, high - one), exact.inverse((low + one, high + one))), 1)
        ends = sorted(k * end for end in exact.log2)
        return shrunk((ends[0] + 2 * lo, ends[1] + 2 * hi), exact.p - self.p)

    @cached_property
    def pi(self) -> Interval:
        """Machin: pi = 16 atan(1/5) - 4 atan(1/239)."""
        exact = arithmetic(self.p + 32)
        a, b = (exact.odd(exact.number(Fraction(1, k)), -1) for k in (5, 239))
        return shrunk((16 * a[0] - 4 * b[1], 16 * a[1] - 4 * b[0]), 32)

    def atan(self, x: Any) -> Interval:
        """atan(v) = 2 atan(v/(1 + sqrt(1 + v^2))), eight times; for |v| > 1, atan(v) = +-pi/2 - atan(1/v)."""
        exact = arithmetic(self.p + 40)
        (low, high), one = exact.pi, (exact.one, exact.one)
        half = (low // 2, -(-high // 2)) if x > 0 else (-high // 2, -(low // 2))
        if abs(x) == INF:
            return shrunk(half, 40)
        v: Interval = (x << 40, x << 40)
        v = exact.inverse(v) if abs(x) > self.one else v
        for _ in range(8):
            root = exact.root(summed((one, exact.power(v, 2))), 2)
            v = exact.mul(v, exact.inverse(summed((one, root))))
        lo, hi = exact.odd(v, -1)
        lo, hi = lo << 8, hi << 8
        return shrunk((half[0] - hi, half[1] - lo) if abs(x) > self.one else (lo, hi), 40)

    def sin(self, x: int, quarter: int = 0) -> Interval:
        """sin(x + quarter pi/2), by r = x - k pi/2 with |r| < 1: the terms of sin r and of cos r alternate and fall."""
        shift = 40 + max(0, x.bit_length() - self.p)
        exact, x = arithmetic(self.p + shift), x << shift
        k = round(Fraction(2 * x, exact.pi[0]))
        ends = sorted((k * exact.pi[0], k * exact.pi[1]))
        r = x - -(-ends[1] // 2), x - ends[0] // 2
        k, square = (k + quarter) % 4, negated(exact.power(r, 2))
        first, odd = ((exact.one, exact.one), -1) if k % 2 else (r, 1)  # the terms of cos r, or of sin r
        result = exact.series(first, square, lambda n: (1, 2 * n * (2 * n + odd)))
        return shrunk(result if k < 2 else negated(result), shift)

    def cos(self, x: int) -> Interval:
        return self.sin(x, 1)

    def erf(self, x: Any) -> Interval:
        """erf(v) = 2/sqrt(pi) exp(-v^2) sum of 2^n v^(2n+1)/(1*3*...*(2n+1)): terms of one sign, which fall by a half
        or more once n >= 2 v^2. For v >= 0, 1 - erf(v) <= exp(-v^2)."""
        if x < 0:
            return negated(self.erf(-x))
        if x == INF or x * x > (self.p + 4) << 2 * self.p:
            return self.one - 1, self.one
        exact = arithmetic(self.p + 40)
        v: Interval = (x << 40, x << 40)
        square = exact.power(v, 2)
        total = exact.series(v, square, lambda n: (2, 2 * n + 1), least=(2 * square[1] >> exact.p) + 1)
        factor = exact.mul((2 * exact.one, 2 * exact.one), exact.inverse(exact.root(exact.pi, 2)))
        lo, hi = shrunk(exact.mul(exact.mul(factor, exact.function("exp", negated(square))), total), 40)
        return lo, min(hi, self.one)


arithmetic = cache(Arithmetic)


@lru_cache(maxsize=50000)
def enclosure(name: str, p: int, x: Any) -> Interval:
    """The elementary function of this name at x 2^-p."""
    return getattr(arithmetic(p), name)(x)  # type: ignore[no-any-return]


# 2. Formulas ----------------------------------------------------------------------------------------------------------


def add(*terms: Operand) -> Node:
    constant, rest = gathered("add", terms)
    if constant or not rest:
        rest.append(num(constant))
    return rest[0] if len(rest) == 1 else make("add", *rest)


def mul(*factors: Operand) -> Node:
    """A product. A factor 0 takes only such others away that have a value everywhere."""
    constant, rest = gathered("mul", factors)
    if constant == 0:
        rest = [s for s in rest if not s.total]
    if constant != 1 or not rest:
        rest.insert(0, num(constant))
    return rest[0] if len(rest) == 1 else make("mul", *rest)


def gathered(op: str, terms: Iterable[Operand]) -> tuple[Fraction | int, list[Node]]:
    """The numbers among the terms brought together, and the others; terms of terms are terms."""
    numbers: list[Fraction | int] = []
    rest: list[Node] = []
    for t in terms:
        for s in t.args if isinstance(t, Node) and t.op == op else (t,):
            if isinstance(s, Node) and s.op != "num":
                rest.append(s)
            else:
                numbers.append(s.args[0] if isinstance(s, Node) else s)
    return reduce(operator.add if op == "add" else operator.mul, numbers or [int(op == "mul")]), rest


def power(base: Node, e: Fraction | int) -> Node:
    if base.op == "num" and e.denominator == 1:
        need(base.args[0] or e >= 0, "a division by 0")
        if abs(e) * (base.args[0].numerator.bit_length() + base.args[0].denominator.bit_length()) > 10**6:
            raise Holey("a number is too large")
        return num(base.args[0] ** int(e))
    if e == 0:
        return 1 + 0 * base
    return base if e == 1 else make("pow", base, Fraction(e))


class Node:
    """A formula; equal formulas are one object. `free`: its symbols; `total`: it has a value for all real numbers, as
    its form shows.

    ops: num(q), pi, sym(name), add(...), mul(...), pow(base, rational), exp, log, sin, cos, atan, erf, and
    kink(c, u, l, k): u where c >= 0 and l where c < 0, with k continuous derivatives across c = 0; -1: it jumps there,
    less: it has no value there.
    """

    __slots__ = ("args", "free", "kinks", "op", "parts", "total")
    table: dict[tuple[Any, ...], Node] = {}  # noqa: RUF012

    def __init__(self, op: str, args: tuple[Any, ...]):
        self.op, self.args = op, args
        self.parts: list[Node] = [a for a in args if isinstance(a, Node)]
        self.free: frozenset[str] = frozenset(args if op == "sym" else ()).union(*(a.free for a in self.parts))
        inner = [k for a in self.parts for k in a.kinks] + ([self] if op == "kink" else [])
        self.kinks: tuple[Node, ...] = tuple(dict.fromkeys(inner)) if inner else ()
        whole = {"log": False, "pow": op == "pow" and args[1] >= 0 and args[1].denominator == 1,
                 "kink": op == "kink" and args[3] >= -1}  # fmt: skip
        self.total: bool = whole.get(op, True) and all(a.total for a in self.parts)

    __add__ = __radd__ = add
    __mul__ = __rmul__ = mul
    __pow__ = power

    def __neg__(self) -> Node:
        return mul(-1, self)

    def __sub__(self, other: Operand) -> Node:
        return add(self, mul(-1, other))

    def __rsub__(self, other: Operand) -> Node:
        return add(other, -self)

    def __truediv__(self, other: Node) -> Node:
        return mul(self, power(other, -1))

    def __rtruediv__(self, other: Operand) -> Node:
        return mul(other, power(self, -1))


Operand = Node | Fraction | int


def make(op: str, *args: Any) -> Node:
    key = (op, *args)
    if key not in Node.table:
        Node.table[key] = Node(op, args)
    return Node.table[key]


def num(q: Fraction | int) -> Node:
    return make("num", q if isinstance(q, Fraction) else Fraction(q))


def sym(name: str) -> Node:
    return make("sym", name)


ZERO, ONE, TWO, HALF, PI = num(0), num(1), num(2), num(Fraction(1, 2)), make("pi")


def dot(xs: Iterable[Operand], ys: Iterable[Operand]) -> Node:
    return add(*(mul(x, y) for x, y in zip(xs, ys, strict=True)))


def exp(x: Node) -> Node:
    return ONE if x is ZERO else make("exp", x)


def kink(c: Node, upper: Node, lower: Node, k: int) -> Node:
    if c.op == "num" and k >= -1:
        return upper if c.args[0] >= 0 else lower
    return upper if upper is lower and c.total and k >= -1 else make("kink", c, upper, lower, k)


def chosen(n: Node, upper: bool) -> Node:
    """The piece of a kink on one side."""
    return n.args[1 if upper else 2]  # type: ignore[no-any-return]


def absolute(x: Node) -> Node:
    return kink(x, x, -x, 0)


def exponents_of(u: Node) -> list[Node]:
    """u_1, u_2, ... if u = exp(u_1) + exp(u_2) + ..., where 1 is exp(0); empty if it is no such sum."""
    if u.op != "add" or not all(term.op == "exp" or term is ONE for term in u.args):
        return []
    return [term.args[0] if term.op == "exp" else ZERO for term in u.args]


ELEMENTARY: dict[str, Callable[[Node], Node]] = {  # with their derivatives
    "exp": exp,
    "log": lambda u: 1 / u,
    "sin": lambda u: make("cos", u),
    "cos": lambda u: -make("sin", u),
    "atan": lambda u: 1 / (1 + u**2),
    "erf": lambda u: 2 * PI ** Fraction(-1, 2) * exp(-(u**2)),
}
FUNCTIONS: dict[str, Callable[[Node], Node]] = {
    **{name: partial(make, name) for name in ELEMENTARY},
    "exp": exp,
    "sinh": lambda u: HALF * (exp(u) - exp(-u)),
    "cosh": lambda u: HALF * (exp(u) + exp(-u)),
    "tanh": lambda u: 1 - 2 / (1 + exp(2 * u)),
    "sigmoid": lambda u: 1 / (1 + exp(-u)),
    "softplus": lambda u: make("log", 1 + exp(u)),
    "sqrt": lambda u: u ** Fraction(1, 2),
    "abs": absolute,
    "linear": lambda u: u,
    "square": lambda u: u**2,
    "gelu": lambda u: HALF * u * (1 + make("erf", u * TWO ** Fraction(-1, 2))),
    "elu": lambda u: kink(u, u, exp(u) - 1, 1),
    "softsign": lambda u: u / (1 + absolute(u)) if u.op == "num" else kink(u, u / (1 + u), u / (1 - u), 1),
    "relu": lambda u: kink(u, u, ZERO, 0),
    "leaky_relu": lambda u: kink(u, u, Fraction(1, 100) * u, 0),
    "step": lambda u: kink(u, ONE, ZERO, -1),
}
KNOWN = {*FUNCTIONS, "pi", "max", "min"}
NAME = r"[A-Za-z_][A-Za-z_0-9]*"
TOKEN = re.compile(rf"\s*(?:((?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{{1,5}})?)|({NAME})|(\*\*|[-+*/(),]))")


class Parser:
    """The grammar of notes/counterexample-format.md, with Python's precedence. Brackets, calls, prefix signs and
    exponents nest, 64 deep."""

    def __init__(self, text: str, names: Iterable[str]):
        need(isinstance(text, str) and len(text) <= 20000 and text.isascii(), "not a formula")
        self.names, self.tokens, self.depth, place, text = set(names), [], 0, 0, text.rstrip()
        while place < len(text):
            if (match := TOKEN.match(text, place)) is None:
                raise Invalid(f"no formula: {text[:60]!r}")
            self.tokens.append(match.groups())
            place = match.end()
        self.tokens.reverse()

    def take(self, *symbols: str) -> str | None:
        return self.tokens.pop()[2] if self.tokens and self.tokens[-1][2] in symbols else None

    def inside(self, rule: Callable[[], Node]) -> Node:
        self.depth += 1
        need(self.depth <= 64, "a formula is nested too deep")
        result = rule()
        self.depth -= 1
        return result

    def sum(self) -> Node:
        terms = [self.product()]
        while symbol := self.take("+", "-"):
            terms.append(self.product() if symbol == "+" else -self.product())
        return add(*terms)

    def product(self) -> Node:
        factors = [self.signed()]
        while symbol := self.take("*", "/"):
            factors.append(self.signed() if symbol == "*" else 1 / self.signed())
        return mul(*factors)

    def signed(self) -> Node:
        if symbol := self.take("-", "+"):
            result = self.inside(self.signed)
            return -result if symbol == "-" else result
        base = self.atom()
        if not self.take("**"):
            return base
        e = self.inside(self.signed)
        if e.op == "num":
            need(e.args[0] == 0 or Fraction(1, 1000) <= abs(e.args[0]) <= 1000, "an exponent is out of range")
            return power(base, e.args[0])
        need(not base.free and View(128, {}).signs(base) == POSITIVE, "a variable exponent of no positive constant")
        return exp(e * make("log", base))

    def atom(self) -> Node:
        need(self.tokens, "a formula ends too soon")
        digits, name, symbol = self.tokens.pop()
        if digits is not None:
            return num(Fraction(digits))
        if name == "pi" or name in self.names:
            return sym(name) if name in self.names else PI
        need(symbol == "(" or (name in KNOWN and self.take("(")), f"unknown name {name!r}, or not well formed")
        args = [self.inside(self.sum)]
        while name and self.take(","):
            args.append(self.inside(self.sum))
        need(self.take(")"), "a bracket is not closed")
        if name in ("max", "min"):
            sign = 1 if name == "max" else -1
            return sign * reduce(lambda x, y: kink(x - y, x, y, 0), [sign * x for x in args])
        need(len(args) == 1, f"{name} of several arguments")
        return FUNCTIONS[name](args[0]) if name is not None else args[0]


@lru_cache(maxsize=100000)
def parse(text: str, names: tuple[str, ...] = ()) -> Node:
    parser = Parser(text, names)
    result = parser.sum()
    need(not parser.tokens, "a formula goes on where it should end")
    return result


NUMERAL = re.compile(
    r"([+-]?)([0-9]+)(?:/([0-9]+)|\*2\*\*(-?[0-9]{1,6})|(\.[0-9]+)?(?:[eE]([+-]?[0-9]{1,5}))?)", re.ASCII
)


@lru_cache(maxsize=100000)
def number(text: Any, decimal: bool = False) -> Fraction:
    match = NUMERAL.fullmatch(text) if isinstance(text, str) and len(text) <= 10000 else None
    if match is None:
        raise Invalid(f"not a number: {str(text)[:40]!r}")
    sign, digits, below, two, point, ten = match.groups()
    need(not (decimal and (below or two)), "not a decimal")
    need(below is None or int(below) != 0, "a denominator 0")
    need(abs(int(two or 0)) <= 100000 and abs(int(ten or 0)) <= 10000, "an exponent is out of range")
    scale = Fraction(2) ** int(two or 0) * Fraction(10) ** int(ten or 0) / int(below or 1)
    return Fraction(sign + digits + (point or "")) * scale


def whole(value: Any) -> int:
    """An integer of a few digits, as a number or as a text of it."""
    need(len(str(value)) <= 9, "an integer of more than nine digits")
    return int(value)


def half_unit(text: str) -> Fraction:
    """Half a unit in the last digit of a decimal."""
    mantissa, _, ten = text.lower().partition("e")
    return Fraction(10) ** (int(ten or 0) - len(mantissa.partition(".")[2])) / 2


@cache
def diff(n: Node, name: str) -> Node:
    """The derivative, wherever the formula has one."""
    if name not in n.free:
        return ZERO
    match n.op, n.args:
        case "sym", _:
            return ONE
        case "add", args:
            return add(*(diff(a, name) for a in args))
        case "mul", args:
            return add(*(mul(*args[:i], diff(a, name), *args[i + 1 :]) for i, a in enumerate(args) if name in a.free))
        case "kink", (c, upper, lower, k):  # with c fixed the derivative exists at every point; it jumps at worst
            return kink(c, diff(upper, name), diff(lower, name), k - 1 if name in c.free else max(k - 1, -1))
        case "pow", (u, e):
            return mul(e, power(u, e - 1), diff(u, name))
        case op, (u,):
            return ELEMENTARY[op](u) * diff(u, name)
    raise AssertionError(n.op)


def gradient(n: Node, names: Iterable[str]) -> list[Node]:
    return [diff(n, name) for name in names]


def jacobian(rows: Iterable[Node], names: Sequence[str]) -> list[list[Node]]:
    return [gradient(n, names) for n in rows]


Values = dict[Node, Node]
BUILD: dict[str, Callable[..., Node]] = {"add": add, "mul": mul, "pow": power, "exp": exp, "kink": kink}


def replace(n: Node, values: Values) -> Node:
    """The formula with other formulas in place of some of its symbols or kinks."""
    return replaced(n, dict(values), frozenset().union(*(part.free for part in values)))


def replaced(n: Node, memo: Values, names: frozenset[str]) -> Node:
    if n not in memo and n.parts and (n.kinks or not names.isdisjoint(n.free)):
        if n.op == "kink" and (c := replaced(n.args[0], memo, names)).op == "num" and n.args[3] >= -1:
            return replaced(chosen(n, c.args[0] >= 0), memo, names)
        args = tuple([replaced(a, memo, names) if isinstance(a, Node) else a for a in n.args])
        memo[n] = n if args == n.args else BUILD.get(n.op, partial(make, n.op))(*args)
    return memo.get(n, n)


def named(names: Iterable[str], values: Iterable[Node]) -> Values:
    """What to replace: each of the names by its value."""
    return dict(zip(map(sym, names), values, strict=True))


def straight(n: Node, side: Callable[[Node], bool | None]) -> Node:
    """The formula without kinks, the inner ones first, by the side on which each of them is."""
    while n.kinks:
        k = next(k for k in n.kinks if not k.args[0].kinks)
        if (upper := side(k.args[0])) is None:
            raise Holey("a kink whose side is not certain")
        n = replace(n, {k: chosen(k, upper)})
    return n


# 3. Formulas on a box -------------------------------------------------------------------------------------------------

Signs = frozenset[int]
ALL: Signs = frozenset((-1, 0, 1))
UNKNOWN: Signs = frozenset((-1, 0, 1, 7))  # 7: a number that may not be real
POSITIVE, NEGATIVE, NOT_NEGATIVE = frozenset((1,)), frozenset((-1,)), frozenset((0, 1))
STRICT = {POSITIVE: 1, NEGATIVE: -1}
Bounds = dict[str, tuple[Any, Any]]  # of rationals, which may be infinite


@cache
def signs_of_product(x: Signs, y: Signs) -> Signs:
    return frozenset(s * t for s in x for t in y)


@cache
def signs_of_power(x: Signs, e: Fraction) -> Signs:
    """A power with a fraction as exponent is one of what is not negative."""
    return x & NOT_NEGATIVE if e.denominator > 1 else frozenset(s ** int(2 - e % 2) for s in x)


def signs_of_sum(parts: Sequence[Signs]) -> Signs:
    """Of terms, all of which are >= 0 or all <= 0; a sum of others may be anything."""
    for s in (1, -1):
        if all(part <= {0, s} for part in parts):
            return frozenset((s,)) if {s} in parts else frozenset((0, s))
    return UNKNOWN if UNKNOWN in parts else ALL


class View:
    """Formulas on a box of values of their symbols, at p bits: their ends, their signs, how smooth they are.

    `known` has signs of symbols that the closed box does not show, such as a > 0.
    """

    def __init__(self, p: int, box: dict[str, Interval], known: dict[str, Signs] | None = None):
        self.p, self.box, self.known, self.exact = p, box, known or {}, arithmetic(p)
        self.forced: dict[Node, tuple[Interval, Signs]] = {}
        self.seen: dict[Node, tuple[Interval, Signs]] = {}
        self.orders: dict[tuple[Node, frozenset[str] | None], float] = {}

    def where(self, c: Node, upper: bool) -> View:
        """The same box, where c >= 0, or where c < 0."""
        view, (lo, hi) = View(self.p, self.box, self.known), self.enclose(c)
        part = ((max(lo, 0), hi), NOT_NEGATIVE) if upper else ((lo, min(hi, 0)), NEGATIVE)
        view.forced = {**self.forced, c: part}
        return view

    def side(self, c: Node) -> bool | None:
        """Whether c >= 0 on the box; None if that is not certain."""
        signs = self.signs(c)
        return True if -1 not in signs else False if signs == NEGATIVE else None

    def enclose(self, n: Node) -> Interval:
        return self.look(n)[0]

    def signs(self, n: Node) -> Signs:
        """The signs that the formula may have on the box, by its form and by intervals."""
        return self.look(n)[1]

    def look(self, n: Node) -> tuple[Interval, Signs]:
        if n not in self.seen:
            (lo, hi), signs = self.forced[n] if n in self.forced else self._look(n)
            if lo >= 0:
                signs = POSITIVE if lo > 0 else signs - NEGATIVE
            if hi <= 0:
                signs = NEGATIVE if hi < 0 else signs - POSITIVE
            self.seen[n] = (lo, hi), signs
        return self.seen[n]

    def _look(self, n: Node) -> tuple[Interval, Signs]:
        if n.op == "kink":
            return self._kink(*n.args)
        parts = [self.look(a) for a in n.parts]
        if n.op == "mul" and len(set(n.parts)) < len(n.parts):  # a square is >= 0
            powers = [(self.look(a), n.parts.count(a)) for a in dict.fromkeys(n.parts)]
            parts = [(self.exact.power(x, k) if k > 1 else x, signs_of_power(s, Fraction(k))) for (x, s), k in powers]
        match n.op:
            case "add" | "mul":
                ends, signs = [x for x, _ in parts], [s for _, s in parts]
                x = summed(ends) if n.op == "add" else reduce(self.exact.mul, ends)
                if x[0] > 0 or x[1] < 0:
                    return x, ALL  # the interval tells the sign
                return x, signs_of_sum(signs) if n.op == "add" else reduce(signs_of_product, signs)
            case "num":
                return self.exact.number(n.args[0]), ALL
            case "sym":
                if n.args[0] not in self.box:
                    raise Holey(f"{n.args[0]} has no value")
                return self.box[n.args[0]], self.known.get(n.args[0], ALL)
            case "pi":
                return self.exact.pi, POSITIVE
        ((x, sign),) = parts
        if n.op == "pow":
            return self._power(x, sign, n.args[1]), signs_of_power(sign, n.args[1])
        if n.op == "log" and sign != POSITIVE:
            raise Undefined("a logarithm of something that is not certainly positive")
        if n.op == "log" and x[1] == INF and (exponents := exponents_of(n.parts[0])):
            return self.exact.log_sum_exp([self.enclose(v) for v in exponents]), ALL
        return self.exact.function(n.op, x), POSITIVE if n.op == "exp" else ALL

    def _kink(self, c: Node, upper: Node, lower: Node, k: int) -> tuple[Interval, Signs]:
        if (side := self.side(c)) is not None:
            return self.look(upper if side else lower)
        if k < -1:
            raise Undefined("a derivative that a kink does not have")
        (x, s), (y, t) = self.where(c, True).look(upper), self.where(c, False).look(lower)
        return (min(x[0], y[0]), max(x[1], y[1])), s | t

    def _power(self, x: Interval, signs: Signs, e: Fraction) -> Interval:
        if (e.denominator != 1 and -1 in signs) or (e < 0 and 0 in signs):
            raise Undefined("a root or a quotient that may have no value")
        if -1 not in signs:
            x = max(x[0], 0), max(x[1], 0)
        elif 1 not in signs:
            x = min(x[0], 0), min(x[1], 0)
        if e < 0:
            if x[0] < 0 < x[1]:
                raise Undefined("a quotient that may have no value")
            x = self.exact.inverse(x)
        return self.exact.power(x if e.denominator == 1 else self.exact.root(x, e.denominator), abs(e.numerator))

    def smooth(self, n: Node, moving: frozenset[str] | None = None) -> float:
        """How many continuous derivatives the formula certainly has on the box, in the symbols `moving` with all others
        fixed; -1: it has values, but may jump; inf: it is analytic. Undefined is raised if it may have no value."""
        self.look(n)
        if moving is not None and not n.free & moving:
            return INF
        if (n, moving) not in self.orders:
            self.orders[n, moving] = self._smooth(n, moving)
        return self.orders[n, moving]

    def _smooth(self, n: Node, moving: frozenset[str] | None) -> float:
        if n.op == "kink":
            c, upper, lower, k = n.args
            if (side := self.side(c)) is not None:
                return self.smooth(chosen(n, side), moving)
            pieces = self.where(c, True).smooth(upper, moving), self.where(c, False).smooth(lower, moving)
            fixed = moving is not None and not c.free & moving
            return min(pieces) if fixed else max(-1, min(float(k), self.smooth(c, moving), *pieces))
        order = min((self.smooth(a, moving) for a in n.parts), default=INF)
        if n.op == "pow" and n.args[1].denominator != 1 and 0 in self.signs(n.args[0]):
            return min(float(math.ceil(n.args[1]) - 1), order)  # of s^e on [0, inf), continued by 0
        return order


def everywhere(names: Iterable[str], p: int = 64, known: dict[str, Signs] | None = None) -> View:
    """All real values of the symbols, or those of the known signs."""
    known = known or {}
    signs = {name: known.get(name, ALL) for name in names}
    return View(p, {n: ((-INF if -1 in s else 0), (INF if 1 in s else 0)) for n, s in signs.items()}, known)


def decide(test: Callable[[int], Any], words: str, limit: int = PRECISIONS[-1], hint: int = 0) -> Any:
    """The first answer of a test that is not None, at rising precision, from about that of the hint on."""
    problem = ""
    for p in PRECISIONS:
        if min(hint, limit) <= p <= limit:
            try:
                if (answer := test(p)) is not None:
                    return answer
            except Undefined as error:
                problem = f" ({error})"
    raise Holey(f"undecided: {words}{problem}")


# 4. The normal form ---------------------------------------------------------------------------------------------------
#
# A value is a sum of terms {monomial: coefficient}; a monomial holds atoms with rational exponents. An atom stands for
# what its key says: ("sym", name), ("exp", monomial), ("root", value), ("below", value): the denominators, ...
# Every rule is an identity wherever the formula has a value: what has no terms is 0 there; the converse is not claimed.

Monomial = tuple[tuple[int, Fraction], ...]
Value = dict[Monomial, Fraction]
LIMIT = 30000  # terms


class Atoms:
    """The atoms that occurred, each once, by their numbers: their keys, and the signs that each may have."""

    def __init__(self) -> None:
        self.index: dict[Any, int] = {}
        self.keys: list[Any] = []
        self.sign: list[Signs] = []

    def atom(self, key: Any, sign: Signs = ALL) -> int:
        if key not in self.index:
            self.index[key] = len(self.keys)
            self.keys.append(key)
            self.sign.append(sign)
        return self.index[key]

    def value(self, atom: int) -> Value:
        """What stands below a root, or is a denominator."""
        return dict(self.keys[atom][1])

    def below(self, atom: int) -> bool:
        """Whether it is a denominator."""
        return bool(self.keys[atom][0] == "below")


ATOMS = Atoms()


def freeze(v: Value) -> frozenset[Any]:
    return frozenset(v.items())


def rational(q: Fraction | int) -> Value:
    return {(): Fraction(q)} if q else {}


def single(key: Any, e: Fraction | int = 1, sign: Signs = ALL) -> Value:
    """An atom, to some power: of a prime or below a root, whole powers are taken out."""
    return times(rational(1), {((ATOMS.atom(key, sign), Fraction(e)),): Fraction(1)})


def prime(q: int, e: Fraction) -> Value:
    return single(("prime", q), e, POSITIVE)


def plus(*values: Value) -> Value:
    result: Value = {}
    for v in values:
        for m, c in v.items():
            if total := result.get(m, 0) + c:
                result[m] = Fraction(total)
            else:
                result.pop(m, None)
    return result


def scaled(v: Value, c: Fraction | int) -> Value:
    return {m: c * x for m, x in v.items()} if c else {}


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
    if len(v) * len(w) > LIMIT:
        raise Holey("an identity is too large")
    result: Value = {}
    extras: list[Value] = []
    for (m, x), (n, y) in itertools.product(v.items(), w.items()):
        c, product, extra = merged(m, n)
        c *= x * y
        if extra:
            extras.append(reduce(times, (raised(ATOMS.value(a), whole) for a, whole in extra), {product: c}))
        elif total := result.get(product, 0) + c:
            result[product] = Fraction(total)
        else:
            result.pop(product, None)
    return plus(result, *extras) if extras else result


def together(v: Value) -> tuple[Value, Monomial]:
    """One fraction: the numerator, and the denominators, with negative exponents."""
    parts: dict[Monomial, Value] = {}
    for m, c in v.items():
        own = tuple(x for x in m if ATOMS.below(x[0]))
        parts.setdefault(own, {})[tuple(x for x in m if x not in own) if own else m] = c
    if parts.keys() <= {()}:
        return v, ()
    common: dict[int, Fraction] = {}
    for a, e in itertools.chain(*parts):
        common[a] = min(common.get(a, Fraction(0)), e)
    for own, p in parts.items():
        have = dict(own)
        missing = (ATOMS.value(a) for a, e in common.items() for _ in range(int(have.get(a, 0) - e)))
        parts[own] = reduce(times, missing, p)
    total = plus(*parts.values())
    if any(ATOMS.below(a) for m in total for a, _ in m):  # a root brought a denominator along
        raise Holey("an identity with roots in denominators")
    return total, tuple(sorted(common.items()))


def is_zero(v: Value) -> bool:
    """Whether the value is 0 for certain wherever it is defined."""
    return not v or not together(v)[0]


def constant(v: Value) -> Fraction | None:
    """The number that the value is, if it is one by its form."""
    return v.get((), Fraction(0)) if set(v) <= {()} else None


def content(p: Value, positive: bool = False) -> tuple[Fraction, Monomial]:
    """A factor of the polynomial, the same for all its multiples: of its least term in the lexicographic order, the
    coefficient and the atoms that are never 0; if `positive`, its size and the atoms that are certainly positive."""
    atoms = sorted({a for m in p for a, _ in m})
    least = min(p, key=lambda m: [dict(m).get(a, Fraction(0)) for a in atoms])
    never = (POSITIVE,) if positive else (POSITIVE, NEGATIVE, frozenset((-1, 1)))
    return (abs(p[least]) if positive else p[least]), tuple((a, e) for a, e in least if ATOMS.sign[a] in never)


def reciprocal(c: Fraction, m: Monomial) -> Value:
    coefficient, kept, _ = merged((), tuple((a, -e) for a, e in m))
    return {kept: coefficient / c}


def inverse(v: Value) -> Value:
    p, d = together(v)
    need(p, "a division by 0")
    c, m = content(p)
    rest = times(p, reciprocal(c, m))
    result = reduce(times, (raised(ATOMS.value(a), int(-e)) for a, e in d), reciprocal(c, m))
    if len(rest) == 1:  # a number, or a single term with roots
        ((mono, x),) = rest.items()
        return times(result, {tuple((a, -e) for a, e in mono): 1 / x})
    signs = poly_signs(rest)
    below = ATOMS.atom(("below", freeze(rest)), signs if signs == UNKNOWN else signs - {0})
    return times(result, {((below, Fraction(-1)),): Fraction(1)})


def raised(v: Value, n: int) -> Value:
    if abs(n) * max((max(map(int.bit_length, q.as_integer_ratio())) for q in v.values()), default=0) > 1_000_000:
        raise Holey("a number is too large")
    return inverse(raised(v, -n)) if n < 0 else repeated(times, v, n) if n else rational(1)


@lru_cache(maxsize=10000)
def factors(n: int) -> tuple[tuple[int, int], ...]:
    """n as a product of powers; what has no small factor stands as it is (soundness does not need primes)."""
    result, d = [], 2
    while d * d <= n and d < 5000:
        k = 0
        while n % d == 0:
            n, k = n // d, k + 1
        result += [(d, k)] if k else []
        d += 1
    return (*result, (n, 1)) if n > 1 else tuple(result)


def primes(q: Fraction) -> list[tuple[int, int]]:
    return [*factors(q.numerator), *((p, -k) for p, k in factors(q.denominator))]


def root(v: Value, e: Fraction) -> Value:
    """v^e where v >= 0: what is certainly positive is taken out, e.g. (4 exp(u) x)^(1/2) = 2 exp(u/2) x^(1/2)."""
    p, d = together(v)
    if not p:
        need(e > 0, "a division by 0")
        return {}
    c, m = content(p, positive=True)
    rest = times(times(p, {d: Fraction(1)}), reciprocal(c, m))
    outside = reduce(times, (prime(q, k * e) for q, k in primes(c)), rational(1))
    outside = times(outside, {tuple((a, x * e) for a, x in m): Fraction(1)})
    return outside if rest == rational(1) else times(outside, single(("root", freeze(rest)), e, NOT_NEGATIVE))


def exponential(v: Value) -> Value:
    """exp of a sum is the product of the exponentials of its terms; exp(c log f) = f^c."""

    def of_term(m: Monomial, c: Fraction) -> Value:
        match ATOMS.keys[m[0][0]] if len(m) == 1 and m[0][1] == 1 else None:
            case ("log", ("prime", q)):
                return prime(q, c)
            case ("log", (_, inner)):
                return raised(dict(inner), int(c)) if c.denominator == 1 else root(dict(inner), c)
        real = all(ATOMS.sign[a] != UNKNOWN for a, _ in m)
        return single(("exp", m), c, POSITIVE if real else UNKNOWN)

    return reduce(times, itertools.starmap(of_term, v.items()), rational(1))


def log_of(v: Value) -> Value:
    """The logarithm of a value as an atom."""
    return single(("log", ("value", freeze(v))))


def logarithm(v: Value) -> Value:
    """log of a product of certainly positive numbers is the sum of their logarithms."""
    p, d = together(v)
    need(p, "the logarithm of 0")
    if d and all(ATOMS.sign[a] == POSITIVE for a, _ in d):
        return plus(logarithm(p), *(scaled(logarithm(ATOMS.value(a)), e) for a, e in d))
    c, m = content(p, positive=True)
    rest = times(times(p, {d: Fraction(1)}), reciprocal(c, m))
    terms = [scaled(single(("log", ("prime", q))), k) for q, k in primes(c)]
    if len(p) == 1 and not d:  # even powers of what is not 0
        for a, e in next(iter(p)):
            if ATOMS.sign[a] == {-1, 1} and e % 2 == 0:
                terms.append(scaled(log_of({((a, Fraction(2)),): Fraction(1)}), e / 2))
                rest = times(rest, {((a, -e),): Fraction(1)})
    for a, e in m:
        match ATOMS.keys[a]:
            case ("exp", inner):
                terms.append({inner: e})
            case ("prime", q):
                terms.append(scaled(single(("log", ("prime", q))), e))
            case _:
                terms.append(scaled(log_of({((a, Fraction(1)),): Fraction(1)}), e))
    return plus(*terms, *([] if rest == rational(1) else [log_of(rest)]))


def poly_signs(v: Value) -> Signs:
    """The signs that a value may have, by those of its terms."""

    def of_term(m: Monomial, c: Fraction) -> Signs:
        if any(ATOMS.sign[a] == UNKNOWN for a, _ in m):
            return UNKNOWN
        powers = (signs_of_power(ATOMS.sign[a], e) for a, e in m)
        return reduce(signs_of_product, powers, POSITIVE if c > 0 else NEGATIVE)

    return signs_of_sum([of_term(m, c) for m, c in v.items()])


def fraction_signs(v: Value) -> Signs:
    """The signs that a value may have, brought to one fraction."""
    p, d = together(v)
    return poly_signs(times(p, {d: Fraction(1)})) if p else frozenset((0,))


HALF_TURN, HALF_OF_ONE = single(("pi",), sign=POSITIVE), Fraction(1, 2)


def turned(r: Fraction, quarters: int) -> Value:
    """cos(r pi - quarters pi/2) by roots: for 12 r whole from powers of exp(i pi/3) and exp(-i pi/4), for 5 r whole by
    the polynomials of Chebyshev; otherwise the cosine or the sine of an angle from 0 to pi/4."""
    r = (r - Fraction(quarters, 2)) % 2
    r, sign = min(r, 2 - r), 1
    if r > HALF_OF_ONE:
        r, sign = 1 - r, -1
    if (12 * r).denominator == 1:
        re, im = rational(1), rational(0)
        third = rational(HALF_OF_ONE), scaled(prime(3, HALF_OF_ONE), HALF_OF_ONE)
        eighth = scaled(prime(2, HALF_OF_ONE), HALF_OF_ONE), scaled(prime(2, HALF_OF_ONE), -HALF_OF_ONE)
        for c, s in int(12 * r) * (third, eighth):
            re, im = plus(times(re, c), scaled(times(im, s), -1)), plus(times(re, s), times(im, c))
        return scaled(re, sign)
    if (5 * r).denominator == 1:
        c = scaled(plus(rational(1), prime(5, HALF_OF_ONE)), Fraction(1, 4))
        before, at = rational(1), c
        for _ in range(int(5 * r) - 1):
            before, at = at, plus(scaled(times(c, at), 2), scaled(before, -1))
        return scaled(at, sign)
    name, angle = ("cos", r) if r < Fraction(1, 4) else ("sin", HALF_OF_ONE - r)
    return scaled(single((name, freeze(scaled(HALF_TURN, angle)))), sign)


class Exact:
    """Formulas in normal form. `side(c)` says on which side of a kink the formula is (True: c >= 0), or None; then, if
    `opaque`, the kink is a new variable, and otherwise the identity is out of reach."""

    def __init__(self, side: Callable[[Node], bool | None] = lambda c: None, opaque: bool = False):
        self.side, self.opaque, self.memo = side, opaque, dict[Node, Value]()

    def __call__(self, n: Node) -> Value:
        if n not in self.memo:
            self.memo[n] = self._value(n)
        return self.memo[n]

    def _value(self, n: Node) -> Value:
        match n.op, n.args:
            case "num", (q,):
                return rational(q)
            case (("sym" | "pi"), _):
                return single((n.op, *n.args), sign=POSITIVE if n.op == "pi" else ALL)
            case "add", terms:
                return plus(*map(self, terms))
            case "mul", parts:
                return reduce(times, map(self, parts))
            case "kink", (c, upper, lower, k):
                return self._kink(c, upper, lower, k)
            case "pow", (base, e):
                return raised(self(base), int(e)) if e.denominator == 1 else root(self(base), e)
        v = self(n.args[0])
        if n.op in ("exp", "log"):
            return exponential(v) if n.op == "exp" else logarithm(v)
        if not v:
            return rational(n.op == "cos")
        if n.op in ("sin", "cos") and list(v) == list(HALF_TURN):
            return turned(next(iter(v.values())), 0 if n.op == "cos" else 1)
        if n.op == "atan" and v in (rational(1), rational(-1)):
            return scaled(self(PI), Fraction(1 if v == rational(1) else -1, 4))
        sign = -1 if content(v)[0] < 0 else 1  # of v and -v one: cos is even, sin, atan and erf are odd
        return scaled(single((n.op, freeze(scaled(v, sign)))), 1 if n.op == "cos" else sign)

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
        jump = plus(above, scaled(below, -1))  # below, and a multiple of what is 0 for c < 0
        by, _ = content(jump)
        return plus(below, scaled(single(("kink", freeze(self(c)), freeze(scaled(jump, 1 / by)))), by))


def equal(x: Node, y: Node) -> bool:
    """Whether the two are equal by their normal forms, wherever they have values."""
    return is_zero(Exact()(x - y))


def squares(p: Value) -> bool:
    """Whether the polynomial is a sum of squares, visibly: each term that is no square is a multiple of the product of
    two roots of terms that are, and the quadratic form in these roots has no negative pivot."""
    roots: list[Monomial] = []
    for m in p:
        if all(ATOMS.sign[a] == POSITIVE or (ATOMS.sign[a] != UNKNOWN and e % 2 == 0) for a, e in m):
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
    for i, top in enumerate(m):
        if top[i] < 0 or (top[i] == 0 and any(top[i:])):
            return False
        for j in range(i + 1, len(m)):
            if top[i]:
                factor = m[j][i] / top[i]
                m[j] = [x - factor * y for x, y in zip(m[j], top, strict=True)]
    return True


def convex_quadratic(n: Node, names: Sequence[str]) -> bool:
    """Whether the formula is a polynomial of degree at most 2 in the names, with a positive semidefinite Hessian."""
    if not n.total or n.kinks:
        return False
    hessian = [[constant(Exact()(diff(diff(n, a), b))) for a in names] for b in names]
    rows = [[x for x in row if x is not None] for row in hessian]
    return all(len(row) == len(names) for row in rows) and semidefinite(rows)


# 5. Problems ----------------------------------------------------------------------------------------------------------


def huber(r: Node, d: Node) -> Node:
    return kink(r - d, d * (r - HALF * d), kink(-r - d, d * (-r - HALF * d), HALF * r**2, 1), 1)


def hinge(m: Node, p: int) -> Node:
    return kink(1 - m, (1 - m) ** p, ZERO, p - 1)


# name: loss of the output q and the target y, with r = q - y, delta d, and power p; then: differentiable, convex,
# stationary is global
LOSSES: dict[str, tuple[Callable[[Node, Node, Node, Node, int], Node] | None, bool, bool, bool]] = {
    "squared": (lambda q, y, r, d, p: r**2, True, True, True),
    "logistic": (lambda q, y, r, d, p: FUNCTIONS["softplus"](-(y * q)), True, True, True),
    "binary-cross-entropy": (lambda q, y, r, d, p: FUNCTIONS["softplus"](q) - y * q, True, True, True),
    "softmax-cross-entropy": (None, True, True, True),
    "huber": (lambda q, y, r, d, p: huber(r, d), True, True, True),
    "pseudo-huber": (lambda q, y, r, d, p: d**2 * ((1 + (r / d) ** 2) ** Fraction(1, 2) - 1), True, True, True),
    "polynomial-hinge": (lambda q, y, r, d, p: hinge(y * q, p), True, True, True),
    "hinge": (lambda q, y, r, d, p: hinge(y * q, 1), False, True, True),
    "absolute": (lambda q, y, r, d, p: absolute(r), False, True, True),
    "geman-mcclure": (lambda q, y, r, d, p: r**2 / (1 + r**2), True, False, True),
    "cauchy": (lambda q, y, r, d, p: make("log", 1 + r**2), True, False, True),
    "double-well": (lambda q, y, r, d, p: r**2 * ((r - 2) ** 2 + Fraction(3, 8)), True, False, False),
    "squared-on-sigmoid": (lambda q, y, r, d, p: (FUNCTIONS["sigmoid"](q) - y) ** 2, True, False, True),
}
LABELS = ("logistic", "hinge", "polynomial-hinge")
SHARES = ("binary-cross-entropy", "squared-on-sigmoid", "softmax-cross-entropy")
NEURON, PENALTY = "a*exp(u + b)", "lam*a**2"


def surely(test: Callable[[], object]) -> bool:
    """Whether the test is passed; no, if it can be neither proved nor refuted."""
    try:
        return bool(test())
    except (Holey, Undefined):
        return False


def inner(u: Iterable[Fraction], x: Iterable[Fraction]) -> Fraction:
    return sum((s * t for s, t in zip(u, x, strict=True)), Fraction(0))


def bounds_of(constraints: Iterable[str]) -> Bounds:
    """The least and the greatest value of the entries of a, b and W."""
    result: Bounds = {}
    for text in constraints:
        if (match := re.fullmatch(r"\s*([abW])\s*(<=|>=)\s*(\S+)\s*", text)) is None:
            raise Invalid("a constraint that is no bound")
        (low, high), bound = result.get(match[1], (-INF, INF)), number(match[3])
        result[match[1]] = (low, min(high, bound)) if match[2] == "<=" else (max(low, bound), high)
    return result


class Layers(NamedTuple):
    """A layered network: the matrices with the layers that they lead from and to, and the activation."""

    widths: list[int]
    bias: bool
    edges: list[tuple[str, int, int]]
    act: Callable[[Node], Node]


class Problem:
    """The tables `problem` and `augment`: the functions that they define, and what is certain about them."""

    layers: Layers | None = None

    def __init__(self, text: dict[str, Any]):
        problem, augment = text["problem"], text["augment"]
        self.inputs = [tuple(number(x) for x in row) for row in problem["inputs"]]
        self.distinct = list(dict.fromkeys(self.inputs))
        self.group = [[i for i, x in enumerate(self.inputs) if x == y] for y in self.distinct]
        self.of = [self.distinct.index(x) for x in self.inputs]
        count, width = len(self.inputs), len(self.inputs[0])
        need(all(len(x) == width for x in self.inputs), "inputs of different lengths")
        names, network = [f"x{j + 1}" for j in range(width)], problem["network"]
        self.theta, formulas = (self._formulas if "formula" in network else self._layers)(network, names)
        need(len(set(self.theta)) == len(self.theta), "a parameter comes twice")
        self.formulas, self.names = formulas, names
        self.K, reduction = len(formulas), problem.get("reduction", "mean")
        self.q = [f"q:{k}" for k in range(self.K)]
        self.targets = [[parse(y) for y in row] for row in problem["targets"]]
        need(len(self.targets) == count and all(len(y) == self.K for y in self.targets), "targets of another number")
        self.weights = [number(w) for w in problem.get("weights", ["1"] * count)]
        need(len(self.weights) == count and min(self.weights) > 0, "weights of another number, or not positive")
        need(reduction in ("mean", "sum"), "an unknown reduction")
        self.scale = Fraction(1, count) if reduction == "mean" else Fraction(1)
        self._loss(problem["loss"])
        term = parse(problem.get("regularizer", "0"), tuple(self.theta))
        somewhere = Place({name: num(Fraction(2 * i + 1, 2 * i + 5)) for i, name in enumerate(self.theta)})
        none = term.total and somewhere.try_signs(term, 64) not in STRICT  # else it is not 0 there
        self.regular = not (none and surely(lambda: is_zero(Exact()(term))))  # relu(t - t) is no term either
        self.regularizer = term if self.regular else ZERO
        self._augment(augment, width)
        self.boxes: dict[str, Bounds] = {}  # those that hold one critical point of L, as was proved
        self.count = {"theta": len(self.theta), "input": len(self.distinct), "sample": count, "output": self.K,
                      "x": width, "a": len(self.a), "b": len(self.b), "coordinate": len(self.coordinates)}  # fmt: skip

    def _formulas(self, network: dict[str, Any], names: list[str]) -> tuple[list[str], list[Node]]:
        theta = list(network["parameters"])
        need(len({*theta, *names, *KNOWN}) == len(theta) + len(names) + len(KNOWN), "a name comes twice")
        need(all(re.fullmatch(NAME, n) for n in theta), "not a name")
        return theta, [parse(f, (*theta, *names)) for f in network["formula"]]

    @cached_property
    def outputs(self) -> list[list[Node]]:
        return [[replace(f, named(self.names, map(num, x))) for f in self.formulas] for x in self.distinct]

    @cached_property
    def L(self) -> Node:
        return self.objective(self.outputs)

    @cached_property
    def gradient(self) -> list[Node]:
        return gradient(self.L, self.theta)

    @cached_property
    def augmented(self) -> list[list[Node]]:
        rows = [list(row) for row in self.outputs]
        for (a, (k, j)), (x, row) in itertools.product(zip(self.a, self.unit.items(), strict=True),
                                                       zip(self.distinct, rows, strict=True)):  # fmt: skip
            u = dot(map(sym, self.W[j]), x)
            row[k] = row[k] + replace(self.neuron, named(("a", "b", "u"), (sym(a), sym(self.b[j]), u)))
        return rows

    @cached_property
    def Lt(self) -> Node:
        return add(self.objective(self.augmented), *self.penalties)

    def _layers(self, network: dict[str, Any], names: list[str]) -> tuple[list[str], list[Node]]:
        """Layers; a skip is added before the activation of the layer that it leads to."""
        widths, bias, skips = network["widths"], network.get("bias", True), network.get("skip", [])
        need(widths[0] == len(names), "inputs of another length than the first layer")
        act, last = FUNCTIONS[network.get("activation", "linear")], len(widths) - 1
        edges = [(f"W{layer}", layer - 1, layer) for layer in range(1, last + 1)]
        edges += [(f"S{s}_{t}", s, t) for s, t in skips]
        theta, values = [], [[sym(x) for x in names]]
        self.layers = Layers(widths, bias, edges, act)
        for matrix, source, target in edges:
            theta += [f"{matrix}_{i + 1}_{j + 1}" for i in range(widths[target]) for j in range(widths[source])]
            theta += [f"b{target}_{i + 1}" for i in range(widths[target])] if bias and matrix[0] == "W" else []
        for layer in range(1, last + 1):
            units, sources = [], [(m, s) for m, s, t in edges if t == layer]
            for i in range(1, widths[layer] + 1):
                terms = [sym(f"{m}_{i}_{j + 1}") * v for m, s in sources for j, v in enumerate(values[s])]
                units.append(add(*terms, *([sym(f"b{layer}_{i}")] if bias else [])))
            values.append(units if layer == last else list(map(act, units)))
        return theta, values[-1]

    def _loss(self, loss: Any) -> None:
        """The losses of the samples in q:0, q:1, ..., times the weight."""
        table = {"name": loss} if isinstance(loss, str) else loss
        self.loss, outputs = table.get("name"), [sym(n) for n in self.q]
        self.declared = set(table.get("facts", []))
        delta, p = number(table.get("delta", "1")), whole(table.get("p", "2"))
        need(self.loss is None or self.loss in LOSSES, "an unknown loss")
        need(delta > 0 and 2 <= p <= 20, "a parameter of the loss is out of range")
        form = LOSSES[self.loss][0] if self.loss else None
        self.separable, many = form is not None, [f"{v}{k + 1}" for v in "qy" for k in range(self.K)]
        if self.loss is None:
            try:
                formula, self.separable = parse(table["formula"], ("q", "y")), True
            except Invalid:
                formula, self.separable = parse(table["formula"], tuple(many)), self.K == 1

        def total(targets: list[Node]) -> Node:
            pairs = list(zip(outputs, targets, strict=True))
            if form:
                return add(*(form(q, y, q - y, num(delta), p) for q, y in pairs))
            if self.loss:  # softmax
                return make("log", add(*map(exp, outputs))) - dot(targets, outputs)
            if formula.free <= {"q", "y"}:
                return add(*(replace(formula, named("qy", pair)) for pair in pairs))
            return replace(formula, named(many, (*outputs, *targets)))

        self.losses = [w * total(row) for w, row in zip(self.weights, self.targets, strict=True)]
        labels = [y for row in self.targets for y in row]
        need(self.loss not in LABELS or all(y in (ONE, num(-1)) for y in labels), "a label that is not -1 or 1")
        shares = all(y.op == "num" and 0 <= y.args[0] <= 1 for y in labels)
        need(self.loss not in SHARES or shares, "a target out of range")
        sums = self.loss != "softmax-cross-entropy" or all(add(*row) is ONE for row in self.targets)
        need(sums, "targets whose sum is not 1")

    def _augment(self, augment: dict[str, Any], width: int) -> None:
        self.lam = number(augment.get("lam", "1"))
        self.neuron = parse(augment.get("neuron", NEURON), ("a", "b", "u"))
        self.penalty = parse(augment.get("penalty", PENALTY), ("a", "b", "w2", "lam"))
        self.shared, self.frozen = augment.get("shared", False), set(augment.get("frozen", []))
        covered = augment.get("outputs", "all")
        self.covered = list(range(self.K)) if covered == "all" else [k - 1 for k in covered]
        need(set(self.covered) <= set(range(self.K)) and len({*self.covered}) == len(self.covered), "no such outputs")
        self.unit = {k: 0 if self.shared else i for i, k in enumerate(self.covered)}  # the neuron of an output
        units = range(len(set(self.unit.values())))
        self.a, self.b = [f"a:{i}" for i in range(len(self.covered))], [f"b:{j}" for j in units]
        self.W = [[f"W:{j}:{e}" for e in range(width)] for j in units]
        self.added = [*self.a, *self.b, *itertools.chain(*self.W)]
        self.coordinates = [*self.theta, *self.added]
        self.trained = [n for n in self.theta if "theta" not in self.frozen]
        self.trained += [n for n in self.added if n[0] not in self.frozen]
        self.constraints = augment.get("constraints", [])
        bounds = bounds_of(self.constraints)
        self.bounds = {n: bounds[n[0]] for n in self.added if n[0] in bounds}
        self.penalties = []
        for a, j in zip(map(sym, self.a), self.unit.values(), strict=True):
            b, w = sym(self.b[j]), [sym(n) for n in self.W[j]]
            w2, lam = add(*(e**2 for e in w)), num(self.lam)
            self.penalties.append(replace(self.penalty, named(("a", "b", "w2", "lam"), (a, b, w2, lam))))

    def at_outputs(self, n: Node, outputs: Iterable[Node]) -> Node:
        return replace(n, named(self.q, outputs))

    def loss_at(self, i: int, outputs: Iterable[Node]) -> Node:
        return self.at_outputs(self.losses[i], outputs)

    def data_term(self, outputs: list[list[Node]]) -> Node:
        return self.scale * add(*(self.loss_at(i, outputs[x]) for i, x in enumerate(self.of)))

    def objective(self, outputs: list[list[Node]]) -> Node:
        return self.data_term(outputs) + self.regularizer

    def summed(self, x: int) -> Node:
        """The summed loss at a distinct input, in q:0, q:1, ..."""
        return add(*(self.losses[i] for i in self.group[x]))

    def slope(self, x: int, k: int) -> Node:
        """Its slope in the output k."""
        return add(*(diff(self.losses[i], self.q[k]) for i in self.group[x]))

    def rho(self, x: int, k: int, outputs: Sequence[Node] | None = None) -> Node:
        """The slope at outputs, or at those of the network."""
        return self.at_outputs(self.slope(x, k), self.outputs[x] if outputs is None else outputs)

    def rhos(self) -> list[Node]:
        return [self.rho(x, k) for x in range(len(self.distinct)) for k in range(self.K)]

    # What is certain about neuron, penalty and losses. A declared fact is an assumption of the file.

    @cached_property
    def paper(self) -> bool:
        """The neurons, the penalty and the training are those of the paper."""
        values = {sym("lam"): num(self.lam)}
        here, penalty = replace(self.penalty, values), replace(parse(PENALTY, ("a", "lam")), values)
        view = everywhere(("a", "b", "u", "w2"), known={"w2": NOT_NEGATIVE})

        def forms() -> bool:
            same = equal(self.neuron, parse(NEURON, ("a", "b", "u"))) and equal(here, penalty)
            return same and view.smooth(self.neuron) >= 0 and view.smooth(here) >= 0

        free = not self.frozen and not self.constraints and self.covered == list(range(self.K))
        return free and surely(forms)

    @cached_property
    def differentiable(self) -> bool:
        if self.loss is not None:
            return LOSSES[self.loss][1]
        view = everywhere(self.q)
        return "differentiable" in self.declared or surely(lambda: all(view.smooth(n) >= 1 for n in self.losses))

    @cached_property
    def convex(self) -> bool:
        if self.loss is not None:
            return LOSSES[self.loss][2]
        return "convex" in self.declared or surely(lambda: all(convex_quadratic(n, self.q) for n in self.losses))

    @cached_property
    def invex(self) -> bool:
        """Each stationary point of each loss is a global minimum of it."""
        return LOSSES[self.loss][3] if self.loss else "stationary-is-global" in self.declared or self.convex

    @cached_property
    def realizable(self) -> bool:
        """Equal inputs have equal targets."""
        pairs = [(self.targets[i], self.targets[group[0]]) for group in self.group for i in group[1:]]
        return all(all(map(equal, *pair)) for pair in pairs)

    @cached_property
    def never_negative(self) -> bool:
        """No loss is negative at any outputs."""
        view = everywhere(self.q)
        losses = [] if self.loss is not None or "nonnegative" in self.declared else self.losses
        return surely(lambda: all(-1 not in view.signs(n) for n in losses))

    @cached_property
    def nonnegative(self) -> bool:
        view = everywhere(self.theta)
        return self.never_negative and surely(lambda: -1 not in view.signs(self.regularizer))

    @cached_property
    def labelled(self) -> bool:
        """One output, and the labels -1 and 1."""
        return self.K == 1 and all(y in ([ONE], [num(-1)]) for y in self.targets)

    @cached_property
    def margin(self) -> bool:
        """Labels, and l(q, 1) = l(-q, -1)."""
        if not self.labelled or self.loss in LABELS:
            return self.labelled
        turned = [self.loss_at(i, [y * sym(self.q[0])]) for i, (y,) in enumerate(self.targets)]
        forms = [1 / w * n for w, n in zip(self.weights, turned, strict=True)]
        return surely(lambda: all(is_zero(Exact(opaque=True)(f - forms[0])) for f in forms))

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
            "analytic": lambda: surely(lambda: everywhere(self.coordinates).smooth(self.Lt) == INF),
        }
        need(assumption in tests, f"an unknown assumption {assumption!r}")
        return tests[assumption]()


# 6. Points ------------------------------------------------------------------------------------------------------------

Matrix = list[list[Any]]  # of numbers, intervals or formulas


class Place:
    """Values for symbols: constants, or boxes [lo, hi] of rationals; and the bounds that hold near it."""

    def __init__(self, values: dict[str, Any], bounds: Bounds | None = None, exact: bool = True):
        self.values, self.bounds, self.exact = values, bounds or {}, exact
        self.constants = {sym(n): v for n, v in values.items() if isinstance(v, Node)}
        self.views: dict[tuple[int, bool], View] = {}
        self.sides: dict[Node, bool | None] = {}
        self.inner: Place | None = None

    @classmethod
    def at(cls, names: Iterable[str], values: Iterable[Node], bounds: Bounds | None = None) -> Place:
        return cls(dict(zip(names, values, strict=True)), bounds)

    def with_values(self, values: dict[str, Any]) -> Place:
        """The same with values for more symbols; what was seen of formulas without these is not looked at again."""
        place = Place({**self.values, **values}, self.bounds, self.exact)
        place.inner = self
        return place

    def bound(self, name: str) -> tuple[Any, Any]:
        return self.bounds.get(name, (-INF, INF))

    def view(self, p: int, near: bool = False) -> View:
        """The place at p bits; `near`: with 2^-(3p/4) added on all sides, as far as the bounds let it."""
        if (p, near) not in self.views:
            empty, exact, box, margin = View(p, {}), arithmetic(p), {}, 1 << p // 4
            for name, v in self.values.items():
                lo, hi = empty.enclose(v) if isinstance(v, Node) else exact.span(*v)
                if near:
                    low, high = exact.span(*self.bound(name))
                    lo, hi = max(lo - margin, low), min(hi + margin, high)
                box[name] = lo, hi
            self.views[p, near] = View(p, box)
            if self.inner is not None:
                self.views[p, near].seen.update(self.inner.view(p, near).seen)
        return self.views[p, near]

    def side(self, c: Node) -> bool | None:
        """On which side of a kink all points near the place certainly are."""
        if c not in self.sides:
            signs = (self.try_signs(c, p, near=True) for p in PRECISIONS[:4])
            self.sides[c] = next((-1 not in s for s in signs if -1 not in s or s == NEGATIVE), None)
        return self.sides[c]

    def identity(self, n: Node, words: str, opaque: bool = False) -> None:
        """The formula is 0 identically near the place."""
        if not is_zero(Exact(self.side, opaque)(n)):
            if any(self.try_signs(n, p) in STRICT for p in PRECISIONS[:3]):
                raise Invalid(f"not so: {words}")
            raise Holey(f"not proved: {words}")

    def zero(self, n: Node, words: str) -> None:
        """The formula is 0 at the place, exactly; and it has a value there."""
        self.has_value(n, words)
        self.identity(replace(n, self.constants), words)

    def vanish(self, formulas: Iterable[Node], words: str) -> None:
        for n in formulas:
            self.zero(n, words)

    def try_signs(self, n: Node, p: int, near: bool = False) -> Signs:
        try:
            return self.view(p, near).signs(n)
        except (Undefined, Holey):
            return ALL

    def has_value(self, n: Node, words: str) -> None:
        decide(lambda p: self.view(p).enclose(n), words)

    def sign(self, n: Node, words: str, hint: int = 0) -> int:
        """The certain sign at the place, 1 or -1."""
        return int(decide(lambda p: STRICT.get(self.view(p).signs(n)), words, hint=hint))

    def positive(self, n: Node, words: str, hint: int = 0) -> None:
        need(self.sign(n, words, hint) > 0, f"not so: {words}")

    def least(self, n: Node, words: str) -> None:
        """The formula is positive at the place, or 0 by an identity."""
        if not is_zero(Exact()(n)):
            self.positive(n, words)

    def near(self, test: Callable[[View], object], words: str) -> None:
        """What a view of the points near the place shows."""
        decide(lambda p: test(self.view(p, True)) or None, words, limit=512)

    def nonnegative(self, n: Node, words: str) -> None:
        self.near(lambda view: -1 not in view.signs(n), words)

    def smooth(self, formulas: Iterable[Node], order: float, words: str, moving: frozenset[str] | None = None) -> None:
        """The formulas have so many continuous derivatives near the place; order -1: values."""
        formulas = list(formulas)
        self.near(lambda view: all(view.smooth(n, moving) >= order for n in formulas), words)


FREE = Place({})  # for constants, and for identities in all symbols


def less(place: Place, f: Node, other: Place, g: Node, words: str) -> None:
    """f at the place is certainly less than g at the other."""

    def test(p: int) -> bool | None:
        x, y = place.view(p).enclose(f), other.view(p).enclose(g)
        return True if x[1] < y[0] else False if x[0] >= y[1] else None

    need(decide(test, words), f"not so: {words}")


def enclosed(view: View, rows: Matrix) -> Matrix:
    """Numbers or formulas as intervals."""
    return [[view.enclose(n) if isinstance(n, Node) else view.exact.number(n) for n in row] for row in rows]


def transposed(m: Iterable[Iterable[Any]]) -> Matrix:
    return [list(column) for column in zip(*m, strict=True)]


def matmul(p: int, x: Matrix, y: Matrix) -> Matrix:
    multiply, columns = arithmetic(p).mul, transposed(y)
    return [[summed(map(multiply, row, c)) for c in columns] for row in x]


def discs(m: Matrix) -> int | None:
    """How many of Gershgorin's discs of a symmetric matrix are left of 0; None if one of them may hold 0."""
    left = 0
    for i, row in enumerate(m):
        radius = sum(size(x) for j, x in enumerate(row) if j != i)
        if row[i][0] - radius <= 0 <= row[i][1] + radius:
            return None
        left += row[i][1] < 0
    return left


def inertia(place: Place, n: Node, names: list[str], words: str, q: Matrix | None = None) -> int:
    """The number of discs left of 0 of Q' H Q, H the Hessian in the names at the place, Q the identity if not given."""
    rows, q = jacobian(gradient(n, names), names), q or [[Fraction(a == b) for a in names] for b in names]

    def test(p: int) -> int | None:
        h, c = (enclosed(place.view(p), m) for m in (rows, q))
        return discs(matmul(p, matmul(p, transposed(c), h), c))

    return int(decide(test, words))


def strictly_least(place: Place, n: Node, names: list[str], words: str) -> None:
    """The gradient in the names is 0 exactly, and the discs of the Hessian are right of 0."""
    place.vanish(gradient(n, names), f"the gradient of {words} vanishes")
    need(inertia(place, n, names, f"the Hessian of {words}") == 0, f"the Hessian of {words} is not positive")


def regular(place: Place, rows: Matrix, words: str) -> None:
    """A matrix of formulas is regular at the place: by elimination with intervals, no pivot may be 0."""

    def test(p: int) -> bool | None:
        exact, m = arithmetic(p), enclosed(place.view(p), rows)
        for i in range(len(m)):
            pivots = [min(map(abs, row[i])) if row[i][0] * row[i][1] > 0 else 0 for row in m[i:]]
            best = i + pivots.index(max(pivots))
            m[i], m[best] = m[best], m[i]
            if m[i][i][0] <= 0 <= m[i][i][1]:
                return None
            pivot = exact.inverse(m[i][i])
            for r in range(i + 1, len(m)):
                factor = negated(exact.mul(m[r][i], pivot))
                m[r] = [summed((x, exact.mul(factor, y))) for x, y in zip(m[r], m[i], strict=True)]
        return True

    decide(test, words)


# 7. Reading: every object is closed, and of one type ------------------------------------------------------------------

Data = SimpleNamespace  # the fields of an object, as they were read
Reader = Callable[[Any, Any], Any]  # from what it is about, mostly a problem, and the data


def closed(about: Any, data: Any, /, **fields: Any) -> Data:
    """An object with these fields and no others, each read by its reader; one in a tuple may be missing: None."""
    need(isinstance(data, dict), "not an object")
    must = {name for name, reader in fields.items() if not isinstance(reader, tuple)}
    need(must <= set(data) <= set(fields), f"keys {sorted(data)}, not {sorted(fields)}")
    readers = {name: reader if name in must else reader[0] for name, reader in fields.items()}
    return Data(**{name: read(about, data[name]) if name in data else None for name, read in readers.items()})


def typed(kind: type, words: str, fits: Callable[[Any], bool] = lambda x: True) -> Reader:
    def read(about: Any, x: Any) -> Any:
        need(type(x) is kind and fits(x), words)
        return x

    return read


def plain(read: Callable[[Any], Any]) -> Reader:
    return lambda about, x: read(x)


def amount(about: Any, n: int | str) -> int:
    """A number of things, or how many of this name a problem has."""
    return int(about.count[n]) if isinstance(n, str) else n


def items(data: Any, n: int | None = None) -> list[Any]:
    need(isinstance(data, list) and n in (None, len(data)), "not a list" + (f" of {n}" if n is not None else ""))
    return list(data)


def LIST(reader: Reader, n: int | str | None = None, least: int = 0) -> Reader:
    def read(about: Any, x: Any) -> list[Any]:
        need(len(result := items(x, n if n is None else amount(about, n))) >= least, "an empty list")
        return [reader(about, y) for y in result]

    return read


def OBJECT(**fields: Any) -> Reader:
    return lambda about, x: closed(about, x, **fields)


def INDEX(n: int | str) -> Reader:
    def read(about: Any, x: Any) -> int:
        need(type(x) is int and 0 <= x < amount(about, n), f"not an index below {amount(about, n)}")
        return int(x)

    return read


def INDICES(n: int | str, length: int | str | None = None) -> Reader:
    def read(about: Any, x: Any) -> list[int]:
        result: list[int] = LIST(INDEX(n), length)(about, x)
        need(len(set(result)) == len(result), "an index comes twice")
        return result

    return read


def NUMBERS(n: int | str | None = None) -> Reader:
    return LIST(NUMBER, n)


def CONSTANTS(n: int | str | None = None) -> Reader:
    return LIST(CONSTANT, n)


def MATRIX(rows: int | str, columns: int | str) -> Reader:
    return LIST(NUMBERS(columns), rows)


def FORMULA(about: Any, x: Any) -> Node:
    """A formula in the parameters."""
    return parse(x, tuple(about.theta))


ANY, NUMBER, CONSTANT = plain(lambda x: x), plain(number), plain(parse)
TEXT, TABLE = typed(str, "not a text"), typed(dict, "not an object")
BOOL = typed(bool, "neither true nor false")
BITS = typed(int, "bits are no precision", lambda x: 0 < x <= 10**6)


def EXACT(p: Problem, data: Any) -> Place:
    """A point with constants as coordinates, each of which has a value."""
    return constants_at(p.theta, closed(p, data, exact=CONSTANTS("theta")).exact)


def constants_at(names: list[str], values: list[Node], bounds: Bounds | None = None) -> Place:
    for v in values:
        FREE.has_value(v, "a coordinate has a value")
    return Place.at(names, values, bounds)


def POINT(p: Problem, data: Any) -> Place:
    """A point theta: exact, or the one critical point of L in a box, or across a slice."""
    forms: dict[str, Callable[[Problem, Any], Data]] = {"slice": ACROSS, "map": IMAGE, "fit": FIT}
    for key, read in forms.items():
        if isinstance(data, dict) and key in data:
            return read(p, data).place  # type: ignore[no-any-return]
    if isinstance(data, dict) and {"curvature", "kinks"} <= set(data):
        if (key := canonical(data)) not in p.boxes:
            p.boxes[key] = KINKED(p, data)
        return Place(p.boxes[key], exact=False)
    return CRITICAL(p, data)


def CRITICAL(p: Problem, data: Any) -> Place:
    """A point theta that is exact, or a critical point of L by its form."""
    if isinstance(data, dict) and "exact" in data:
        return EXACT(p, data)
    key = canonical(data)
    if key not in p.boxes:
        ball = isinstance(data, dict) and "curvature" in data
        p.boxes[key] = BALL(p, data) if ball else krawczyk(p.gradient, p.theta, {}, BOX(len(p.theta))(p, data))
    return Place(p.boxes[key], exact=False)


def BOX(n: int) -> Reader:
    """A box of n coordinates that all round to the same decimals."""

    def read(about: Any, data: Any) -> Data:
        box = closed(about, data, center=NUMBERS(n), radius=NUMBER, preconditioner=MATRIX(n, n), bits=BITS,
                     rounds_to=LIST(TEXT, n))  # fmt: skip
        need(box.radius > 0, "a box without an interior")
        for c, text in zip(box.center, box.rounds_to, strict=True):
            need(abs(c - number(text, True)) + box.radius <= half_unit(text), f"the box does not round to {text[:40]}")
        return box

    return read


def krawczyk(functions: list[Node], names: list[str], fixed: dict[str, Any], box: Data) -> Bounds:
    """The functions have exactly one zero in the box: c - Y g(c) + (I - Y H(X))(X - c) lies in its interior."""
    values = {name: (c - box.radius, c + box.radius) for name, c in zip(names, box.center, strict=True)}
    middle = Place({**fixed, **dict(zip(names, map(num, box.center), strict=True))})
    whole, rows = Place({**fixed, **values}), jacobian(functions, names)

    def test(p: int) -> bool | None:
        y, radius = enclosed(whole.view(p), box.preconditioner), arithmetic(p).number(box.radius)
        step = matmul(p, y, enclosed(middle.view(p), [[g] for g in functions]))
        h = matmul(p, y, enclosed(whole.view(p), rows))
        for i, row in enumerate(h):
            row[i] = row[i][0] - arithmetic(p).one, row[i][1] - arithmetic(p).one
            if not size(step[i][0]) + (-(-sum(map(size, row)) * radius[1] >> p)) < radius[0]:
                return None
        return True

    decide(test, "Krawczyk's condition")
    return values


class Slopes(NamedTuple):
    """Enclosures at p bits of the first derivatives of L, and of the second: middles and radii, times 2^p."""

    p: int
    slopes: list[Interval]
    middle: list[list[int]]
    radius: list[list[int]]


def derivatives(p: Problem, view: View, second: bool = False, lines: Lines | None = None) -> Slopes:
    """The derivatives of L on a box on which L is certainly twice continuously differentiable: of layers by samples, of
    other networks by formulas. Of the second the lower triangle, if they are asked for. With lines as in `Sample`."""
    n, scale = len(p.theta), view.exact.number(p.scale)
    sums, mid, rad = [(0, 0)] * n, [[0] * (i + 1) for i in range(n)], [[0] * (i + 1) for i in range(n)]
    rest = p.L if p.layers is None else p.regularizer
    if view.smooth(rest) < 2:
        raise Undefined("not twice continuously differentiable")
    if p.layers is not None:
        samples = [Sample(p, p.layers, view, x, (lines or {}).get(x, {})) for x in range(len(p.distinct))]
        for i, (unit, source) in enumerate(places := weights_of(p.layers)):
            sums[i] = view.exact.mul(scale, summed(view.exact.mul(s.D[unit], s.A[source]) for s in samples))
        if second:
            bilinear(samples, places, view, scale, mid, rad)
    rests = gradient(rest, p.theta)
    slopes = [summed((x, view.enclose(g))) for x, g in zip(sums, rests, strict=True)]
    at = {name: i for i, name in enumerate(p.theta)}
    for i, g in enumerate(rests) if second else ():
        for j in sorted(at[name] for name in g.free if at[name] <= i):
            lo, hi = view.enclose(diff(g, p.theta[j]))
            if size((lo, hi)) == INF:
                raise Undefined("a derivative without a bound")
            mid[i][j] += lo + hi >> 1
            rad[i][j] += (hi - lo >> 1) + 1
    return Slopes(view.p, slopes, mid, rad)


Unit = tuple[int, int]  # of a layer; layer 0 has the inputs, and the unit (0, -1) is always 1
Lines = dict[int, dict[Unit, tuple[Interval, Interval]]]  # at a distinct input a slope and a square in place of a unit
CONSTANT_UNIT = (0, -1)


def weights_of(net: Layers) -> list[tuple[Unit, Unit]]:
    """For each parameter the unit that it leads to, and the unit whose value it multiplies."""
    found = []
    for matrix, source, target in net.edges:
        found += [((target, i), (source, j)) for i in range(net.widths[target]) for j in range(net.widths[source])]
        found += [((target, i), CONSTANT_UNIT) for i in range(net.widths[target]) if net.bias and matrix[0] == "W"]
    return found


class Sample:
    """A distinct input of a layered network, on a box of weights. Each unit u has a sum z_u of what leads to it.

    A: the values of the units; D: the derivatives of the summed loss by z; K: the second ones, by z_u and z_v for v not
    in a lower layer than u; T[u]: the derivatives by z_u of the values of units in no lower layer than u. A weight
    that leads from s to u moves z_u by its change times A_s, so that the loss has the derivative D_u A_s in it, and in
    it and in another one, from t to v, A_s A_t K_uv + D_v A_s T_u[t], for v not in a lower layer than u.

    A unit in `lines` has the value slope z_u, and square z_u^2 / 2 is added to the loss. Z: the sums z_u.
    """

    def __init__(self, p: Problem, net: Layers, view: View, x: int, lines: dict[Unit, tuple[Interval, Interval]]):
        self.lines: dict[Unit, tuple[Interval, Interval]] = lines
        self.Z: dict[Unit, Interval] = {}
        self.exact, last = view.exact, len(net.widths) - 1
        self.A: dict[Unit, Interval] = {(0, j): self.exact.number(q) for j, q in enumerate(p.distinct[x])}
        self.A[CONSTANT_UNIT] = self.exact.number(Fraction(1))
        weights = dict(zip(weights_of(net), (view.box[n] for n in p.theta), strict=True))
        into: dict[Unit, list[tuple[Unit, Interval]]] = {}
        for (unit, source), w in weights.items():
            into.setdefault(unit, []).append((source, w))
        self.out: dict[Unit, list[tuple[Unit, Interval]]] = {}
        for (unit, source), w in weights.items():
            self.out.setdefault(source, []).append((unit, w))
        act = [net.act(sym("z"))]
        act += [diff(act[0], "z")]
        act += [diff(act[1], "z")]
        slopes: list[dict[Unit, Interval]] = [{}, {}]
        self.units = [(t, i) for t in range(1, last + 1) for i in range(net.widths[t])]
        for unit in self.units:
            z = self.Z[unit] = summed(self.exact.mul(w, self.A[source]) for source, w in into[unit])
            if unit[0] == last:
                self.A[unit] = z
                continue
            if unit in lines:
                slopes[0][unit], slopes[1][unit] = lines[unit][0], (0, 0)
                self.A[unit] = self.exact.mul(lines[unit][0], z)
                continue
            here = View(view.p, {"z": z})
            if here.smooth(act[0]) < 2:
                raise Undefined("an activation may bend here")
            self.A[unit], slopes[0][unit], slopes[1][unit] = map(here.enclose, act)
        self.first, self.bend = slopes
        ends = [unit for unit in self.units if unit[0] == last]
        there = View(view.p, dict(zip(p.q, (self.A[unit] for unit in ends), strict=True)))
        if any(there.smooth(p.losses[i]) < 2 for i in p.group[x]):
            raise Undefined("a loss may bend here")
        by_output = [p.slope(x, k) for k in range(p.K)]
        self.loss = {u: {v: there.enclose(diff(f, q)) for v, q in zip(ends, p.q, strict=True)}
                     for u, f in zip(ends, by_output, strict=True)}  # fmt: skip
        self.back: dict[Unit, Interval] = {}
        self.D: dict[Unit, Interval] = dict(zip(ends, map(there.enclose, by_output), strict=True))
        for unit in reversed(self.units[: -len(ends)]):
            self.back[unit] = self.sum_out(unit, self.D)
            self.D[unit] = self.exact.mul(self.first[unit], self.back[unit])
            if unit in lines:
                self.D[unit] = summed((self.D[unit], self.exact.mul(lines[unit][1], self.Z[unit])))

    def sum_out(self, unit: Unit, of: dict[Unit, Interval]) -> Interval:
        return summed([(0, 0), *(self.exact.mul(w, of[to]) for to, w in self.out.get(unit, ()) if to in of)])

    def seen_from(self, u: Unit) -> tuple[dict[Unit, Interval], dict[Unit, Interval]]:
        """T[u] and K[u], by intervals: forward the derivatives by z_u of all z, and of the values; then backward."""
        exact, moved, values = self.exact, {u: self.exact.number(Fraction(1))}, {}
        above = [v for v in self.units if v[0] >= u[0]]
        into: dict[Unit, list[Interval]] = {}
        for v in above:
            if v in into:
                moved[v] = summed(into[v])
            if v in moved and v in self.first:
                values[v] = exact.mul(self.first[v], moved[v])
                for to, w in self.out.get(v, ()):
                    into.setdefault(to, []).append(exact.mul(w, values[v]))
        second: dict[Unit, Interval] = {}
        for v in reversed(above):
            if v in self.loss:
                parts = [exact.mul(h, moved[k]) for k, h in self.loss[v].items() if k in moved]
                second[v] = summed([(0, 0), *parts])
            else:
                bent = exact.mul(exact.mul(self.bend[v], moved[v]), self.back[v]) if v in moved else (0, 0)
                if v in moved and v in self.lines:
                    bent = exact.mul(self.lines[v][1], moved[v])
                second[v] = summed((bent, exact.mul(self.first[v], self.sum_out(v, second))))
        return values, second

    def turned(self, wires: list[tuple[Unit, Unit]], v: list[Interval]) -> list[Interval]:
        """The change of the derivatives in the weights, as these change along v: forward that of z and A, then of D."""
        exact, zero = self.exact, (0, 0)
        into: dict[Unit, list[tuple[Unit, Interval]]] = {}
        out: dict[Unit, list[tuple[Unit, Interval]]] = {}
        for (unit, source), change in zip(wires, v, strict=True):
            into.setdefault(unit, []).append((source, change))
            out.setdefault(source, []).append((unit, change))
        weights: dict[Unit, list[tuple[Unit, Interval]]] = {}
        for source, ends in self.out.items():
            for unit, w in ends:
                weights.setdefault(unit, []).append((source, w))
        z, values, down = dict[Unit, Interval](), dict[Unit, Interval](), dict[Unit, Interval]()
        for u in self.units:
            parts = [exact.mul(change, self.A[source]) for source, change in into[u]]
            parts += [exact.mul(w, values[source]) for source, w in weights[u] if source in values]
            z[u] = values[u] = summed(parts)
            if u in self.first:
                values[u] = exact.mul(self.first[u], z[u])
        for u in reversed(self.units):
            if u in self.loss:
                down[u] = summed(exact.mul(h, z[k]) for k, h in self.loss[u].items())
                continue
            back = [exact.mul(w, down[to]) for to, w in self.out[u]]
            back += [exact.mul(change, self.D[to]) for to, change in out[u]]
            bent = exact.mul(exact.mul(self.bend[u], z[u]), self.back[u])
            down[u] = summed((bent, exact.mul(self.first[u], summed(back))))
        return [summed((exact.mul(down[u], self.A[s]), exact.mul(self.D[u], values.get(s, zero)))) for u, s in wires]


class Row(NamedTuple):
    """A number of each sample: its middles, and over all samples its greatest size and radius and the sums of these."""

    middle: list[int]
    size: int
    radius: int
    sizes: int
    radii: int

    @classmethod
    def of(cls, xs: Sequence[Interval]) -> Row:
        sizes = [size(x) for x in xs]
        if max(sizes) == INF:
            raise Undefined("a derivative without a bound")
        middle = [lo + hi >> 1 for lo, hi in xs]
        radii = [hi - m for (_, hi), m in zip(xs, middle, strict=True)]
        return cls(middle, max(sizes), max(radii), sum(sizes), sum(radii))


def bilinear(
    samples: list[Sample], places: list[tuple[Unit, Unit]], view: View, scale: Interval, mid: Matrix, rad: Matrix
) -> None:
    """Adds the second derivatives of the data term, sample by sample as in `Sample`, to middles and radii.

    Of a sum of products of numbers x = x0 +- r, with |x| <= s, the middles are multiplied exactly, but for shifts that
    lose less than 1 each: |xyz - x0 y0 z0| <= |x| |y| |z - z0| + (|x| |y - y0| + |y0| |x - x0|) |z|, and so with two.
    """
    p = view.p
    of_unit: dict[Unit, list[tuple[int, Unit]]] = {}
    for i, (unit, source) in enumerate(places):
        of_unit.setdefault(unit, []).append((i, source))
    values = {s: Row.of([sample.A[s] for sample in samples]) for s in dict.fromkeys(source for _, source in places)}
    pairs: dict[tuple[Unit, Unit], list[int]] = {}
    for u in samples[0].units:
        seen = [sample.seen_from(u) for sample in samples]
        for v in [v for v in samples[0].units if v in seen[0][1]]:
            k = Row.of([second[v] for _, second in seen])
            for j, t in of_unit[v]:
                c = None
                if t in seen[0][0]:
                    c = Row.of([view.exact.mul(s.D[v], value[t]) for s, (value, _) in zip(samples, seen, strict=True)])
                for i, s in of_unit[u]:
                    if v[0] == u[0] and j > i:
                        continue
                    if (s, t) not in pairs:
                        pairs[s, t] = [x * y >> p for x, y in zip(values[s].middle, values[t].middle, strict=True)]
                    x, y = values[s], values[t]
                    m = sum(map(operator.mul, pairs[s, t], k.middle))
                    r = (x.size * y.size * k.radii + (x.size * y.radius + x.radius * y.size) * k.sizes >> p) + k.sizes
                    if c is not None:
                        m += sum(map(operator.mul, c.middle, x.middle))
                        r += x.size * c.radii + x.radius * c.sizes
                    a, b = max(i, j), min(i, j)
                    lo, hi = view.exact.mul(scale, ((m - r >> p) - 2, (m + r >> p) + 3))
                    mid[a][b] += lo + hi >> 1
                    rad[a][b] += (hi - lo >> 1) + 1


def curved(h: Slopes, least: Fraction) -> bool | None:
    """Whether v'Hv >= least v'v for the symmetric matrices H = middle +- radius: Cholesky's method in floats.

    With M the middles as floats, R the radii and what M lost, e the greatest row sum of R: |H - M|_2 <= e. If it ends
    for A of n rows, then A + E = G G' with |E|_2 <= g / (1 - g) trace(A), g = (n + 1) u / (1 - (n + 1) u), u = 2^-53,
    in whichever order sums are taken (Higham, Accuracy and Stability of Numerical Algorithms, thm 10.3 and its proof);
    what is lost below 2^-1022 is less than n^2 2^-1000. Here A = M - s 1 with a greater allowance for both.
    """
    n, one = len(h.middle), 1 << h.p
    try:
        m = [[x / one for x in row] for row in h.middle]  # the quotients of integers are rounded to nearest
        r = [[(x + 1) / one * (1 + 2**-50) + abs(y) * 2**-52 + 2.0**-1000 for x, y in zip(*rows, strict=True)]
             for rows in zip(h.radius, m, strict=True)]  # fmt: skip
        sums = [math.fsum(r[i]) + math.fsum(r[j][i] for j in range(i + 1, n)) for i in range(n)]
        lost = (8 * n + 64) * 2**-53 * math.fsum(abs(m[i][i]) for i in range(n)) + n * n * 2.0**-1000
        shift = (float(least) * (1 + 2**-50) + max(sums) * (1 + 2**-50) + lost) * (1 + 2**-50)
    except OverflowError:
        return None
    if any(h.middle[i][i] + h.radius[i][i] + 1 < least * one for i in range(n)):
        raise Invalid("the Hessian curves less than stated")
    g: list[list[float]] = []
    for i in range(n):
        row: list[float] = []
        for j in range(i):
            row.append((m[i][j] - sum(map(operator.mul, row, g[j]))) / g[j][j])
        pivot = m[i][i] - shift - sum(map(operator.mul, row, row))
        if not 0 < pivot < INF:
            return None
        g.append([*row, math.sqrt(pivot)])
    return True


def BALL(p: Problem, data: Any) -> Bounds:
    """The box around a ball in which every eigenvalue of the Hessian of L is at least mu, and |grad L(c)| < mu r."""
    ball = closed(p, data, center=NUMBERS(len(p.theta)), radius=NUMBER, curvature=NUMBER)
    need(ball.radius > 0 and ball.curvature > 0 and p.theta, "a ball without an interior, or without curvature")
    box = {name: (c - ball.radius, c + ball.radius) for name, c in zip(p.theta, ball.center, strict=True)}
    middle, whole = Place(dict(zip(p.theta, map(num, ball.center), strict=True))), Place(box)

    def short(q: int) -> bool | None:
        lo, hi = summed(arithmetic(q).mul(g, g) for g in derivatives(p, middle.view(q)).slopes)
        limit = arithmetic(q).number((ball.radius * ball.curvature) ** 2)
        return True if hi < limit[0] else False if lo >= limit[1] else None

    need(decide(short, "the gradient at the centre is short", limit=512), "the gradient at the centre is too long")
    decide(lambda q: curved(derivatives(p, whole.view(q, True), True), ball.curvature), "the curvature", limit=256)
    return box


SORTS = {"idle": 1, "shift": 2, "scale": 2, "turn": 3, "outputs": 1}  # of symmetries, with the number of their indices


class KinkedBall:
    """A ball that holds a local minimum of L, some units having kinks in it: *Minimum on kinks in a ball* of theory.md.

    Sums of a sample lack the scale of L, which all that is about L has as a factor.
    """

    def __init__(self, p: Problem, data: Any):
        net, ball = p.layers, closed(
            p, data, center=NUMBERS("theta"), radius=NUMBER, curvature=NUMBER, held=INDICES("theta"),
            symmetries=LIST(TABLE), kinks=LIST(TABLE),
        )  # fmt: skip
        if net is None:
            raise Invalid("a ball with kinks, of a network without layers")
        self.bent = net.act in (FUNCTIONS["relu"], FUNCTIONS["leaky_relu"])
        need(self.bent or ball.kinks == [], "kinks of a network that has none")
        self.p, self.net, self.ball, self.hidden = p, net, ball, net.widths[1:-1]
        self.alpha, self.beta = Fraction(1), Fraction(0) if net.act is FUNCTIONS["relu"] else Fraction(1, 100)
        self.kinks: dict[tuple[int, Unit], tuple[Fraction, Fraction]] = {}
        for k in ball.kinks:
            j = INDEX(len(self.hidden))(p, k.get("layer"))
            fields = {"unit": INDEX(self.hidden[j]), "input": INDEX("input"), "slope": NUMBER, "bend": NUMBER}
            kink = closed(p, k, layer=ANY, **fields)
            need((kink.input, (j + 1, kink.unit)) not in self.kinks, "a kink comes twice")
            need(self.beta <= kink.slope <= self.alpha and kink.bend >= 0, "a slope or a bend that cannot be")
            self.kinks[kink.input, (j + 1, kink.unit)] = kink.slope, kink.bend
        need(ball.radius > 0 and ball.curvature > 0, "a ball without an interior, or without curvature")
        need(ball.held == sorted(ball.held) and len(ball.held) < len(p.theta), "what is held does not rise, or is all")
        need(len(ball.symmetries) == len(ball.held), "not as many symmetries as coordinates that are held")
        reach = [0 if i in ball.held else ball.radius for i in range(len(p.theta))]
        self.box = {n: (c - r, c + r) for n, c, r in zip(p.theta, ball.center, reach, strict=True)}
        self.whole = Place(self.box)
        self.middle = Place(dict(zip(p.theta, map(num, ball.center), strict=True)))
        self.free = [i for i in range(len(p.theta)) if i not in ball.held]

    def check(self) -> None:
        self.highest: dict[tuple[int, Unit], Fraction] = {}
        decide(self.below, "L is at least its minorant", limit=512)
        regular(self.whole, [[field.get(i, ZERO) for i in self.ball.held] for field in self.fields()], "the symmetries")
        decide(self.curved, "the curvature", limit=256)
        need(decide(self.higher, "L on the edge", limit=512), "L is not greater on the edge of the ball")

    def lines(self, q: int, open_slopes: bool) -> Lines:
        """The lines of the kinks, with their squares; or all slopes that there may be."""
        found: Lines = {}
        for (x, unit), (slope, bend) in self.kinks.items():
            span = (self.beta, self.alpha) if open_slopes else (slope, slope)
            square = (0, 0) if open_slopes else arithmetic(q).number(bend / self.p.scale)
            found.setdefault(x, {})[unit] = arithmetic(q).span(*span), square
        return found

    def samples(self, q: int, view: View) -> list[Sample]:
        lines = self.lines(q, True)
        return [Sample(self.p, self.net, view, x, lines.get(x, {})) for x in range(len(self.p.distinct))]

    def below(self, q: int) -> bool | None:
        """L does not fall in what the units at kinks put out, and rises from them as steeply as the bends need."""
        samples, exact = self.samples(q, self.whole.view(q, True)), arithmetic(q)
        self.signs = {unit: [0 if unit in s.lines else 1 if s.Z[unit][0] > 0 else -1 for s in samples]
                      for unit in samples[0].first}  # fmt: skip
        for (x, unit), (slope, bend) in self.kinks.items():
            low, high = exact.mul(exact.number(self.p.scale), samples[x].back[unit])
            need(high >= 0, "L falls in what a unit at a kink puts out")
            reach, room = size(samples[x].Z[unit]), min(self.alpha - slope, slope - self.beta)
            if low < 0 or bend * reach > 2 * low * room:
                return None
            under = any(y == x and v[0] < unit[0] for y, v in self.kinks)
            need(bend == 0 or not under, "a bend above another kink")
            self.highest[x, unit] = Fraction(high, exact.one)
        return True

    def curved(self, q: int) -> bool | None:
        found = derivatives(self.p, self.whole.view(q, True), True, self.lines(q, False))
        rows = [[[m[i][j] for j in self.free if j <= i] for i in self.free] for m in (found.middle, found.radius)]
        return curved(Slopes(q, [], *rows), self.ball.curvature)

    def higher(self, q: int) -> bool | None:
        """delta + |grad G(c)| r < mu r^2 / 2."""
        view, one = self.middle.view(q), arithmetic(q).one
        slopes = derivatives(self.p, view, False, self.lines(q, False)).slopes
        square = sum(Fraction(size(slopes[i]), one) ** 2 for i in self.free)
        samples, delta = self.samples(q, view), Fraction(0)
        for (x, unit), (slope, _) in self.kinks.items():
            off = max(self.alpha - slope, slope - self.beta) * Fraction(size(samples[x].Z[unit]), one)
            delta += self.highest[x, unit] * off
        limit = self.ball.curvature * self.ball.radius**2 / 2 - delta
        return True if limit > 0 and square * self.ball.radius**2 < limit**2 else None

    def fields(self) -> Iterator[dict[int, Node]]:
        """The rates of each symmetry, by the places of the coordinates; L is constant along it."""
        places = {wire: i for i, wire in enumerate(weights_of(self.net))}
        out = {u: [to for to, source in places if source == u] for u in self.signs}
        idle: set[Unit] = set()
        for u in reversed(list(self.signs)):
            if (self.beta == 0 and set(self.signs[u]) == {-1}) or all(to in idle for to in out[u]):
                idle.add(u)
        for entry in self.ball.symmetries:
            need(len(entry) == 1 and set(entry) <= set(SORTS), "no symmetry that is known")
            ((name, data),) = entry.items()
            need(len(items(data)) == SORTS[name], "a symmetry of another number of units")
            need(self.bent or name == "outputs", "a symmetry of relus")
            rates: dict[int, Node] = {}
            if name == "idle":
                i = INDEX("theta")(self.p, data[0])
                need(set(weights_of(self.net)[i]) & idle, "a coordinate that is not idle")
                rates = {i: num(1)}
            elif name == "outputs":
                rates = self.common(places, INDEX("theta")(self.p, data[0]))
            else:
                j = INDEX(len(self.hidden))(self.p, data[0])
                units = [(j + 1, INDEX(self.hidden[j])(self.p, u)) for u in data[1:]]
                sorts: dict[str, Callable[..., dict[int, Node]]]
                sorts = {"shift": self.shift, "scale": self.scale, "turn": self.turn}
                rates = sorts[name](places, out, *units)
            total = add(*(rate * diff(self.p.regularizer, self.p.theta[i]) for i, rate in rates.items()))
            FREE.identity(total, "the term in theta alone is constant along a symmetry")
            yield rates

    def common(self, places: dict[Any, int], c: int) -> dict[int, Node]:
        """What leads from a place into all outputs: the sources as the last layer has them, the bias behind."""
        last = len(self.net.widths) - 1
        sources = [s for to, s in sorted(places, key=lambda wire: places[wire]) if to == (last, 0)]
        ordered = [s for s in sources if s != CONSTANT_UNIT] + [s for s in sources if s == CONSTANT_UNIT]
        need(c < len(ordered), "no place below the outputs")
        for loss in dict.fromkeys(self.p.losses):
            FREE.identity(add(*(diff(loss, q) for q in self.p.q)), "no loss changes as all outputs grow alike")
        return {places[(last, k), ordered[c]]: num(1) for k in range(self.p.K)}

    def shift(self, places: dict[Any, int], out: dict[Unit, list[Unit]], u: Unit) -> dict[int, Node]:
        need(len(set(self.signs[u])) == 1 and self.net.bias and self.signs[u][0], "a unit that has not one side")
        slope = self.alpha if self.signs[u][0] > 0 else self.beta
        fed = {places[to, CONSTANT_UNIT]: num(-slope) * sym(self.p.theta[places[to, u]]) for to in out[u]}
        return {places[u, CONSTANT_UNIT]: num(1), **fed}

    def scale(self, places: dict[Any, int], out: dict[Unit, list[Unit]], u: Unit) -> dict[int, Node]:
        into = {i: sym(self.p.theta[i]) for (to, _), i in places.items() if to == u}
        return into | {places[to, u]: -sym(self.p.theta[places[to, u]]) for to in out[u]}

    def turn(self, places: dict[Any, int], out: dict[Unit, list[Unit]], u: Unit, v: Unit) -> dict[int, Node]:
        need(u != v and self.signs[u] == self.signs[v] and 0 not in self.signs[u], "units of different sides")
        pairs = [(places[u, source], places[v, source]) for to, source in places if to == u]
        pairs += [(places[to, u], places[to, v]) for to in out[u]]
        theta = [sym(name) for name in self.p.theta]
        return {i: -theta[k] for i, k in pairs} | {k: theta[i] for i, k in pairs}


def KINKED(p: Problem, data: Any) -> Bounds:
    """The box around a ball with kinks, in which L has a local minimum."""
    found = KinkedBall(p, data)
    found.check()
    return found.box


Facts = dict[str, Any]
KINDS: dict[str, Callable[[Problem, Any], Facts]] = {}


def kind(**fields: Any) -> Callable[[Callable[[Problem, Data], Facts | None]], None]:
    """Enters a kind of certificate of the name of a function of the problem and of the data, as they were read by these
    fields; it raises Invalid or Holey, or returns the facts of the evidence. `bits` is a hint for others."""

    def enter(check: Callable[[Problem, Data], Facts | None]) -> None:
        KINDS[check.__name__.replace("_", "-")] = lambda p, data: check(p, closed(p, data, **fields)) or {}

    return enter


# 8. Kinds about L -----------------------------------------------------------------------------------------------------

VALUE = {"equals": (CONSTANT,), "rounds_to": (TEXT,), "bits": (BITS,)}


def stated(place: Place, n: Node, d: Data) -> None:
    """The formula is `equals` exactly; or it has the digits of `rounds_to`, by intervals."""
    need((d.equals is None) == (d.rounds_to is not None) == bool(d.bits), "not an exact value, nor digits and bits")
    if d.equals is not None:
        return place.zero(n - d.equals, "the value is as stated")
    gap, unit = n - number(d.rounds_to, True), half_unit(d.rounds_to)
    for side in (unit - gap, unit + gap):
        place.positive(side, "the value has these digits")


def near_outputs(p: Problem, place: Place, order: int = 1, rows: list[list[Node]] | None = None) -> None:
    """Each loss has so many continuous derivatives near the outputs (if not given, the network's)."""
    rows = rows or p.outputs

    def test(q: int) -> bool | None:
        view, margin = place.view(q), 1 << q // 4
        for loss, x in zip(p.losses, p.of, strict=True):
            ends = [view.enclose(n) for n in rows[x]]
            wide = {name: (lo - margin, hi + margin) for name, (lo, hi) in zip(p.q, ends, strict=True)}
            if View(q, wide).smooth(loss) < order:
                return None
        return True

    decide(test, "each loss is smooth near the outputs", limit=512)


def near_point(p: Problem, place: Place, order: int = -1) -> None:
    """The outputs, the term in theta alone and L have values near the point, or so many continuous derivatives."""
    place.smooth([*components(p), p.regularizer, p.L], order, "L is smooth enough near the point")


def components(p: Problem, psi: Iterable[Node] = ()) -> list[Node]:
    return [*itertools.chain(*p.outputs), *psi]


def along_outputs(p: Problem, place: Place, rows: list[list[Node]]) -> Node:
    """sum g (f - f(point)), g the gradient of the loss at the outputs of the point."""
    here = [[replace(n, place.constants) for n in row] for row in rows]
    return add(*(p.rho(x, k, at) * (row[k] - at[k])
                 for x, (row, at) in enumerate(zip(rows, here, strict=True)) for k in range(p.K)))  # fmt: skip


@kind(point=POINT, **VALUE)
def value(p: Problem, d: Data) -> None:
    """L at the point is as stated."""
    stated(d.point, p.L, d)


@kind(point=POINT, **VALUE)
def norm(p: Problem, d: Data) -> None:
    """The sum of the squares of the coordinates is as stated."""
    stated(d.point, add(*(sym(n) ** 2 for n in p.theta)), d)


@kind(point=CRITICAL, congruence=MATRIX("theta", "theta"), bits=BITS)
def critical_point(p: Problem, d: Data) -> Facts:
    """L is twice continuously differentiable, its gradient is 0, the discs of Q' H Q exclude 0 and tell the index."""
    near_point(p, d.point, 2)
    if d.point.exact:
        d.point.vanish(p.gradient, "the gradient of L vanishes")
    return {"index": inertia(d.point, p.L, p.theta, "the inertia of the Hessian", d.congruence)}


@kind(point=TABLE)
def strict_minimum(p: Problem, d: Data) -> None:
    """All of it is in the form of the point, which is a ball."""
    need("curvature" in d.point, "a point that is no ball")
    CRITICAL(p, d.point)


@kind(point=TABLE)
def minimum_in_ball(p: Problem, d: Data) -> None:
    """All of it is in the form of the point, which is a ball with kinks."""
    need({"curvature", "kinks"} <= set(d.point), "a point that is no ball with kinks")
    POINT(p, d.point)


@kind(point=EXACT)
def stationary(p: Problem, d: Data) -> None:
    """L is continuously differentiable near the point, and its gradient is 0 there."""
    near_point(p, d.point, 1)
    d.point.vanish(p.gradient, "the gradient of L vanishes")


@kind(point=EXACT, parameters=LIST(TEXT), family=ANY, at=CONSTANTS(), rows=INDICES("theta"), complement=ANY, bits=BITS)
def morse_bott(p: Problem, d: Data) -> None:
    """The gradient vanishes on a family through the point, of full rank, across which the Hessian is positive."""
    n, k, names = len(p.theta), len(d.parameters), tuple(d.parameters)
    need(all(re.fullmatch(NAME, s) and s not in FUNCTIONS for s in names), "not names")
    need(len(set(names)) == len(d.at) == len(d.rows) == k, "parameters, or what goes with them, of another number")
    formulas, here = [parse(f, names) for f in items(d.family, n)], Place.at(names, d.at)
    here.vanish(map(operator.sub, formulas, d.point.constants.values()), "the family passes through the point")
    near_point(p, d.point, 2)
    here.smooth(formulas, 1, "the family is continuously differentiable")
    for g in p.gradient:
        here.identity(replace(g, named(p.theta, formulas)), "the gradient vanishes on the family")
    regular(here, jacobian((formulas[i] for i in d.rows), names), "the family has full rank")
    across = inertia(d.point, p.L, p.theta, "the Hessian across the family", MATRIX(n, n - k)(p, d.complement))
    need(across == 0, "the Hessian across the family is not positive")


@kind(point=EXACT, subgradients=(LIST(CONSTANTS("output"), "sample"),))
def supporting_hyperplane(p: Problem, d: Data) -> None:
    """The loss is convex, L the data term alone, and a subgradient at the outputs is constant along those nearby."""
    need(p.convex and not p.regular, "the loss is not convex, or L has a term in theta alone")
    near_point(p, d.point)
    near_outputs(p, d.point, -1 if d.subgradients else 1)
    if d.subgradients is None:
        along = along_outputs(p, d.point, p.outputs)
    else:
        need(p.separable, "subgradients of a loss that is no sum over the outputs")
        along = add(*(subgradients(p, d.point, i, row) for i, row in enumerate(d.subgradients)))
    d.point.identity(along, "the hyperplane is constant along the outputs")


def subgradients(p: Problem, place: Place, i: int, numbers: list[Node]) -> Node:
    """sum g (f - f(point)) of one sample; the numbers g are between the one-sided slopes of its loss."""
    here, terms = [replace(n, place.constants) for n in p.outputs[p.of[i]]], []
    for k, g in enumerate(p.weights[i] * g for g in numbers):
        FREE.least(one_sided(p, p.losses[i], here, k, 1) - g, "the number is a subgradient")
        FREE.least(g - one_sided(p, p.losses[i], here, k, -1), "the number is a subgradient")
        terms.append(g * (p.outputs[p.of[i]][k] - here[k]))
    return add(*terms)


def one_sided(p: Problem, loss: Node, outputs: list[Node], k: int, direction: int) -> Node:
    """The slope of the loss in the output k at the outputs, from one side."""
    at = Place.at(p.q, outputs)

    def side(c: Node) -> bool:
        if (certain := at.side(c)) is not None:
            return certain
        at.zero(c, "the output is on a kink of the loss")
        return p.q[k] not in c.free or direction * at.sign(diff(c, p.q[k]), "the kink is crossed") > 0

    return replace(diff(straight(loss, side), p.q[k]), at.constants)


@kind(point=TABLE)
def data_optimal(p: Problem, d: Data) -> None:
    """All residual gradients are 0, and stationary summed losses are least: no function does better on the data."""
    fit = "fit" in d.point
    place: Place = POINT(p, d.point) if fit else EXACT(p, d.point)
    need(p.meets("eliminable"), "the loss is not convex, nor are equal inputs and stationary points harmless")
    near_point(p, place)
    near_outputs(p, place)
    if not fit:
        place.vanish(p.rhos(), "the residual gradients vanish")


@kind(point=POINT, better=POINT, bits=BITS)
def lower_value(p: Problem, d: Data) -> None:
    """L(better) < L(point): the point is no global minimum."""
    less(d.better, p.L, d.point, p.L, "the better point is lower")


@kind(point=POINT, sample=INDEX("sample"), output=NUMBERS("output"), bits=BITS)
def sample_lower(p: Problem, d: Data) -> None:
    """The loss of a sample is less at another output."""
    there, here = (p.loss_at(d.sample, q) for q in (map(num, d.output), p.outputs[p.of[d.sample]]))
    less(d.point, there, d.point, here, "the loss is lower")


@kind(point=POINT, input=INDEX("input"), output=NUMBERS("output"), bits=BITS)
def input_lower(p: Problem, d: Data) -> None:
    """The summed loss at an input is less at another output."""
    there, here = (p.at_outputs(p.summed(d.input), q) for q in (map(num, d.output), p.outputs[d.input]))
    less(d.point, there, d.point, here, "the summed loss is lower")


@kind(point=POINT, input=INDEX("input"), output=INDEX("output"), bits=BITS)
def residual_gradient(p: Problem, d: Data) -> None:
    """A residual gradient is not 0: the point is not data-optimal."""
    near_outputs(p, d.point)
    d.point.sign(p.rho(d.input, d.output), "a residual gradient that is not 0")


@kind(point=POINT, input=INDEX("input"), output=INDEX("output"), **VALUE)
def residual_value(p: Problem, d: Data) -> None:
    """The residual gradient is as stated."""
    near_outputs(p, d.point)
    stated(d.point, p.rho(d.input, d.output), d)


def box_around(point: Place, radius: Fraction) -> Bounds:
    """A box of rationals with all points whose coordinates are at most so far from those of the point."""
    need(radius >= 0, "a negative radius")
    ends = {name: point.view(256).enclose(sym(name)) for name in point.values}
    return {name: (Fraction(lo, 1 << 256) - radius, Fraction(hi, 1 << 256) + radius) for name, (lo, hi) in ends.items()}


def lipschitz(p: Problem, box: Bounds) -> None:
    """Near the box L is continuous, its slopes bounded, those of both sides of a kink together: as they are where L is
    twice continuously differentiable, which is seen of layers without the formulas of the slopes."""
    if p.layers is not None:
        with contextlib.suppress(Undefined):
            derivatives(p, Place(box).view(128, True))
            return
    Place(box).near(lambda v: v.smooth(p.L) >= 0 and all(map(v.enclose, p.gradient)), "L is locally Lipschitz")


def slope(p: Problem, box: Bounds, k: int, cuts: int = 6) -> None:
    """The slope in one parameter has one strict sign near the box: by intervals, by the mean value theorem from its
    middle, or on both halves of the box across the parameter in which that spreads most."""
    g, whole, words = diff(p.L, p.theta[k]), Place(box), "a slope that is not 0"
    with contextlib.suppress(Holey):
        return whole.near(lambda view: view.signs(g) in STRICT, words)
    whole.smooth([p.L], 2, words)
    middle = {name: (lo + hi) / 2 for name, (lo, hi) in box.items()}
    view, exact = whole.view(128, True), arithmetic(128)
    at, spread = Place({n: num(c) for n, c in middle.items()}).view(128), {}
    for name, c in middle.items():
        (lo, hi), (low, high) = view.box[name], exact.number(c)
        spread[name] = exact.mul(view.enclose(diff(g, name)), (lo - high, hi - low))
    lo, hi = summed((at.enclose(g), *spread.values()))
    if lo <= 0 <= hi:
        if not cuts:
            raise Holey(f"undecided: {words}")
        name = max(spread, key=lambda n: size(spread[n]))
        for half in halves(box, name, middle[name]):
            slope(p, half, k, cuts - 1)
    return None


def along(p: Problem, box: Bounds, v: list[Fraction]) -> None:
    """The slope along v is not 0 near the box, by the mean value theorem from its middle; units that may be on both
    sides of a kink, of layers, are replaced by lines with any slope between those of the branches."""
    place, middle = Place(box), Place({n: num((lo + hi) / 2) for n, (lo, hi) in box.items()})

    def test(q: int) -> bool | None:
        exact, whole, center = arithmetic(q), place.view(q, True), middle.view(q)
        lines = open_lines(p, whole)
        slopes = derivatives(p, center, False, lines).slopes
        weights, reach = [exact.number(x) for x in v], 0
        for name, turned in zip(p.theta, hessian_times(p, whole, lines, weights), strict=True):
            (low, high), (lo, hi) = whole.box[name], center.box[name]
            reach += -(-size(turned) * max(high - lo, hi - low) >> q)
        lo, hi = summed(map(exact.mul, slopes, weights))
        return True if lo > reach or hi < -reach else None

    decide(test, "a direction in which L is monotone", limit=256)


def hessian_times(p: Problem, view: View, lines: Lines, v: list[Interval]) -> list[Interval]:
    """The Hessian of L times a vector, on a box on which L is twice continuously differentiable but for the lines."""
    rest = p.L if p.layers is None else p.regularizer
    if view.smooth(rest) < 2:
        raise Undefined("not twice continuously differentiable")
    along = [(name, x) for name, x in zip(p.theta, v, strict=True)]
    total = [summed([(0, 0), *(view.exact.mul(view.enclose(diff(g, name)), x) for name, x in along if name in g.free)])
             for g in gradient(rest, p.theta)]  # fmt: skip
    if p.layers is not None:
        wires, scale = weights_of(p.layers), view.exact.number(p.scale)
        for x in range(len(p.distinct)):
            turned = Sample(p, p.layers, view, x, lines.get(x, {})).turned(wires, v)
            total = [summed((t, view.exact.mul(scale, turn))) for t, turn in zip(total, turned, strict=True)]
    if any(size(t) == INF for t in total):
        raise Undefined("a derivative without a bound")
    return total


def open_lines(p: Problem, view: View) -> Lines:
    """Lines of any slope in place of the units of relu or leaky relu that have a kink on the box."""
    found: Lines = {}
    if p.layers is None or p.layers.act not in (FUNCTIONS["relu"], FUNCTIONS["leaky_relu"]):
        return found
    low = Fraction(0) if p.layers.act is FUNCTIONS["relu"] else Fraction(1, 100)
    span = arithmetic(view.p).span(low, Fraction(1))
    for x, (t, width) in itertools.product(range(len(p.distinct)), enumerate(p.layers.widths[1:-1], start=1)):
        above = [(s, i) for s in range(t, len(p.layers.widths) - 1) for i in range(p.layers.widths[s])]
        lines = {**found.get(x, {}), **dict.fromkeys(above, (span, (0, 0)))}
        sums = Sample(p, p.layers, view, x, lines).Z
        kinks = [(t, i) for i in range(width) if sums[t, i][0] <= 0 <= sums[t, i][1]]
        found.setdefault(x, {}).update(dict.fromkeys(kinks, (span, (0, 0))))
    return found


def down(p: Problem, box: Bounds, v: list[Fraction]) -> None:
    """The second derivative along v is negative near the box."""
    rising = dot(map(num, v), p.gradient)
    bend = dot(map(num, v), (diff(rising, name) for name in p.theta))
    Place(box).smooth([p.L], 2, "L is twice continuously differentiable")
    Place(box).near(lambda view: view.signs(bend) == NEGATIVE, "L curves down")


def above(p: Problem, box: Bounds, theta: list[Fraction]) -> None:
    """L is greater on the box than at a point; and every local minimum of it is a global one."""
    only_global_minima(p)
    less(Place.at(p.theta, map(num, theta)), p.L, Place(box), p.L, "L is greater on the piece than at the point")


def only_global_minima(p: Problem) -> None:
    """Linear layers; and the squared distance times a number, or a convex loss and no layer narrower than both ends."""
    widths = linear(p).widths
    if not surely(lambda: distances(p)):
        need(min(widths) >= min(widths[0], widths[-1]), "a layer is narrower than both ends")
        need(p.convex and p.differentiable, "the loss is not convex, or not differentiable")


def linear(p: Problem) -> Layers:
    """The layers, which are linear; L has no term in theta alone."""
    layers, u = p.layers, sym("u:0")
    if layers is None:
        raise Invalid("the network has no layers")
    need(len(layers.widths) == 2 or layers.act(u) is u, "the activation is not linear")
    need(all(matrix[0] == "W" for matrix, _, _ in layers.edges), "a connection skips a layer")
    need(not p.regular, "a term in theta alone")
    return layers


def distances(p: Problem) -> Fraction | None:
    """The number above 0 that the Hessian of each loss in the outputs, by weight, is, times the identity; or None."""
    if everywhere(p.q).smooth(add(*p.losses)) < 2:
        return None
    ratios = set()
    for n, w in zip(p.losses, p.weights, strict=True):
        rows = [[constant(Exact()(diff(diff(n, a), b))) for a in p.q] for b in p.q]
        c = rows[0][0]
        if c is None or c <= 0 or rows != [[c if i == j else 0 for i in range(p.K)] for j in range(p.K)]:
            return None
        ratios.add(c / w)
    return ratios.pop() if len(ratios) == 1 else None


@kind()
def linear_layers(p: Problem, d: Data) -> None:
    """Every local minimum of L is a global one."""
    only_global_minima(p)


@kind(point=POINT, mu=NUMBER, excess=MATRIX("output", "output"), within=NUMBER, bits=BITS)
def rank_bound(p: Problem, d: Data) -> dict[str, str]:
    """T and mu + T - K are positive semidefinite; L at the point is the bound, or no farther above it than stated."""
    layers, c, excess = linear(p), distances(p), d.excess
    need(c is not None, "the loss is no multiple of the squared distance")
    best, rest = zip(*(least_loss(p, i, Fraction(c or 1)) for i in range(len(p.inputs))), strict=True)
    x, y = [list(row) for row in p.inputs], list(best)
    if layers.bias:
        x, y = centred(p, x), centred(p, y)
    total = sum((w * v * v for w, row in zip(p.weights, y, strict=True) for v in row), Fraction(0))
    k = fitted(p, x, y)
    need(d.mu >= 0 and d.within >= 0, "a negative number")
    need(excess == transposed(excess) and semidefinite(excess), "the excess is not positive semidefinite")
    over = [[d.mu * (i == j) + excess[i][j] - k[i][j] for j in range(p.K)] for i in range(p.K)]
    need(semidefinite(over), "mu and the excess are not above the Gram matrix of the fitted values")
    lost = min(layers.widths) * d.mu + sum((row[i] for i, row in enumerate(excess)), Fraction(0))
    bound = num(p.scale * (Fraction(c or 1) / 2 * (total - lost) + sum(rest, Fraction(0))))
    if d.within == 0:
        need(d.point.exact, "the point is not exact")
        d.point.zero(p.L - bound, "L at the point is the bound")
    else:
        less(d.point, p.L, FREE, bound + d.within, "L at the point is near the bound")
    return {"within": str(d.within)}


def least_loss(p: Problem, i: int, c: Fraction) -> tuple[list[Fraction], Fraction]:
    """The outputs at which the loss of a sample is least, and that loss, with its weight."""
    zeros = [ZERO] * p.K
    at = [constant(Exact()(p.at_outputs(diff(p.losses[i], q), zeros))) for q in p.q]
    known = [-v / (c * p.weights[i]) for v in at if v is not None]
    need(len(known) == p.K, "a target that is not rational")
    floor = constant(Exact()(p.loss_at(i, map(num, known))))
    if floor is None:
        raise Invalid("a loss that is not rational")
    return known, floor


def centred(p: Problem, rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """The rows, less their mean by the weights."""
    means = [inner(p.weights, column) / sum(p.weights) for column in zip(*rows, strict=True)]
    return [[v - m for v, m in zip(row, means, strict=True)] for row in rows]


def fitted(p: Problem, x: list[list[Fraction]], y: list[list[Fraction]]) -> list[list[Fraction]]:
    """Y'DX (X'DX)^+ X'DY, by elimination."""
    count = len(x[0])
    both = [list(column) for column in zip(*([*u, *v] for u, v in zip(x, y, strict=True)), strict=True)]
    heavy = [[w * v for w, v in zip(p.weights, column, strict=True)] for column in both]
    rows = [[inner(a, b) for b in both] for a in heavy]
    found = [[Fraction(0)] * p.K for _ in range(p.K)]
    for i in range(count):
        top = rows[i]
        if top[i] == 0:  # then so is the row: the matrix is positive semidefinite
            continue
        for j in range(i + 1, len(rows)):
            factor = rows[j][i] / top[i]
            rows[j] = [v - factor * t for v, t in zip(rows[j], top, strict=True)]
        for a, b in itertools.product(range(p.K), repeat=2):
            found[a][b] += top[count + a] * top[count + b] / top[i]
    return found


def halves(box: Bounds, name: str, at: Fraction) -> list[Bounds]:
    """The two parts of a box that is cut in one parameter, the lower one last."""
    low, high = box[name]
    need(low <= at <= high, "a cut outside its box")
    return [{**box, name: (at, high)}, {**box, name: (low, at)}]


@kind(point=POINT, radius=NUMBER, parameter=(INDEX("theta"),), direction=(NUMBERS("theta"),), bits=BITS)
def no_critical_point(p: Problem, d: Data) -> None:
    """L is locally Lipschitz near the box, and its slope in a parameter or a direction has one strict sign there."""
    box = box_around(d.point, d.radius)
    lipschitz(p, box)
    need((d.parameter is None) != (d.direction is None), "either a parameter or a direction")
    slope(p, box, d.parameter) if d.direction is None else along(p, box, d.direction)


@kind(point=POINT, radius=NUMBER, pieces=LIST(TABLE), bits=BITS)
def no_local_minimum(p: Problem, d: Data) -> Facts:
    """L is locally Lipschitz near the box; on each piece a slope is not 0, L curves down, or it is not least."""
    stack, critical = [box_around(d.point, d.radius)], 0
    lipschitz(p, stack[0])
    for piece in d.pieces:
        need(stack, "something follows the tree")
        box = stack.pop()
        if "cut" in piece:
            cut = closed(p, piece, cut=INDEX("theta"), at=NUMBER)
            stack += halves(box, p.theta[cut.cut], cut.at)
            continue
        leaf = closed(p, piece, slope=(INDEX("theta"),), down=(NUMBERS("theta"),), above=(NUMBERS("theta"),))
        need([leaf.slope, leaf.down, leaf.above].count(None) == 2, "not one reason")
        if leaf.slope is not None:
            slope(p, box, leaf.slope)
        else:
            down(p, box, leaf.down) if leaf.down is not None else above(p, box, leaf.above)
            critical += 1
    need(not stack, "the tree is not whole")
    return {"critical": critical}


# L and its derivatives on boxes, by forward differentiation in intervals

Jet = tuple[Interval, dict[int, Interval], dict[tuple[int, int], Interval]]  # value, slopes, bends (i >= j)


class Jets:
    """Formulas on a box with their first and second derivatives, in intervals of p bits, by the chain rule."""

    def __init__(self, names: list[str], box: Bounds, p: int = 96):
        self.exact, self.place = arithmetic(p), {name: i for i, name in enumerate(names)}
        self.view = View(p, {name: self.exact.span(*ends) for name, ends in box.items()})
        self.seen: dict[Node, Jet] = {}

    def of(self, n: Node) -> Jet:
        if n not in self.seen:
            _, slopes, bends = self._of(n)
            self.seen[n] = self.view.enclose(n), slopes, bends
        return self.seen[n]

    def _of(self, n: Node) -> Jet:
        one = self.exact.one, self.exact.one
        if not n.free:
            return one, {}, {}
        match n.op, n.args:
            case "sym", (name,):
                return one, {self.place[name]: one}, {}
            case "add", args:
                jets = [self.of(a) for a in args]
                return one, sums_of(j[1] for j in jets), sums_of(j[2] for j in jets)
            case "mul", args:
                return reduce(self.times, map(self.of, args))
            case "kink", (c, upper, lower, _):
                if (side := self.view.side(c)) is None:
                    raise Undefined("a kink whose side is not certain")
                return self.of(upper if side else lower)
            case "pow", (u, e) if (
                e == -1 and u.op == "add" and len(u.args) == 2 and len(exponents_of(u)) == 2 and ONE in u.args
            ):
                # s = 1/(1 + exp(v)): s' = -s (1 - s) in v, and s'' = s (1 - s) (1 - 2 s)
                (v,) = (x for x in exponents_of(u) if x is not ZERO)
                s = sym("s:")
                return self.along(v, {"s:": n}, -s * (1 - s), s * (1 - s) * (1 - 2 * s))
            case "pow", (u, e):
                return self.along(
                    u, {"u:": u}, mul(e, power(sym("u:"), e - 1)), mul(e * (e - 1), power(sym("u:"), e - 2))
                )
            case op, (u,):
                slope = ELEMENTARY[op](sym("u:"))
                return self.along(u, {"u:": u}, slope, diff(slope, "u:"))
        raise AssertionError(n.op)

    def times(self, x: Jet, y: Jet) -> Jet:
        """The product rule."""
        mul = self.exact.mul
        slopes = sums_of(({i: mul(y[0], s) for i, s in x[1].items()}, {i: mul(x[0], s) for i, s in y[1].items()}))
        crossed: dict[tuple[int, int], Interval] = {}
        for (i, s), (j, t) in itertools.product(x[1].items(), y[1].items()):
            place, both = (max(i, j), min(i, j)), mul(s, t)
            for _ in range(1 + (i == j)):
                crossed[place] = summed((crossed[place], both)) if place in crossed else both
        bends = ({ij: mul(y[0], b) for ij, b in x[2].items()}, {ij: mul(x[0], b) for ij, b in y[2].items()}, crossed)
        return mul(x[0], y[0]), slopes, sums_of(bends)

    def along(self, v: Node, values: dict[str, Node], slope: Node, bend: Node) -> Jet:
        """The chain rule, from the derivatives of the outer function as formulas in symbols with these values."""
        view = View(self.view.p, {name: self.view.enclose(n) for name, n in values.items()})
        for name, n in values.items():
            view.known[name] = self.view.signs(n)
        first, second, (_, slopes, bends) = view.enclose(slope), view.enclose(bend), self.of(v)
        mul = self.exact.mul
        squares = {(i, j): mul(second, self.exact.power(s, 2) if i == j else mul(s, slopes[j]))
                   for i, s in slopes.items() for j in slopes if j <= i}  # fmt: skip
        scaled = {ij: mul(first, b) for ij, b in bends.items()}
        return first, {i: mul(first, s) for i, s in slopes.items()}, sums_of((scaled, squares))


def sums_of(parts: Iterable[dict[Any, Interval]]) -> dict[Any, Interval]:
    """The sums of intervals of one key."""
    result: dict[Any, Interval] = {}
    for part in parts:
        for key, x in part.items():
            result[key] = (result[key][0] + x[0], result[key][1] + x[1]) if key in result else x
    return result


class Piece:
    """A piece of a box on which L is twice continuously differentiable: its slopes and its Hessian there."""

    def __init__(self, p: Problem, box: Bounds):
        self.p, self.box, self.n, zero = p, box, len(p.theta), (0, 0)
        jets = Jets(p.theta, box)
        self.exact = jets.exact
        _, slopes, bends = jets.of(p.L)
        self.slopes = [slopes.get(i, zero) for i in range(self.n)]
        self.hessian = [[bends.get((max(i, j), min(i, j)), zero) for j in range(self.n)] for i in range(self.n)]

    @cached_property
    def middle(self) -> dict[str, Fraction]:
        return {name: (lo + hi) / 2 for name, (lo, hi) in self.box.items()}

    @cached_property
    def here(self) -> list[Interval]:
        """The slopes at the middle."""
        _, slopes, _ = Jets(self.p.theta, {name: (c, c) for name, c in self.middle.items()}).of(self.p.L)
        return [slopes.get(i, (0, 0)) for i in range(self.n)]

    @cached_property
    def reach(self) -> list[Interval]:
        """How far the box goes from its middle, both ways."""
        found = []
        for lo, hi in self.box.values():
            half = self.exact.number((hi - lo) / 2)[1]
            found.append((-half, half))
        return found

    def rises(self, k: int) -> bool:
        """Slope k is not 0: by intervals, or by the mean value theorem from the middle."""
        spread = map(self.exact.mul, self.hessian[k], self.reach)
        return not (holds_zero(self.slopes[k]) and holds_zero(summed((self.here[k], *spread))))

    def bends_down(self, v: list[int]) -> bool:
        terms = ((v[i] * v[j], self.hessian[i][j]) for i in range(self.n) for j in range(self.n))
        ends = [(c * x[0], c * x[1]) if c >= 0 else (c * x[1], c * x[0]) for c, x in terms]
        return bool(summed(ends)[1] < 0)

    def newton(self) -> bool:
        """`Y (g(c) + H (x - c))` is not 0, Y being about the inverse of the Hessian in the middle."""
        scale = float(self.exact.one)
        y = inverse_of([[(x[0] + x[1]) / 2 / scale for x in row] for row in self.hessian])
        if y is None:
            return False
        rows = [[self.exact.number(Fraction(v)) for v in row] for row in y]
        step = matmul(self.exact.p, rows, [[x] for x in self.here])
        slope = matmul(self.exact.p, rows, self.hessian)
        gaps = (summed((step[i][0], *map(self.exact.mul, row, self.reach))) for i, row in enumerate(slope))
        return any(not holds_zero(gap) for gap in gaps)

    def contracts(self, y: list[list[Fraction]], widths: list[Fraction]) -> bool:
        """`sum_j |I - Y H|_ij d_j < d_i` for every i, d being the widths."""
        d = [self.exact.number(w) for w in widths]
        rows = matmul(self.exact.p, [[self.exact.number(v) for v in row] for row in y], self.hessian)
        for i, row in enumerate(rows):
            row[i] = row[i][0] - self.exact.one, row[i][1] - self.exact.one
            if not sum(size(x) * d[j][1] for j, x in enumerate(row)) < self.exact.one * d[i][0]:
                return False
        return True

    def parts(self) -> list[Bounds]:
        """Its halves across the coordinate along which the slopes spread most."""
        names = list(self.box)
        spread = [sum(size(self.hessian[i][j]) for i in range(self.n)) * self.reach[j][1] for j in range(self.n)]
        name = names[spread.index(max(spread))]
        return halves(self.box, name, self.middle[name])


def holds_zero(x: Interval) -> bool:
    return bool(x[0] <= 0 <= x[1])


def inverse_of(m: list[list[float]]) -> list[list[float]] | None:
    """About the inverse of a matrix of floats, by elimination; None if there is none, as far as floats show."""
    n = len(m)
    rows = [[*row, *(float(i == j) for j in range(n))] for i, row in enumerate(m)]
    for k in range(n):
        best = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[best] = rows[best], rows[k]
        if not 1e-200 < abs(pivot := rows[k][k]) < INF:
            return None
        rows[k] = [x / pivot for x in rows[k]]
        for i in range(n):
            if i != k:
                factor = rows[i][k]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [row[n:] for row in rows] if all(math.isfinite(x) for row in rows for x in row) else None


def on_pieces(p: Problem, box: Bounds, test: Callable[[Piece], bool], words: str, cuts: int = 12) -> None:
    """The test holds on the box, or on both of its halves, and so on."""
    with contextlib.suppress(Undefined):
        piece = Piece(p, box)
        if test(piece):
            return
        if cuts:
            for part in piece.parts():
                on_pieces(p, part, test, words, cuts - 1)
            return
    raise Holey(f"undecided: {words}")


def ENDS(about: Any, x: Any) -> list[Fraction]:
    """A double for each parameter."""
    result: list[Fraction] = NUMBERS("theta")(about, x)
    need(all(abs(v) < 2**300 and Fraction(float(v)) == v for v in result), "a number that is no double")
    return result


def middle_of(lo: Fraction, hi: Fraction) -> Fraction:
    """The middle as doubles compute it: their halves are exact, but for numbers near 2^-1074."""
    return Fraction(float(lo) / 2 + float(hi) / 2)


class Only(NamedTuple):
    """A critical point in a tiny box, its Morse index, and a box in which it is the only one."""

    tiny: Bounds
    saddle: int
    box: Bounds


def only(p: Problem, d: Data) -> Only:
    """One critical point by Krawczyk; `sum_j |I - Y H|_ij d_j < d_i` at each point of the box, whose widths are d."""
    need("center" in d.point, "a point in no box")
    place, box = CRITICAL(p, d.point), dict(zip(p.theta, zip(d.low, d.high, strict=True), strict=True))
    tiny = {name: place.values[name] for name in p.theta}
    need(all(box[n][0] < lo and hi < box[n][1] for n, (lo, hi) in tiny.items()), "a point outside its box")
    Place(box).smooth([p.L], 2, "L is twice continuously differentiable near the box of a point")
    y, widths = BOX(len(p.theta))(p, d.point).preconditioner, [hi - lo for lo, hi in box.values()]
    on_pieces(p, box, lambda piece: piece.contracts(y, widths), "a box holds one critical point")
    return Only(tiny, inertia(place, p.L, p.theta, "the inertia of the Hessian", d.congruence), box)


def mirror_rise(p: Problem, m: Data, box: Bounds, weights: list[Fraction]) -> list[Fraction]:
    """L and the box are the same at the images; what `phi` is greater there, as coefficients of the coordinates."""
    need(sorted(m.places) == list(range(len(p.theta))) and all(abs(s) == 1 for s in m.signs), "no symmetry")
    rise = [-w for w in weights]
    for i, (place, sign) in enumerate(zip(m.places, m.signs, strict=True)):
        lo, hi = box[p.theta[place]]
        need(box[p.theta[i]] == ((lo, hi) if sign > 0 else (-hi, -lo)), "a box that is not symmetric")
        rise[place] += weights[i] * sign
    image = named(p.theta, (int(s) * sym(p.theta[place]) for place, s in zip(m.places, m.signs, strict=True)))
    parts = [*components(p), p.regularizer]
    if not surely(lambda: all(is_zero(Exact()(replace(n, image) - n)) for n in parts)):
        FREE.identity(replace(p.L, image) - p.L, "L is the same at the image")
    return rise


def rises_on(rise: list[Fraction], box: Bounds, whole: Bounds) -> bool:
    """The sum with these coefficients is > 0 on a piece without its upper ends, but for those of the whole box."""
    least = sum(c * ends[0 if c > 0 else 1] for c, ends in zip(rise, box.values(), strict=True))
    attained = all(c >= 0 or box[v][1] == whole[v][1] for c, v in zip(rise, box, strict=True))
    return bool(least > 0 or (least == 0 and not attained))


@kind(low=ENDS, high=ENDS, seek=TEXT, tree=LIST(TEXT), directions=TEXT, bits=BITS,
      points=LIST(OBJECT(point=TABLE, congruence=MATRIX("theta", "theta"), low=ENDS, high=ENDS)),
      symmetries=LIST(OBJECT(places=INDICES("theta", "theta"), signs=NUMBERS("theta"))),
      weights=NUMBERS("theta"))  # fmt: skip
def complete_list(p: Problem, d: Data) -> Facts:
    """L is twice continuously differentiable near the box; each leaf of the tree has its reason; the points differ."""
    need(d.seek in ("critical-points", "local-minima"), "nothing that can be sought")
    whole = dict(zip(p.theta, zip(d.low, d.high, strict=True), strict=True))
    need(p.theta and all(lo < hi for lo, hi in whole.values()), "a box without an interior")
    Place(whole).smooth([p.L], 2, "L is twice continuously differentiable near the box")
    points, boxes, n = [only(p, point) for point in d.points], [whole], len(p.theta)
    for x, y in itertools.combinations(points, 2):
        need(any(x.tiny[v][1] < y.tiny[v][0] or y.tiny[v][1] < x.tiny[v][0] for v in p.theta), "two points may be one")
    directions, open_ = d.directions, 0
    need(all(w.denominator == 1 and abs(w) <= 10**6 for w in d.weights), "a weight that is no whole number")
    rises = [mirror_rise(p, m, whole, d.weights) for m in d.symmetries]
    for letters in d.tree:
        need(letters and len(letters) == len(boxes), "a generation with more letters or fewer than pieces")
        pieces, boxes = boxes, []
        for letter, box in zip(letters, pieces, strict=True):
            k = ord(letter) - ord("a" if letter.islower() else "A")
            if letter.isalpha():
                need(0 <= k < n, "a letter that is no parameter")
            if letter.islower():
                lo, hi = box[p.theta[k]]
                boxes += reversed(halves(box, p.theta[k], middle_of(lo, hi)))
            elif letter.isupper():
                on_pieces(p, box, partial(Piece.rises, k=k), "a slope is not 0")
            elif letter == "*":
                on_pieces(p, box, Piece.newton, "the gradient is not 0")
            elif letter == "-":
                v, directions = [ord(c) - ord("M") for c in directions[:n]], directions[n:]
                need(d.seek == "local-minima" and len(v) == n and max(map(abs, v)) <= 12, "a direction that is none")
                on_pieces(p, box, partial(Piece.bends_down, v=v), "L curves down")
            elif letter == "+":
                held = any(all(x.box[v][0] <= lo and hi <= x.box[v][1] for v, (lo, hi) in box.items()) for x in points)
                need(held, "a piece in no box of a point")
            elif letter == "~":
                need(any(rises_on(c, box, whole) for c in rises), "a piece that no symmetry makes superfluous")
            else:
                need(letter == "?", "a letter that is no reason")
                open_ += 1
    need(not boxes and not directions, "the tree ends before its pieces do, or its directions after it")
    inside = [x for x in points if all(whole[v][0] <= lo and hi <= whole[v][1] for v, (lo, hi) in x.tiny.items())]
    return {"points": len(inside), "local_minima": sum(x.saddle == 0 for x in inside), "undecided": open_}


# 9. Points of floats: paths, symmetries, kinks -----------------------------------------------------------------------

Series = list[Node]  # c_0, ..., c_j: the formula is c_0 + ... + c_j t^j + O(t^(j+1)) for small t > 0


def sign_of(c: Node) -> int:
    """The sign of a constant: 1 or -1 by intervals, 0 by an identity."""
    if is_zero(Exact()(c)):
        return 0
    return FREE.sign(c, "the sign of a coefficient")


def series(n: Node, j: int, memo: dict[Node, Series]) -> Series:
    """The expansion of a formula in t at t = 0 from above, with exact constants as coefficients."""
    if n not in memo:
        memo[n] = expanded(n, j, memo)
    return memo[n]


def expanded(n: Node, j: int, memo: dict[Node, Series]) -> Series:
    if not n.parts:
        return [ZERO, ONE, *[ZERO] * (j - 1)] if n.op == "sym" else [n, *[ZERO] * j]
    if n.op == "kink":
        for c in series(n.args[0], j, memo):
            if side := sign_of(c):
                return series(chosen(n, side > 0), j, memo)
        upper, lower = series(n.args[1], j, memo), series(n.args[2], j, memo)
        if n.args[3] < -1 or any(map(sign_of, map(operator.sub, upper, lower))):
            raise Holey("a kink whose side the path does not show")
        return upper
    parts = [series(a, j, memo) for a in n.parts]
    if n.op == "add":
        return [add(*column) for column in zip(*parts, strict=True)]
    if n.op == "mul":
        return reduce(convolved, parts)
    (u,), s = parts, sym("s:")
    if n.op == "pow" and n.args[1] > 0 and n.args[1].denominator == 1:
        return repeated(convolved, u, int(n.args[1]))  # type: ignore[no-any-return]
    if n.op in ("pow", "log"):
        side = sign_of(u[0])
        if not side or (side < 0 and (n.op == "log" or n.args[1].denominator != 1)):
            raise Holey("a root, a quotient or a logarithm of what does not tend to a number > 0")
    f, result, rest = power(s, n.args[1]) if n.op == "pow" else FUNCTIONS[n.op](s), [ZERO] * (j + 1), [ZERO, *u[1:]]
    taylor = [f := f if k == 0 else diff(f, "s:") for k in range(j + 1)]
    for k, g in reversed(list(enumerate(taylor))):
        result = convolved(result, rest)
        result[0] += replace(g, {s: u[0]}) * Fraction(1, math.factorial(k))
    return result


def convolved(x: Series, y: Series) -> Series:
    return [dot(x[: k + 1], reversed(y[: k + 1])) for k in range(len(x))]


@kind(point=EXACT, path=LIST(TEXT, "theta"), order=INDEX(25), bits=BITS)
def descent_path(p: Problem, d: Data) -> Facts:
    """L along the path is L at the point + c t^j + O(t^(j+1)) with c < 0; the path starts at the point."""
    need(d.order > 0, "order 0")
    path, here, memo = [parse(f, ("t",)) for f in d.path], replace(p.L, d.point.constants), dict[Node, Series]()
    FREE.has_value(here, "L at the point")
    starts = [series(f, d.order, memo)[0] for f in path]
    along = series(replace(p.L, named(p.theta, path)), d.order, memo)
    FREE.vanish(map(operator.sub, starts, d.point.constants.values()), "the path starts at the point")
    FREE.vanish([along[0] - here, *along[1 : d.order]], "L is as at the point, and the lower coefficients are 0")
    need(sign_of(along[d.order]) < 0, "L does not fall along the path")
    return {"order": d.order}


def sided(p: Problem, at: Data, n: Node, sides: Sequence[bool]) -> Node:
    """The formula with the named kinks on these sides, and every other one on the side where the point is."""

    def side(c: Node) -> bool | None:
        for u, upper in zip(at.kinks, sides, strict=True):
            if equal(c, u) or equal(c, -u):
                return upper is equal(c, u)
        return at.place.side(c)  # type: ignore[no-any-return]

    while n.kinks:
        certain = ((k, s) for k in n.kinks if (s := side(k.args[0])) is not None)
        k, upper = next(certain, (None, False))
        if k is None:
            raise Holey("a kink whose side is not certain")
        n = replace(n, {k: chosen(k, upper)})
    return n


def ACROSS(p: Problem, data: Any) -> Data:
    """The one critical point in a box of L, less its multiplied kinks, with some coordinates held; or of a minorant."""
    at = closed(
        p, data, slice=INDICES("theta"), center=NUMBERS("theta"), radius=NUMBER, preconditioner=ANY, bits=BITS,
        kinks=(LIST(FORMULA, least=1),), multipliers=(NUMBERS(),), branches=(LIST(BRANCH, least=1),),
        rounds_to=(LIST(TEXT, "theta"),),
    )  # fmt: skip
    for c, text in zip(at.center, at.rounds_to or (), strict=bool(at.rounds_to)):
        need(abs(c - number(text, True)) + at.radius <= half_unit(text), f"the box does not round to {text[:40]}")
    at.kinks, at.multipliers, held = at.kinks or [], at.multipliers or [], len(at.slice)
    need(at.slice == sorted(at.slice) and at.radius > 0, "no slice")
    need(held < len(p.theta) or (at.branches and not at.kinks), "all coordinates are held")
    need(len(at.kinks) == len(at.multipliers) and held + len(at.kinks) > 0, "no slice, and no kinks")
    fixed = {p.theta[i]: num(at.center[i]) for i in at.slice}
    ends = {name: (c - at.radius, c + at.radius) for name, c in zip(p.theta, at.center, strict=True)}
    at.place, at.held, at.free = Place(ends | fixed, exact=False), list(fixed), [n for n in p.theta if n not in fixed]
    losses = [replace(loss, named(p.q, p.outputs[x])) for loss, x in zip(p.losses, p.of, strict=True)]
    at.parts = [p.L, p.regularizer, *losses, *components(p)]
    for branch in at.branches or ():
        at.parts = on_branch(at, branch)
    (at.L, at.regularizer), rest = at.parts[:2], at.parts[2:]
    at.losses, at.outputs = rest[: len(losses)], rest[len(losses) :]
    key = canonical(data)
    if key not in p.boxes:
        mu = [f"mu:{k}" for k in range(len(at.kinks))]
        slopes = gradient(sided(p, at, at.L, [True] * len(mu)) - dot(map(sym, mu), at.kinks), [*at.free, *mu])
        center = [c for i, c in enumerate(at.center) if i not in at.slice] + at.multipliers
        matrix = MATRIX(len(center), len(center))(p, at.preconditioner)
        box = Data(center=center, radius=at.radius, preconditioner=matrix)
        p.boxes[key] = krawczyk(slopes, [*at.free, *mu], fixed, box) if center else {}
    return at


BRANCH = OBJECT(kink=FORMULA, side=typed(int, "neither 1 nor -1", lambda x: x in (1, -1)))


def decided(place: Place, n: Node) -> Node:
    """The formula with each kink, all points near the place being on one side of it, on that side."""
    while certain := {k: chosen(k, s) for k in n.kinks if (s := place.side(k.args[0])) is not None}:
        n = replace(n, certain)
    return n


def on_branch(at: Data, branch: Data) -> list[Node]:
    """L, and its parts, with a piece b(u) in place of each kink W(u) whose u is plus or minus the one named: of a
    minorant, which is nowhere above L near the place, and equal to it at the point."""
    parts = [decided(at.place, n) for n in at.parts]
    same = Exact(at.place.side, opaque=True)
    met = 0
    while True:
        signs = {w: s for w in parts[0].kinks for s in (1, -1) if is_zero(same(w.args[0] - s * branch.kink))}
        if not signs:
            break
        w, s = next(iter(signs.items()))
        upper, met = s * branch.side > 0, met + 1
        minorant(at, parts[0], w, upper)
        parts = [decided(at.place, replace(n, {w: chosen(w, upper)})) for n in parts]
    need(met, "no kink of L is the one that is named")
    return parts


def minorant(at: Data, n: Node, w: Node, upper: bool) -> None:
    """With the piece b(u) in place of the kink W(u) the formula is nowhere greater near the place, and equal at it."""
    u, b, o = w.args[0], chosen(w, upper), chosen(w, not upper)
    need(w.args[3] >= 0, "a kink that jumps")
    fixed = {sym(name): at.place.values[name] for name in at.held}
    here = decided(at.place, replace(u, fixed))
    if here.kinks or not is_zero(Exact()(here)):
        raise Holey("the point is not proved to be on the kink")
    rise, v = diff(beside(w, o) - beside(w, b), "u:"), sym("v:")

    def above(view: View) -> int | None:
        lo, hi = view.enclose(u)
        range_of_u = (min(lo, 0), 0) if upper else (0, max(hi, 0))
        sign = STRICT.get(View(view.p, {"u:": range_of_u}).signs(rise))
        sigma = None if sign is None else -sign if upper else sign
        values = [view.enclose(w), view.enclose(b)]
        wide = View(view.p, {**view.box, "v:": (min(x[0] for x in values), max(x[1] for x in values))})
        m = replace(n, {w: v})
        return sigma is not None and wide.smooth(m, frozenset({"v:"})) >= 0 and -sigma not in wide.signs(diff(m, "v:"))

    at.place.near(above, "L is nowhere less than its minorant")


def beside(w: Node, piece: Node) -> Node:
    """A piece of a kink as a formula in u, the kink's own argument."""
    u, name = w.args[0], sym("u:")
    for f in FUNCTIONS.values():
        if f(u) is w:
            return chosen(f(name), piece is w.args[1])
    shown = replace(piece, {u: name})
    if shown.free <= {"u:"}:
        return shown
    for s in (1, -1):
        if equal(piece, s * u):
            return s * name
    raise Holey("a piece that is no function of its kink")


def symmetries(p: Problem, at: Data, fields: list[Json]) -> None:
    """As many vector fields as held coordinates, and independent in these, along which nothing changes near the point,
    on any sides of the named kinks."""
    rates = [{name: FORMULA(p, text) for name, text in field.items()} for field in fields]
    need(len(rates) == len(at.held) and all(set(r) <= set(p.theta) for r in rates), "fields of other parameters")
    at.place.smooth([n for r in rates for n in r.values()], 1, "the fields are continuously differentiable")
    for r, sides in itertools.product(rates, itertools.product((True, False), repeat=len(at.kinks))):

        def still(formulas: Iterable[Node], words: str, r: dict[str, Node] = r, sides: Sequence[bool] = sides) -> None:
            for n in formulas:
                n = sided(p, at, n, sides)
                at.place.identity(dot(r.values(), gradient(n, r)), words)

        for x in range(len(p.distinct)):
            outputs = at.outputs[x * p.K : (x + 1) * p.K]
            try:
                still(outputs, "no output changes along the field")
            except (Invalid, Holey):
                turns = [dot(r.values(), gradient(sided(p, at, n, sides), r)) for n in outputs]
                if not at.branches and surely(partial(in_step, p, x, turns)):
                    continue
                still([at.losses[i] for i in p.group[x]], "no loss changes along the field")
        still([at.regularizer], "the term in theta alone does not change along the field")
    regular(at.place, [[r.get(name, ZERO) for name in at.held] for r in rates], "the fields lead away from the slice")


def in_step(p: Problem, x: int, turns: list[Node]) -> bool:
    """Whether the outputs change at rates that are numbers, at which the losses do not change, as functions of them."""
    rates = [constant(Exact()(turn)) for turn in turns]
    if any(c is None for c in rates):
        return False
    moving = [(q, c) for q, c in zip(p.q, rates, strict=True) if c]
    return all(is_zero(Exact()(add(*(num(c) * diff(p.losses[i], q) for q, c in moving)))) for i in p.group[x])


VECTOR_FIELDS = LIST(TABLE)


@kind(point=ACROSS, fields=VECTOR_FIELDS, congruence=ANY, bits=BITS)
def critical_orbit(p: Problem, d: Data) -> Facts:
    """Symmetries of L take the slice to all points nearby; on it the discs of Q' H Q exclude 0 and tell the index."""
    at, size = d.point, len(d.point.free)
    need(not at.kinks, "a point on kinks")
    near_point(p, at.place, -1 if at.branches else 2)
    at.place.smooth([at.L, at.regularizer, *at.outputs], 2, "L, or its minorant, is smooth enough near the point")
    symmetries(p, at, d.fields)
    index = inertia(at.place, at.L, at.free, "the inertia on the slice", MATRIX(size, size)(p, d.congruence))
    need(index == 0 or not at.branches, "the minorant has no minimum")
    return {"index": index, "minimum": "no" if index else "yes", "dimension": len(at.held)}


def solved(p: int, rows: Matrix, right: Matrix) -> Matrix | None:
    """The solution X of A X = B by elimination with intervals; None if a pivot may be 0."""
    exact, m, n = arithmetic(p), [[*a, *b] for a, b in zip(rows, right, strict=True)], len(rows)
    for i in range(n):
        best = max(range(i, n), key=lambda r: min(map(abs, m[r][i])) if m[r][i][0] * m[r][i][1] > 0 else 0)
        m[i], m[best] = m[best], m[i]
        if m[i][i][0] <= 0 <= m[i][i][1]:
            return None
        pivot = exact.inverse(m[i][i])
        m[i] = [exact.mul(pivot, x) for x in m[i]]
        for r in (r for r in range(n) if r != i):
            factor = negated(m[r][i])
            m[r] = [summed((x, exact.mul(factor, y))) for x, y in zip(m[r], m[i], strict=True)]
    return [row[n:] for row in m]


@kind(point=ACROSS, fields=VECTOR_FIELDS, rows=INDICES("theta"), congruence=ANY, bits=BITS)
def sharp_minimum(p: Problem, d: Data) -> Facts:
    """On each side of its kinks L rises from them, and with its multiplied kinks it curves upward along them."""
    at, count, rows = d.point, len(d.point.kinks), [p.theta[i] for i in d.rows]
    need(0 < count <= 8 and len(rows) == count and not set(rows) & set(at.held), "no kinks, or other rows")
    rest = [n for n in at.free if n not in rows]
    across = MATRIX(len(rest), len(rest))(p, d.congruence)
    near_point(p, at.place, -1 if at.branches else 0)
    at.place.smooth([at.L, at.regularizer, *at.outputs], 0, "L, or its minorant, is continuous")
    at.place.smooth(at.kinks, 2, "the kinks are smooth")
    symmetries(p, at, d.fields)
    names = [*rows, *rest]
    slopes, bends = jacobian(at.kinks, names), [jacobian(gradient(u, names), names) for u in at.kinks]
    for sides in itertools.product((True, False), repeat=count):
        piece = sided(p, at, at.L, sides)
        at.place.smooth([piece], 2, "L is smooth beside the kinks")
        slope_rows, bend = gradient(piece, rows), jacobian(gradient(piece, names), names)

        def rises(q: int, sides: Any = sides, right: Any = slope_rows, bend: Any = bend) -> bool | None:
            view = at.place.view(q)
            u, identity = enclosed(view, slopes), enclosed(view, [[Fraction(i == k) for i in rest] for k in rest])
            head = [row[:count] for row in u]
            steep = solved(q, transposed(head), [[view.enclose(n)] for n in right])
            tangents = solved(q, head, [[negated(x) for x in row[count:]] for row in u]) if rest else []
            if steep is None or tangents is None:
                return None
            if any((x[1] if upper else negated(x)[1]) <= 0 for (x,), upper in zip(steep, sides, strict=True)):
                return False
            if any((x[0] if upper else negated(x)[0]) <= 0 for (x,), upper in zip(steep, sides, strict=True)):
                return None
            h = enclosed(view, bend)
            for (x,), m in zip(steep, (enclosed(view, b) for b in bends), strict=True):
                h = [[summed((a, negated(view.exact.mul(x, b)))) for a, b in zip(*pair, strict=True)]
                     for pair in zip(h, m, strict=True)]  # fmt: skip
            basis = matmul(q, [*tangents, *identity], enclosed(view, across)) if rest else []
            left = discs(matmul(q, matmul(q, transposed(basis), h), basis)) if rest else 0
            return None if left is None else left == 0

        need(decide(rises, "L rises from its kinks"), "L does not rise from its kinks, or curves down along them")
    return {"minimum": "yes", "kinks": count, "dimension": len(at.held)}


def IMAGE(p: Problem, data: Any) -> Data:
    """The image of the one critical point y, in a box, of l(y) = L(map(y, at))."""
    at = closed(p, data, map=LIST(TEXT, "theta"), inner=LIST(TEXT, least=1), outer=LIST(TEXT, least=1), at=NUMBERS(),
                center=NUMBERS(), radius=NUMBER, preconditioner=ANY, bits=BITS,
                rounds_to=(LIST(TEXT, "theta"),))  # fmt: skip
    names = (*at.inner, *at.outer)
    need(len({*names}) == len(names) and all(re.fullmatch(NAME, n) and n not in KNOWN for n in names), "not names")
    need(len(at.at) == len(at.outer) and len(at.center) == len(at.inner) and at.radius > 0, "numbers of another number")
    at.map, matrix = [parse(f, names) for f in at.map], MATRIX(len(at.inner), len(at.inner))(p, at.preconditioner)
    held, at.taken = named(at.outer, map(num, at.at)), named(p.theta, at.map)
    ends = {n: (c - at.radius, c + at.radius) for n, c in zip(at.inner, at.center, strict=True)}
    at.below = Place({**ends, **dict(zip(at.outer, map(num, at.at), strict=True))}, exact=False)
    at.here = named(p.theta, [replace(f, held) for f in at.map])
    key = canonical(data)
    if key not in p.boxes:
        box = Data(center=at.center, radius=at.radius, preconditioner=matrix)
        p.boxes[key] = krawczyk(gradient(replace(p.L, at.here), at.inner), at.inner, {}, box)
    view = at.below.view(512)
    rational = {n: tuple(Fraction(e, 1 << 512) for e in view.enclose(f)) for n, f in zip(p.theta, at.map, strict=True)}
    at.place = Place(rational, exact=False)
    for (low, high), text in zip(rational.values(), at.rounds_to or (), strict=bool(at.rounds_to)):
        middle, half = number(text, True), half_unit(text)
        need(middle - half <= low and high <= middle + half, f"the image does not round to {text[:40]}")
    return at


@kind(point=IMAGE, factors=LIST(LIST(TEXT), "theta"), rows=INDICES("theta"), complement=ANY, bits=BITS)
def critical_family(p: Problem, d: Data) -> Facts:
    """The gradients of all outputs on the family are those of the inner parameters, times a matrix: a critical point on
    a family of such; and the discs across it, or some of them, tell the index."""
    at, n, k = d.point, len(p.theta), len(d.point.outer)
    m = len(items(items(d.complement, n)[0]))
    need(len(d.rows) == k < n and 0 < m <= n - k, "rows, or columns, of another number")
    factors = [[parse(f, (*at.inner, *at.outer)) for f in items(row, len(at.inner))] for row in d.factors]
    near_point(p, at.place, 2)
    near_outputs(p, at.place)
    at.below.smooth(at.map, 1, "the map is continuously differentiable")
    at.below.smooth(itertools.chain(*factors), -1, "the factors have values")
    for f in components(p):
        at.below.identity(replace(f, at.taken) - replace(f, at.here), "the outputs are those of the inner parameters")
    for f in (*components(p), p.regularizer):
        inner = gradient(replace(f, at.here), at.inner)
        for name, row in zip(p.theta, factors, strict=True):
            along = replace(diff(f, name), at.taken) - dot(row, inner)
            at.below.identity(along, "the gradients are those in the inner parameters, times the factors")
    regular(at.below, [gradient(at.map[i], at.outer) for i in d.rows], "the family has full rank")
    index = inertia(at.place, p.L, p.theta, "the inertia across the family", MATRIX(n, m)(p, d.complement))
    need(index or m == n - k, "a direction across the family is left out")
    return {"index": index, "minimum": "no" if index else "yes", "dimension": n - m}


def FIT(p: Problem, data: Any) -> Data:
    """The one point in a box, in the coordinates that are not held, at which all residual gradients are 0."""
    at = closed(p, data, fit=INDICES("theta"), center=NUMBERS("theta"), radius=NUMBER, preconditioner=ANY, bits=BITS)
    need(at.fit == sorted(at.fit) and at.radius > 0, "the indices do not rise, or a box without an interior")
    fixed = {p.theta[i]: num(at.center[i]) for i in at.fit}
    free = [name for name in p.theta if name not in fixed]
    need(len(free) == len(p.rhos()), "another number of coordinates than of residual gradients")
    key = canonical(data)
    if key not in p.boxes:
        center = [c for i, c in enumerate(at.center) if i not in at.fit]
        box = Data(center=center, radius=at.radius, preconditioner=MATRIX(len(free), len(free))(p, at.preconditioner))
        p.boxes[key] = krawczyk(p.rhos(), free, fixed, box)
    at.place = Place({**p.boxes[key], **fixed}, exact=False)
    at.place.values = {name: at.place.values[name] for name in p.theta}
    return at


@kind(point=POINT, model=LIST(FORMULA, least=1), constant=NUMBERS(), columns=LIST(NUMBERS()), penalty=(TEXT,),
      rows=INDICES("theta"), bits=BITS)  # fmt: skip
def convex_model(p: Problem, d: Data) -> None:
    """L is a convex function of the model h, in which the outputs are affine; h takes all values near its own."""
    h, outputs = d.model, components(p)
    need(p.convex and len(d.rows) == len(d.columns) == len(h), "the loss is not convex, or columns of another number")
    need(all(len(c) == len(outputs) for c in (d.constant, *d.columns)), "a column of another length")
    decide(lambda q: all(map(everywhere(p.theta, q).look, (*outputs, *h, p.regularizer))), "values everywhere", 64)
    for f, c, row in zip(outputs, d.constant, zip(*d.columns, strict=True), strict=True):
        FREE.identity(f - c - dot(h, row), "the outputs are affine in the model", opaque=True)
    names = tuple(f"m{j + 1}" for j in range(len(h)))
    penalty = parse(d.penalty or "0", names)
    need(d.penalty is not None or not p.regular, "a term in theta alone, and no penalty")
    need(convex_quadratic(penalty, names), "the penalty is no convex quadratic")
    FREE.identity(p.regularizer - replace(penalty, named(names, h)), "the term in theta alone", opaque=True)
    d.point.smooth(h, 1, "the model is continuously differentiable near the point")
    regular(d.point, [[diff(f, p.theta[i]) for i in d.rows] for f in h], "the model takes all values nearby")


def by_differences(p: Problem, i: int) -> tuple[Node, dict[str, Node]]:
    """The loss of a sample in some symbols, and their formulas: the outputs; with softmax cross-entropy what they are
    above the output c, the first of greatest target: log(1 + sum exp(d_k)) - sum y_k d_k over k other than c."""
    outputs, targets = p.outputs[p.of[i]], p.targets[i]
    if p.loss != "softmax-cross-entropy":
        return p.losses[i], dict(zip(p.q, outputs, strict=True))
    c = 0
    for k, y in enumerate(targets):
        c = k if sign_of(y - targets[c]) > 0 else c
    over = {q: f - outputs[c] for k, (q, f) in enumerate(zip(p.q, outputs, strict=True)) if k != c}
    rest = [y for k, y in enumerate(targets) if k != c]
    return p.weights[i] * (make("log", 1 + add(*map(exp, map(sym, over)))) - dot(rest, map(sym, over))), over


@kind(field=TABLE)
def nowhere_critical(p: Problem, d: Data) -> None:
    """L and the rates of a field are continuously differentiable everywhere, and L has a slope of one sign along it."""
    rates = {name: FORMULA(p, text) for name, text in d.field.items()}
    need(rates and set(rates) <= set(p.theta), "a field of other parameters")
    parts, slopes = [p.regularizer, *rates.values()], [dot(rates.values(), gradient(p.regularizer, rates))]
    for i in range(len(p.losses)):
        loss, formulas = by_differences(p, i)
        values = {sym(name): f for name, f in formulas.items()}
        parts.append(replace(loss, values))
        for name, f in formulas.items():
            slopes.append(p.scale * replace(diff(loss, name), values) * dot(rates.values(), gradient(f, rates)))
    decide(lambda q: all(everywhere(p.theta, q).smooth(n) >= 1 for n in parts) or None, "L is smooth everywhere", 64)
    one_sign(add(*slopes), dict.fromkeys(p.theta, (-INF, INF)))


FINE = 128


class Rate:
    """An exponent of t: a constant, as a formula in the symbols of a tail. The same by its normal form in these."""

    __slots__ = ("ends", "key", "node", "tail")

    def __init__(self, tail: Tail, node: Node):
        value = tail.exact(node)
        known = constant(value)
        self.tail, self.node, self.key = tail, node if known is None else num(known), freeze(value)
        self.ends = tail.view.enclose(self.node)

    def __add__(self, other: Rate, times: int = 1) -> Rate:
        sums, key = self.tail.sums, (self.key, other.key, times)
        if key not in sums:
            sums[key] = Rate(self.tail, self.node + times * other.node)
        return sums[key]

    def __sub__(self, other: Rate) -> Rate:
        return self.__add__(other, -1)

    def __mul__(self, q: Fraction) -> Rate:
        return Rate(self.tail, q * self.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rate) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __lt__(self, other: Rate) -> bool:
        return self != other and self.tail.sign_of(self.node - other.node) < 0

    @property
    def sign(self) -> int:
        return self.tail.sign_of(self.node)


Scale = tuple[Rate, int]  # (a, b) of t^a l^b, with l = log(1/t)


class Expansion(NamedTuple):
    """A formula x(t) for all 0 < t <= tau: |x - sum of c t^a l^b over `terms`| <= sum of R t^a l^b over `rest`. The c
    are exact, not 0, and of certain sign; the R are upper bounds, in units of 2^-128."""

    terms: dict[Scale, Node]
    rest: dict[Scale, int]

    def scales(self) -> list[Scale]:
        return sorted({*self.terms, *self.rest}, key=order_of)


def order_of(scale: Scale) -> tuple[Rate, int]:
    """Of two terms the one that comes first is greater for t to 0."""
    return scale[0], -scale[1]


def product_up(x: int, y: int) -> int:
    return -(-x * y >> FINE)


class Tail:
    """Expansions on 0 < t <= tau, in which terms beyond the order are brought together in the rest, as one of them.

    Constants that are no numbers stand in coefficients as symbols, as most cancel whatever they are; if it is `brief`,
    each coefficient but multiples of symbols becomes a new one, so that less cancels, and all is quicker."""

    def __init__(self, tau: Fraction, order: int, brief: bool = False):
        self.brief, self.names = brief, frozenset[str]()
        self.memo, self.sums = dict[Node, Expansion](), dict[Any, Rate]()
        self.symbols, self.meant, self.view, self.exact = dict[Node, Node](), Values(), View(FINE, {}), Exact()
        self.tau, self.l0 = num(tau), -make("log", num(tau))
        self.first = max(0, self.view.enclose(self.l0)[0])  # l >= l0 on the tail
        self.order, self.zero = self.rate(order), (self.rate(0), 0)

    def rate(self, q: Fraction | int) -> Rate:
        return Rate(self, num(q))

    def symbol(self, c: Node) -> Node:
        """A constant as a symbol, if it is no number."""
        if c.op == "num":
            return c
        if c not in self.symbols:
            name = f"c:{len(self.symbols)}"
            self.view.box[name] = self.view.enclose(c) if c.free else FREE.view(FINE).enclose(c)
            self.symbols[c], self.meant[sym(name)] = sym(name), self.meaning(c)
            self.names |= {name}
        return self.symbols[c]

    def meaning(self, c: Node) -> Node:
        return replaced(c, self.meant, self.names)

    def sign_of(self, c: Node) -> int:
        """The sign of a coefficient: by intervals, as a formula in symbols, or by what they mean."""
        lo, hi = self.view.enclose(c)
        if lo > 0 or hi < 0:
            return 1 if lo > 0 else -1
        if is_zero(self.exact(c)):
            return 0
        meant = self.meaning(c)
        certain = (STRICT.get(FREE.try_signs(meant, p)) for p in PRECISIONS[2:5])
        return next((side for side in certain if side), None) or sign_of(meant)

    def upper(self, c: Node) -> int:
        """A bound of the size of a coefficient, times 2^128."""
        found = size(self.view.enclose(c))
        if found == INF:
            raise Holey("a constant without a bound")
        return int(found)

    def most(self, scale: Scale) -> int:
        """A bound of t^a l^b on the tail: u^b e^(-a u) has its greatest value at u = b/a, or where u is least."""
        a, b = scale
        if a.sign < 0 or (not a.sign and b > 0) or (b < 0 and not self.first):
            raise Holey("a term without a bound on the tail")
        if b <= 0 or b << 2 * FINE < a.ends[0] * self.first:
            return self.upper(exp(-(a.node * self.l0)) * (self.l0**b if b else ONE))
        return self.upper((b / a.node * exp(num(-1))) ** b)

    def settled(self, terms: dict[Scale, Node], rest: dict[Scale, int]) -> Expansion:
        kept, left = {}, dict[Scale, int]()
        for scale, c in terms.items():
            if self.sign_of(c):
                if self.order < scale[0]:
                    rest = {**rest, scale: rest.get(scale, 0) + self.upper(c)}
                else:
                    simple = c.op != "add" and sum(part.op != "num" for part in c.parts) < 2
                    kept[scale] = self.symbol(c) if self.brief and not simple else c
        far = [scale for scale in rest if self.order < scale[0]]
        least, b = min(far, key=order_of, default=self.zero)
        to = least if b <= 0 else self.order  # t^a l^b is no multiple of t^a
        for (a, b), r in rest.items():
            at, by = ((to, 0), self.most((a - to, b))) if self.order < a else ((a, b), 1 << FINE)
            left[at] = left.get(at, 0) + product_up(r, by)
        return Expansion(kept, left)

    def bounds(self, x: Expansion) -> dict[Scale, int]:
        found = dict(x.rest)
        for scale, c in x.terms.items():
            found[scale] = found.get(scale, 0) + self.upper(c)
        return found

    def size(self, x: Expansion) -> int:
        return sum(product_up(r, self.most(scale)) for scale, r in self.bounds(x).items())

    def sum(self, x: Expansion, y: Expansion) -> Expansion:
        terms, rest = dict(x.terms), dict(x.rest)
        for scale, c in y.terms.items():
            terms[scale] = terms[scale] + c if scale in terms else c
        for scale, r in y.rest.items():
            rest[scale] = rest.get(scale, 0) + r
        return self.settled(terms, rest)

    def product(self, x: Expansion, y: Expansion) -> Expansion:
        """|x y - sum| <= |x0| |y - y0| + |x - x0| (|y0| + |y - y0|)."""
        if len(x.scales()) * len(y.scales()) > 20_000:
            raise Holey("an expansion of too many terms")
        terms, rest = dict[Scale, list[Node]](), dict[Scale, int]()
        for (a, b), c in x.terms.items():
            for (d, e), k in y.terms.items():
                terms.setdefault((a + d, b + e), []).append(c * k)
        exact = {scale: self.upper(c) for scale, c in x.terms.items()}
        for one, other in ((exact, y.rest), (x.rest, self.bounds(y))):
            for ((a, b), r), ((d, e), q) in itertools.product(one.items(), other.items()):
                rest[a + d, b + e] = rest.get((a + d, b + e), 0) + product_up(r, q)
        return self.settled({scale: add(*cs) for scale, cs in terms.items()}, rest)

    def taylor(
        self, f: Node, c: Node, small: Expansion, derived: Callable[[int], list[Node]] | None = None
    ) -> Expansion:
        """f(c + small), f a formula in s: the terms of order below K, and the K-th derivative between."""
        scales = small.scales()
        if scales and scales[0][0].sign <= 0:
            raise Holey("what is to be small does not tend to 0")
        count = int(self.order.ends[1] // scales[0][0].ends[0]) + 1 if scales else 1
        if count > 40:
            raise Holey("the expansion is too long")
        plain = (f := f if k == 0 else diff(f, "s:") for k in range(count + 1))
        taylor, c = derived(count) if derived else list(plain), self.meaning(c)
        (lo, hi), wide = FREE.view(FINE).enclose(c), self.size(small)
        view = View(FINE, {"s:": (lo - wide, hi + wide)})
        try:
            last = size(view.enclose(taylor[count])) if view.smooth(taylor[0]) == INF else INF
        except Undefined:
            last = INF
        if last == INF:
            raise Holey("a function that is not certainly analytic on the tail")
        end = int(-(-last // math.factorial(count)))
        bound = reduce(self.product, [Expansion({}, self.bounds(small))] * count, Expansion({}, {self.zero: end}))
        found = Expansion({}, {})
        for k, g in reversed(list(enumerate(taylor[:count]))):
            here = self.symbol(replace(g, {sym("s:"): c})) * Fraction(1, math.factorial(k))
            found = self.sum(self.product(found, small), self.constant(here))
        return self.sum(found, bound)

    def constant(self, c: Node, scale: Scale | None = None) -> Expansion:
        return self.settled({scale or self.zero: c}, {})

    def lead(self, x: Expansion) -> Scale:
        """The scale of the one term that outgrows all others, and the rest, for t to 0."""
        scales = x.scales()
        if not scales or scales[0] not in x.terms or scales[0] in x.rest or not self.sign_of(x.terms[scales[0]]):
            raise Holey("no term that leads")
        return scales[0]

    def apart(self, x: Expansion) -> tuple[dict[Scale, Node], Node, Expansion]:
        """What does not tend to 0 but the constant term; this; and the rest, which has to be small."""
        large = {scale: c for scale, c in x.terms.items() if scale[0].sign <= 0}
        small = Expansion({scale: c for scale, c in x.terms.items() if scale not in large}, x.rest)
        return large, large.pop(self.zero, ZERO), small

    def inverse(self, c: Node) -> Node:
        return self.symbol(power(self.meaning(c), -1))

    def split(self, x: Expansion) -> tuple[Scale, Node, Expansion]:
        """x = c t^a (1 + small), c not 0: a, c and what is small."""
        (a, b), at = self.lead(x), self.lead(x)
        c = x.terms[at]
        if b:
            raise Holey("a divisor, a root or a logarithm of what has no expansion")
        terms = {(d - a, e): k * self.inverse(c) for (d, e), k in x.terms.items() if (d, e) != at}
        part = self.upper(self.inverse(c))
        return at, c, self.settled(terms, {(d - a, e): product_up(r, part) for (d, e), r in x.rest.items()})

    def sign(self, x: Expansion) -> int:
        """1 or -1, if x has this sign on all of the tail: each term that may be against it is a part of one that is for
        it, and all parts of each together are less than the whole."""
        at = next(iter(x.scales()), None)
        side = self.sign_of(x.terms.get(at, ZERO)) if at else 0
        if at is None or not side or (at[1] and not self.first):
            raise Holey("no term that leads")
        sides = {s: self.sign_of(c) for s, c in x.terms.items()}
        room = {s: min(map(abs, self.view.enclose(c))) for s, c in x.terms.items() if sides[s] == side}
        against = {s: c for s, c in x.terms.items() if sides[s] != side}
        for (d, e), r in self.bounds(Expansion(against, x.rest)).items():
            parts = []
            for (a, b), left in room.items():
                if not order_of((d, e)) < order_of((a, b)):
                    with contextlib.suppress(Holey):
                        parts.append((Fraction(product_up(r, self.most((d - a, e - b))), max(left, 1)), a, b))
            share, a, b = min(parts, key=lambda part: part[0], default=(Fraction(1), *at))
            room[a, b] -= math.ceil(share * max(room[a, b], 1))
            if room[a, b] <= 0:
                raise Holey("a sign on the tail is not certain")
        return side

    def of(self, n: Node) -> Expansion:
        if n not in self.memo:
            self.memo[n] = self._of(n)
        return self.memo[n]

    def _of(self, n: Node) -> Expansion:
        if not n.free:
            FREE.has_value(n, "a constant of the path")
            return self.constant(self.symbol(n))
        if n.op == "sym":
            return self.constant(ONE, (self.rate(1), 0))
        if n.op == "kink":
            return self.of(chosen(n, self.sign(self.of(n.args[0])) > 0))
        parts, s = [self.of(a) for a in n.parts], sym("s:")
        if n.op in ("add", "mul"):
            return reduce(self.sum if n.op == "add" else self.product, parts)
        (x,) = parts
        if n.op == "pow" and n.args[1] > 0 and n.args[1].denominator == 1:
            return repeated(self.product, x, int(n.args[1]))  # type: ignore[no-any-return]
        base = n.parts[0]
        if base.op == "add" and base.args[1:] == (ONE,) and base.args[0].op == "exp" and (
            n.op == "log" or (n.op == "pow" and n.args[1].denominator == 1)
        ):  # fmt: skip
            large, at, small = self.apart(self.of(base.args[0].args[0]))
            if not large:
                e = int(n.args[1]) if n.op == "pow" else 0
                return self.taylor(replace(n, {base.args[0].args[0]: s}), at, small, partial(logistic, e))
        if n.op in ("pow", "log"):
            (a, _), c, small = self.split(x)
            if (n.op == "log" or n.args[1].denominator != 1) and self.sign_of(c) < 0:
                raise Holey("a root or a logarithm of what is negative on the tail")
            if n.op == "log":
                terms = {self.zero: self.symbol(make("log", self.meaning(c))), (self.zero[0], 1): -a.node}
                main = self.settled(terms, {})
                return self.sum(main, self.taylor(make("log", 1 + s), ZERO, small))
            e = n.args[1]
            return self.product(
                self.constant(self.symbol(power(self.meaning(c), e)), (a * e, 0)),
                self.taylor(power(1 + s, e), ZERO, small),
            )
        large, at, small = self.apart(x)
        linear = (self.zero[0], 1)
        if n.op == "exp" and set(large) <= {linear}:
            scale = (Rate(self, -large.get(linear, ZERO)), 0)
            main = self.constant(self.symbol(exp(self.meaning(at))), scale)
            return self.product(main, self.taylor(exp(s), ZERO, small))
        if large:
            raise Holey(f"{n.op} of what is unbounded on the tail")
        return self.taylor(FUNCTIONS[n.op](s) if n.op in FUNCTIONS else make(n.op, s), at, small)


def logistic(e: int, count: int) -> list[Node]:
    """(1 + exp(s))^e for e < 0, or log(1 + exp(s)) for e = 0, and its derivatives: polynomials in y = 1/(1 + exp(s)),
    and y' = y^2 - y."""
    whole = 1 + exp(sym("s:"))
    y, found = power(whole, -1), [power(whole, e) if e else make("log", whole)]
    p = {-e: 1} if e else {0: 1, 1: -1}
    for k in range(count + (1 if e else 0)):
        if k or not e:
            found.append(add(*(c * y**j for j, c in p.items())))
        p = {j: p.get(j - 1, 0) * (j - 1) - p.get(j, 0) * j for j in range(max(p) + 2)}
    return found[: count + 1]


LIMIT_FIELDS = OBJECT(equals=(CONSTANT,), rounds_to=(TEXT,), bits=(BITS,))


@kind(point=EXACT, path=LIST(TEXT, "theta"), limit=LIMIT_FIELDS, tail=NUMBER, cuts=NUMBERS(), order=INDEX(25),
      bits=BITS, rank=TEXT, better=(POINT,))  # fmt: skip
def falling_path(p: Problem, d: Data) -> Facts:
    """From the point L falls along the path, for t from 1 to 0, all the way to the limit; a coordinate is unbounded."""
    need(d.order > 0 and 0 < d.tail <= 1, "order 0, or a tail that is none")
    cuts = [d.tail, *d.cuts, Fraction(1)] if d.tail < 1 else [d.tail, *d.cuts]
    need(all(a < b for a, b in itertools.pairwise(cuts)), "the cuts do not rise from the tail to 1")
    path = [parse(f, ("t",)) for f in d.path]
    start = [replace(f, {sym("t"): ONE}) - c for f, c in zip(path, d.point.constants.values(), strict=True)]
    FREE.vanish(start, "the path starts at the point")
    terms = [replace(p.regularizer, named(p.theta, path))]
    for i in range(len(p.losses)):
        loss, formulas = by_differences(p, i)
        along = {sym(name): replace(f, named(p.theta, path)) for name, f in formulas.items()}
        terms.append(p.scale * replace(loss, along))
    g = add(*terms)
    slope, limit = diff(g, "t"), ZERO
    # Brief, or in full; on all of the tail, or on a shorter one, with the rest of it as the pieces.
    for brief, (short, more) in itertools.product((True, False), ((1, 0), (2, 2), (4, 4), (64, 6))):
        try:
            limit = at_the_end(g, path, Tail(d.tail / short, d.order + more, brief))
            cuts = [d.tail / short, *cuts] if short > 1 else cuts
            break
        except Holey:
            if short == 64 and not brief:
                raise
    stated(FREE, limit, d.limit)
    for a, b in itertools.pairwise(cuts):
        rising(g, slope, path, a, b)
    need(d.rank in ("open", "bad", "global") and (d.rank == "bad") == (d.better is not None), "a rank of another kind")
    if d.rank == "bad":
        less(d.better, p.L, FREE, limit, "the better point is below the limit")
    if d.rank == "global":
        need(p.nonnegative, "L may be negative")
        FREE.zero(limit, "the limit is 0")
    return {"rank": d.rank}


def at_the_end(g: Node, path: list[Node], tail: Tail) -> Node:
    """What g tends to for t to 0, if it rises with t on the tail, and a coordinate of the path is unbounded there."""
    if not any([unbounded(tail, f) for f in path]):
        raise Holey("no coordinate is certainly unbounded")
    need(tail.sign(tail.of(diff(g, "t"))) > 0, "L does not fall along the tail")
    value = tail.of(g)
    if tail.zero in value.rest or any(scale != tail.zero and scale[0].sign <= 0 for scale in value.scales()):
        raise Holey("L may have no limit")
    return tail.meaning(value.terms.get(tail.zero, ZERO))


def rising(g: Node, slope: Node, path: list[Node], a: Fraction, b: Fraction, halvings: int = 12) -> None:
    """The path is continuous, g locally Lipschitz and its slope positive near [a, b]: by intervals, by the mean value
    theorem from the middle, or on both halves."""
    bend = diff(slope, "t")

    def test(view: View) -> bool:
        if not all(view.smooth(f) >= 0 for f in (g, *path)):
            return False
        if view.signs(slope) == POSITIVE:
            return True
        if view.smooth(g) < 2:
            return False
        (lo, hi), middle = view.box["t"], Place({"t": num((a + b) / 2)}).view(view.p)
        return bool(middle.enclose(slope)[0] > view.exact.mul((0, hi - lo), (0, size(view.enclose(bend))))[1])

    try:
        Place({"t": (a, b)}).near(test, "L falls on each piece")
    except Holey:
        if not halvings:
            raise
        for low, high in itertools.pairwise((a, (a + b) / 2, b)):
            rising(g, slope, path, low, high, halvings - 1)


def unbounded(tail: Tail, f: Node) -> bool:
    """Whether a coordinate of the path, which is analytic on the tail, certainly tends to plus or minus infinity."""
    found = tail.of(f)
    try:
        a, b = tail.lead(found)
    except Holey:
        return False
    return a.sign < 0 or (not a.sign and b > 0)


# 10. Kinds about L~ ---------------------------------------------------------------------------------------------------

STEPS = LIST(OBJECT(radius=NUMBER, t=NUMBER), least=1)


def paper(p: Problem) -> None:
    need(p.paper, "neuron, penalty or training are not the paper's")


def orbit_identity(u: str = "u + b") -> None:
    left, right = (parse(f, ("a", "b", "t", "u")) for f in (f"a*exp(-t)*exp({u} + t)", f"a*exp({u})"))
    FREE.identity(left - right, "the orbit keeps the neuron")


def along_orbit(p: Problem, a: list[Fraction], steps: list[Data]) -> None:
    """For each step: t lam > 0, |t| < radius, |a (1 - e^-t)| < radius. Then lam |a|^2 (1 - e^-2t) > 0, as 1 - e^-2t has
    the sign of t."""
    need(any(a) and p.lam, "no amplitude, or no penalty")
    for step in steps:
        need(step.t * p.lam > 0 and abs(step.t) < step.radius, "a step in the wrong direction, or too long")
        change = max(map(abs, a)) * (1 if step.t > 0 else -1) * (1 - exp(num(-step.t)))
        FREE.positive(step.radius - change, "a step within its radius")


class Decayed(NamedTuple):
    """One hidden layer with weight decay: its rate, a vector z of each distinct input, and whether the slopes of the
    data term sum up to 0 where L is critical, as there are outer biases, and these are not decayed."""

    net: Layers
    rate: Fraction
    z: list[list[Fraction]]
    balanced: bool


def decayed(p: Problem) -> Decayed:
    """All weights are decayed by one rate, and either the inner biases, too, or there are none, or no bias is."""
    net = p.layers
    if net is None or len(net.widths) != 3 or len(net.edges) != 2:
        raise Invalid("not one hidden layer")
    need(p.convex and p.differentiable, "a loss that is not convex, or not differentiable")
    at_zero, rates, squares = {sym(n): ZERO for n in p.theta}, dict[str, set[Fraction]](), list[Node]()
    for n in p.theta:
        rate = constant(Exact()(replace(diff(diff(p.regularizer, n), n), at_zero)))
        if rate is None:
            raise Invalid("a rate of decay that is not rational")
        rates.setdefault(n[:2], set()).add(rate)
        squares.append(num(rate / 2) * power(sym(n), 2))
    FREE.identity(p.regularizer - replace(p.regularizer, at_zero) - add(*squares), "the term in theta is of squares")
    need(len(rates["W1"]) == 1 and rates["W1"] == rates["W2"], "weights that are decayed unlike")
    (rate,), inner, outer = rates["W1"], rates.get("b1", set()), rates.get("b2", set())
    need(rate > 0 and len(inner) <= 1 and len(outer) <= 1 and min(outer, default=0) >= 0, "other rates than alike")
    biased, free = inner == {rate}, outer == {0}
    need(not net.bias or biased or (free and inner == {0}), "inner biases that are decayed otherwise")
    z = [[*x, *([Fraction(1)] if biased else [])] for x in p.distinct]
    if free and not biased:
        means = [sum(column) / len(z) for column in zip(*z, strict=True)]
        z = [[v - m for v, m in zip(row, means, strict=True)] for row in z]
    return Decayed(net, rate, z, free)


def outer_slopes(p: Problem, view: View) -> list[list[Interval]]:
    """The slopes of the data term in the outputs, a row for each distinct input."""
    scale = view.exact.number(p.scale)
    return [[view.exact.mul(scale, view.enclose(p.rho(x, k))) for k in range(p.K)] for x in range(len(p.distinct))]


def transposed_times(q: int, a: list[list[Interval]], b: list[list[Interval]]) -> list[list[Interval]]:
    """A'B, of rows for each input."""
    return [[summed(map(arithmetic(q).mul, u, v)) for v in zip(*b, strict=True)] for u in zip(*a, strict=True)]


def intervals(q: int, rows: list[list[Fraction]]) -> list[list[Interval]]:
    return [[arithmetic(q).number(v) for v in row] for row in rows]


def no_more(q: int, square: list[list[Interval]], bound: Fraction, kept: Sequence[int]) -> bool | None:
    """Whether bound^2 less a symmetric matrix, in the rows and columns that are kept, is positive semidefinite."""
    (low, high), middle, radius = arithmetic(q).number(bound**2), list[list[int]](), list[list[int]]()
    for n, i in enumerate(kept):
        ends = [((low if i == j else 0) - square[i][j][1], (high if i == j else 0) - square[i][j][0])
                for j in kept[: n + 1]]  # fmt: skip
        middle.append([lo + hi >> 1 for lo, hi in ends])
        radius.append([(hi - lo >> 1) + 1 for lo, hi in ends])
    return curved(Slopes(q, [], middle, radius), Fraction(0)) if kept else True


@kind(point=POINT, units=LIST(ANY), outputs=INDICES("output"), bits=BITS)
def decayed_linear(p: Problem, d: Data) -> None:
    """Two decayed linear layers: the slopes M of L in their product are no greater than the decay, where the outer
    weights do not reach: there mu^2 - M M' is positive semidefinite."""
    of = decayed(p)
    need(of.net.act is FUNCTIONS["linear"], "units that are not linear")
    units = INDICES(of.net.widths[1])(p, d.units)
    need(len({*units}) == len(units) == len(d.outputs) == len({*d.outputs}), "not as many units as outputs, or twice")
    regular(d.point, [[sym(f"W2_{k + 1}_{u + 1}") for u in units] for k in d.outputs], "the outer weights")
    rest = [k for k in range(p.K) if k not in d.outputs]

    def test(q: int) -> bool | None:
        across = transposed_times(q, intervals(q, of.z), outer_slopes(p, d.point.view(q)))
        return no_more(q, transposed_times(q, across, across), of.rate, rest)

    decide(test, "the slopes across the outer weights", limit=512)


SLOPES_OF: dict[str, tuple[Fraction | int, Fraction | int]] = {
    "linear": (1, 1), "relu": (0, 1), "leaky_relu": (Fraction(1, 100), 1), "tanh": (0, 1),
    "sigmoid": (0, Fraction(1, 4)), "softplus": (0, 1), "elu": (0, 1), "softsign": (0, 1), "sin": (-1, 1),
}  # fmt: skip


@kind(point=POINT, together=NUMBER, outward=NUMBER, inward=NUMBER, shares=NUMBERS("input"), bits=BITS)
def decayed_to_constant(p: Problem, d: Data) -> None:
    """What the data term gains by weights is less than what their decay costs."""
    of = decayed(p)
    names = [name for name in SLOPES_OF if of.net.act is FUNCTIONS[name]]
    need(names, "an activation without known slopes")
    need(of.balanced or names[0] not in ("sigmoid", "softplus"), "units that are not 0 at 0")
    low, high = SLOPES_OF[names[0]]
    need(min(d.together, d.outward, d.inward) >= 0 and all(t > 0 for t in d.shares), "a negative bound, or no share")
    bound = abs(low + high) * d.together / 2 + (high - low) * d.outward * d.inward / 2
    need(bound < of.rate, "bounds that are not less than the decay")

    def test(q: int) -> bool | None:
        g, z, shares = outer_slopes(p, d.point.view(q)), intervals(q, of.z), [arithmetic(q).number(t) for t in d.shares]
        less = intervals(q, [[v / t for v in row] for row, t in zip(of.z, d.shares, strict=True)])
        more = [[arithmetic(q).mul(t, v) for v in row] for row, t in zip(g, shares, strict=True)]
        across = transposed_times(q, z, g)
        parts = (across, across, d.together), (more, g, d.outward), (less, z, d.inward)
        fine = [no_more(q, transposed_times(q, a, b), norm, range(len(b[0]))) for a, b, norm in parts]
        return True if all(fine) else None

    decide(test, "the bounds", limit=512)


@kind(point=POINT, b=NUMBERS("b"), W=MATRIX("b", "x"), output=INDEX("output"), order=INDEX(1001),
      direction=NUMBERS("x"), lower_orders_vanish=BOOL, bits=BITS,
      points=LIST(OBJECT(radius=NUMBER, a=NUMBERS("a"), b=NUMBERS("b"), W=MATRIX("b", "x")), least=1))  # fmt: skip
def descent(p: Problem, d: Data) -> Facts:
    """A moment of the residual gradients is not 0, and L~ is lower at points near (theta, 0, b, W)."""
    paper(p)
    near_outputs(p, d.point)
    row, bias = d.W[p.unit[d.output]], d.b[p.unit[d.output]]
    kappa = [p.rho(i, d.output) * exp(num(inner(row, x) + bias)) * inner(d.direction, x) ** d.order
             for i, x in enumerate(p.distinct)]  # fmt: skip
    d.point.sign(add(*kappa), "a moment that is not 0")
    center = [Fraction(0)] * len(p.a) + [*d.b, *itertools.chain(*d.W)]
    for lower in d.points:
        moved = [*lower.a, *lower.b, *itertools.chain(*lower.W)]
        near = all(abs(x - y) < lower.radius for x, y in zip(moved, center, strict=True))
        need(near, "a point is not within its radius")
        place = d.point.with_values(dict(zip(p.added, map(num, moved), strict=True)))
        place.positive(p.L - p.Lt, "a point is lower", d.bits)
    if d.lower_orders_vanish:
        need(d.point.exact, "orders at a point that is not exact")
        lower_orders(p, d.point, d.order, d.W)
    return {"order": d.order}


def lower_orders(p: Problem, place: Place, order: int, w: Matrix) -> None:
    """sum rho_i(x) exp(w_i.x) x^alpha = 0 for every output and every monomial of a lower degree."""
    width = len(p.distinct[0])
    if math.comb(order + width - 1, width) > 20000:
        raise Holey("more than 20000 moments below this order")
    for i, alpha in itertools.product(range(p.K), itertools.product(range(order), repeat=width)):
        if sum(alpha) < order:
            factors = [exp(num(inner(w[p.unit[i]], x))) * math.prod(map(pow, x, alpha)) for x in p.distinct]
            place.zero(add(*(p.rho(x, i) * f for x, f in enumerate(factors))), "lower orders vanish")


@kind(a=NUMBERS("a"), bits=BITS, steps=STEPS)
def orbit(p: Problem, d: Data) -> None:
    """An amplitude is not 0: the orbit (a e^-t, b + t) keeps the neurons and lowers the penalty."""
    paper(p)
    orbit_identity()
    along_orbit(p, d.a, d.steps)


@kind(point=POINT, c=NUMBERS("a"), W=MATRIX("b", "x"), bits=BITS)
def escape(p: Problem, d: Data) -> None:
    """lam > 0, and L~ at (theta, c, 0, W) without its penalty is below L(theta): a path to infinity ends there."""
    paper(p)
    need(p.lam > 0, "lam is not positive")
    end = [*d.c, *[0] * len(p.b), *itertools.chain(*d.W)]
    below = replace(p.objective(p.augmented), named(p.added, map(num, end)))
    less(d.point, below, d.point, p.L, "the path ends below L(theta)")


@kind(input=INDEX("input"))
def unattained(p: Problem, d: Data) -> None:
    """The summed loss at the input has no minimiser, by the table of losses: no theta is data-optimal."""
    paper(p)
    need(p.lam and p.loss in LOSSES and p.differentiable, "lam is 0, or no differentiable loss of the table")
    rows = [p.targets[i] for i in p.group[d.input]]
    need(p.convex or (p.invex and all(row == rows[0] for row in rows)), "a minimiser may be needed nowhere")
    columns = [{y.args[0] for y in column if y.op == "num"} for column in transposed(rows)]
    without: dict[Any, list[set[int]]] = {"logistic": [{1}, {-1}], "binary-cross-entropy": [{0}, {1}],
                                          "squared-on-sigmoid": [{0}, {1}], "softmax-cross-entropy": [{0}]}  # fmt: skip
    need(any(column in without.get(p.loss, []) for column in columns), "the summed loss has a minimiser at this input")


@kind()
def flow_law(p: Problem, d: Data) -> None:
    """The loss is differentiable, and the orbit keeps the neuron: (b - a^2/2)' = 2 lam a^2 along the gradient flow."""
    paper(p)
    need(p.differentiable, "the loss is not differentiable")
    orbit_identity()


@kind(a=NUMBERS(1), b=NUMBERS(1), limit=CONSTANT, bits=BITS)
def flow_limit(p: Problem, d: Data) -> None:
    """D'(c) = 0 < D''(c) at the limit c of a e^b, which is not 0, and the start is between 0 and c."""
    paper(p)
    need(p.lam > 0 and p.K == 1 and not p.theta and p.convex and p.differentiable, "not the case of the theorem")
    need(not p.regular and all(not any(x) for x in p.inputs), "an input is not 0")
    s, at = sym("s"), Place({"s": d.limit})
    risk = add(*(p.loss_at(i, [p.outputs[x][0] + s]) for i, x in enumerate(p.of)))
    side = FREE.sign(d.limit, "the limit is not 0")
    at.zero(diff(risk, "s"), "the slope vanishes at the limit")
    at.smooth([risk], 2, "the second derivative at the limit")
    at.positive(diff(diff(risk, "s"), "s"), "the second derivative is positive")
    need(d.a[0] * side >= 0, "the start is on the other side of 0")
    FREE.positive(side * d.limit - abs(d.a[0]) * exp(num(d.b[0])), "the start is before the limit")

    def test(q: int) -> bool | None:
        r = size(View(q, {}).enclose(d.limit)) + (1 << q)
        return View(q, {"s": (-r, r)}).smooth(risk) >= 1 or None

    decide(test, "the risk is continuously differentiable", limit=512)


def own_slope(p: Problem, x: int, k: int) -> Node:
    """The slope of the summed loss in an output, on which alone it depends."""
    slope = p.slope(x, k)
    need(slope.free <= {p.q[k]}, "a slope with other variables")
    return slope


@kind(relation=TEXT, constant=CONSTANT, bits=BITS, terms=LIST(
    OBJECT(input=INDEX("input"), output=INDEX("output"), y=NUMBER, low=NUMBER, high=NUMBER, minus=(INDEX("output"),)),
    least=1))  # fmt: skip
def unreachable(p: Problem, d: Data) -> None:
    """Residual gradients 0 put the outputs into intervals where they do not satisfy what they satisfy everywhere."""
    paper(p)
    need(p.lam and p.convex and p.differentiable, "lam is 0, or the loss is not convex and differentiable")
    need(d.relation in ("=", ">="), "an unknown relation")
    need(len({(t.input, t.output, t.minus) for t in d.terms}) == len(d.terms), "a term comes twice")
    need(all(t.y and t.low < t.high for t in d.terms), "a term is empty")
    gap = add(*(t.y * between(p, t) for t in d.terms)) - d.constant
    above = d.constant - sum(max(t.y * t.low, t.y * t.high) for t in d.terms)
    below = sum(min(t.y * t.low, t.y * t.high) for t in d.terms) - d.constant
    if d.relation == "=":
        FREE.identity(gap, "the outputs are related for all theta", opaque=True)
        need(any(FREE.try_signs(n, 256) == POSITIVE for n in (above, below)), "the constant may be reached")
        return
    if -1 in everywhere(p.theta).signs(gap):
        raise Holey("an inequality that is not visible")
    FREE.positive(above, "the constant is out of reach")


def between(p: Problem, t: Data) -> Node:
    """The output of a term, or a difference of outputs; where residual gradients are 0, it is between low and high."""
    output = p.outputs[t.input][t.output]
    if t.minus is None:
        for end, sign in ((t.low, -1), (t.high, 1)):
            slope = Place({p.q[t.output]: num(end)}).sign(own_slope(p, t.input, t.output), "the slope at an end")
            need(slope == sign, "the slope does not change its sign")
        return add(output)
    need(p.loss == "softmax-cross-entropy" and t.minus != t.output, "a difference of outputs of another loss")
    n, m = (sum(p.weights[i] * p.targets[i][k].args[0] for i in p.group[t.input]) for k in (t.output, t.minus))
    need(n > 0 and m > 0, "a class that does not occur")
    middle = make("log", num(n / m))
    FREE.positive(middle - t.low, "the logarithm is above its lower end")
    FREE.positive(t.high - middle, "the logarithm is below its upper end")
    return add(output, -p.outputs[t.input][t.minus])


RELATION = OBJECT(constant=FORMULA, terms=LIST(
    OBJECT(input=INDEX("input"), output=INDEX("output"), y=FORMULA, minus=NUMBER, low=NUMBER, high=NUMBER), least=1
))  # fmt: skip


@kind(relations=LIST(RELATION), pieces=LIST(TABLE))
def nowhere_stationary(p: Problem, d: Data) -> None:
    """The boxes of a tree cover the parameters, and in each a residual gradient, or a relation of outputs, is not 0."""
    paper(p)
    need(p.lam and p.differentiable, "lam is 0, or the loss is not differentiable")
    related = [relation(p, r) for r in d.relations]
    stack: list[Bounds] = [dict.fromkeys(p.theta, (-INF, INF))]
    for piece in d.pieces:
        need(stack, "something follows the tree")
        box = stack.pop()
        if "parameter" in piece:
            cut = closed(p, piece, parameter=INDEX("theta"), at=NUMBER)
            stack += halves(box, p.theta[cut.parameter], cut.at)
        elif "relation" in piece:
            gap, outputs = related[closed(p, piece, relation=INDEX(len(related))).relation]
            one_sign(gap, {**box, **outputs})
        else:
            leaf = closed(p, piece, input=INDEX("input"), output=INDEX("output"))
            one_sign(p.rho(leaf.input, leaf.output), box)
    need(not stack, "the tree is not whole")


def relation(p: Problem, d: Data) -> tuple[Node, Bounds]:
    """c - sum y (q - p), which is 0 at q = f, and the box of the outputs q whose residual gradients may vanish."""
    gap, total, box, s = d.constant, -d.constant, Bounds(), sym("s")
    near = Fraction(1, 1 << 20) if p.convex else INF
    for t in d.terms:
        name = f"q:{t.input}:{t.output}"
        need(name not in box and t.low <= t.high, "a term comes twice, or is empty")
        box[name] = t.low, t.high
        for end, side in ((t.low, -1), (t.high, 1)):
            outside = replace(own_slope(p, t.input, t.output), {sym(p.q[t.output]): end + side * s})
            sign = one_sign(outside, {"s": (Fraction(0), near)}, {"s": POSITIVE})
            need(not p.convex or sign == side, "the slope does not change its sign")
        gap = gap - t.y * (sym(name) - t.minus)
        total = total + t.y * (p.outputs[t.input][t.output] - t.minus)
    FREE.identity(total, "the outputs are related for all theta", opaque=True)
    return gap, box


def one_sign(n: Node, box: Bounds, known: dict[str, Signs] | None = None) -> int:
    """The one strict sign of a formula on a box whose ends may be infinite."""

    def test(p: int) -> int | None:
        view = View(p, {name: arithmetic(p).span(*ends) for name, ends in box.items()}, known)
        return STRICT.get(view.signs(n)) or STRICT.get(fraction_signs(Exact(view.side)(n)))

    return int(decide(test, "one strict sign on a box", limit=256))


# 11. Related claims ---------------------------------------------------------------------------------------------------


@kind(a=NUMBER, bits=BITS, steps=STEPS)
def auxiliary_orbit(p: Problem, d: Data) -> None:
    """As orbit, for L (1 + (a e^b - 1)^2) + lam a^2."""
    orbit_identity("b")
    along_orbit(p, [d.a], d.steps)


@kind(point=POINT, b=NUMBER, bits=BITS, points=LIST(OBJECT(radius=NUMBER, a=NUMBER), least=1))
def auxiliary_slope(p: Problem, d: Data) -> None:
    """L(theta) is not 0, and L c (c - 2) + lam a^2 < 0 with c = a e^b, for amplitudes as near to 0 as the radii."""
    d.point.sign(p.L, "L(theta) is not 0")
    for lower in d.points:
        c = lower.a * exp(num(d.b))
        need(abs(lower.a) < lower.radius, "a point is not within its radius")
        d.point.positive(-(p.L * c * (c - 2) + p.lam * lower.a**2), "a point is lower")


@kind(point=EXACT)
def auxiliary_minimum(p: Problem, d: Data) -> None:
    """lam >= 0, L is nowhere negative, and 0 at the point."""
    need(p.lam >= 0 and p.nonnegative, "lam is negative, or L may be")
    near_point(p, d.point)
    d.point.zero(p.L, "L vanishes")


@kind(point=POINT, bits=BITS)
def margins(p: Problem, d: Data) -> None:
    """Every sample is classified correctly."""
    need(p.labelled, "not a classification")
    for x, y in zip(p.of, p.targets, strict=True):
        d.point.positive(y[0] * p.outputs[x][0], "a sample is classified correctly")


def indexed(n: Sequence[Any]) -> list[str]:
    return [f"u{i + 1}" for i in range(len(n))]


def energy(p: Problem, at: list[Node], penalty: Node = ZERO) -> Node:
    """E: the data term of the outputs, and R of psi."""
    rows = [at[x * p.K : (x + 1) * p.K] for x in range(len(p.distinct))]
    rest = at[len(rows) * p.K :]
    return p.data_term(rows) + replace(penalty, named(indexed(rest), rest))


def penalty_form(p: Problem, z: Place, psi: list[Node], penalty: str) -> Node:
    """R in u1, u2, ...: it is a convex quadratic polynomial, and R(psi) the term in theta alone."""
    u = indexed(psi)
    r = parse(penalty, tuple(u))
    need(convex_quadratic(r, u), "R is not a convex quadratic polynomial")
    z.identity(p.regularizer - replace(r, named(u, psi)), "the term in theta alone is R(psi)")
    return r


def smooth_components(at: Place, formulas: list[Node]) -> list[Node]:
    """The components on the side of each kink where the place is, continuously differentiable there."""
    at.smooth(formulas, 1, "the components are smooth")
    return [straight(c, at.side) for c in formulas]


def columns_at(parts: list[Node], theta: list[str], places: Iterable[Values]) -> Matrix:
    """The derivatives of the components in each parameter, at the first place, then at the next."""
    slopes = transposed(jacobian(parts, theta))
    return [[replace(c, at) for c in column] for at in places for column in slopes]


def reproduces(p: Problem, z: Place, psi: list[Node], h: list[Node], r: Node) -> None:
    """f = sum of h_k d_k f, and r psi = sum of h_k d_k psi, at z."""
    for c, factor in [*((f, ONE) for f in components(p)), *((f, r) for f in psi)]:
        z.zero(factor * c - dot(h, gradient(c, p.theta)), "h reproduces the components")


def extra_cost(z: Place, psi: list[Node], penalty: Node, r: Node) -> Node:
    """(1 - r) R'(psi(z)) . psi(z)."""
    slopes = [replace(d, named(indexed(psi), psi)) for d in gradient(penalty, indexed(psi))]
    return replace((1 - r) * dot(slopes, psi), z.constants)


@kind(point=EXACT, psi=LIST(FORMULA), penalty=TEXT, h=CONSTANTS("theta"), r=CONSTANT, eps=NUMBER,
      points=LIST(CONSTANTS("theta"), least=1), bits=BITS, tangent_at=CONSTANTS())  # fmt: skip
def gradient_basis(p: Problem, d: Data) -> Facts:
    """A tangent plane of E is constant along the columns, and its value, with `extra`, is at least L(z)."""
    z, psi = d.point, d.psi
    need(p.convex and p.differentiable and d.eps >= 0, "the loss is not convex and differentiable, or eps is negative")
    penalty = penalty_form(p, z, psi, d.penalty)
    parts, places = components(p, psi), [Place.at(p.theta, at) for at in d.points]
    need(len(d.tangent_at) == len(parts), "a tangent at something else")
    for at in (z, *places):
        smooth_components(at, parts)
    near_point(p, z)
    near_outputs(p, z)
    reproduces(p, z, psi, d.h, d.r)
    for at in places:
        gaps = [at.constants[s] - c for s, c in z.constants.items()]
        if not all(is_zero(Exact()(g)) for g in gaps):
            FREE.positive(d.eps**2 - add(*(g**2 for g in gaps)), "a point is nearer than eps")
        same = (replace(c, at.constants) - replace(c, z.constants) for c in parts)
        FREE.vanish(same, "the components at a point are those at z")
    names = [f"c:{i}" for i in range(len(parts))]
    cost, tangent = energy(p, list(map(sym, names)), penalty), Place.at(names, d.tangent_at)
    tangent.smooth([cost], 1, "E is differentiable at the tangent's point")
    g = [replace(d, tangent.constants) for d in gradient(cost, names)]
    columns = columns_at(parts, p.theta, (at.constants for at in places))
    FREE.vanish((dot(g, column) for column in columns), "the tangent is orthogonal to the columns")
    bound = replace(cost, tangent.constants) - dot(g, d.tangent_at) + extra_cost(z, psi, penalty, d.r)
    FREE.least(bound - replace(p.L, z.constants), "the bound is at least L(z)")
    return {"eps": str(d.eps)}


BASES = ("basis", "basis-without-h", "basis-without-r", "basis-of-each-sample", "basis-of-all-nearby")


def OF_D(n: str | None = None) -> Reader:
    return LIST(lambda about, x: parse(x, ("d",)), n)


def small(n: Node, order: float, ends: Signs) -> None:
    """The formula in d is so smooth for all small d that have one of the signs."""
    words = "the formula has values for all small d"
    decide(lambda q: View(q, {"d": (0, 1 << q // 2)}, {"d": ends}).smooth(n) >= order or None, words, limit=256)


@kind(point=EXACT, conclusion=TEXT, basis=ANY, bits=BITS)
def gradient_basis_violated(p: Problem, d: Data) -> Facts:
    """A model in the derivatives at z, and at points as near as one likes, costs less than L(z)."""
    z, plain, each = d.point, d.conclusion == "basis-without-h", d.conclusion == "basis-of-each-sample"
    need(d.conclusion in BASES, "an unknown conclusion")
    fields: dict[str, Any] = {"alpha": LIST(OF_D()), "model": CONSTANTS(), "points": (LIST(OF_D("theta")),)}
    fields |= {} if plain else {"h": CONSTANTS("theta")}
    fields |= {} if plain or each else {"psi": (LIST(FORMULA),), "penalty": (TEXT,), "r": (CONSTANT,)}
    read: dict[str, Any] = {"psi": [], "penalty": "0", "r": ONE, "points": []}
    read |= {name: x for name, x in vars(closed(p, d.basis, **fields)).items() if x is not None}
    psi, r, model, alpha = (read[name] for name in ("psi", "r", "model", "alpha"))
    penalty, parts = penalty_form(p, z, psi, read["penalty"]), smooth_components(z, components(p, psi))
    need(len(model) == len(parts), "a model of something else")
    near_point(p, z)
    near_outputs(p, z)
    if not plain:
        reproduces(p, z, psi, read["h"], r)
    places = [named(p.theta, row) for row in read["points"]]
    for at in places:
        for t, f in at.items():
            small(f, 0, NOT_NEGATIVE)
            Place({"d": ZERO}).zero(f - z.constants[t], "a point tends to z with d")
        for c in parts if d.conclusion != "basis-of-all-nearby" else ():
            FREE.identity(replace(c, at) - replace(c, z.constants), "the components are those at z")
    columns = columns_at(parts, p.theta, (z.constants, *places))
    need(len(alpha) == (len(p.distinct) if each else 1), "coefficients for something else")
    need(all(len(row) == len(columns) for row in alpha), "coefficients of other columns")
    for f in itertools.chain(*alpha):
        small(f, -1, POSITIVE)
    for i, c in enumerate(model):
        made = dot(alpha[i // p.K if each else 0], (column[i] for column in columns))
        FREE.identity(made - c, "the coefficients make the model")
    free = d.conclusion in ("basis-without-h", "basis-without-r")
    cost = energy(p, model, penalty) + (ZERO if free else extra_cost(z, psi, penalty, r))
    FREE.positive(replace(p.L, z.constants) - cost, "the model costs less")
    return {"conclusion": d.conclusion}


@kind(point=EXACT, rows=ANY, bits=BITS)
def outputs_isolated(p: Problem, d: Data) -> None:
    """As many outputs as parameters have a regular Jacobian."""
    parts = smooth_components(d.point, components(p))
    rows = INDICES(len(parts), "theta")(p, d.rows)
    regular(d.point, jacobian((parts[i] for i in rows), p.theta), "a regular Jacobian")


@kind(point=CRITICAL, last_layer=INDICES("theta"), models=LIST(OBJECT(alpha=NUMBERS("theta"))), bits=BITS)
def tangent(p: Problem, d: Data) -> dict[str, str]:
    """The network is linear in its last layer, and the residual gradients are orthogonal to all derivatives; at a box
    by the chain rule. Without a model all derivatives are 0."""
    need(p.convex and p.differentiable and not p.regular, "the loss is not convex, or L has a term in theta alone")
    outputs = smooth_components(d.point, components(p))
    near_outputs(p, d.point)
    for f in outputs:
        linear = add(*(sym(p.theta[k]) * diff(f, p.theta[k]) for k in d.last_layer))
        d.point.identity(f - linear, "the network is linear in its last layer")
    rhos, columns = p.rhos(), [[diff(f, n) for f in outputs] for n in p.theta]
    need(d.models or d.point.exact, "no model, and no exact point at which the derivatives vanish")
    if d.point.exact:
        for column in columns:
            d.point.zero(dot(rhos, column), "the residuals are orthogonal to the derivatives")
            for slope in column if not d.models else ():
                d.point.zero(slope, "without a model all derivatives are 0")
    for model in d.models:
        made = [dot(model.alpha, (c[i] for c in columns)) for i in range(len(outputs))]
        d.point.positive(energy(p, made) - p.L, "a model costs more")
    return {"compared": "yes" if d.models else "no"}


@kind(eps=NUMBER, moves=LIST(OBJECT(beta=NUMBER, v=NUMBERS("x"))), bits=BITS)
def interpolating_basis(p: Problem, d: Data) -> None:
    """The matrix (1, exp(eps (v.x + beta))) of the moves, none longer than 1, is regular."""
    paper(p)
    need(d.eps >= 0 and len(d.moves) == len(p.distinct) + 1, "eps is negative, or not as many moves as inputs and one")
    for m in d.moves:
        need(len(p.b) * (m.beta**2 + inner(m.v, m.v)) <= 1, "a move is longer than 1")
    rows = [[ONE, *(exp(num(d.eps * (inner(m.v, x) + m.beta))) for x in p.distinct)] for m in d.moves]
    regular(FREE, rows, "the moves interpolate")


# 12. Neurons and penalties of any kind --------------------------------------------------------------------------------

SLICE = {"moving": INDICES("coordinate"), "held": INDICES("coordinate"), "boxed": INDICES("coordinate"),
         "box": (TABLE,), "congruence": ANY, "bits": BITS}  # fmt: skip


def AT(p: Problem, data: Any) -> Place:
    """A point of L~; it meets every bound, exactly or by intervals."""
    place = constants_at(p.coordinates, CONSTANTS("coordinate")(p, data), p.bounds)
    for name, (low, high) in p.bounds.items():
        for bound, s in ((low, 1), (high, -1)):
            if abs(bound) != INF:
                place.least(s * (place.constants[sym(name)] - bound), "the point meets the bounds")
    return place


def augmented(**fields: Any) -> Callable[[Callable[[Problem, Data], Place | None]], None]:
    """A kind about a point of L~. The check may return the point with a box; the facts are whether an amplitude is
    certainly not 0, and L~ certainly not L(theta)."""

    def enter(check: Callable[[Problem, Data], Place | None]) -> None:
        def checked(p: Problem, d: Data) -> Facts:
            place, facts = check(p, d) or d.at, {}
            if any(place.try_signs(sym(a), 512) in STRICT for a in p.a):
                facts["amplitudes"] = "nonzero"
            if place.try_signs(p.Lt - p.L, 512) in STRICT:
                facts["value"] = "different"
            return facts

        checked.__name__ = check.__name__
        kind(at=AT, **fields)(checked)

    return enter


def penalty_least(p: Problem, place: Place, anywhere: bool = False) -> None:
    """The penalty has values >= 0 near the point (or wherever the bounds are met), and is 0 at the point."""
    total = add(*p.penalties)
    if anywhere:
        known = {name: ALL - ({-1} if low >= 0 else set()) - ({1} if high <= 0 else set())
                 for name, (low, high) in place.bounds.items()}  # fmt: skip
        view = everywhere(p.added, known=known)
        decide(lambda q: -1 not in view.signs(total) or None, "the penalty is nowhere negative", limit=64)
    else:
        place.nonnegative(total, "the penalty is not negative")
    place.zero(total, "the penalty is 0 at the point")


def theta_rests(p: Problem, place: Place) -> None:
    """The amplitudes are 0, where the neurons vanish; near theta outputs and the term in theta alone are constant, or L
    is twice continuously differentiable with a strict minimum in the parameters that it depends on."""
    off = named(p.a, [ZERO] * len(p.a))
    place.vanish(off, "the amplitudes are 0")
    for f, g in zip(itertools.chain(*p.augmented), components(p), strict=True):
        place.identity(replace(f - g, off), "the neurons vanish with their amplitudes")
    formulas = [*components(p), p.regularizer]
    try:
        for n in itertools.chain(*jacobian(formulas, p.theta)):
            place.identity(n, "the outputs are constant near theta")
        place.smooth(formulas, 1, "the outputs are constant near theta")
    except (Holey, Invalid):
        place.smooth([p.L], 2, "L is twice differentiable")
        names = [n for n, g in zip(p.theta, p.gradient, strict=True) if not is_zero(Exact(place.side)(g))]
        strictly_least(place, p.L, names, "L")


@augmented(**SLICE)
def augmented_isolated(p: Problem, d: Data) -> Place:
    """With some coordinates fixed, L~ does not depend on the free ones, and has a strict minimum in the moving ones."""
    return slice_minimum(p, d.at, p.Lt, set(), d)


def slice_minimum(p: Problem, place: Place, f: Node, pinned: set[str], d: Data) -> Place:
    """L~, or f in its place, has a minimum at the point among those with the same pinned coordinates."""
    need((d.box is not None) == bool(d.boxed) and set(d.boxed) <= set(d.moving), "the box is of other coordinates")
    need(not set(d.moving) & set(d.held) and all(i >= len(p.theta) for i in d.boxed), "an index in the wrong list")
    trained = set(p.trained) - pinned
    move, hold, inside = ([p.coordinates[i] for i in part] for part in (d.moving, d.held, d.boxed))
    need({*move, *hold} <= trained, "a frozen coordinate moves or is held")
    fixed = [c for c in p.coordinates if (c in hold or c in move or c not in trained) and c not in inside]
    at = Place({**place.values, **in_box(place, f, inside, d.box)}, place.bounds)
    at.smooth([f], -1, "L~ has a value near the point")
    f = without_zeros(settled_at(f, at))
    at.smooth([f], 10**6, "L~ is analytic near the point")
    there = {sym(c): place.constants[sym(c)] for c in fixed}
    for c in p.coordinates:
        if c in trained and c not in inside and c not in hold:
            at.identity(replace(diff(f, c), there), "a slope vanishes whatever the free coordinates are")
    q = MATRIX(len(move), len(move))(p, d.congruence)
    need(inertia(at, f, move, "the Hessian in the moving coordinates", q) == 0, "the Hessian is not positive")
    for c in hold:
        bound = place.bound(c)[0 if at.sign(diff(f, c), "the slope at a bound") > 0 else 1]
        need(abs(bound) != INF, "a slope does not push against a bound")
        at.zero(sym(c) - bound, "a held coordinate is on its bound")
    return at


def settled_at(n: Node, place: Place) -> Node:
    """The formula without the kinks on one side of which all points near the place are."""
    while True:
        for k in n.kinks:
            side = None if k.args[0].kinks else place.side(k.args[0])
            if side is not None:
                n = replace(n, {k: chosen(k, side)})
                break
        else:
            return n


def without_zeros(n: Node) -> Node:
    """The formula without terms that have a constant factor which is 0; it may have a value in more places."""
    memo: Values = {}

    def made(m: Node) -> Node:
        if m not in memo:
            parts = [made(part) for part in m.parts]
            zero = m.op == "mul" and ZERO in parts
            constant = not m.free and m.op not in ("num", "pi") and surely(lambda: is_zero(Exact()(m)))
            same = all(x is y for x, y in zip(parts, m.parts, strict=True))
            args = iter(parts)
            rest = (
                m
                if same
                else BUILD.get(m.op, partial(make, m.op))(*(next(args) if isinstance(a, Node) else a for a in m.args))
            )
            memo[m] = ZERO if zero or constant else rest
        return memo[m]

    return made(n)


def in_box(place: Place, f: Node, names: list[str], data: Any) -> Bounds:
    """The box of the boxed coordinates, with the one critical point of f in them, all others fixed."""
    if not names:
        return {}
    box = BOX(len(names))(None, data)
    for c, text in zip(names, box.rounds_to, strict=True):
        gap, unit = place.constants[sym(c)] - number(text, True), half_unit(text)
        rounds = all(-1 not in place.try_signs(g, 256) for g in (unit - gap, unit + gap))
        need(rounds, "`at` does not round as the box does")
    values = krawczyk(gradient(f, names), names, {c: v for c, v in place.values.items() if c not in names}, box)
    for c, (low, high) in values.items():
        need(place.bound(c)[0] < low and high < place.bound(c)[1], "the box exceeds a bound")
    return values


FIELDS = ("shift", "scale", "bias", "weight")


def flow(
    field: str, alpha: Node, beta: Node, a: Iterable[str], b: str, w: Iterable[str]
) -> tuple[Values, dict[str, Node]]:
    """What a field takes its symbols to in the time t: a times exp(alpha t), and b less beta t (shift), or b (bias), w
    (weight) or both (scale) times exp(-beta t); and the rates of what is multiplied."""
    need(field in FIELDS, "an unknown field")
    rates = dict.fromkeys(a, alpha)
    rates |= {b: -beta} if field in ("scale", "bias") else {}
    rates |= dict.fromkeys(w, -beta) if field in ("scale", "weight") else {}
    moved = {sym(n): sym(n) * exp(g * sym("t")) for n, g in rates.items()}
    return moved | ({sym(b): sym(b) - beta * sym("t")} if field == "shift" else {}), rates


SYMMETRY = OBJECT(neuron=INDEX("b"), field=TEXT, alpha=CONSTANT, beta=CONSTANT, slice=INDEX("coordinate"))


@augmented(symmetries=LIST(SYMMETRY, least=1), **SLICE)
def augmented_symmetric(p: Problem, d: Data) -> Place:
    """As isolated, on a slice to which symmetries of neuron and penalty take all points nearby."""
    need(len({y.neuron for y in d.symmetries}) == len(d.symmetries), "a neuron comes twice")
    need(not {y.slice for y in d.symmetries} & set(d.boxed), "the slice is boxed")
    for y in d.symmetries:
        symmetry(p, d.at, y)
    return slice_minimum(p, d.at, p.Lt, {p.coordinates[y.slice] for y in d.symmetries}, d)


def symmetry(p: Problem, place: Place, y: Data) -> None:
    """The flow of one neuron changes neither the added outputs nor the penalty near the point, and moves the slice."""
    amplitudes, name = [a for a, k in zip(p.a, p.covered, strict=True) if p.unit[k] == y.neuron], p.coordinates[y.slice]
    moved, rates = flow(y.field, y.alpha, y.beta, amplitudes, p.b[y.neuron], p.W[y.neuron])
    for (n,) in (k.args for k in moved):
        need(n in p.trained and n not in place.bounds, "what the symmetry moves is frozen or bounded")
    near = Place({**place.values, "t": ZERO}, place.bounds)
    added = map(operator.sub, itertools.chain(*p.augmented), components(p))
    for f in (*added, add(*p.penalties)):
        near.identity(replace(f, moved) - f, "the symmetry changes nothing")
    if y.field == "shift" and name == p.b[y.neuron]:
        FREE.sign(y.beta, "the symmetry moves b")
        return
    need(name in rates, "the slice is not moved")
    FREE.sign(rates[name], "the symmetry moves the slice")
    place.sign(sym(name), "the coordinate of the slice is not 0")


@augmented(**SLICE)
def augmented_jump(p: Problem, d: Data) -> Place:
    """The point is on jumps: with their upper sides it is as isolated, and the other sides lie higher."""
    jumps = [k for k in p.Lt.kinks if k.args[3] == -1 and d.at.side(k.args[0]) is None]
    need(1 <= len(jumps) <= 6, "no jumps, or too many")
    inside, walls = {p.coordinates[i] for i in d.boxed}, dict(d.at.bounds)
    for c in (k.args[0] for k in jumps):
        need(not c.free & inside, "the argument of a jump is boxed")
        d.at.zero(c, "the argument of the jump is 0")
        walls |= wall(p, d.at, c, walls)
    upper = replace(p.Lt, {k: chosen(k, True) for k in jumps})
    pinned = {n for n, (low, high) in walls.items() if low == high}
    away = Place(slice_minimum(p, Place(d.at.values, walls), upper, pinned, d).values, d.at.bounds)
    for sides in itertools.product((True, False), repeat=len(jumps)):
        if not all(sides):
            other = replace(p.Lt, {k: chosen(k, s) for k, s in zip(jumps, sides, strict=True)})
            away.smooth([other], 0, "a side of the jump is continuous")
            away.positive(other - upper, "a side of the jump is higher")
    return away


def wall(p: Problem, place: Place, c: Node, walls: Bounds) -> Bounds:
    """A jump where c >= 0 is a bound, if c depends on one coordinate alone, with a rational slope that is not 0."""
    if len(c.free) != 1 or not c.free <= set(p.trained):
        return {}
    (name,) = c.free
    slope, here = constant(Exact()(diff(c, name))), place.constants[sym(name)]
    if not slope or here.op != "num":
        return {}
    low, high = walls.get(name, (-INF, INF))
    return {name: (here.args[0], high) if slope > 0 else (low, here.args[0])}


@augmented()
def augmented_kink(p: Problem, d: Data) -> None:
    """The one amplitude is 0, and L~ rises on both sides of it; theta rests."""
    need(len(p.a) == 1, "not one amplitude")
    theta_rests(p, d.at)
    (a,), moving, (low, high) = p.a, frozenset(p.a), d.at.bound(p.a[0])
    d.at.identity(replace(add(*p.penalties), {sym(a): ZERO}), "the penalty vanishes with the amplitude")
    d.at.smooth([p.Lt], 0, "L~ is continuous in the amplitude", moving)
    for s in [s for s, bound in ((1, high), (-1, low)) if bound != 0]:

        def rises(view: View, s: int = s) -> bool:
            reach = 1 << view.p // 4
            part = View(view.p, {**view.box, a: (0, reach) if s > 0 else (-reach, 0)}, {a: frozenset((s,))})
            return part.smooth(p.Lt, moving) >= 1 and part.signs(diff(p.Lt, a)) == {s}

        d.at.near(rises, "L~ rises on both sides of a = 0")


@augmented()
def augmented_cusp(p: Problem, d: Data) -> None:
    """All amplitudes are 0, where a corner of the penalty outweighs the slope of the data term; theta rests."""
    theta_rests(p, d.at)
    penalty_least(p, d.at)
    terms = [t for pen in p.penalties for t in (pen.args if pen.op == "add" else (pen,))]
    for t in terms:
        d.at.nonnegative(t, "a term of the penalty is not negative")
    data = p.objective(p.augmented)
    for a in p.a:
        found = [corner for t in terms for corner in corners(t, absolute(sym(a)))]
        roots, edges = [c for e, c in found if e < 1], [c for e, c in found if e == 1]

        def steep(view: View, roots: list[Node] = roots) -> bool:
            slopes = [view.enclose(d) for d in gradient(data, p.coordinates)]
            lipschitz = view.smooth(data) >= 0 and all(size(x) != INF for x in slopes)
            return lipschitz and any(view.enclose(c)[0] > 0 for c in roots)

        def edge(view: View, a: str = a, edges: list[Node] = edges) -> bool:
            least = sum(max(view.enclose(c)[0], 0) for c in edges)
            return view.smooth(data) >= 1 and least > size(view.enclose(diff(data, a)))

        d.at.near(steep if roots else edge, "the corner outweighs the data")


def corners(term: Node, size_of_a: Node) -> Iterator[tuple[Fraction, Node]]:
    """The exponents e, from 0 to 1, and the factors c with which the term is, as written, c*abs(a)**e."""
    parts = list(term.args) if term.op == "mul" else [term]
    for i, f in enumerate(parts):
        e = Fraction(f is size_of_a) or (f.args[1] if f.op == "pow" and f.args[0] is size_of_a else Fraction(0))
        if 0 < e <= 1:
            yield e, mul(*parts[:i], *parts[i + 1 :])


@augmented()
def augmented_hyperplane(p: Problem, d: Data) -> None:
    """The loss is convex, its gradient constant along all augmented outputs nearby, and the penalty least."""
    need(p.convex and not p.regular, "the loss is not convex, or L has a term in theta alone")
    near_outputs(p, d.at, 1, p.augmented)
    d.at.smooth([p.Lt], -1, "L~ has values")
    d.at.identity(along_outputs(p, d.at, p.augmented), "the hyperplane is constant along the outputs")
    penalty_least(p, d.at)


@augmented()
def augmented_samplewise(p: Problem, d: Data) -> None:
    """At every input the summed loss has a strict minimum in the output, and the penalty is least."""
    need(not p.regular, "L has a term in theta alone")
    d.at.smooth(itertools.chain(*p.augmented), 0, "the outputs are continuous")
    d.at.smooth([p.Lt], -1, "L~ has values")
    near_outputs(p, d.at, 2, p.augmented)
    for x, row in enumerate(p.augmented):
        here = Place.at(p.q, (replace(f, d.at.constants) for f in row))
        strictly_least(here, p.summed(x), p.q, "the summed loss")
    penalty_least(p, d.at)


@augmented()
def augmented_optimal(p: Problem, d: Data) -> None:
    """Every augmented output minimises the convex summed loss, and the penalty is least wherever the bounds are met."""
    need(p.convex, "the loss is not convex")
    near_outputs(p, d.at, 1, p.augmented)
    d.at.smooth([p.Lt], -1, "L~ has values")
    for x, row in enumerate(p.augmented):
        d.at.vanish((p.rho(x, k, row) for k in range(p.K)), "the summed gradients vanish")
    penalty_least(p, d.at, anywhere=True)
    if p.regular:
        d.at.smooth([p.regularizer], 2, "the term in theta alone is twice differentiable")
        strictly_least(d.at, p.regularizer, sorted(p.regularizer.free), "the term in theta alone")


@kind(point=ANY, added=ANY, level=NUMBER, reach=LIST(NUMBER))
def least_value(p: Problem, d: Data) -> Facts:
    """L~ is below the level at the point, and above it wherever an added coordinate that it depends on is beyond its
    reach. So L~ is least somewhere over this theta: the facts are about that place, and whether theta rests."""
    at = AT(p, [*items(closed(p, d.point, exact=ANY).exact, len(p.theta)), *items(d.added, len(p.added))])
    names = [n for n in p.added if n in p.trained and n in p.Lt.free]
    slopes = gradient(
        p.Lt, names
    )  # a continuous L~ does not depend on a coordinate in which its slope is 0 identically
    names = [n for n, slope in zip(names, slopes, strict=True) if not surely(partial(identically_zero, slope))]
    need(len(d.reach) == len(names) and all(r > 0 for r in d.reach), "not a reach for each coordinate")
    fixed = {sym(n): at.constants[sym(n)] for n in p.coordinates if n not in p.trained}
    there = fixed | {sym(n): at.constants[sym(n)] for n in p.theta}
    ends = {n: p.bounds.get(n, (-INF, INF)) for n in names}
    decide(lambda q: between_ends(View(q, {}), ends, q).smooth(replace(p.Lt, there)) >= 0 or None, "L~ is continuous")
    at.positive(num(d.level) - p.Lt, "L~ is below the level at the point")
    floor = replace(add(*p.penalties) + p.regularizer if p.never_negative else p.Lt, there) - num(d.level)
    for n, r in zip(names, d.reach, strict=True):
        for beyond in ((r, INF), (-INF, -r)):
            low, high = max(ends[n][0], beyond[0]), min(ends[n][1], beyond[1])
            if low <= high:
                above_level({**ends, n: (low, high)}, floor, "L~ is above the level far out")
    facts: Facts = {"value": "different"} if at.try_signs(p.L - num(d.level), 512) == POSITIVE else {}
    formulas = [*components(p), p.regularizer]
    try:
        for f in itertools.chain(*jacobian(formulas, [n for n in p.theta if n in p.trained])):
            at.identity(f, "the outputs are constant near theta")
        at.smooth(formulas, 1, "the outputs are constant near theta")
        at.near(
            lambda near: between_ends(near, ends, near.p).smooth(replace(p.Lt, fixed)) >= 0,
            "L~ is continuous near theta",
        )
        facts["theta"] = "rests"
    except (Holey, Invalid):
        pass
    off = named(p.a, [ZERO] * len(p.a))
    try:
        if not any(p.bounds.get(n, (0, 0))[0] > 0 or p.bounds.get(n, (0, 0))[1] < 0 for n in p.a):
            for f, g in zip(itertools.chain(*p.augmented), components(p), strict=True):
                FREE.identity(replace(replace(f - g, off), there), "the neurons vanish with their amplitudes")
            rest = replace(replace(p.L + add(*p.penalties), off), there) - num(d.level)
            above_level(ends, rest, "L~ is above the level where all amplitudes are 0")
        return facts | {"amplitudes": "nonzero"}
    except (Holey, Invalid):
        return facts


def identically_zero(n: Node) -> bool:
    """Whether the formula is 0 wherever it has a value, by its normal form."""
    return is_zero(Exact()(n))


def between_ends(view: View, ends: Bounds, p: int) -> View:
    """The view with the values between these ends for some symbols."""
    return View(p, {**view.box, **{n: arithmetic(p).span(*x) for n, x in ends.items()}}, view.known)


def above_level(ends: Bounds, n: Node, words: str) -> None:
    """The formula is positive wherever its symbols are between these ends."""
    decide(lambda p: between_ends(View(p, {}), ends, p).signs(n) == POSITIVE or None, words, limit=512)


@augmented()
def augmented_stationary(p: Problem, d: Data) -> None:
    """L~ is continuously differentiable near the point, and its gradient in what is trained is 0."""
    d.at.smooth([p.Lt], 1, "L~ is continuously differentiable")
    d.at.vanish(gradient(p.Lt, p.trained), "the gradient of L~ vanishes")


@kind(at=CONSTANTS("coordinate"), **VALUE)
def augmented_norm(p: Problem, d: Data) -> None:
    """The sum of the squares of the coordinates is as stated."""
    stated(FREE, add(*(v**2 for v in d.at)), d)


def OUTPUTS(p: Problem, data: Any) -> Place:
    return Place.at(p.q, CONSTANTS("output")(p, data))


@kind(sample=INDEX("sample"), p=OUTPUTS, q=OUTPUTS, bits=BITS)
def loss_not_convex(p: Problem, d: Data) -> None:
    """The loss lies at the middle of p and q above the middle of its chord."""
    loss = p.losses[d.sample]
    middle = {s: HALF * (d.p.constants[s] + d.q.constants[s]) for s in d.p.constants}
    chord = HALF * (replace(loss, d.p.constants) + replace(loss, d.q.constants))
    FREE.positive(replace(loss, middle) - chord, "the middle lies above the chord")


@kind(sample=INDEX("sample"), p=OUTPUTS, q=OUTPUTS, bits=BITS)
def loss_not_invex(p: Problem, d: Data) -> None:
    """The loss is stationary at p, and lower at q; or one of one output rises at p and falls at q > p."""
    loss = p.losses[d.sample]
    slopes = gradient(loss, p.q)
    d.p.smooth([loss], 1, "the loss is differentiable at p")
    if all(is_zero(Exact(d.p.side)(replace(s, d.p.constants))) for s in slopes):
        return less(d.q, loss, d.p, loss, "the loss is lower at q")
    need(p.K == 1, "the slopes do not vanish at p")
    name = sym(p.q[0])
    need(p.differentiable, "the loss need not be differentiable between p and q")
    d.q.smooth([loss], 1, "the loss is differentiable at q")
    FREE.positive(d.q.constants[name] - d.p.constants[name], "p is below q")
    d.p.positive(slopes[0], "the slope at p is positive")
    d.q.positive(-slopes[0], "the slope at q is negative")


@kind(sample=INDEX("sample"), p=OUTPUTS, q=OUTPUTS, bits=BITS)
def loss_negative(p: Problem, d: Data) -> None:
    """The loss is negative at p."""
    FREE.positive(-replace(p.losses[d.sample], d.p.constants), "the loss is negative")


@kind(sample=INDEX("sample"), output=INDEX("output"), p=OUTPUTS, q=(OUTPUTS,), bits=BITS)
def loss_not_differentiable(p: Problem, d: Data) -> None:
    """The one-sided slopes at p in this output differ."""
    loss, here = p.losses[d.sample], list(d.p.constants.values())
    one, other = (one_sided(p, loss, here, d.output, s) for s in (1, -1))
    FREE.sign(one - other, "the one-sided slopes differ")


# 13. Verdicts ---------------------------------------------------------------------------------------------------------


def canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def sha256(data: Any) -> str:
    return hashlib.sha256(canonical(data).encode()).hexdigest()


BOX_KEYS = {"center", "radius", "preconditioner", "bits", "rounds_to"}


def same_point(x: Any, y: Any) -> bool:
    """The same texts, or boxes one of which lies in the other."""
    if x == y or not all(isinstance(z, dict) and set(z) == BOX_KEYS for z in (x, y)):
        return bool(x == y)
    gap = [abs(number(a) - number(b)) for a, b in zip(x["center"], y["center"], strict=True)]
    return max(gap, default=Fraction(0)) <= abs(number(x["radius"]) - number(y["radius"]))


def fit_inside(x: Any, y: Any) -> bool:
    """A fit, which is a global minimum, in a box that holds one critical point of L."""
    if not (isinstance(x, dict) and "fit" in x and isinstance(y, dict) and set(y) == BOX_KEYS):
        return False
    gap = [abs(number(a) - number(b)) for a, b in zip(x["center"], y["center"], strict=True)]
    return max(gap, default=Fraction(0)) + number(x["radius"]) <= number(y["radius"])


def same_numbers(x: Any, y: Any) -> bool:
    """Equal constants, or lists of them."""
    if isinstance(x, list) and isinstance(y, list):
        return len(x) == len(y) and all(map(same_numbers, x, y))
    return isinstance(x, str) and isinstance(y, str) and equal(parse(x), parse(y))


def named_point(file: Json, table: str, point: Any) -> bool:
    """Whether the point is the one that a table of the file names."""
    if table not in file:
        return False
    theta = file[table]["theta"]
    if file[table].get("refine", False):
        return isinstance(point, dict) and point.get("rounds_to") == theta
    return bool(point == {"exact": theta})


def witness_of(file: Json) -> list[str] | None:
    """theta, a, b, W as the file writes them."""
    w = file.get("witness")
    return w and [*file["point"]["theta"], *w["a"], *w["b"], *itertools.chain(*w["W"])]


class Evidence(NamedTuple):
    """What an accepted certificate says: its data, and the facts that the check found."""

    kind: str
    data: Any
    facts: Facts


REFERENCES = {"point": ANY, "file": TEXT, "rests_on": LIST(TEXT, least=1)}
LOCAL_MINIMA = [
    f"augmented-{m}" for m in ("isolated", "symmetric", "jump", "kink", "cusp", "hyperplane", "samplewise", "optimal")
]


class Case:
    """A file of certificates: its problem, what else the file says, the claims, and what was accepted, by digest."""

    def __init__(self, text: Json, file: Json, claims: Json):
        self.p, self.file, self.claims, self.accepted = self.problem(text), file, claims, dict[str, Evidence]()
        self.open: set[str] = set()  # certificates that were neither proved nor refuted

    def problem(self, text: Json) -> Problem:
        return Problem(text)

    def check(self, kind: str, data: Any) -> Facts:
        composed = {"answer": self.answer, "judgement": self.judgement, "violation": self.violation}
        need(kind in (*KINDS, *composed), "an unknown kind")
        return KINDS[kind](self.p, data) if kind in KINDS else composed[kind](data)

    def rests(self, d: Data) -> list[Evidence]:
        """The evidence; the point and the file are as they should be."""
        need(len(set(d.rests_on)) == len(d.rests_on), "it rests on one thing twice")
        need({*d.rests_on} <= {*self.accepted, *self.open}, "it rests on what was not accepted before")
        if not self.open.isdisjoint(d.rests_on):
            raise Holey("it rests on what was neither proved nor refuted")
        need(d.file == sha256(self.file), "the file is another one")
        need("point" not in self.file or named_point(self.file, "point", d.point), "the point is not that of the file")
        POINT(self.p, d.point)
        return [self.accepted[x] for x in d.rests_on]

    def judgement(self, data: Any) -> Facts:
        """The assumptions of a rule are met, and each of its needs has evidence: then its verdict holds."""
        d = closed(self, data, claim=TEXT, statement=TEXT, rule=TEXT, **REFERENCES)
        need(d.claim in self.claims, "an unknown claim")
        claim, evidence = self.claims[d.claim], self.rests(d)
        need(d.statement == sha256(claim), "the claim is another one")
        rules = [r for r in claim["rules"] if r["name"] == d.rule]
        need(len(rules) == 1, "an unknown rule")
        for a in [*claim["assumptions"], *rules[0]["also"]]:
            need(self.p.meets(a), f"the assumption {a} is not met")
        for place, stated in rules[0].get("stated", []):
            need(same_numbers(self.at(place), stated), f"{place} is not {stated}")
        used = set()
        for needs in rules[0]["needs"]:
            fitting = {i for i, e in enumerate(evidence) if any(self.fits(e, n, d.point) for n in needs)}
            need(fitting, f"no evidence of the kind {needs[0]['kind']}")
            used |= fitting
        need(len(used) == len(evidence), "it rests on something of no use")
        return {"verdict": rules[0]["verdict"], "claim": d.claim}

    def fits(self, e: Evidence, needed: Json, point: Any) -> bool:
        """Whether the evidence is of the kind that a rule needs, about this point if it says so, with its facts."""
        below = needed["below_inputs"]
        return (
            e.kind == needed["kind"]
            and all(self.p.meets(a) for a in needed["also"])
            and (not needed["here"] or same_point(e.data["point"], point))
            and all(str(e.facts.get(k)) == v for k, v in needed["facts"])
            and all(same_numbers(e.data[field], self.at(place)) for field, place in needed.get("stated", []))
            and (not below or int(e.facts[below]) < len(self.p.distinct))
        )

    def at(self, place: str) -> Any:
        """What stands at a place of the file, such as flow.limit."""
        table, _, key = place.partition(".")
        return self.file.get(table, {}).get(key)

    def answer(self, data: Any) -> Facts:
        """Something is near the point of the file, or nothing is, and L is least there, or not: each by evidence."""
        d = closed(self, data, answer=TEXT, rank=TEXT, distance=NUMBER, apart=(NUMBER,), **REFERENCES)
        evidence, said, rank, used = self.rests(d), d.answer, d.rank, []
        n, about, wide = len(self.p.theta), d.point, d.distance
        need({said, rank} != {"open"} and wide >= 0, "it answers nothing, or the distance is negative")
        optimal = not self.p.regular and "data-optimal"
        kinds: dict[str, tuple[Any, Callable[[Facts], bool]]] = {
            "strict-minimum": (("critical-point", "strict-minimum"), lambda f: f.get("index", 0) == 0 < n),
            "local-minimum": (
                (
                    optimal,
                    "supporting-hyperplane",
                    "morse-bott",
                    "critical-orbit",
                    "critical-family",
                    "sharp-minimum",
                    "minimum-in-ball",
                    "rank-bound",
                ),
                lambda f: f.get("index", 0) == 0 and f.get("within", "0") == "0",
            ),
            "saddle": (
                ("critical-point", "critical-orbit", "critical-family"),
                lambda f: 0 < f["index"] < n - f.get("dimension", 0),
            ),
            "strict-maximum": (("critical-point",), lambda f: 0 < n == f["index"]),
            "critical-point": (("stationary",), lambda f: True),
            "falls-for-ever": (("falling-path",), lambda f: True),
            "nowhere-critical": (("nowhere-critical",), lambda f: wide == 0),
            "not-critical-within": (("no-critical-point", "no-local-minimum"), lambda f: not f.get("critical")),
            "no-local-minimum-within": (("no-local-minimum", "descent-path"), lambda f: True),
        }
        if said == "open":
            need(wide == 0, "a distance of nothing")
        else:
            need(said in kinds, "an unknown answer")
            names, fits = kinds[said]
            near = not said.endswith("-within")
            found = [e for e in evidence if e.kind in names and fits(e.facts) and (
                "point" not in e.data or self.close(e.data["point"], about, wide) if near
                else same_point(e.data["point"], about) and wide <= number(e.data.get("radius", "0")))]  # fmt: skip
            need(found, f"no evidence for {said}")
            used.append(found[0])
            about = found[0].data.get("point", about) if near else about
        if d.apart is not None:
            need(said in ("strict-minimum", "local-minimum", "saddle", "strict-maximum") and d.apart >= 0,
                 "what is nearer is said of what was found only")  # fmt: skip
            names, fits = kinds["not-critical-within"]
            found = [e for e in evidence if e.kind in names and fits(e.facts) and same_point(e.data["point"], d.point)
                     and d.apart <= number(e.data.get("radius", "0"))]  # fmt: skip
            need(found, "no evidence that nothing is nearer")
            used.append(found[0])
        if said == "falls-for-ever":
            need(rank == used[0].facts["rank"], "the rank of the limit is another")
            used += [e for e in evidence if e.kind == "nowhere-critical"][:1]
        elif rank != "open":
            need(rank in ("bad", "global"), "an unknown rank")
            minimum = said in ("strict-minimum", "local-minimum")
            always = ("convex-model", "rank-bound", "decayed-linear", "decayed-to-constant", "linear-layers")
            convex = always if minimum else ()
            ranking = ("lower-value",) if rank == "bad" else (optimal, *convex)
            ranked = [e for e in evidence if e.kind in ranking and e.facts.get("within", "0") == "0" and (
                e.kind == "linear-layers" or same_point(e.data["point"], about)
                or (e.kind == "data-optimal" and fit_inside(e.data["point"], about)))]  # fmt: skip
            need(ranked, f"no evidence for {rank}")
            used.append(ranked[0])
        need(all(any(e is u for u in used) for e in evidence), "it rests on something of no use")
        return {"answer": said, "rank": rank}

    def close(self, x: Any, y: Any, distance: Fraction) -> bool:
        """Whether no coordinate of two points differs by more than the distance."""
        if same_point(x, y):
            return True
        one, other = POINT(self.p, x).view(512), POINT(self.p, y).view(512)
        pairs = [(one.enclose(sym(n)), other.enclose(sym(n))) for n in self.p.theta]
        return bool(max(max(b - c, d - a) for (a, b), (c, d) in pairs) <= distance * (1 << 512))

    def violation(self, data: Any) -> Facts:
        """The kept assumptions are met, the dropped ones are not known to be, and the conclusion fails on evidence."""
        d = closed(self, data, claim=TEXT, dropped=LIST(TEXT), points=TEXT, conclusion=TEXT, witness=(LIST(TEXT),),
                   **REFERENCES)  # fmt: skip
        need(d.claim in self.claims, "an unknown claim")
        claim, evidence, s = self.claims[d.claim], self.rests(d), self.file.get("statement", {})
        said = {"points": "local-minima", "dropped": []} | s
        need(all(said.get(k) == getattr(d, k) for k in ("claim", "conclusion", "dropped", "points")),
             "not the statement of the file")  # fmt: skip
        need(d.witness == witness_of(self.file), "the witness is not that of the file")
        need(len(set(d.dropped)) == len(d.dropped) and set(d.dropped) <= set(claim["assumptions"]),
             "what is dropped is no assumption of the claim")  # fmt: skip
        for a in claim["assumptions"]:
            need(self.p.meets(a) != (a in d.dropped), f"the assumption {a} is not as it is said to be")
        used: set[int] = set()

        def here(e: Evidence) -> bool:
            """It is about the point of the file, or about its witness."""
            about_witness = e.kind.startswith("augmented-")
            return bool(e.data["at"] == d.witness) if about_witness else same_point(e.data["point"], d.point)

        def has(*kinds: str, only: Callable[[Evidence], object] = bool, anywhere: bool = False) -> bool:
            found = {i for i, e in enumerate(evidence) if e.kind in kinds and (anywhere or here(e)) and only(e)}
            used.update(found)
            return bool(found)

        critical, data_only, empty = d.points == "critical-points", not self.p.regular, not self.p.theta
        minima = ["augmented-stationary"] if critical else [*LOCAL_MINIMA, "least-value"]  # a minimum over theta

        def minimum() -> bool:
            """A local minimum of L at theta; for statements about critical points, a critical point."""
            if critical:
                return has("stationary")
            strict = has("critical-point", only=lambda e: e.facts["index"] == 0)
            across = has("critical-orbit", "critical-family", only=lambda e: e.facts["minimum"] == "yes")
            plain = has("morse-bott", "supporting-hyperplane", "sharp-minimum")
            return strict | across | plain | (data_only and has("data-optimal"))

        def basis() -> bool:
            model = d.conclusion, self.file.get("basis")
            return minimum() & has(
                "gradient-basis-violated", only=lambda e: (e.data["conclusion"], e.data["basis"]) == model
            )

        def witness(fact: str = "") -> bool:
            """A local minimum of L~ (critical point) with this fact; one over theta, if this rests."""

            def serves(e: Evidence) -> bool:
                rests = e.kind != "least-value" or e.facts.get("theta") == "rests"
                return rests and (not fact or fact in e.facts)

            return has(*minima, only=serves)

        fails: dict[str, Callable[[], bool]] = {
            "vanish": lambda: witness("amplitudes"),
            "value": lambda: witness("value"),
            "elimination": lambda: witness() & has("lower-value"),
            "data-optimal": lambda: witness() & (has("input-lower") | (data_only and has("lower-value"))),
            "realizable": lambda: witness() & has("sample-lower"),
            "exists-local-minimum": lambda: (
                has("unattained", "unreachable", "nowhere-stationary", anywhere=True)
                | (empty and has("residual-gradient"))
            ),
            "basis-suffices": lambda: (
                has("gradient-basis", only=lambda e: e.facts["eps"] == "0")
                & has("outputs-isolated")
                & has("critical-point", only=lambda e: e.facts["index"] != 0)
            ),
            "converse": lambda: has("descent") & (empty or has("data-optimal")),
            "same-infimum": lambda: has("escape", "descent") & (empty or has("data-optimal")),
            **dict.fromkeys(BASES, basis),
        }
        need(d.conclusion in fails and fails[d.conclusion](), "the conclusion does not fail")
        need(len(used) == len(evidence), "it rests on something of no use")
        return {"violation": True}


# 14. Steps ------------------------------------------------------------------------------------------------------------


TERMS = ("Rational", "Symbol", "Dummy", "Add", "Mul", "Pow", "exp", "log", "Sum", "Function")
SIGNS = {"positive": {1}, "negative": {-1}, "nonnegative": {0, 1}, "nonpositive": {0, -1}, "nonzero": {-1, 1}}


class Terms:
    """Symbolic terms in the same normal form. Finite sums are split, and what does not depend on the index goes out."""

    def __init__(self) -> None:
        self.memo: dict[str, Value] = {}
        self.integers: set[int] = set()
        self.frees: dict[int, frozenset[int]] = {}

    def __call__(self, t: Any) -> Value:
        key = canonical(t)
        if key not in self.memo:
            self.memo[key] = self._value(t)
        return self.memo[key]

    def _value(self, t: Any) -> Value:
        match t:
            case ["Rational", q]:
                return rational(number(q))
            case ["Symbol" | "Dummy", *_]:
                return {((self.symbol(t), Fraction(1)),): Fraction(1)}
            case ["Add", *terms]:
                return plus(*map(self, terms))
            case ["Mul", *terms]:
                return reduce(times, map(self, terms), rational(1))
            case ["Pow", base, e]:
                return self.power(self(base), self(e))
            case ["exp", u]:
                return exponential(self(u))
            case ["log", u]:
                if fraction_signs(self(u)) != POSITIVE:
                    raise Holey("a logarithm of something that may not be positive")
                return logarithm(self(u))
            case ["Sum", body, ["Tuple", ["Symbol" | "Dummy", *_] as i, low, high]]:
                return self.sum(self(body), self.symbol(i), (freeze(self(low)), freeze(self(high))))
            case ["Function", _, dict(facts), _, *_]:
                return single(("term", *self.frozen(t)), sign=ALL if facts.get("real") is True else UNKNOWN)
            case ["Indexed" | "Derivative" | "Subs" | "factorial" | "binomial" as head, *_]:
                return single(("term", *self.frozen(t)), sign=POSITIVE if head == "factorial" else UNKNOWN)
        need(isinstance(t, list) and t and isinstance(t[0], str) and t[0] not in TERMS, "not a term")
        raise Holey(f"an unknown term {t[0][:40]}")

    def symbol(self, t: Any) -> int:
        """A symbol with its assumptions, which tell its signs."""
        need(len(t) == (4 if t[0] == "Dummy" else 3) and isinstance(t[-1], dict), "not a symbol")
        need(all(v is True or v is False for v in t[-1].values()), "an assumption that is neither true nor false")
        facts = {k for k, v in t[-1].items() if v is True}
        signs = ALL.intersection(*(SIGNS[f] for f in facts & set(SIGNS))) if "real" in facts else UNKNOWN
        need(signs, "a symbol that nothing can be")
        atom = ATOMS.atom(("symbol", canonical(t)), signs)
        self.integers |= {atom} if "integer" in facts else set()
        return atom

    def frozen(self, t: Any) -> tuple[Any, ...]:
        """The head, and the arguments in normal form."""

        def part(a: Any) -> Any:
            if not isinstance(a, list):
                return canonical(a)
            return self.frozen(a) if a and a[0] in ("Tuple", "IndexedBase") else freeze(self(a))

        return t[0], *map(part, t[1:])

    def power(self, base: Value, e: Value) -> Value:
        """b^(c + M) = b^c b^M; (c x y)^M = c^M x^M y^M where M is an integer."""
        if (c := constant(e)) is None:
            parts = (self.term_power(base, m, c) if m else self.power(base, rational(c)) for m, c in e.items())
            return reduce(times, parts, rational(1))
        p, d = together(base)
        if c < 0 and not poly_signs(p) <= {-1, 1}:
            raise Holey("a denominator that may be 0")
        if c.denominator == 1:
            return raised(base, int(c))
        if d or not poly_signs(p) <= {0, 1}:
            raise Holey("a root of something that may be negative")
        return root(base, c)

    def term_power(self, base: Value, m: Monomial, c: Fraction) -> Value:
        """base^(c m), with the factors of a single term apart if m is certainly an integer."""
        if c.denominator != 1:
            raise Holey("a power with such an exponent")
        whole = all(a in self.integers and x.denominator == 1 and x > 0 for a, x in m)
        if not whole or len(base) != 1 or any(ATOMS.below(a) for a, _ in next(iter(base))):
            p, d = together(base)
            return self.general(base, m, c, POSITIVE if not d and poly_signs(p) == POSITIVE else UNKNOWN)
        ((factors, q),) = base.items()
        result = rational(1)
        if q != 1:
            result = self.general(rational(q), m, c, POSITIVE if q > 0 else frozenset((-1, 1)))
        for a, x in factors:
            match ATOMS.keys[a]:
                case ("exp", n):
                    part = exponential(times({n: x * c}, {m: Fraction(1)}))
                case _ if x.denominator == 1:
                    sign = POSITIVE if ATOMS.sign[a] == POSITIVE else UNKNOWN
                    part = self.general({((a, Fraction(1)),): Fraction(1)}, m, c * x, sign)
                case _:
                    raise Holey("a power of a root")
            result = times(result, part)
        return result

    def general(self, base: Value, m: Monomial, c: Fraction, sign: Signs) -> Value:
        return single(("power", freeze(base), m), c, sign)

    def sum(self, body: Value, name: int, ends: tuple[Any, Any]) -> Value:
        parts = []
        for m, c in body.items():
            inner = tuple((a, e) for a, e in m if name in self.free(a))
            outer = tuple((a, e) for a, e in m if name not in self.free(a))
            total = single(("sum", frozenset({(inner, Fraction(1))}), name, *ends), sign=UNKNOWN)
            parts.append(times({outer: c}, total))
        return plus(*parts)

    def free(self, atom: int) -> frozenset[int]:
        """The symbols of an atom, but not the index of a sum."""
        if atom not in self.frees:
            match ATOMS.keys[atom]:
                case ("symbol", *_):
                    self.frees[atom] = frozenset((atom,))
                case ("sum", body, name, *ends):
                    self.frees[atom] = (self.inside(body) - {name}) | self.inside(tuple(ends))
                case (_, *parts):
                    self.frees[atom] = self.inside(tuple(parts))
        return self.frees[atom]

    def inside(self, part: Any) -> frozenset[int]:
        """The symbols in a part of a key: an atom stands there as a pair with its exponent."""
        match part:
            case (int(a), Fraction()):
                return self.free(a)
            case tuple() | frozenset():
                return frozenset().union(*map(self.inside, part))
        return frozenset()


def check_step(data: Any) -> None:
    """derived = stated by one normal form, or derived - stated > 0 or >= 0 by the signs of its terms, or by squares."""
    d = closed(None, data, claim=TEXT, step=TEXT, relation=TEXT, derived=ANY, stated=ANY)
    need(d.relation in ("=", ">", ">="), "an unknown relation")
    terms = Terms()
    gap = plus(terms(d.derived), scaled(terms(d.stated), -1))
    if d.relation == "=":
        if not is_zero(gap):
            raise Holey("the two sides were not brought to one form")
        return
    signs, (p, below) = fraction_signs(gap), together(gap)
    if d.relation == ">" and signs != POSITIVE:
        raise (Invalid if signs <= {-1, 0} else Holey)("the left side was not seen to be greater")
    positive = all(ATOMS.sign[a] == POSITIVE for a, e in below if e % 2)
    if not signs <= NOT_NEGATIVE and not (positive and squares(p)):
        raise (Invalid if signs == NEGATIVE else Holey)("the left side was not seen to be as great")


# 15. Statements -------------------------------------------------------------------------------------------------------

SHAPES = {"rising": (1, 1, 0), "falling": (1, -1, 0), "convex": (2, 1, 1), "concave": (2, -1, -1)}
LAMBDAS = {"positive": ["positive"], "negative": ["negative"], "zero": ["zero"], "nonzero": ["positive", "negative"],
           "free": ["positive", "negative", "zero"]}  # fmt: skip
LAM_SIGNS = {"positive": 1, "negative": -1, "zero": 0}
TRADE = {"lam": TEXT, "field": TEXT, "psi": TEXT, "shape": TEXT, "form": TEXT, "at": NUMBER, "above": TEXT,
         "below": TEXT}  # fmt: skip
KEPT = {"kept": TABLE, "changes": LIST(TEXT), "drops": LIST(TEXT)}
SLIDE = {"lam": TEXT, "field": TEXT, "above": TABLE, "below": TABLE, "zero": (TABLE,)}
ORBIT = {"lam": TEXT, "field": TEXT, "alpha": CONSTANT, "beta": CONSTANT, "kinks": TABLE, "above": TEXT, "below": TEXT}


def stops(bounds: tuple[Any, Any], direction: int, shift: bool) -> bool:
    """Whether the bounds stop a motion: a shift, or one away from 0 (direction 1) or towards it (-1)."""
    low, high = bounds
    if shift and direction:
        return bool(abs(high if direction > 0 else low) != INF)
    return (direction > 0 and bounds != (-INF, INF)) or (direction < 0 and not low <= 0 <= high)


def nodes(n: Node) -> set[Node]:
    """The formula and all its parts."""
    found, waiting = {n}, [n]
    while waiting:
        more = set(waiting.pop().parts) - found
        found |= more
        waiting += more
    return found


def domain_base(n: Node) -> Node | None:
    """What has to be positive, not 0, or not negative, for the node to have a value."""
    return n.parts[0] if n.op == "log" or (n.op == "pow" and (n.args[1] < 0 or n.args[1].denominator > 1)) else None


def inside(n: Node, signs: Signs) -> bool:
    """Whether a node has a value for all these signs of its base."""
    if n.op == "log" or n.args[1] < 0:
        return signs == POSITIVE or (n.op == "pow" and n.args[1].denominator == 1 and signs == NEGATIVE)
    return -1 not in signs and 7 not in signs


def has_signs(view: View, n: Node, signs: Signs) -> bool:
    return view.signs(n) == signs


def is_inside(view: View, base: Node, n: Node) -> bool:
    return inside(n, view.signs(base))


def collected(c: Node, s: Node) -> Node:
    """A number times s, if the formula is one by an identity; the formula itself if it was not seen to be one."""
    at = replace(c, {s: ONE, sym("b"): ZERO, sym("a"): ONE, sym("u"): ZERO})
    factor = at.args[0] if at.op == "num" else None
    return num(factor) * s if factor is not None and is_zero(Exact(opaque=True)(c - num(factor) * s)) else c


def dead(n: Node, s: Node) -> bool:
    """A root or a logarithm of a negative multiple of s, which the formula cannot do without."""
    if n.kinks:
        return False
    bases = [m.parts[0] for m in nodes(n) if m.op == "log" or (m.op == "pow" and m.args[1].denominator > 1)]
    lines = [collected(c, s) for c in bases]
    view = everywhere(("s",), 128, {"s": POSITIVE})
    return any(c.free == {"s"} and view.signs(c) == NEGATIVE for c in lines)


def orders_at_zero(part: Node, ends: tuple[View, View, View]) -> Iterator[Node]:
    """The derivatives in a at a = 0 of a formula without kinks, as long as they exist there."""
    beside, up_to, at = ends
    analytic = surely(lambda: at.smooth(part) == INF)
    while True:
        need(analytic or (up_to.smooth(part) >= 0 and beside.smooth(part) >= 1), "not smooth beside a = 0")
        part = diff(part, "a")
        need(analytic or up_to.smooth(part) >= 0, "no slope in a at a = 0")
        yield replace(part, {sym("a"): ZERO})


def first_order(halves: list[Node], ends: tuple[View, View, View]) -> tuple[int, Node, Node]:
    """The first order at which one of the halves grows from a = 0, where both are 0, and both derivatives."""
    for half in halves:
        FREE.identity(replace(half, {sym("a"): ZERO}), "the neuron is continuous at a = 0")
    above, below = (orders_at_zero(half, ends) for half in halves)
    for order in range(1, 5):
        x, y = next(above), next(below)
        if not (is_zero(Exact()(x)) and is_zero(Exact()(y))):
            return order, x, y
    raise Holey("the neuron was not seen to grow from a = 0")


def held_fixed(n: Node, memo: Values) -> Node:
    """The formula with a symbol for each largest part in which a does not occur."""
    parts = [n]
    while parts:
        m = parts.pop()
        if m.free and "a" not in m.free:
            memo.setdefault(m, sym(f"held{len(memo)}"))
        elif "a" in m.free:
            parts += m.parts
    return replaced(n, dict(memo), frozenset().union(*(m.free for m in memo)))


def settled(n: Node, view: View) -> Node:
    """The formula without the kinks on one side of which all of the view certainly is."""
    while True:
        for k in n.kinks:
            side = None if k.args[0].kinks else next((s for s in [certain(view, k.args[0])] if s is not None), None)
            if side is not None:
                n = replace(n, {k: chosen(k, side)})
                break
        else:
            return n


def certain(view: View, c: Node) -> bool | None:
    """On which side of a kink the view certainly is."""
    try:
        return view.side(c)
    except (Holey, Undefined):
        return None


class Slope:
    """What a short way along a field does to neuron and penalty: theorem SLIDE of notes/theory.md, section 9."""

    def __init__(self, view: View, field: list[Node], d: Data):
        self.view, (self.a, self.b, self.w), self.d = view, field, d
        names = ("a", "b", "u", "w", "w2", "lam")
        rows = {h: closed(None, row, rate=TEXT, form=TEXT) for h, row in d.kept.items()}
        self.rows = {parse(h, names): (parse(r.rate, names), parse(r.form, names)) for h, r in rows.items()}
        self.changes, self.drops = ([parse(x, names) for x in texts] for texts in (d.changes, d.drops))
        self.used: set[Node] = set()

    def along(self, n: Node) -> Node:
        """The derivative along the field."""
        by_w = sym("u") * diff(n, "u") + sym("w") * diff(n, "w") + 2 * sym("w2") * diff(n, "w2")
        return self.a * diff(n, "a") + self.b * diff(n, "b") + self.w * by_w

    def keeps(self, c: Node) -> int | None:
        """None if c >= 0 is not said to be kept; else 1 if c grows at once, 0 if 0 stays 0, -1 if one of these."""
        if surely(lambda: self.view.signs(c) == POSITIVE):
            return 1
        row = next((h for h in self.rows if is_zero(Exact(opaque=True)(h - c))), None)
        if row is None:
            return None
        self.used.add(row)
        rate, form = self.rows[row]
        need(self.view.smooth(c) >= 1 and self.view.smooth(rate) >= 0, "a condition that is not smooth")
        FREE.identity(self.along(c) - rate * c - form, "how a condition grows along the field")
        signs = self.view.signs(form)
        need(signs <= NOT_NEGATIVE, "a condition that may fall along the field")
        return 1 if signs == POSITIVE else 0 if is_zero(Exact()(form)) else -1

    def pieces(self, n: Node, sides: dict[Node, bool] | None = None) -> Iterator[tuple[Node, dict[Node, bool]]]:
        """The formula without kinks, for each choice of sides where the view has both."""
        n, sides = settled(n, self.view), sides or {}
        if not n.kinks:
            yield n, sides
            return
        c = next(k.args[0] for k in n.kinks if not k.args[0].kinks)
        need(len(sides) < 6, "more than 6 kinks")
        for upper in (True, False):
            part = n
            while any(k.args[0] is c for k in part.kinks):
                part = replace(part, {k: chosen(k, upper) for k in part.kinks if k.args[0] is c})
            yield from self.pieces(part, {**sides, c: upper})

    def smooth(self, n: Node, order: int) -> bool:
        return surely(lambda: self.view.smooth(n) >= order)

    def variants(self, piece: Node) -> Iterator[Node]:
        """The piece, and what it is where a root in it is of what is 0 and stays 0."""
        roots = [n for n in nodes(piece) if n.op == "pow" and n.args[1] > 0 and n.args[1].denominator > 1]
        still = set()
        for c in {n.parts[0] for n in roots}:
            if not surely(partial(has_signs, self.view, c, POSITIVE)):
                grows = self.keeps(c)
                need(grows in (0, 1), "a root of what may leave its domain")
                still |= {c} if grows == 0 else set()
        for k in range(len(still) + 1):
            for some in itertools.combinations(still, k):
                yield replaced(piece, {n: ZERO for n in roots if n.parts[0] in some}, frozenset(piece.free))

    def cleared(self, piece: Node) -> Node:
        """What makes whole powers of the roots in a piece."""
        roots = [n for n in nodes(piece) if n.op == "pow" and n.args[1] > 0 and n.args[1].denominator > 1]
        return mul(ONE, *(power(n.parts[0], -n.args[1] % 1) for n in roots))

    def check(self, neuron: Node, cost: Node, margins: list[Node], accept: Callable[[Signs], bool]) -> None:
        for m in margins:
            need(self.keeps(m) is not None, "a bound may stop the motion")
        parts = list(self.pieces(neuron))
        if not (self.smooth(neuron, 0) and all(self.smooth(n, 1) for n, _ in parts)):
            for c in {c for _, sides in parts for c in sides}:
                need(self.keeps(c) is not None, "the neuron may jump")
        for part, _ in parts:
            for n in self.variants(part):
                FREE.identity(self.along(n) * self.cleared(n), "the neuron stays as it is")
        parts, crossed = list(self.pieces(cost)), set()
        if not (self.smooth(cost, 0) and all(self.smooth(n, 1) for n, _ in parts)):
            crossed = {c for _, sides in parts for c in sides if self.keeps(c) is None}
        left = list(self.changes)
        for part, _ in parts:
            for n in self.variants(part):
                shown = self.shown(self.along(n), self.changes, left)
                signs = self.view.signs(shown)
                if not accept(signs):
                    raise (Invalid if signs == POSITIVE else Holey)("the penalty was not seen to fall")
        need(not left, "a form of nothing")
        left = list(self.drops)
        need(all(self.smooth(c, 0) for c in crossed), "a jump that may be anywhere")
        for (p, mine), (q, other) in itertools.permutations(parts, 2):
            moved = {c for c in mine.keys() & other.keys() if mine[c] != other[c]}
            if moved and moved <= crossed and all(mine[c] for c in moved):
                need(self.smooth(q, 1), "the penalty below a jump is not smooth")
                signs = self.view.signs(self.shown(p - q, self.drops, left))
                need(signs <= NOT_NEGATIVE, "the penalty may jump up")
        need(not left, "a form of nothing")
        need(self.used == set(self.rows), "a condition of nothing")

    def shown(self, n: Node, forms: list[Node], left: list[Node]) -> Node:
        """The one of the forms that is this formula."""
        form = next((f for f in forms if is_zero(Exact()(n - f))), None)
        if form is None:
            raise Holey("a change that is not shown")
        if form in left:
            left.remove(form)
        return form


class Statement:
    """A statement that holds in general: the theorems ORBIT, SLIDE, TRADE, SEEN of notes/theory.md, section 9."""

    def __init__(self, document: Json, claims: Json):
        self.s, augment = document["statement"], document.get("augment", {})
        need(self.s["claim"] in claims, "an unknown claim")
        self.assumptions, self.dropped = claims[self.s["claim"]]["assumptions"], self.s.get("dropped", [])
        self.kept = [a for a in self.assumptions if a not in self.dropped]
        self.neuron = parse(augment.get("neuron", NEURON), ("a", "b", "u"))
        self.penalty = parse(augment.get("penalty", PENALTY), ("a", "b", "w2", "lam"))
        self.frozen, self.shared = set(augment.get("frozen", [])), augment.get("shared", False)
        self.outputs, covered = self.s.get("outputs", 1), augment.get("outputs", "all")
        self.covered = self.outputs if covered == "all" else len(covered)
        self.bounds = bounds_of(augment.get("constraints", []))
        self.local = self.s.get("points", "local-minima") == "local-minima"
        lam = augment.get("lam", "zero" if "lam-nonzero" in self.dropped else "positive")
        self.lams = LAMBDAS.get(lam, [lam])  # what the file allows, and what the kept assumptions leave of it
        self.cases = self.lams
        if len(self.lams) > 1:
            some = [x for x in self.lams if x != "zero" or "lam-nonzero" not in self.kept]
            self.cases = ["positive"] if "lam-positive" in self.kept else some

    def check(self, kind: Any, data: Any) -> None:
        if kind == "no-instance":
            none = closed(self, data, assumptions=ANY, assumption=TEXT)
            need(none.assumptions == self.assumptions, "other assumptions than the claim's")
            return self.no_instance(none.assumption)
        conclusion, seen = self.s["conclusion"], kind == "residuals-seen"
        kinds = {"vanish": "orbit-vanish", "value": "orbit-value"}
        kinds |= dict.fromkeys(("elimination", "data-optimal", "realizable"), "residuals-seen")
        allowed = {kinds.get(conclusion), "never-a-minimum" if kinds.get(conclusion) == "residuals-seen" else None}
        need(kind in allowed - {None}, "a certificate of another conclusion")
        fields: Json = {"seen": TABLE, "met": TABLE, "penalties": (LIST(TEXT),)} if seen else {}
        fields = {"never": LIST(TABLE)} if kind == "never-a-minimum" else fields
        d = closed(self, data, assumptions=ANY, orbits=LIST(TABLE), **fields)
        need(d.assumptions == self.assumptions, "other assumptions than the claim's")
        need([o.get("lam") for o in d.orbits] == self.cases, "not an orbit for each sign of lam")
        for o in d.orbits:
            {"trade": self.trade, "slide": self.slide}.get(str(o.get("field")), self.orbit)(o)
        at_zero = {sym("a"): ZERO}
        if kind == "residuals-seen" or conclusion == "value":
            FREE.identity(replace(self.neuron, at_zero), "the neuron vanishes at a = 0", opaque=True)
        if conclusion == "value":
            for lam in self.cases:
                FREE.identity(replace(self.with_lam(lam), at_zero), "the penalty vanishes at a = 0", opaque=True)
        if kind != kinds[conclusion]:
            need(self.local, "only local minima need not exist")
            need(len(d.never) == len(self.cases), "not a reason for each sign of lam")
            for lam, reason in zip(self.cases, d.never, strict=True):
                self.never(self.with_lam(lam), reason)
        elif seen:
            need(self.local, "residuals are seen at local minima")
            self.seen(d.seen, d.penalties)
            self.met(d.met)

    def no_instance(self, name: str) -> None:
        """An assumption that is kept and met by no instance, or dropped and met by all."""
        need(name in self.assumptions, "no assumption of the claim")
        values = [LAM_SIGNS[x] if x in LAM_SIGNS else number(x) for x in self.lams]
        fits = {x > 0 if name == "lam-positive" else x != 0 for x in values}
        verdict: bool | None = None
        if name in ("lam-nonzero", "lam-positive"):
            verdict = fits.pop() if len(fits) == 1 else None
        elif name in (facts := self.loss_facts()):
            verdict = facts[name]
        elif name == "realizable":
            verdict = {"distinct": True, "realizable": True, "conflicting": False}.get(self.s.get("data", "any"))
        elif name in ("paper-augmentation", "shared-neuron"):
            verdict = self.is_paper(name == "shared-neuron")
        if verdict is None:
            raise Holey("whether the instances meet the assumption is not seen")
        need(verdict == (name in self.dropped), "some instances may be left")

    def is_paper(self, shared: bool) -> bool | None:
        """Whether neuron, penalty and training are the paper's: by identities. They are not if two values differ."""
        if self.frozen or self.bounds or self.covered != self.outputs or (shared and not self.shared):
            return False
        paper_penalty, gaps = parse(PENALTY, ("a", "lam")), [self.neuron - parse(NEURON, ("a", "b", "u"))]
        gaps += [self.with_lam(x) - self.with_lam(x, paper_penalty) for x in self.lams]
        if all(is_zero(Exact()(g)) for g in gaps):
            return True
        at = Place({n: num(Fraction(k, 3)) for n, k in (("a", 2), ("b", 1), ("u", 4), ("w2", 5), ("lam", 7))})
        different = [at.try_signs(g, 128) in STRICT for g in gaps]
        return False if different[0] or all(different[1:]) else None

    def loss_facts(self) -> dict[str, bool]:
        """What the table of losses says of the named loss."""
        loss = self.s.get("loss")
        name = loss.get("name") if isinstance(loss, dict) else loss
        facts = ("differentiable", "convex", "stationary-is-global")
        return dict(zip(facts, LOSSES[name][1:], strict=True)) if name in LOSSES else {}

    def with_lam(self, lam: str, n: Node | None = None) -> Node:
        """The penalty, or another formula, with a lam whose size is called lam again."""
        size = {"positive": sym("lam"), "negative": -sym("lam"), "zero": ZERO}
        return replace(self.penalty if n is None else n, {sym("lam"): size[lam] if lam in size else num(number(lam))})

    def view(self, *signs: int) -> View:
        """All values of the symbols, with a of some signs."""
        known: dict[str, Signs] = {"lam": POSITIVE, "w2": NOT_NEGATIVE, "a": frozenset(signs) or ALL}
        return everywhere(("a", "b", "u", "w", "w2", "lam"), 128, known)

    def where(self, n: Node, *signs: int) -> Node:
        """The formula without kinks, for a of some signs."""
        return straight(n, self.view(*signs).side)

    def orbit(self, data: Any) -> None:
        """Theorem ORBIT, 1 to 6, for one sign of lam."""
        d, view = closed(self, data, **ORBIT), self.view()
        penalty = self.with_lam(d.lam)
        for f in (self.neuron, penalty):
            view.smooth(f)
        moved, _ = flow(d.field, d.alpha, d.beta, ["a"], "b", ["u"])
        turn, grow = (0 if is_zero(Exact()(c)) else FREE.sign(c, "a constant that is not 0") for c in (d.beta, d.alpha))
        moves = {"shift": "b", "scale": "bW", "bias": "b", "weight": "W"}[d.field]
        still = self.frozen.isdisjoint({*("a" if grow else ""), *(moves if turn else "")})
        need(still, "what the orbit moves is frozen")
        self.invariant(d.kinks, moved)
        along = partial(self.along, alpha=d.alpha, beta=d.beta, field=d.field)
        sigma = self.monotone(d, penalty, along)
        if self.shared and self.covered > 1:
            rest = replace(self.where(penalty, 0, 1), {sym("a"): ZERO})
            need(view.smooth(rest) >= 1, "the penalty of an amplitude 0 is not continuously differentiable")
            need(-sigma not in view.signs(along(rest)), "an amplitude that is 0 pays for the motion")
        motion = [("a", -sigma * grow, False), *((name, sigma * turn, d.field == "shift") for name in moves)]
        for name, direction, shift in motion:
            need(not stops(self.bounds.get(name, (-INF, INF)), direction, shift), "a bound stops the orbit")

    def monotone(self, d: Data, penalty: Node, along: Callable[[Node], Node]) -> int:
        """The one strict sign of the derivative of the penalty along the orbit, for a > 0 and for a < 0."""
        a, towards = sym("a"), set()
        for text, s in ((d.above, 1), (d.below, -1)):
            part = self.where(penalty, s)
            need(self.view(s).smooth(part) >= 1, "the penalty is not continuously differentiable")
            shown = parse(text, ("a", "b", "w2", "lam"))
            shown = shown if d.lam in ("positive", "negative") else self.with_lam(d.lam, shown)
            slope = replace(along(part), {a: a if s > 0 else -a})
            FREE.identity(slope - shown, "the derivative of the penalty along the orbit")
            towards.add(self.view(1).signs(shown))
        need(len(towards) == 1 and towards <= set(STRICT), "the penalty is not strictly monotone along the orbit")
        return STRICT[towards.pop()]

    def along(self, n: Node, alpha: Node, beta: Node, field: str) -> Node:
        """X P for X = alpha a d/da - beta Y; as a function of w2 = w.w, w d/dw is 2 w2 d/dw2."""
        by_b = (ONE if field == "shift" else sym("b")) * diff(n, "b") if field != "weight" else ZERO
        by_w = 2 * sym("w2") * diff(n, "w2") if field in ("scale", "weight") else ZERO
        return alpha * sym("a") * diff(n, "a") - beta * (by_b + by_w)

    def invariant(self, rates: dict[str, str], moved: Values) -> None:
        """The neuron is constant along the flow, for every choice of sides of its kinks; and h(flow) = e^(gamma t) h
        for the condition h >= 0 of each of them."""
        found, used = list(self.neuron.kinks), set()
        need(len(found) <= 6, "more than 6 kinks")
        conditions = {parse(h, ("a", "b", "u")): parse(g) for h, g in rates.items()}
        for k in found:
            c = k.args[0]
            fitting = [h for h in conditions for g in (h - c, h + c) if is_zero(Exact(opaque=True)(g))]
            need(fitting, "a kink of the neuron without a rate")
            h = fitting[0]
            grown = exp(conditions[h] * sym("t")) * h
            FREE.identity(replace(h, moved) - grown, "a kink grows at a constant rate", opaque=True)
            used.add(h)
        need(used == set(conditions), "the rate of something that is no kink")
        for sides in itertools.product((True, False), repeat=len(found)):
            pieces, f = {k: chosen(k, s) for k, s in zip(found, sides, strict=True)}, self.neuron
            while f.kinks:
                f = replace(f, pieces)
            FREE.identity(replace(f, moved) - f, "the orbit leaves the neuron as it is")

    def trade(self, data: Any) -> None:
        """Theorem TRADE: the amplitude is traded for the bias, as the neuron is a psi(b) times a function of u."""
        d = closed(self, data, **TRADE)
        penalty, a, b, other = self.with_lam(d.lam), sym("a"), sym("b"), sym("b2")
        need(self.local, "TRADE is about local minima")
        for f in (self.neuron, penalty):
            self.view().smooth(f)
        psi, form, view = parse(d.psi, ("b",)), parse(d.form, ("b",)), everywhere(("b",), 128)
        need(not self.frozen & {"a", "b"} and "b" not in self.bounds, "a or b is frozen, or b has a bound")
        need(view.smooth(psi) == INF and view.signs(psi) == POSITIVE, "psi is not analytic and positive")
        left = replace(self.neuron, {a: a * replace(psi, {b: other})})
        right = replace(self.neuron, {a: a * psi, b: other})
        FREE.identity(left - right, "the neuron is a psi(b) times a function of u", opaque=True)
        for part in (self.where(penalty, 1), self.where(penalty, -1), replace(penalty, {a: ZERO})):
            FREE.identity(diff(part, "b"), "the penalty does not depend on b")
        sigma = self.monotone(d, penalty, partial(self.along, alpha=ONE, beta=ZERO, field="bias"))
        order, sign, only = SHAPES.get(d.shape, (0, 0, 2))
        need(only in (0, sigma), "an unknown shape, or one for the other sign")
        bent = diff(psi, "b") if order == 1 else diff(diff(psi, "b"), "b")
        FREE.identity(bent - form, "the form is that derivative")
        need(-sign not in view.signs(form), "psi has not this shape everywhere")
        Place({"b": num(d.at)}).sign(form, "the derivative of psi is not 0 at a point")
        for direction in (1, -1) if sigma < 0 else (-1,):
            need(not stops(self.bounds.get("a", (-INF, INF)), direction, False), "a bound stops the trade")

    def slide(self, data: Any) -> None:
        """Theorem SLIDE, for one sign of lam."""
        d = closed(self, data, **SLIDE)
        penalty, fields, view = self.with_lam(d.lam), [], self.view(1)
        for table, s in ((d.above, 1), (d.below, -1)):
            size = {sym("a"): sym("a") if s > 0 else -sym("a")}
            neuron, cost = replace(self.neuron, size), replace(penalty, size)
            margins = self.margins(s)
            empty = nowhere(neuron, view) or nowhere(cost, view)
            if empty or any(surely(partial(has_signs, view, m, NEGATIVE)) for m in margins):
                need(table == {}, "a field where no point is")
                continue
            e = closed(self, table, a=TEXT, b=TEXT, w=TEXT, **KEPT)
            field = [parse(x, ("a", "b", "w2")) for x in (e.a, e.b, e.w)]
            for part, name in zip(field, "abW", strict=True):
                need(view.smooth(part) >= 1, "the field is not continuously differentiable")
                if name in self.frozen:
                    FREE.identity(part, "what is frozen rests")
            fields.append(field)
            Slope(view, field, e).check(neuron, cost, margins, lambda signs: signs == NEGATIVE)
        need(fields, "nothing to speak of")
        if self.shared and self.covered > 1:
            _, b, w = fields[0]
            for field in fields:
                need("a" not in field[1].free | field[2].free, "b and w move with one of the amplitudes")
                FREE.identity(field[1] - b, "b moves alike on both sides")
                FREE.identity(field[2] - w, "w moves alike on both sides")
            at_zero = [replace(n, {sym("a"): ZERO}) for n in (self.neuron, penalty)]
            e = closed(self, d.zero, **KEPT)
            Slope(self.view(), [ZERO, b, w], e).check(at_zero[0], at_zero[1], [], lambda signs: 1 not in signs)
        else:
            need(d.zero is None, "amplitudes that are 0 do not matter")

    def margins(self, s: int) -> list[Node]:
        """What the bounds keep >= 0, for amplitudes of one sign."""
        values = {"a": s * sym("a"), "b": sym("b"), "W": sym("w")}
        below = [values[n] - num(lo) for n, (lo, _) in self.bounds.items() if abs(lo) != INF]
        return below + [num(hi) - values[n] for n, (_, hi) in self.bounds.items() if abs(hi) != INF]

    def seen(self, data: Json, penalties: list[str] | None) -> None:
        """Theorem SEEN: how the neuron grows from a = 0, that its slopes are independent, that the penalty is flat."""
        softmax = self.s.get("loss") in ("softmax-cross-entropy", {"name": "softmax-cross-entropy"})
        need(self.covered in (self.outputs, self.outputs - 1 if softmax else None), "an output without a neuron")
        need(not self.frozen & {"a", "b", "W"}, "a, b or W is frozen")
        for name, (low, high) in self.bounds.items():
            need(low < high and (name != "a" or low < 0 < high), "the bounds leave no room")
        towards: set[int] = set()
        order = self.roots(data, towards) if data.get("by") == "roots" else self.analytic(data)
        shorter: Sequence[str | None] = penalties or [None] * len(self.cases)
        need(len(shorter) == len(self.cases), "not a penalty for each sign of lam")
        for lam, text in zip(self.cases, shorter, strict=True):
            penalty = self.with_lam(lam)
            shown = penalty if text is None else parse(text, ("a", "b", "w2", "lam"))
            if text is not None:
                FREE.identity(penalty - shown, "the penalty in a plain form", opaque=True)
                self.domain(penalty, towards)
            self.flat(shown, order, towards)
        low, high = self.bounds.get("b", (-INF, INF))
        stuck = (1 in towards and high != INF) or (-1 in towards and low != -INF)
        need(len(towards) < 2 and not stuck, "b may have no room")

    def analytic(self, data: Json) -> int:
        """Of a neuron without kinks on each side of a = 0, whose first derivative there is analytic: its order."""
        halves = [self.where(self.neuron, s) for s in (1, -1)]
        halves = [replace(f, {sym("a"): s * sym("a")}) for f, s in zip(halves, (1, -1), strict=True)]
        order, above, below = first_order(halves, self.ends())
        need(everywhere(("b", "u"), 128).smooth(above) == INF, "the slope is not analytic")
        fields = {"by": TEXT, "ratio": (CONSTANT,)}
        if data.get("by") == "rate":
            d = closed(self, data, **fields, rate=CONSTANT, at=NUMBERS(2))
            FREE.sign(d.rate, "the rate is not 0")
            FREE.identity(diff(above, "u") - d.rate * above, "the slope is an exponential in u")
            Place.at("bu", map(num, d.at)).sign(above, "the slope is not 0 at a point")
        else:
            d, distinct = closed(self, data, **fields, at=NUMBERS()), self.s.get("distinct")
            enough = distinct is not None and distinct <= len(d.at) <= 10
            need(d.by == "moments" and enough, "not as many moments as inputs")
            phi = above
            for b in d.at:
                Place({"b": num(b), "u": ZERO}).sign(phi, "a Taylor coefficient is not 0")
                phi = diff(phi, "u")
        ratio = ONE if d.ratio is None else d.ratio
        FREE.positive(ratio, "the ratio of the sides of a = 0")
        FREE.identity(below + ratio * above, "one slope from both sides, up to the ratio")
        return order

    def ends(self, **more: Signs) -> tuple[View, View, View]:
        """Beside a = 0, beside and at it, and at it alone."""
        known = {"lam": POSITIVE, "w2": NOT_NEGATIVE, **more}
        names = ("a", "b", "u", "w2", "lam", "s")
        signs = POSITIVE, NOT_NEGATIVE, frozenset((0,))
        beside, up_to, at = (everywhere(names, 128, {**known, "a": s}) for s in signs)
        return beside, up_to, at

    def roots(self, data: Json, towards: set[int]) -> int:
        """Of a neuron that is a power of s = p b + q u on each side of s = 0, where it has a value: its order."""
        d = closed(self, data, by=TEXT, power=NUMBER, along=NUMBERS(2), ratio=NUMBER, sides=LIST(TABLE))
        p, q = d.along
        need(p and q and d.ratio > 0 and (d.power < 0 or d.power.denominator > 1), "a power that is a polynomial")
        orders, s, left = set(), sym("s"), list(d.sides)
        ends = self.ends(s=POSITIVE)
        for side in (1, -1):
            turned = replace(self.neuron, {sym("u"): (side * s - num(p) * sym("b")) / num(q)})
            if dead(turned, s):
                towards.add(-1 if side * p > 0 else 1)
                continue
            need(left, "not a formula for each side of s = 0")
            group, halves = closed(self, left.pop(0), above=TEXT, below=TEXT), []
            for text, sign in ((group.above, 1), (group.below, -1)):
                part = replace(turned, {sym("a"): sign * sym("a")})
                part = straight(part, lambda c: ends[0].side(collected(c, s)))
                for n in nodes(part):
                    base = domain_base(n)
                    if base is not None:
                        positive = ends[0].signs(collected(base, s)) == POSITIVE
                        need(positive or (n.args[1].denominator == 1 and collected(base, s) is not base), "no value")
                shown = parse(text, ("a", "s"))
                FREE.identity(part - shown, "the neuron on one side of s = 0")
                halves.append(shown)
            order, above, below = first_order(halves, ends)
            FREE.identity(below + num(d.ratio) * above, "the ratio of the sides of a = 0")
            need(above.free <= {"s"}, "the slope is a function of s")
            FREE.identity(
                (s * diff(above, "s") - num(d.power) * above) * s ** (-d.power % 1), "the slope is a power of s"
            )
            Place({"s": ONE}).sign(above, "the slope is not 0")
            orders.add(order)
        need(len(orders) == 1 and not left, "not one order, or a formula too many")
        return int(orders.pop())

    def domain(self, penalty: Node, towards: set[int]) -> None:
        """Where the penalty may have no value near a = 0 is beyond a half-line in b, or open."""
        view, a = self.view(), sym("a")
        for n in nodes(penalty):
            base = domain_base(n)
            if base is None or surely(partial(is_inside, view, base, n)):
                continue
            need(not base.kinks, "where the penalty has a value is not known")
            root = n.op == "pow" and n.args[1] > 0
            if root and not surely(partial(has_signs, view, replace(base, {a: ZERO}), POSITIVE)):
                towards.add(self.half_line(base))

    def half_line(self, c: Node) -> int:
        """The direction of b in which c >= 0 goes on."""
        need(c.free == {"b"}, "a condition that is not about b alone")
        direction = STRICT.get(self.view().signs(diff(c, "b")))
        need(direction, "a condition that is no half-line in b")
        return int(direction or 0)

    def flat(self, penalty: Node, order: int, towards: set[int]) -> None:
        """At a = 0 the penalty is a constant, but for jumps at numbers b, and flat up to this order on both sides."""
        steps = [k.args[0] for k in penalty.kinks if k.args[0].free == {"b"}]
        towards |= {self.half_line(c) for c in steps}
        need(len(set(steps)) <= 4, "too many kinks in b")
        for sides in itertools.product((True, False), repeat=len(set(steps))):
            upper = dict(zip(dict.fromkeys(steps), sides, strict=True))
            piece = penalty
            while any(k.args[0] in upper for k in piece.kinks):
                k = next(k for k in piece.kinks if k.args[0] in upper)
                piece = replace(piece, {k: chosen(k, upper[k.args[0]])})
            here = replace(piece, {sym("a"): ZERO})
            there = replace(here, {sym("b"): ZERO, sym("w2"): ZERO})
            FREE.identity(here - there, "the penalty is a constant at a = 0", opaque=True)
            for s in (1, -1):
                part = replace(self.where(piece, s), {sym("a"): s * sym("a")})
                FREE.identity(
                    replace(part, {sym("a"): ZERO}) - there, "the penalty is continuous at a = 0", opaque=True
                )
                rows = orders_at_zero(part, self.ends())
                for _ in range(order):
                    FREE.identity(next(rows), "the penalty is flat at a = 0")

    def never(self, penalty: Node, data: Json) -> None:
        """No point with a = 0 is a local minimum: there is none, or beside it the penalty jumps down."""
        a, (_, up_to, at) = sym("a"), self.ends()
        if data.get("by") == "value":
            closed(self, data, by=TEXT)
            need(nowhere(self.neuron, at) or nowhere(penalty, at), "there may be a value at a = 0")
            return
        d = closed(self, data, by=TEXT, form=TEXT)
        need(d.by in ("above", "below") and "a" not in self.frozen, "no side of a = 0")
        s = 1 if d.by == "above" else -1
        low, high = self.bounds.get("a", (-INF, INF))
        need(high > 0 if s > 0 else low < 0, "a bound is in the way")
        held: Values = {}
        here = held_fixed(self.neuron, held)
        sided = settled(replace(self.neuron, {a: s * a}), self.view(1))
        beside = held_fixed(sided, held)
        names = {n.args[0] for n in held.values()}
        view = everywhere(("a", "lam", *names), 128, {"a": NOT_NEGATIVE, "lam": POSITIVE})
        need(view.smooth(beside) >= 0, "the neuron is not continuous up to a = 0")
        FREE.identity(replace(beside, {a: ZERO}) - replace(here, {a: ZERO}), "the neuron tends to its value at a = 0")
        part = replace(self.where(penalty, s), {a: s * a})
        need(up_to.smooth(part) >= 0, "the penalty has no limit at a = 0")
        shown = parse(d.form, ("a", "b", "u", "w", "w2", "lam"))
        rest = straight(replace(penalty, {a: ZERO}), self.view().side)
        FREE.identity(replace(part, {a: ZERO}) - rest - shown, "by how much the penalty jumps")
        need(self.view().signs(shown) == NEGATIVE, "the penalty does not jump down")

    def met(self, data: Json) -> None:
        """The properties that the conclusion needs, and what has them."""
        facts, conclusion, have = self.loss_facts(), self.s["conclusion"], set(data)
        for key, by in data.items():
            in_data = key == "realizable" and self.s.get("data") in ("distinct", "realizable")
            has = {"kept": key in self.kept, "loss": facts.get(key, False), "data": in_data}
            need(isinstance(by, str) and has.get(by, False), f"{key} is not met")
        wells = have & {"convex", "eliminable"} or have >= {"stationary-is-global", "realizable"}
        need("differentiable" in have, "the losses need not be differentiable")
        need(wells, "the losses may have bad wells")
        need(conclusion != "elimination" or "data-only" in have, "L may have a term in theta alone")
        need(conclusion != "realizable" or "realizable" in have, "equal inputs may have different targets")


# 16. Files ------------------------------------------------------------------------------------------------------------

Json = dict[str, Any]
Verdict = tuple[str, str, str]  # kind, valid or invalid or holey, why
PEOPLE = ("title", "source", "belief", "catch", "restores")
CERTIFICATE = OBJECT(kind=TEXT, data=TABLE)
TOO_LARGE = (RecursionError, MemoryError, OverflowError)


def read(path: Path, floats: bool = False) -> Any:
    try:
        return json_of(bounded(path), floats)
    except OSError as error:
        raise Invalid(f"cannot be read: {error.strerror}") from None


def json_of(content: bytes, floats: bool = False) -> Any:
    """The JSON of a certificate file: ASCII, no floats (but in an atlas), no long numbers, each key once, not nested
    deeper than 32."""

    def pairs(members: list[tuple[str, Any]]) -> Json:
        need(len({k for k, _ in members}) == len(members), "a key stands twice")
        return dict(members)

    def integer(text: str) -> int:
        need(len(text.lstrip("-")) <= 9, "a number of more than nine digits")
        return int(text)

    def real(text: str) -> Any:
        need(floats, f"the number {text[:20]} is not an integer")
        return float(text)

    def depth(x: Any, left: int) -> None:
        need(left, "nested too deep")
        for y in x.values() if isinstance(x, dict) else x if isinstance(x, list) else ():
            depth(y, left - 1)

    try:
        text = content.decode("ascii")
        data = json.loads(text, object_pairs_hook=pairs, parse_int=integer, parse_float=real, parse_constant=real)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Invalid(f"no JSON in ASCII: {str(error)[:80]}") from None
    depth(data, 33)
    return data


def bounded(path: Path) -> bytes:
    """The bytes of a file; no pipe or device, and no more than 64 MiB."""
    need(path.is_file(), f"{path} is no regular file")
    need(path.stat().st_size <= 64 << 20, f"{path} is longer than 64 MiB")
    return path.read_bytes()


def toml_tables(text: str | Path, name: str) -> Json:
    """What a text, or a file, of TOML says."""
    try:
        return tomllib.loads(text if isinstance(text, str) else bounded(text).decode().replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, UnicodeDecodeError, OSError) as error:
        raise Invalid(f"{name} is no TOML that can be read: {str(error)[:80]}") from None


def read_toml(path: Path) -> Json:
    return with_data(toml_tables(path, path.name), path)


ROWS = (("problem", "inputs"), ("problem", "targets"))
ROW = (("problem", "weights"), ("point", "theta"), ("better", "theta"))
BAD_DATA = (zipfile.BadZipFile, zlib.error, struct.error, csv.Error, LookupError, ValueError, RuntimeError, EOFError)
DATA_BYTES, DATA_NUMBERS = 2**24, 10**6
WIDE = dict(zip(("f2", "f4", "f8", "i2", "i4", "i8", "u2", "u4", "u8"), "efdhiqHIQ", strict=True))
NUMBERS_OF = {"|i1": "b", "|u1": "B"} | {f"{end}{kind}": code for kind, code in WIDE.items() for end in "<>"}
NPY = re.compile(
    r"\s*\{\s*'descr':\s*'([^']*)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([\d, ]*)\),?\s*\}\s*", re.ASCII
)


def with_data(toml: Json, path: Path) -> Json:
    """The tables with the numbers of the data files that they name."""
    for table, key in (*ROWS, *ROW):
        named = toml[table].get(key) if isinstance(toml.get(table), dict) else None
        if isinstance(named, dict):
            rows = data_rows(named, path.parent)
            flat = (table, key) in ROW
            need(rows and all(len(row) == (1 if flat else len(rows[0])) for row in rows), "not a row of numbers")
            toml[table][key] = [text for row in rows for text in row] if flat else rows
    return toml


def data_rows(named: Json, folder: Path) -> list[list[str]]:
    """The rows of a data file, which has the stated SHA-256 and lies below the folder."""
    need(all(isinstance(named.get(k), str) for k in ("file", "sha256")), "a data file has no name or no SHA-256")
    name = named["file"]
    need(not name.startswith("/") and ".." not in name.split("/") and "\\" not in name, "a data file elsewhere")
    path = folder / name
    need(path.resolve().is_relative_to(folder.resolve()) and path.is_file(), f"no data file {name[:80]}")
    need(path.stat().st_size <= DATA_BYTES, "a data file is too long")
    source = path.read_bytes()
    need(hashlib.sha256(source).hexdigest() == named["sha256"], f"{name[:80]} has another SHA-256")
    try:
        if name.endswith(".npz"):
            need(set(named) == {"file", "sha256", "array"}, "an array is named by other keys")
            return npz_rows(source, named["array"])
        need(name.endswith(".csv") and set(named) == {"file", "sha256", "columns"}, "columns are named by other keys")
        need(isinstance(named["columns"], list) and named["columns"], "no columns")
        return csv_rows(source.decode("utf-8-sig"), named["columns"])
    except BAD_DATA as error:
        raise Invalid(f"{name[:80]} is malformed ({type(error).__name__}: {str(error)[:80]})") from None


def csv_rows(text: str, columns: list[str]) -> list[list[str]]:
    """The columns of a CSV file, each entry the text of a number."""
    lines = [[entry.strip() for entry in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    first, *rows = [row for row in lines if any(row)]
    need(len(set(first)) == len(first) and all(first), "a column comes twice, or has no name")
    need(all(len(row) == len(first) for row in rows), "rows of different lengths")
    found = [[row[first.index(name)] for name in columns] for row in rows]
    for entry in itertools.chain(*found):
        number(entry)
    return found


def npz_rows(source: bytes, name: str) -> list[list[str]]:
    """An array of numbers of an NPZ file, row by row, each the text of the rational number that it is."""
    with zipfile.ZipFile(io.BytesIO(source)) as archive, archive.open(name + ".npy") as member:
        magic = member.read(8)
        need(magic[:6] == b"\x93NUMPY" and magic[6] in (1, 2, 3) and magic[7] == 0, "not an array")
        length = struct.unpack("<H", member.read(2))[0] if magic[6] == 1 else struct.unpack("<I", member.read(4))[0]
        need(length < 2**16, "a header is too long")
        header = NPY.fullmatch(member.read(length).decode("latin-1"))
        need(header is not None and header[1] in NUMBERS_OF, "not an array of numbers")
        assert header is not None
        shape = [int(n) for n in header[3].split(",") if n.strip()]
        need(len(shape) in (1, 2) and 0 < math.prod(shape) <= DATA_NUMBERS, "an array of another shape")
        code = f"{header[1][0].replace('|', '<')}{math.prod(shape)}{NUMBERS_OF[header[1]]}"
        numbers = struct.unpack(code, member.read(struct.calcsize(code)))
        need(not member.read(1), "an array is longer than its shape")
    texts = [exact_text(x) for x in numbers]
    m, n = shape[0], shape[1] if len(shape) == 2 else 1
    across = header[2] == "False"
    return [[texts[i * n + j] if across else texts[i + j * m] for j in range(n)] for i in range(m)]


def exact_text(x: float) -> str:
    """An integer or a binary fraction as a data file's numbers are written."""
    need(math.isfinite(x), "a number of a data file is not finite")
    p, q = x.as_integer_ratio()
    return str(p) if q == 1 else f"{p}/{q}" if q.bit_length() <= 32 else f"{p}*2**-{q.bit_length() - 1}"


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
    except TOO_LARGE:
        return None, "holey", "too large"
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ZeroDivisionError) as error:
        return None, "invalid", f"malformed ({type(error).__name__}: {str(error)[:60]})"


def header(document: Json, name: str, *fields: str) -> None:
    closed(None, document, format=ANY, version=ANY, **dict.fromkeys(fields, ANY))
    need(document["format"] == name and canonical(document["version"]) == "1", "another format or version")


def without(table: Json, names: Iterable[str]) -> Json:
    return {k: v for k, v in table.items() if k not in names}


def checked_each(certificates: Any, check: Callable[[Any], None]) -> Iterator[Verdict]:
    for c in items(certificates):
        _, verdict, why = guarded(partial(check, c))
        kind, data = (c.get("kind", "?"), c.get("data")) if isinstance(c, dict) else ("?", None)
        step = f"{data.get('step', '?')}: " if kind == "step" and isinstance(data, dict) else ""
        yield str(kind), verdict, why and step + why


def check_case(
    document: Any, toml: Json | None, claims: Json, only: str = "", made: type[Case] = Case
) -> Iterator[Verdict]:
    """A file of certificates of one case, bound to the TOML file, if there is one; all, or only one thing, that this
    states has to be among them."""
    header(document, "verify-minima certificates", "case", "problem", "file", "certificates")
    problem, file = closed(None, document["problem"], text=TABLE, sha256=TEXT), document["file"]
    need(isinstance(document["case"], str) and (toml is not None or file == {}), "`case` is no text, or `file` not {}")
    closed(None, problem.text, problem=ANY, augment=ANY)
    need(problem.sha256 == sha256(problem.text), "the hash is not that of the problem")
    if toml is not None:
        tables = {"problem": toml.get("problem"), "augment": toml.get("augment", {})}
        need(canonical(problem.text) == canonical(tables), "the problem is not that of the TOML file")
        rest = without(toml, ("problem", "augment", *PEOPLE))
        need(canonical(without(file, PEOPLE)) == canonical(rest), "`file` is not the TOML file")
    case = made(problem.text, file, claims)

    def bound(c: Json) -> str:
        return sha256({**c, "problem": problem.sha256})

    def check(c: Any) -> None:
        read = CERTIFICATE(None, c)
        try:
            facts = case.check(read.kind, read.data)
        except (Holey, *TOO_LARGE):
            case.open.add(bound(c))
            raise
        case.accepted[bound(c)] = Evidence(read.kind, read.data, facts)

    yield from checked_each(document["certificates"], check)
    for words, there in expectations(toml, list(case.accepted.values())) if toml is not None else ():
        if not there and only in ("", words):
            # One that was neither proved nor refuted may say it.
            yield "expectation", "holey" if case.open else "invalid", f"no valid certificate for {words}"


def expectations(file: Json, found: list[Evidence]) -> Iterator[tuple[str, bool]]:
    """What the TOML file states, and whether an accepted certificate says it."""
    expect, method = file.get("expect", {}), file.get("expect", {}).get("method")
    claims, center, names = expect.get("claims", {}), file.get("center", []), ("a", "b", "limit")

    def has(kind: str, table: str | None = "point", facts: Json | None = None, **data: Any) -> bool:
        return any(
            e.kind == kind
            and all(e.data.get(n) == v for n, v in data.items())
            and all(e.facts.get(n) == v for n, v in (facts or {}).items())
            and (table is None or named_point(file, table, e.data.get("point")))
            for e in found
        )

    def value_of(stated: str) -> Json:
        return {"rounds_to": stated[1:].strip()} if stated.startswith("~") else {"equals": stated}

    for key, table in (("value", "point"), ("better_value", "better")):
        if key in expect:
            yield key, has("value", table, **value_of(expect[key]))
    for x, row in enumerate(expect.get("residual_gradients", [])):
        for k, stated in enumerate(row):
            yield f"residual_gradients[{x}][{k}]", has("residual-value", input=x, output=k, **value_of(stated))
    if "norm" in expect:
        yield "norm", has("norm", **value_of(expect["norm"]))
    if method == "strict":
        yield "method", has("critical-point", facts={"index": 0})
    elif method in ("critical-orbit", "critical-family"):
        yield "method", has(method, facts={"minimum": "yes"})
    elif method == "morse-bott":
        f = file["family"]
        yield "method", has(method, parameters=f["parameters"], family=f["theta"], at=f["at"])
    elif method:
        rows = file.get("point", {}).get("subgradients")
        yield "method", has(method, **({"subgradients": rows} if rows is not None else {}))
    if "better" in file:
        lower = [e.data for e in found if e.kind == "lower-value" and named_point(file, "point", e.data["point"])]
        yield "[better]", any(named_point(file, "better", data["better"]) for data in lower)
    if "order" in expect:
        b, w = center[0]["b"], center[0]["W"]
        yield "order", has("descent", b=b, W=w, order=whole(expect["order"]), lower_orders_vanish=True)
    optimal = has("data-optimal")  # then there is no descent
    for c in [] if optimal else center:
        yield "[[center]]", has("descent", b=c["b"], W=c["W"])
    if "flow" in file and claims.get("FLOW") == "holds" and number(file["flow"]["limit"]):
        flow = [e.data for e in found if e.kind == "flow-limit"]
        yield "[flow]", any(same_numbers([d[k] for k in names], [file["flow"][k] for k in names]) for d in flow)
    if "witness" in file:
        at = witness_of(file) or []
        method, n = file["witness"]["method"], len(at) - len(file["point"]["theta"])
        there = has(method, added=at[-n:]) if method == "least-value" else has(f"augmented-{method}", None, at=at)
        yield "[witness]", there
        if "witness_norm" in expect:
            yield "witness_norm", has("augmented-norm", None, at=at, **value_of(expect["witness_norm"]))
    for key in ("answer", "rank"):
        if key in expect:
            yield key, has("answer", facts={key: expect[key]})
    if file.get("kind") == "data-optimal":
        yield "kind", optimal
    if file.get("kind") == "failure-mode":
        yield "kind", has("residual-gradient") and has("descent") and has("orbit", None)
    if file.get("kind") == "necessity":
        yield "[statement]", has("violation", None)
    for claim, verdict in claims.items():
        if verdict in ("holds", "fails", "vacuous"):
            yield f"claims.{claim}", has("judgement", None, {"claim": claim, "verdict": verdict})


def check_steps(document: Any, claims: Json, right: Callable[[Any], None] = check_step) -> Iterator[Verdict]:
    """A file of the steps of one claim, each of which has to be right."""
    header(document, "verify-minima certificates of steps", "claim", "certificates")
    need(document["claim"] in claims, "an unknown claim")

    def check(c: Any) -> None:
        read = CERTIFICATE(None, c)
        need(read.kind == "step" and read.data["claim"] == document["claim"], "not a step of the claim")
        right(read.data)

    yield from checked_each(document["certificates"], check)


def check_statement(document: Any, toml: Json, claims: Json) -> Iterator[Verdict]:
    header(document, "verify-minima statement certificate", "kind", "statement", "data")
    need(document["statement"] == sha256(toml), "the statement is another one")
    _, verdict, why = guarded(lambda: Statement(toml, claims).check(document["kind"], document["data"]))
    yield str(document["kind"]), verdict, why


def nowhere(n: Node, view: View) -> bool:
    """A logarithm or a root that the formula cannot do without has no value anywhere in the view."""
    if n.op == "kink":
        return nowhere(n.args[0], view)
    root, divides = n.op == "pow" and n.args[1].denominator != 1, n.op == "pow" and n.args[1] < 0
    bad = {"log": frozenset((-1, 0)), "pow": (NEGATIVE if root else frozenset()) | ({0} if divides else frozenset())}
    here = n.op in bad and surely(lambda: view.signs(n.args[0]) <= bad[n.op])
    return here or any(nowhere(m, view) for m in n.parts)


def instance(p: Problem, text: Json, at: Any, toml: Json) -> None:
    """The problem at the point is an instance of the statement file: INSTANCE of notes/theory.md, section 9."""
    s, mine, like, stated = toml["statement"], text["augment"], toml.get("problem", {}), toml.get("augment", {})
    names = ("lam", "constraints")
    need(without(mine, names) == without(stated, names), "another neuron or penalty, or another training")
    bounds, known = set(mine.get("constraints", [])), set(stated.get("constraints", []))
    need(known <= bounds, "a bound is missing")
    for bound in bounds - known:
        ((name, ends),) = bounds_of([bound]).items()
        need(name in "ab", "a bound on W that is not stated")
        upper = abs(ends[0]) != INF  # what is beyond: c < 0 with c the distance from the bound
        (end,) = (e for e in ends if abs(e) != INF)
        signs = {name: NEGATIVE if upper else POSITIVE, "w2": NOT_NEGATIVE}
        view = everywhere(("a", "b", "u", "w2", "lam"), 128, signs)
        moved = {sym(name): sym(name) + num(end)}
        formulas = [replace(n, moved) for n in (p.neuron, p.penalty, replace(p.penalty, {sym("lam"): num(p.lam)}))]
        need(any(nowhere(n, view) for n in formulas), "a bound that is not the domain of L~")
        need(s.get("points", "local-minima") == "local-minima", "a critical point on a bound may be none without it")
    lam = stated.get("lam", "zero" if "lam-nonzero" in s.get("dropped", []) else "positive")
    sign = "positive" if p.lam > 0 else "negative" if p.lam else "zero"
    need(sign in LAMBDAS[lam] if lam in LAMBDAS else p.lam == number(lam), f"lam is not {lam}")
    losses = text["problem"]["loss"], s.get("loss", like.get("loss"))
    loss, wanted = ({"name": x} if isinstance(x, str) else x for x in losses)
    need(not p.declared if wanted is None else loss == wanted, "another loss, or one of which facts are assumed")
    width, outputs = (len(like.get(n, [[0]])[0]) for n in ("inputs", "targets"))
    need((len(p.inputs[0]), p.K) == (s.get("inputs", width), s.get("outputs", outputs)), "other dimensions")
    need(len(p.distinct) <= s.get("distinct", len(p.distinct)), "more different inputs")
    pairs = [(y, z) for g in p.group for i in g for y, z in zip(p.targets[g[0]], p.targets[i], strict=True)]
    conflict = any(y.op == z.op == "num" and y.args != z.args for y, z in pairs)
    data = {"any": True, "distinct": len(p.distinct) == len(p.inputs), "repeated": len(p.distinct) < len(p.inputs),
            "realizable": p.realizable, "conflicting": conflict}  # fmt: skip
    need(data[s.get("data", "any")], "the data are not of their class")
    place, networks = POINT(p, at), s.get("networks", "any")
    need(networks in ("any", "dead", "trained"), "an unknown class of networks")
    for f in itertools.chain(*p.outputs) if networks == "dead" else ():
        place.smooth([f], 1, "an output does not change near theta")
        for d in gradient(f, p.theta):
            place.identity(d, "an output does not change near theta")
    line = {sym(n): sym(n) + k * sym("s:") for k, n in enumerate(p.theta, start=1)}

    def moves(f: Node) -> bool:
        place.smooth([f], INF, "an output is analytic")
        n = replace(f, line)
        for _ in range(4):
            n = diff(n, "s:")
            if place.try_signs(replace(n, {sym("s:"): ZERO}), 256) in STRICT:
                return True
        return False

    if networks == "trained" and not any(surely(partial(moves, f)) for f in itertools.chain(*p.outputs)):
        raise Holey("undecided: an output changes near theta")


def check_refutation(document: Any, toml: Json, claims: Json, made: type[Case] = Case) -> Iterator[Verdict]:
    """A statement file is false: its conclusion fails on one of its instances."""
    problem, file, s = document["problem"]["text"], document["file"], toml["statement"]
    yield from check_case(document, {**file, **problem}, claims, "[statement]", made)

    def check() -> None:
        names = ("claim", "changes", "conclusion", "dropped", "points")
        usual = {"dropped": [], "points": "local-minima"}
        need(toml["kind"] == "statement", "no file of a statement")
        need(
            set(s) <= {*names, "data", "distinct", "expect", "inputs", "loss", "networks", "outputs"}, "an unknown key"
        )
        need({**usual, **file["statement"]} == {**usual, **{k: s[k] for k in names if k in s}}, "another statement")
        kinds = [c["kind"] for c in document["certificates"]]
        need("violation" in kinds and kinds.index("violation") == len(kinds) - 1, "it does not end in one violation")
        instance(Problem(problem), problem, document["certificates"][-1]["data"]["point"], toml)

    _, verdict, why = guarded(check)
    yield "refutation", verdict, why


def gathered_verdicts(name: str, verdicts: Iterator[Verdict]) -> list[Verdict]:
    """All verdicts; and one more, of this name, if they end in a failure."""
    result: list[Verdict] = []
    _, verdict, why = guarded(lambda: result.extend(verdicts))
    return result if verdict == "valid" else [*result, (name, verdict, why)]


def check_atlas(document: Any, claims: Json) -> Iterator[Verdict]:
    """The cells of the atlas that are decided, each of which is one of the table, once."""
    need(document["format"] == "verify-minima atlas", "another format")
    cells = [(c["neuron"], c["penalty"], c["conclusion"]) for c in items(document["cells"])]
    table = itertools.product(document["neurons"], document["penalties"], ("vanish", "elimination"))
    need(len(set(cells)) == len(cells) and set(cells) == set(table), "not each cell once")
    for cell, (neuron, penalty, conclusion) in zip(document["cells"], cells, strict=True):
        verdicts = check_cell(cell, document["neurons"][neuron], document["penalties"][penalty], claims)
        for kind, verdict, why in gathered_verdicts("cell", verdicts):
            yield kind, verdict, why and f"{neuron}, {penalty}, {conclusion}: {why}"


def check_cell(cell: Json, neuron: str, penalty: str, claims: Json, made: type[Case] = Case) -> Iterator[Verdict]:
    """A true cell by a certificate of its statement; a false one by a `necessity` file and its certificates."""
    dropped = [] if (neuron, penalty) == (NEURON, PENALTY) else ["paper-augmentation"]
    words = f"the neuron {neuron} and the penalty {penalty}"
    augment, conclusion = {"neuron": neuron, "penalty": penalty}, cell["conclusion"]
    statement = {"claim": "ELIM", "changes": words, "dropped": dropped, "conclusion": conclusion}
    if cell["verdict"] == "true":
        title = {"title": f"{neuron} at the penalty {penalty}", "kind": "statement", "source": "A cell of the atlas."}
        yield from check_statement(cell["certificate"], {**title, "statement": statement, "augment": augment}, claims)
    elif cell["verdict"] == "false":
        toml = toml_tables(cell["file"], "the file of a cell")
        need(toml["kind"] == "necessity" and toml["statement"] == statement, "the file is about another statement")
        need(without(toml["augment"], ["lam"]) == augment, "the file has another neuron or penalty")
        need(number(toml["augment"].get("lam", "1")) > 0, "lam is not positive")
        yield from check_case(cell["certificates"], toml, claims, "[statement]", made)
    else:
        need(cell["verdict"] == "unknown", "an unknown verdict")


def root_of(examples: Path) -> Path:
    """The folder from which files are named: the one called counterexamples, if COUNTEREXAMPLES is a part of it."""
    around = (examples, *examples.parents) if examples.is_dir() else examples.parents
    return next((folder for folder in around if folder.name == "counterexamples"), examples)


def toml_of(path: Path, examples: Path) -> Json:
    """The TOML file of a certificate file: at the same place below COUNTEREXAMPLES, or the only one of its name."""
    parts = path.with_suffix(".toml").parts
    cuts = [len(parts) - parts[::-1].index(folder) for folder in {"certificates", "statements"} & set(parts)]
    found = [file for cut in cuts if (file := root_of(examples).joinpath(*parts[cut:])).is_file()]
    alike = found[:1] or (list(examples.rglob(parts[-1])) if examples.is_dir() else [examples])
    need(len(alike) == 1, f"not one file {parts[-1]} below {examples}")
    return read_toml(alike[0])


def check_file(path: Path, examples: Path, claims: Json) -> Iterator[Verdict]:
    document = read(path, floats=path.name == "atlas.json")
    need(isinstance(document, dict) and isinstance(document.get("format"), str), "not a file of certificates")
    if document["format"].endswith("atlas"):
        yield from check_atlas(document, claims)
    elif document["format"].endswith("of steps"):
        yield from check_steps(document, claims)
    elif "statements" in path.parts and document["format"] == "verify-minima certificates":
        yield from check_refutation(document, toml_of(path, examples), claims)
    elif document["format"] == "verify-minima statement certificate":
        yield from check_statement(document, toml_of(path, examples), claims)
    else:
        toml = None if "families" in path.parts else toml_of(path, examples)
        yield from check_case(document, toml, claims)


def files_of(path: Path, examples: Path) -> list[Path]:
    """The files of certificates below a path; if COUNTEREXAMPLES is a file or a part of the folder, those about it."""
    if path.is_file():
        return [path]
    folders = [path / f for f in ("certificates", "families", "steps", "statements") if (path / f).is_dir()] or [path]
    files = sorted(f for folder in folders for f in folder.rglob("*.json"))
    if examples.is_file():
        return [f for f in files if f.stem == examples.stem and not {"families", "steps"} & set(f.parts)]
    if (root := root_of(examples)) != examples:
        about = {toml.relative_to(root).with_suffix(".json") for toml in examples.rglob("*.toml")}
        return [f for f in files if any(f.is_relative_to(d) and f.relative_to(d) in about for d in folders)]
    atlas = path / "atlas.json"
    return [*files, atlas] if atlas.is_file() and atlas not in files else files


def claims_of(path: Path) -> Json:
    for folder in (path, *path.resolve().parents):
        if (folder / "claims.json").is_file():
            claims = read(folder / "claims.json")
            need(isinstance(claims, dict), "claims.json holds no object")
            return dict(claims)
    raise Invalid(f"no claims.json beside {path}")


def missing(path: Path, examples: Path) -> Iterator[str]:
    """Counterexamples of which a report has no file."""
    for toml in sorted(examples.rglob("*.toml")) if path.is_dir() and examples.is_dir() else ():
        data, name = read_toml(toml), toml.relative_to(root_of(examples))
        statement = data.get("kind") == "statement"
        folder = path / ("statements" if statement else "certificates")
        if folder.is_dir() and not (folder / name.with_suffix(".json")).is_file():
            yield f"invalid {name}: no certificates"


def main(arguments: list[str]) -> int:
    sys.setrecursionlimit(20000)
    if len(arguments) < 2:
        print(__doc__)
        return 2
    *paths, examples = (Path(argument) for argument in arguments)
    examples = examples.absolute()
    counts: dict[str, Counter[str]] = {}
    lines = []
    try:
        for path in paths:
            need(path.exists() and examples.exists(), f"there is no {path if not path.exists() else examples}")
            claims, files = claims_of(path), files_of(path, examples)
            need(files, f"no certificates below {path}")
            for f in files:
                for kind, verdict, why in gathered_verdicts("file", check_file(f, examples, claims)):
                    counts.setdefault(kind, Counter())[verdict] += 1
                    lines += [] if verdict == "valid" else [f"{verdict} {f}: {kind}: {why}"]
            lines += missing(path, examples)
    except Invalid as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{'kind':28}{'valid':>8}{'invalid':>9}{'holey':>7}")
    for name, row in [*sorted(counts.items()), ("all", sum(counts.values(), Counter[str]()))]:
        print(f"{name:28}{row['valid']:8}{row['invalid']:9}{row['holey']:7}")
    print(*lines, sep="\n", end="\n" if lines else "")
    return 1 if any(x.startswith("invalid") for x in lines) else 3 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
