"""Expressions, written once and exactly; every arithmetic runs on the same ones.

An expression is a node of a directed acyclic graph. Equal nodes are the same object (hash-consing), so shared
subexpressions are found as they are built, and derivatives share them with the value. Constants are rational.

Functions that are not smooth everywhere (relu, abs, step, elu, ...) are all one node, ``where(u, p, n, order)``:
``p`` where ``u >= 0``, ``n`` where ``u < 0``. ``order`` says what happens at ``u = 0``:

* ``order >= 0``: the function has that many continuous derivatives across ``u = 0``;
* ``JUMP``: it jumps there, and its value is ``p``;
* ``UNDEFINED``: it has no value there (the derivative of relu at 0).

The branches are functions of ``u`` alone and are written in the placeholder ``ARG``: ``relu(u) = where(u, ARG, 0, 0)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple
from weakref import WeakValueDictionary
from zlib import crc32

from .functions import FUNCTIONS

MAX_TEXT = 100_000

JUMP = -1
UNDEFINED = -2

Data = Any  # Fraction, str, None, or Branches; part of the hash-consing key


class Expr:
    """One node. ``op`` is ``num``, ``var``, ``pi``, ``add``, ``sub``, ``mul``, ``div``, ``neg``, ``pow``, ``where``
    or the name of a function in ``FUNCTIONS``; ``data`` holds the number, the name, the exponent or the branches."""

    __slots__ = ("__weakref__", "args", "data", "op", "rank")

    op: str
    args: tuple[Expr, ...]
    data: Data
    rank: int  # of the structure alone, the same in every process: orders the arguments of + and *

    def __add__(self, other: Expr | int | Fraction) -> Expr:
        return add(self, lift(other))

    def __radd__(self, other: int | Fraction) -> Expr:
        return add(lift(other), self)

    def __sub__(self, other: Expr | int | Fraction) -> Expr:
        return sub(self, lift(other))

    def __rsub__(self, other: int | Fraction) -> Expr:
        return sub(lift(other), self)

    def __mul__(self, other: Expr | int | Fraction) -> Expr:
        return mul(self, lift(other))

    def __rmul__(self, other: int | Fraction) -> Expr:
        return mul(lift(other), self)

    def __truediv__(self, other: Expr | int | Fraction) -> Expr:
        return div(self, lift(other))

    def __rtruediv__(self, other: int | Fraction) -> Expr:
        return div(lift(other), self)

    def __neg__(self) -> Expr:
        return neg(self)

    def __pow__(self, exponent: int | Fraction) -> Expr:
        return power(self, Fraction(exponent))

    def __repr__(self) -> str:
        try:
            return f"Expr({text(self)})"
        except ValueError:
            return f"Expr(<{self.op} of a large graph>)"


_NODES: WeakValueDictionary[tuple[str, tuple[Expr, ...], Data], Expr] = WeakValueDictionary()


def _node(op: str, args: tuple[Expr, ...] = (), data: Data = None) -> Expr:
    key = (op, args, data.as_integer_ratio() if type(data) is Fraction else data)  # a fraction's own hash is slow
    found = _NODES.get(key)
    if found is None:
        found = object.__new__(Expr)
        found.op, found.args, found.data = op, args, data
        label = hash(data) if type(data) is Fraction else crc32(str(data).encode()) if op != "where" else data.order
        found.rank = hash((crc32(op.encode()), label, *(a.rank for a in args)))
        _NODES[key] = found
    return found


def num(value: int | Fraction) -> Expr:
    """The constant ``value``."""
    return _node("num", (), value if type(value) is Fraction else Fraction(value))


def var(name: str) -> Expr:
    """The variable ``name``."""
    return _node("var", (), name)


ZERO, ONE, PI, ARG = num(0), num(1), _node("pi"), var("·")


class Branches(NamedTuple):
    """The two branches of a ``where``, as expressions in ``ARG``, and what happens between them."""

    p: Expr
    n: Expr
    order: int


def lift(value: Expr | int | Fraction) -> Expr:
    """An expression as it is, a rational number as a constant; a float raises ``TypeError``."""
    if isinstance(value, Expr):
        return value
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float: expressions hold exact numbers only")
    return num(value)


def rational(x: Expr) -> Fraction | None:
    """The value of a rational constant, else None."""
    return number(x) if x.op == "num" else None


def add(x: Expr, y: Expr) -> Expr:
    """x + y, with numbers added and zeros left out."""
    if x is ZERO:
        return y
    if y is ZERO:
        return x
    if x.op == "num" and y.op == "num":
        return num(number(x) + number(y))
    if y.op == "neg":
        return sub(x, y.args[0])
    if x.op == "neg":
        return sub(y, x.args[0])
    return _node("add", (x, y) if x.rank <= y.rank else (y, x))


def sub(x: Expr, y: Expr) -> Expr:
    """x - y, with numbers subtracted, and 0 for x - x where x has a value everywhere."""
    if y is ZERO:
        return x
    if x is y and _total(x):
        return ZERO
    if x is ZERO:
        return neg(y)
    if x.op == "num" and y.op == "num":
        return num(number(x) - number(y))
    if y.op == "neg":
        return add(x, y.args[0])
    return _node("sub", (x, y))


def mul(x: Expr, y: Expr) -> Expr:
    """x * y, with numbers multiplied, a number first, and 0 only where the other factor has a value everywhere."""
    if x.op != "num" and y.op == "num":
        x, y = y, x
    if x.op == "num":
        if y.op == "num":
            return num(number(x) * number(y))
        if x is ZERO and _total(y):
            return ZERO
        if x is ONE:
            return y
        if number(x) == -1:
            return neg(y)
        if y.op == "neg":
            return mul(num(-number(x)), y.args[0])
        if y.op == "mul" and y.args[0].op == "num":
            return mul(num(number(x) * number(y.args[0])), y.args[1])
        return _node("mul", (x, y))
    if x.op == "neg" or y.op == "neg":
        bare = mul(x.args[0] if x.op == "neg" else x, y.args[0] if y.op == "neg" else y)
        return bare if x.op == y.op else neg(bare)
    return _node("mul", (x, y) if x.rank <= y.rank else (y, x))


def div(x: Expr, y: Expr) -> Expr:
    """The quotient; over the constant 0 it stays a node, which no arithmetic gives a value."""
    if y.op == "num" and y is not ZERO:
        return mul(num(1 / number(y)), x)
    return _node("div", (x, y))


def neg(x: Expr) -> Expr:
    """-x, with -(-x) written as x."""
    if x.op == "num":
        return num(-number(x))
    if x.op == "neg":
        return x.args[0]
    if x.op == "sub":
        return sub(x.args[1], x.args[0])
    if x.op == "mul" and x.args[0].op == "num":
        return mul(num(-number(x.args[0])), x.args[1])
    return _node("neg", (x,))


def power(x: Expr, exponent: Fraction) -> Expr:
    """``x`` to a rational constant; a non-integer power has a value for ``x >= 0`` only."""
    if exponent == 0:
        return add(ONE, mul(ZERO, x))  # 1 wherever x has a value
    if exponent == 1:
        return x
    value = rational(x)
    if value is not None and exponent.denominator == 1 and not (value == 0 and exponent < 0):
        return num(value**exponent.numerator)
    if exponent.denominator == 1 and exponent < 0:
        return div(ONE, power(x, -exponent))
    return _node("pow", (x,), exponent)


def where(u: Expr, p: Expr, n: Expr, order: int) -> Expr:
    """``p`` at ``u >= 0``, ``n`` at ``u < 0``; see the head of this file for ``order`` and ``ARG``."""
    if not variables((p, n)) <= {str(ARG.data)}:
        raise ValueError("the branches of a where are functions of its argument alone: write them in ARG")
    value = rational(u)
    if value is not None and (value != 0 or order != UNDEFINED):
        return substitute([p if value >= 0 else n], {str(ARG.data): u})[0]
    at_p, at_n = substitute([p, n], {str(ARG.data): u})
    if p is n and order >= 0:
        return add(at_p, mul(ZERO, u))  # wherever u has a value
    return _node("where", (u, at_p, at_n), Branches(p, n, order))


def function(name: str, x: Expr) -> Expr:
    """The function ``name`` of ``functions.FUNCTIONS``, at ``x``."""
    value = rational(x)
    known = None if value is None else FUNCTIONS[name].values.get(value)
    return _node(name, (x,)) if known is None else num(known)


def topological(outputs: Iterable[Expr]) -> list[Expr]:
    """Every node below ``outputs``, each after its arguments (iteratively: depth is no limit)."""
    order: dict[Expr, None] = {}
    stack: list[Expr | None] = []
    stack += [*outputs][::-1]
    while stack:
        x = stack.pop()
        if x is None:  # the arguments of the node below it are done
            x = stack.pop()
            assert x is not None
            order[x] = None
        elif x.args and x not in order:
            stack += x, None, *x.args[::-1]
        elif not x.args:
            order[x] = None
    return list(order)


def variables(outputs: Iterable[Expr]) -> set[str]:
    """The names of the variables below ``outputs``."""
    return {str(x.data) for x in topological(outputs) if x.op == "var"}


def rebuild(x: Expr, args: Sequence[Expr]) -> Expr:
    """The node ``x`` with these arguments, simplified as when first built."""
    if tuple(args) == x.args:
        return x
    if x.op == "pow":
        return power(args[0], number(x))
    if x.op == "where":
        return where(args[0], *branches(x))
    if x.op in FUNCTIONS:
        return function(x.op, args[0])
    if x.op == "neg":
        return neg(args[0])
    return {"add": add, "sub": sub, "mul": mul, "div": div}[x.op](args[0], args[1])


def substitute(outputs: Sequence[Expr], values: Mapping[str, Expr]) -> list[Expr]:
    """``outputs`` with each variable named in ``values`` replaced, all at once."""
    new: dict[Expr, Expr] = {}
    if not values:
        return list(outputs)
    for x in topological(outputs):
        if x.op == "var":
            new[x] = values.get(str(x.data), x)
        else:
            new[x] = rebuild(x, [new[a] for a in x.args]) if x.args else x
    return [new[x] for x in outputs]


def branches(x: Expr) -> Branches:
    """The branches of a ``where`` node."""
    assert isinstance(x.data, Branches)
    return x.data


def text(x: Expr) -> str:
    """``x`` in the grammar of the problem files (a ``where`` prints as itself, which that grammar does not read).

    Raises:
        ValueError: longer than ``MAX_TEXT`` characters, as a small graph that shares its nodes can be.
    """
    written: dict[Expr, str] = {}
    signs = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
    for y in topological([x]):
        args = [written[a] for a in y.args]
        if y.op == "num":
            written[y] = str(y.data) if number(y) >= 0 and number(y).denominator == 1 else f"({y.data})"
        elif y.op == "var":
            written[y] = str(y.data)
        elif y.op == "pi":
            written[y] = "pi"
        elif y.op in signs:
            written[y] = f"({args[0]} {signs[y.op]} {args[1]})"
        elif y.op == "neg":
            written[y] = f"(-{args[0]})"
        elif y.op == "pow":
            written[y] = f"{args[0]}**({y.data})"
        elif y.op == "where":
            written[y] = f"where({', '.join(args)}, {branches(y).order})"
        else:
            written[y] = f"{y.op}({args[0]})"
        if len(written[y]) > MAX_TEXT:
            raise ValueError(f"the expression has more than {MAX_TEXT} characters when written out")
    return written[x]


def _total(x: Expr) -> bool:
    """Whether ``x`` certainly has a value everywhere, so that ``0 * x = 0`` and ``x - x = 0`` lose no pole."""
    return all(
        y.op != "div"
        and not (y.op in FUNCTIONS and FUNCTIONS[y.op].above is not None)
        and not (y.op == "where" and branches(y).order == UNDEFINED)
        and not _partial_power(y)
        for y in topological([x])
    )


def _partial_power(x: Expr) -> bool:
    return x.op == "pow" and (number(x).denominator != 1 or number(x) < 0)


def number(x: Expr) -> Fraction:
    """The number that a constant is, or the exponent of a power."""
    assert isinstance(x.data, Fraction)
    return x.data
