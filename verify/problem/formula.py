"""The grammar of formulas: text to expression, without ``eval``, with limits on length, depth and exponents.

    sum     = product (("+" | "-") product)*
    product = signed (("*" | "/") signed)*
    signed  = ("+" | "-") signed | power
    power   = atom ("**" signed)?                 right-associative, as in Python
    atom    = number | "pi" | name | function "(" sum ("," sum)* ")" | "(" sum ")"

Numbers are exact: ``1.25`` is 5/4. An exponent is a rational constant, or the base is a positive constant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from fractions import Fraction
from functools import reduce

from ..errors import FormulaError
from ..exact import MAX_DIGITS, big_int, shorten
from ..spelling import meant
from .activations import ACTIVATIONS, absolute, relu
from .expression import (
    ARG,
    PI,
    ZERO,
    Expr,
    branches,
    function,
    num,
    power,
    rational,
    rebuild,
    text,
    topological,
    var,
)
from .functions import FUNCTIONS

MAX_LENGTH = 20_000
MAX_DEPTH = 64
MAX_POWER = 1000
MAX_BITS = 40_000

Apply = Callable[..., Expr]

_TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?)|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<sign>\*\*|[-+*/(),]))"
)


def _sqrt(x: Expr) -> Expr:
    return power(x, Fraction(1, 2))


def _max(*terms: Expr) -> Expr:
    return reduce(lambda x, y: y + relu(x - y), terms)


def _min(*terms: Expr) -> Expr:
    return reduce(lambda x, y: x - relu(x - y), terms)


def _smooth(name: str) -> Apply:
    return lambda x: function(name, x)


# name -> (what it builds, how many arguments: None for one or more)
CALLS: dict[str, tuple[Apply, int | None]] = {
    **{name: (_smooth(name), 1) for name in FUNCTIONS},
    **{name: (record.build, 1) for name, record in ACTIVATIONS.items() if name not in FUNCTIONS},
    "sqrt": (_sqrt, 1),
    "abs": (absolute, 1),
    "max": (_max, None),
    "min": (_min, None),
}

RESERVED = frozenset(CALLS) | {"pi"}


def parse(source: str, names: Collection[str] = (), place: str = "") -> Expr:
    """The expression that ``source`` denotes.

    Args:
        source: the formula's text.
        names: the variables that may occur.
        place: where the text stands, for messages.

    Raises:
        FormulaError: the text is outside the grammar or its limits, or uses a name that is not in ``names``.

    >>> parse("2*x1 - x1/4", ["x1"])
    Expr(((2 * x1) - ((1/4) * x1)))
    """
    if not isinstance(source, str):
        raise FormulaError(f'{source!r} is not text: write numbers and formulas in quotes, e.g. "1/10"', place)
    if len(source) > MAX_LENGTH:
        raise FormulaError(f"a formula of {len(source)} characters: at most {MAX_LENGTH} are read", place)
    return _Parser(source, frozenset(names), place).whole()


def constant(source: str, place: str = "") -> Expr:
    """The constant that ``source`` denotes, such as ``-log(2)`` or ``3/4``."""
    return parse(source, (), place)


def written(x: Expr) -> str | None:
    """``x`` in the grammar, kinks and all; None if it has one that no function of the grammar makes."""
    names = {CALLS[name][0](ARG).data: name for name in (*ACTIVATIONS, "abs") if CALLS[name][0](ARG).op == "where"}
    new: dict[Expr, Expr] = {}
    for y in topological([x]):
        new[y] = rebuild(y, [new[a] for a in y.args]) if y.args else y
        if new[y].op == "where":
            name = names.get(branches(y))
            if name is None:
                return None
            new[y] = var(f"{name}({text(new[y.args[0]])})")
    return text(new[x])


class _Parser:
    def __init__(self, source: str, names: frozenset[str], place: str) -> None:
        self.source, self.names, self.place = source, names, place
        self.at, self.depth = 0, 0
        self.kind, self.token, self.start = "", "", 0
        self.advance()

    def advance(self) -> None:
        match = _TOKEN.match(self.source, self.at)
        if match is None:
            rest = self.source[self.at :].lstrip(" \t\r\n")
            self.start = len(self.source) - len(rest)
            if rest:
                raise self.fault(f"the character {rest[0]!r} has no meaning here")
            self.kind = self.token = ""
            return
        self.kind, self.at = str(match.lastgroup), match.end()
        self.token, self.start = match[self.kind], match.start(self.kind)

    def fault(self, message: str) -> FormulaError:
        return FormulaError(f"{message}, at column {self.start + 1} of {shorten(self.source)!r}", self.place)

    def whole(self) -> Expr:
        if not self.token:
            raise FormulaError("an empty formula", self.place)
        value = self.sum()
        if self.token:
            raise self.fault(f"{shorten(self.token, 20)!r} is not expected")
        return value

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fault(f"nested more than {MAX_DEPTH} deep")

    def sum(self) -> Expr:
        value = self.product()
        while self.token in ("+", "-"):
            sign = self.take()
            right = self.product()
            value = self.checked(value + right if sign == "+" else value - right)
        return value

    def product(self) -> Expr:
        value = self.signed()
        while self.token in ("*", "/"):
            sign = self.take()
            right = self.signed()
            if sign == "/" and right is ZERO:
                raise self.fault("division by zero")
            value = self.checked(value * right if sign == "*" else value / right)
        return value

    def signed(self) -> Expr:
        if self.token in ("+", "-"):
            self.deeper()
            sign = self.take()
            value = self.signed()
            self.depth -= 1
            return -value if sign == "-" else value
        return self.power()

    def power(self) -> Expr:
        base = self.atom()
        if self.token != "**":
            return base
        self.deeper()
        self.take()
        exponent = self.signed()
        self.depth -= 1
        return self.raised(base, exponent)

    def raised(self, base: Expr, exponent: Expr) -> Expr:
        constant_base, n = rational(base), rational(exponent)
        if n is None:
            if constant_base is None or constant_base <= 0:
                raise self.fault("an exponent must be a rational constant, unless the base is a positive constant")
            return function("exp", exponent * function("log", base))
        if abs(n.numerator) > MAX_POWER or n.denominator > MAX_POWER:
            raise self.fault(f"the exponent {shorten(n, 20)} is beyond {MAX_POWER}")
        if constant_base is not None:
            if n < 0 and constant_base == 0:
                raise self.fault("division by zero")
            if n.denominator != 1 and constant_base < 0:
                raise self.fault("a root of a negative number")
            bits = max(constant_base.numerator.bit_length(), constant_base.denominator.bit_length())
            if bits * abs(n) > MAX_BITS:
                raise self.fault(f"a power of more than {MAX_BITS} bits")
        return power(base, n)

    def atom(self) -> Expr:
        if self.kind == "number":
            return self.number()
        if self.kind == "name":
            return self.named()
        if self.token == "(":
            self.deeper()
            self.take()
            value = self.sum()
            self.close()
            return value
        raise self.fault(f"{shorten(self.token, 20)!r} is not expected" if self.token else "the formula ends too early")

    def number(self) -> Expr:
        start, digits = self.start, self.take()
        if len(digits) > MAX_DIGITS:
            self.start = start
            raise self.fault(f"a number of {len(digits)} characters: at most {MAX_DIGITS} are read")
        mantissa, _, ten = digits.lower().partition("e")
        whole, _, part = mantissa.partition(".")
        return num(Fraction(big_int(whole + part), 10 ** len(part)) * Fraction(10) ** int(ten or 0))

    def named(self) -> Expr:
        name = self.token
        if name in self.names:
            self.take()
            return var(name)
        if name == "pi":
            self.take()
            return PI
        if name not in CALLS:
            known = ", ".join(sorted(self.names)) if self.names else "none here"
            close = meant(name, [*sorted(self.names), *sorted(CALLS)])
            raise self.fault(
                f"{shorten(name, 30)!r} is neither a variable ({shorten(known, 120)}) nor "
                + (
                    f"a function{close}"
                    if "did you mean" in close
                    else f"one of the functions {', '.join(sorted(CALLS))}"
                )
            )
        apply, arity = CALLS[name]
        self.deeper()
        self.take()
        if self.token != "(":
            raise self.fault(f"the function {name} needs its argument in parentheses")
        self.take()
        terms = [self.sum()]
        while self.token == ",":
            self.take()
            terms.append(self.sum())
        if arity is not None and len(terms) != arity:
            raise self.fault(f"the function {name} takes {arity} argument, not {len(terms)}")
        self.close()
        value = rational(terms[0])
        undefined = value is not None and name in FUNCTIONS and not FUNCTIONS[name].has_value_at(value)
        if value is not None and (undefined or (name == "sqrt" and value < 0)):
            raise self.fault(f"{name} of {shorten(value, 20)} is not a real number")
        return apply(*terms)

    def close(self) -> None:
        if self.token != ")":
            raise self.fault("a closing parenthesis is missing")
        self.take()
        self.depth -= 1

    def take(self) -> str:
        token = self.token
        self.advance()
        return token

    def checked(self, value: Expr) -> Expr:
        folded = rational(value)
        if folded is not None and max(folded.numerator.bit_length(), folded.denominator.bit_length()) > MAX_BITS:
            raise self.fault(f"a constant of more than {MAX_BITS} bits")
        return value
