"""What can go wrong when numbers are put into a formula: constants may explode, or have no value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from .expression import Expr, rational, substitute, topological
from .functions import FUNCTIONS

MAX_BITS = 100_000


class _Size(NamedTuple):
    """An upper bound on the bits of a rational constant, or of the constant factor of anything else."""

    is_rational: bool
    numerator: int
    denominator: int


_PLAIN = _Size(False, 1, 0)


def trouble(formulas: Sequence[Expr], values: Mapping[str, Expr]) -> str | None:
    """What goes wrong when the variables in ``values`` are replaced in ``formulas``, in words; None if nothing does.

    Nothing larger than ``MAX_BITS`` is ever computed: the sizes are bounded before a number is formed.
    """
    known: dict[str, _Size] = {}
    for name, value in values.items():
        known[name] = _sizes([value], {})[value]
    if max(size.numerator + size.denominator for size in _sizes(formulas, known).values()) > MAX_BITS:
        return f"needs a number of more than {MAX_BITS} bits"
    for x in topological(substitute(formulas, values)):
        argument = rational(x.args[-1]) if x.op in ("div", "pow", *FUNCTIONS) else None
        if argument is None:
            continue
        if x.op == "div" and argument == 0:
            return "divides by zero"
        if x.op in FUNCTIONS and not FUNCTIONS[x.op].has_value_at(argument):
            name = "the logarithm" if x.op == "log" else x.op
            return f"takes {name} of {_shown(argument)}"
        if x.op == "pow" and argument < 0 and Fraction(x.data).denominator != 1:
            return f"takes a root of {_shown(argument)}"
        if x.op == "pow" and argument == 0 and Fraction(x.data) < 0:
            return "divides by zero"
    return None


def _sizes(formulas: Sequence[Expr], known: Mapping[str, _Size]) -> dict[Expr, _Size]:
    sizes: dict[Expr, _Size] = {}
    for x in topological(formulas):
        value = rational(x)
        if value is not None:
            sizes[x] = _Size(True, value.numerator.bit_length(), value.denominator.bit_length() - 1)
        elif x.op == "var":
            sizes[x] = known.get(str(x.data), _PLAIN)
        else:
            sizes[x] = _bound(x, [sizes[a] for a in x.args])
    return sizes


def _bound(x: Expr, args: list[_Size]) -> _Size:
    match x.op:
        case "add" | "sub":
            # a/b + c/d = (a d + c b) / (b d); a sum of other terms has no constant factor.
            p, q = args
            if not (p.is_rational and q.is_rational):
                return _PLAIN
            numerator = max(p.numerator + q.denominator, q.numerator + p.denominator) + 1
            return _Size(True, numerator, p.denominator + q.denominator)
        case "mul":
            p, q = args
            both = p.is_rational and q.is_rational
            return _Size(both, p.numerator + q.numerator, p.denominator + q.denominator)
        case "div":
            p, q = args
            if not q.is_rational:
                return _PLAIN
            return _Size(p.is_rational, p.numerator + q.denominator, p.denominator + q.numerator)
        case "neg":
            return args[0]
        case "pow" if args[0].is_rational and Fraction(x.data).denominator == 1:
            n = abs(Fraction(x.data).numerator)
            return _Size(True, n * args[0].numerator, n * args[0].denominator)
        case "where" if args[0].is_rational:
            return max(args[1:], key=lambda size: size.numerator + size.denominator)
        case _:
            assert x.op in FUNCTIONS or x.op in ("pi", "pow", "where")
            return _PLAIN


def _shown(number: Fraction) -> str:
    return str(number) if number.denominator.bit_length() + number.numerator.bit_length() < 100 else "a negative number"
