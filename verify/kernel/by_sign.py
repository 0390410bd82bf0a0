"""What is certain about a formula where the signs of some of its parts are known: defined, continuous, of one sign.

A region is a mapping from expressions to signs, such as ``{a: > 0, w2: >= 0}``; every other variable is any real
number. Nothing is sampled: each answer follows from how the formula is built, and from balls for its constants. A
formula with kinks is first cut into ``cases``, one for each choice of sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from ..errors import CertificateError
from ..numerics import ball
from ..numerics.program import Program
from ..problem.expression import UNDEFINED, Expr, branches, rational, rebuild, topological, variables

Sign = tuple[int, bool]
"""1: at least 0, -1: at most 0, 0: zero; and whether 0 is excluded."""

Region = Mapping[Expr, Sign]

POSITIVE, NONNEGATIVE, NEGATIVE = (1, True), (1, False), (-1, True)

MOST_CASES = 64
BITS = (64, 256, 1024)


def sign(x: Expr, region: Region) -> Sign | None:
    """The sign that x, which has a value at each point of the region, has at all of them; None if not proved."""
    return _signs(x, region)[x] if continuous(x, region) else None


def strict(x: Expr, region: Region) -> int | None:
    """1 or -1 if x is defined and of this sign, and not 0, at each point of the region; None if not proved."""
    found = sign(x, region)
    return found[0] if found is not None and found[0] != 0 and found[1] else None


def continuous(x: Expr, region: Region) -> bool:
    """True proves: x is defined at each point of the region, and continuous on it."""
    return _regular(x, region, smooth=False)


def analytic(x: Expr, region: Region) -> bool:
    """True proves: x is defined at each point of the region, and real analytic on a neighbourhood of it."""
    return _regular(x, region, smooth=True)


def total(x: Expr, region: Region) -> bool:
    """True proves: x has a value at each point of the region. It may jump."""
    try:
        return all(continuous(case, part) for (case,), part in cases([x], region))
    except CertificateError:
        return False


def constant_sign(x: Expr) -> int | None:
    """The sign of a constant, 1, -1 or 0; None if no ball decides it."""
    value = rational(x)
    if value is not None:
        return (value > 0) - (value < 0)
    if variables([x]):
        return None
    for bits in BITS:
        with ball.precision(bits):
            found = ball.sign(Program([x], []).run(ball.BALLS, [])[0])
        if found in (1, -1):
            return found
    return None


def cases(expressions: Sequence[Expr], region: Region) -> Iterator[tuple[list[Expr], dict[Expr, Sign]]]:
    """The expressions without kinks, once for each choice of sides that the region does not exclude, with its part.

    Raises:
        CertificateError: there are more than ``MOST_CASES`` choices, or at some kink there is no value.
    """
    waiting = [(list(expressions), dict(region))]
    count = 1
    while waiting:
        now, part = waiting.pop()
        kink = next((x for x in topological(now) if x.op == "where"), None)
        if kink is None:
            yield now, part
            continue
        condition = kink.args[0]
        side = _side(kink, part)
        if side is not None:
            waiting.append((_resolved(now, kink, side), part))
            continue
        if branches(kink).order == UNDEFINED or not continuous(condition, part):
            raise CertificateError("a formula was not proved to have a value at all of its kinks")
        count += 1
        if count > MOST_CASES:
            raise CertificateError(f"a formula has more than {MOST_CASES} choices of sides")
        waiting.append((_resolved(now, kink, -1), {**part, condition: NEGATIVE}))
        waiting.append((_resolved(now, kink, 1), {**part, condition: NONNEGATIVE}))


def one_case(x: Expr, region: Region) -> Expr | None:
    """x without kinks, if the region lies on one side of each of them; else None."""
    while True:
        kink = next((y for y in topological([x]) if y.op == "where"), None)
        if kink is None:
            return x
        side = _side(kink, region)
        if side is None:
            return None
        (x,) = _resolved([x], kink, side)


def _side(kink: Expr, region: Region) -> int | None:
    """The side of a kink on which the whole region lies, the upper one with the kink itself if it has a value there."""
    found = sign(kink.args[0], region)
    if found is None or (branches(kink).order == UNDEFINED and not found[1]):
        return None
    if found[0] >= 0:
        return 1
    return -1 if found[1] else None


def _resolved(expressions: Sequence[Expr], kink: Expr, side: int) -> list[Expr]:
    new: dict[Expr, Expr] = {}
    for x in topological(expressions):
        if x is kink:
            new[x] = new[x.args[1 if side == 1 else 2]]
        else:
            new[x] = rebuild(x, [new[y] for y in x.args]) if x.args else x
    return [new[x] for x in expressions]


def _regular(x: Expr, region: Region, smooth: bool) -> bool:
    signs = _signs(x, region)
    for y in topological([x]):
        if y.op == "where":
            return False
        if y.op == "div" and not _nonzero(signs[y.args[1]]):
            return False
        if y.op == "log" and signs[y.args[0]] != POSITIVE:
            return False
        if y.op == "pow":
            exponent, base = Fraction(y.data), signs[y.args[0]]
            if exponent.denominator == 1 and exponent > 0:
                continue
            if exponent.denominator == 1 and not _nonzero(base):
                return False
            if exponent.denominator != 1 and (base is None or base[0] != 1):
                return False
            if exponent.denominator != 1 and (smooth or exponent < 0) and base != POSITIVE:
                return False
    return True


def _nonzero(found: Sign | None) -> bool:
    return found is not None and found[0] != 0 and found[1]


def _signs(x: Expr, region: Region) -> dict[Expr, Sign | None]:
    """The sign of every part of x that has a value, where it has one."""
    signs: dict[Expr, Sign | None] = {}
    free: set[Expr] = set()
    for y in topological([x]):
        if y.op == "var" or any(argument in free for argument in y.args):
            free.add(y)
        if y in region:
            signs[y] = region[y]
        elif y not in free:
            decided = constant_sign(y)
            signs[y] = None if decided is None else (decided, decided != 0)
        else:
            signs[y] = _sign(y, [signs[argument] for argument in y.args])
    return signs


def _sign(x: Expr, inner: Sequence[Sign | None]) -> Sign | None:
    if x.op in ("exp", "sigmoid", "softplus", "cosh"):
        return POSITIVE
    if x.op == "pow":
        return _power(Fraction(x.data), inner[0])
    if x.op == "mul" and x.args[0] is x.args[1]:
        return 1, _nonzero(inner[0])
    known = [found for found in inner if found is not None]
    if not known or len(known) != len(inner):
        return None
    match x.op:
        case "neg":
            return -known[0][0], known[0][1]
        case "atan" | "sinh" | "tanh" | "erf":  # odd and increasing
            return known[0]
        case "add":
            return _added(known[0], known[1])
        case "sub":
            return _added(known[0], (-known[1][0], known[1][1]))
        case "mul" | "div":
            product = known[0][0] * known[1][0]
            return product, product != 0 and known[0][1] and known[1][1]
    return None


def _power(exponent: Fraction, base: Sign | None) -> Sign | None:
    if exponent.denominator == 1 and exponent.numerator % 2 == 0:
        return 1, _nonzero(base)
    if exponent.denominator != 1:  # where it has a value, the base is >= 0
        return 1, base == POSITIVE
    return base


def _added(x: Sign, y: Sign) -> Sign | None:
    if x[0] == 0 or y[0] == 0:
        return y if x[0] == 0 else x
    return (x[0], x[1] or y[1]) if x[0] == y[0] else None
