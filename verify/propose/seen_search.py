"""Looks for the reason why the neuron sees all residuals at a = 0, or why no point with a = 0 is a local minimum.

Nothing here proves anything: ``kernel/statement_kinds/residuals_seen.py`` and ``never.py`` check each line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from ..errors import CertificateError
from ..exact import write
from ..files.statement_file import StatementFile
from ..kernel import gate
from ..kernel.certificate import Certificate
from ..kernel.sides import constant_sign, on_sides, one_case
from ..kernel.statement_kinds.never import AT_ZERO
from ..kernel.statement_kinds.orbits import ANYWHERE, ONE_SIDE, B, lam_signs, penalty_at
from ..kernel.statement_kinds.orders import BOTH, at_zero, branches_of, leading
from ..kernel.statement_kinds.residuals_seen import MOST_INPUTS
from ..kernel.statement_kinds.roots import BESIDE, ROOTS, S
from ..kernel.statement_kinds.slides import SIDES, one_side
from ..kernel.statements import NEVER, statement_digest
from ..numerics.identity import vanish
from ..numerics.plain_form import plain
from ..problem.derivatives import gradient
from ..problem.expression import ONE, ZERO, Expr, num, rational, substitute, text, variables
from .constant_ratio import PROBES, constant_ratio
from .visible_sign import visible

Json = dict[str, Any]

BIASES = tuple(Fraction(*b) for b in ((1, 1), (-1, 3), (5, 7)))
POWERS = tuple(Fraction(n, 2) for n in (1, 3, 5, -1, -2, -3, -4, -5)) + tuple(
    Fraction(n, d) for d in (3, 4, 5) for n in range(-4, 8) if n % d
)


def never(statement: StatementFile, assumptions: Sequence[str], orbits: list[Json]) -> Iterator[Certificate]:
    """A proposal that L~ has no local minimum at all."""
    reasons = [_reason(statement, penalty_at(statement.augmentation, lam)) for _, lam in lam_signs(statement)]
    if None not in reasons:
        data = {"assumptions": list(assumptions), "orbits": orbits, "never": reasons}
        yield Certificate(NEVER, statement_digest(statement), data)


def _reason(statement: StatementFile, penalty: Expr) -> Json | None:
    if any(known.nowhere for known in gate.look([statement.augmentation.neuron, penalty], AT_ZERO)):
        return {"by": "value"}
    here = one_case(at_zero(penalty), ANYWHERE)
    for name, side in SIDES.items():
        beside = one_case(one_side(penalty, side), ONE_SIDE)
        if here is not None and beside is not None:
            form = visible(at_zero(beside) - here, ANYWHERE)
            if gate.sign(form, ANYWHERE) is gate.Sign.NEGATIVE:
                return {"by": name, "form": text(form)}
    return None


def seen_by(statement: StatementFile) -> Iterator[Json]:
    """Why the neuron may see all residuals at a = 0: the fields ``seen`` and ``penalties``."""
    penalties = [penalty_at(statement.augmentation, lam) for _, lam in lam_signs(statement)]
    forms = [plain(x) for x in penalties]
    more = {"penalties": [text(x) for x in forms]} if forms != penalties else {}
    for seen in (*_analytic(statement), *_roots(statement)):
        yield {"seen": seen, **more}


def _analytic(statement: StatementFile) -> Iterator[Json]:
    try:
        _, above, below = leading(branches_of(statement.augmentation.neuron, "neuron"), BOTH, "neuron")
    except CertificateError:
        return
    ratio = constant_ratio(-below, above)
    if ratio is None:
        return
    said = {} if ratio is ONE else {"ratio": text(ratio)}
    by_u = gradient(above, ["u"])[0]
    rate = constant_ratio(by_u, above)
    if rate is not None and constant_sign(rate) in (1, -1) and vanish([by_u - rate * above]):
        at = next((p for p in PROBES if constant_sign(substitute([above], p)[0]) in (1, -1)), None)
        if at is not None:
            yield {"by": "rate", "rate": text(rate), "at": [_written(at["b"]), _written(at["u"])], **said}
        return
    if statement.distinct is None or statement.distinct > MOST_INPUTS:
        return
    biases, derivative = [], above
    for _ in range(statement.distinct):
        there = [b for b in BIASES if constant_sign(substitute([derivative], {"b": num(b), "u": ZERO})[0]) in (1, -1)]
        if not there:
            return
        biases.append(write(there[0]))
        derivative = gradient(derivative, ["u"])[0]
    yield {"by": "moments", "at": biases, **said}


def _roots(statement: StatementFile) -> Iterator[Json]:
    """For neurons that are, on each side of u + b = 0, g(a) |u + b|^e."""
    neuron, groups, ratio = statement.augmentation.neuron, [], ONE
    powers: set[Fraction] = set()
    for side in (1, -1):
        moved = substitute([neuron], {"u": side * S - B})[0]
        try:
            halves = [on_sides(one_side(moved, sign), BESIDE, [S], [1]) for sign in (1, -1)]
        except CertificateError:
            return
        known = [x for half in halves if (x := _in_s(half)) is not None]
        if len(known) < 2:
            continue
        ratio_here = constant_ratio(substitute([-known[1]], {"s": ONE})[0], substitute([known[0]], {"s": ONE})[0])
        power = _power(known[0])
        if ratio_here is None or power is None:
            return
        ratio = ratio_here
        powers.add(power)
        groups.append({"above": text(known[0]), "below": text(known[1])})
    number = rational(ratio)
    if groups and len(powers) == 1 and number is not None and number > 0:
        yield {
            "by": ROOTS, "power": write(powers.pop()), "along": ["1", "1"], "ratio": write(number), "sides": groups,
        }  # fmt: skip


def _in_s(half: Expr) -> Expr | None:
    """The neuron on this side as a function of a and s alone: with b = 0."""
    shown = substitute([half], {"b": ZERO})[0]
    if variables([shown]) - {"a", "s"} or gate.look([shown], BESIDE)[0].nowhere:
        return None
    return shown if vanish([half - shown]) else None


def _power(x: Expr) -> Fraction | None:
    """The power of s to which it seems to be proportional."""
    slope = S * gradient(x, ["s"])[0]
    found = [e for e in POWERS if vanish([(slope - num(e) * x) * S ** (-e % 1)])]
    return found[0] if found else None


def _written(x: Expr) -> str:
    value = rational(x)
    assert value is not None
    return write(value)
