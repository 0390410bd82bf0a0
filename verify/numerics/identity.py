"""Exact identities: is an expression zero, identically, near a point? A yes is a proof; otherwise "not proved".

Every expression is brought to its normal form N / D (``normal_form.py``). If N = 0 then the expression is zero wherever
it is defined. The converse fails when atoms are algebraically dependent in a way that is not built in, so a "no" here
says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from ..problem.derivatives import tangent
from ..problem.expression import (
    ONE,
    UNDEFINED,
    Expr,
    branches,
    num,
    rebuild,
    substitute,
    text,
    topological,
    var,
    variables,
)
from ..truth import Truth
from . import ball
from .normal_form import normal_form, reduced
from .polynomial import NoNormalForm
from .program import Program

SIGN_BITS = (64, 256, 1024, 4096)


def vanish(expressions: Sequence[Expr], at: Mapping[str, Expr] | None = None) -> bool:
    """True proves: each expression is zero at ``at``, and near it wherever it has a value, whatever its variables are.

    That it has values near the point is another question (``sqrt(t)**2 - t`` at t = 0 has none for t < 0): the gate's.

    Args:
        expressions: what should vanish; variables that are not in ``at`` may take any value.
        at: constants for variables; used only to find which side of each kink the neighbourhood lies on, and to see
            that the expressions have a value there.
    """
    base = dict(at or {})
    if not all(ball.finite(value) for value in _values(expressions, base, 128)):
        return False
    try:
        smooth = resolved(expressions, base)
        # A value that is not 0 refutes the identity, and costs far less than a normal form.
        return not any(somewhere_nonzero(x) for x in smooth) and all(_numerator_vanishes(x) for x in smooth)
    except NoNormalForm:
        return False


def zero(constant: Expr) -> Truth:
    """Whether a constant expression is 0: YES by identity, NO by a ball that excludes 0, else UNKNOWN."""
    try:
        smooth = resolved([constant], {})
    except NoNormalForm:
        return Truth.UNKNOWN
    if _excludes_zero(smooth, SIGN_BITS[:2]):
        return Truth.NO
    if vanish(smooth):
        return Truth.YES
    return Truth.NO if _excludes_zero(smooth, SIGN_BITS[2:]) else Truth.UNKNOWN


def somewhere_nonzero(x: Expr) -> bool:
    """True proves that ``x`` has a value, which is not 0, at one of a few values of its variables."""
    names = sorted(variables([x]))
    if not names:
        return _excludes_zero([x], SIGN_BITS[:2])
    points = ({name: num(Fraction(s * (2 * i + 1), 2 * i + 5)) for i, name in enumerate(names)} for s in (1, -2))
    return any(ball.sign(_values([x], point, SIGN_BITS[1])[0]) in (1, -1) for point in points)


def _excludes_zero(constants: Sequence[Expr], precisions: Sequence[int]) -> bool:
    return any(ball.sign(_values(constants, {}, bits)[0]) in (1, -1) for bits in precisions)


def resolved(expressions: Sequence[Expr], at: Mapping[str, Expr]) -> list[Expr]:
    """``expressions`` without kinks: each ``where`` replaced by the branch in force around the point ``at``.

    Raises:
        NoNormalForm: the point lies on a kink that matters, or its side was not decided.
    """
    new: dict[Expr, Expr | None] = {}
    for x in topological(expressions):
        args = [new[a] for a in x.args]
        if x.op == "where":
            new[x] = _branch(x, args, at)
        elif any(a is None for a in args):
            new[x] = None
        else:
            new[x] = rebuild(x, [a for a in args if a is not None]) if x.args else x
    results = [new[x] for x in expressions]
    if any(x is None for x in results):
        raise NoNormalForm
    return [x for x in results if x is not None]


def resolved_at(x: Expr, at: Mapping[str, Expr]) -> Expr | None:
    """``resolved`` for one expression; None if a side was not decided."""
    try:
        return resolved([x], at)[0]
    except NoNormalForm:
        return None


def constant_text(x: Expr) -> str:
    """A constant as a formula that can be read: each kink in it is replaced by the branch in force.

    One whose side was not decided stays, and what is written then is no formula.
    """
    decided = resolved_at(x, {})
    return text(x if decided is None else decided)


def one_sided(derivative: Expr, name: str, at: Expr, side: int) -> Expr | None:
    """The limit of a derivative in one variable as it tends to the constant ``at`` from above (1) or below (-1).

    At a kink ``u = 0`` the branch is that of the side to which u moves; None if that was not decided.
    """
    point = {name: at}
    new: dict[Expr, Expr] = {}
    for x in topological([derivative]):
        if x.op == "where" and side_of(substitute([x.args[0]], point)[0]) == 0:
            speed = tangent([x.args[0]], {var(name): ONE})[0]
            towards = side_of(substitute([speed], point)[0])
            if towards not in (1, -1):
                return None
            new[x] = new[x.args[1] if towards == side else x.args[2]]
        else:
            new[x] = rebuild(x, [new[a] for a in x.args])
    return substitute([new[derivative]], point)[0]


def _branch(x: Expr, args: Sequence[Expr | None], at: Mapping[str, Expr]) -> Expr | None:
    u, p, n = args
    side = side_of(substitute([x.args[0] if u is None else u], at)[0])
    if side in (1, -1):
        # With an undecided kink in u: u, if it is continuous, has this sign near the point, too.
        return (p if side == 1 else n) if u is not None or not _jumps(x.args[0]) else None
    # On the kink itself: a constant u stays there, and the value is p unless it is undefined.
    stays = side == 0 and u is not None and _closed([u], {})
    return p if stays and branches(x).order != UNDEFINED else None


def _jumps(x: Expr) -> bool:
    """Whether some kink in x may be a jump."""
    return any(y.op == "where" and branches(y).order < 0 for y in topological([x]))


@lru_cache(maxsize=4096)
def side_of(u: Expr) -> int | None:
    """The sign of a constant: 1 or -1 by a ball, 0 by an identity; None if it was not decided (or is no constant)."""
    if not _closed([u], {}):
        return None
    for bits in SIGN_BITS[:2]:
        side = ball.sign(_values([u], {}, bits)[0])
        if side is not None:
            return side
    try:
        if _numerator_vanishes(u):
            return 0
    except NoNormalForm:
        pass
    for bits in SIGN_BITS[2:]:
        side = ball.sign(_values([u], {}, bits)[0])
        if side is not None:
            return side
    return None


def _values(expressions: Sequence[Expr], at: Mapping[str, Expr], bits: int) -> list[ball.Ball]:
    with ball.precision(bits):
        return Program(substitute(expressions, at), []).run(ball.BALLS, []) if _closed(expressions, at) else []


def _closed(expressions: Sequence[Expr], at: Mapping[str, Expr]) -> bool:
    return all(x.op != "var" or x.data in at for x in topological(expressions))


def _numerator_vanishes(x: Expr) -> bool:
    return not reduced(normal_form(x)[0])
