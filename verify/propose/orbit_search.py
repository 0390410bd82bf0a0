"""Looks for an orbit that leaves the neuron as it is and lowers the penalty, and writes it down for the kernel.

Nothing here proves anything. A wrong proposal is refused by ``kernel/statements.py``, which also has the theorem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import CertificateError, VerifyError
from ..exact import write
from ..files.statement_file import StatementFile
from ..kernel import gate
from ..kernel.certificate import Certificate, Fields
from ..kernel.region import EVERYWHERE
from ..kernel.sides import cases, constant_sign, one_case
from ..kernel.statement_kinds.amplitudes import check_amplitudes_at
from ..kernel.statement_kinds.no_instance import in_all_instances
from ..kernel.statement_kinds.orbits import FIELDS, ONE_SIDE, A, B, Orbit, U, lam_signs, penalty_at
from ..kernel.statement_kinds.trades import SHAPES, STILL, TRADE
from ..kernel.statements import KINDS, VACUITY, statement_digest
from ..numerics.identity import vanish
from ..problem.augmentation import Augmentation
from ..problem.derivatives import gradient
from ..problem.expression import ONE, ZERO, Expr, num, substitute, text
from ..problem.losses import LOSSES
from ..truth import Truth
from .constant_ratio import PROBES, constant_ratio
from .seen_search import BIASES, never, seen_by
from .slide_search import slide
from .visible_sign import visible

Json = dict[str, Any]

SEEN = "residuals-seen"


def proposals(statement: StatementFile, assumptions: Sequence[str]) -> Iterator[Certificate]:
    """Certificates that the statement holds, one after the other; each may be wrong, and often there is none."""
    yield from _vacuous(statement, assumptions)
    kind = next((name for name, (conclusions, _) in KINDS.items() if statement.conclusion in conclusions), None)
    if kind in (None, VACUITY) or "a" in statement.augmentation.frozen:
        return
    assert kind is not None
    groups = [_accepted(statement, name, lam) for name, lam in lam_signs(statement)]
    if None in groups:
        return
    found = [g for g in groups if g]
    if kind == SEEN:
        yield from never(statement, assumptions, found)
        for seen in seen_by(statement):
            yield _certificate(statement, assumptions, kind, found, seen)
        return
    yield _certificate(statement, assumptions, kind, found)


def _accepted(statement: StatementFile, name: str, lam: Expr) -> Json | None:
    """Why all amplitudes are 0, for this sign of lam: the first reason that the kernel accepts."""
    for group in _groups(statement, name, lam):
        fields = Fields({key: value for key, value in group.items() if key != "lam"}, "orbits")
        try:
            check_amplitudes_at(statement, lam, fields)
        except (VerifyError, ArithmeticError, ValueError):
            continue
        return group
    return None


def _groups(statement: StatementFile, name: str, lam: Expr) -> Iterator[Json]:
    for field in (*FIELDS, TRADE):
        group = _trade if field == TRADE else _orbit
        try:
            found = group(statement.augmentation, field, name, lam)
        except CertificateError:
            return
        if found is not None:
            yield found
    yield from slide(statement, name, lam)


def _vacuous(statement: StatementFile, assumptions: Sequence[str]) -> Iterator[Certificate]:
    """That no instance meets an assumption as it should be, where that is so."""
    for key in assumptions:
        if in_all_instances(statement, key) is (Truth.YES if key in statement.dropped else Truth.NO):
            data = {"assumptions": list(assumptions), "assumption": key}
            yield Certificate(VACUITY, statement_digest(statement), data)


def _certificate(
    statement: StatementFile, assumptions: Sequence[str], kind: str, orbits: list[Json], seen: Json | None = None
) -> Certificate:
    data: Json = {"assumptions": list(assumptions), "orbits": orbits}
    if seen is not None:
        data |= {**seen, "met": _met(statement, set(assumptions) - set(statement.dropped))}
    return Certificate(kind, statement_digest(statement), data)


def symmetry(augmentation: Augmentation) -> Orbit | None:
    """An orbit that seems to leave both neuron and penalty as they are; None if none was found."""
    penalty = penalty_at(augmentation, num(augmentation.lam))
    for field in FIELDS:
        orbit = orbit_of(augmentation, field)
        if orbit is None:
            continue
        sides = [one_case(substitute([penalty], {"a": A * side})[0], ONE_SIDE) for side in (1, -1)]
        if vanish([ONE if smooth is None else orbit.along(smooth) for smooth in sides]):
            return orbit
    return None


def orbit_of(augmentation: Augmentation, field: str) -> Orbit | None:
    """The orbit of this field that seems to leave the neuron as it is; None if there is none, or it is not trained."""
    if set(FIELDS[field]) & set(augmentation.frozen):
        return None
    c = _constant(augmentation.neuron, field)
    if c is None:
        return None
    alpha, beta = (c.args[1], ONE) if c.op == "div" and c.args[0] is ONE else (ONE, c)
    return Orbit(field, alpha, beta)


def _orbit(augmentation: Augmentation, field: str, name: str, lam: Expr) -> Json | None:
    orbit = orbit_of(augmentation, field)
    if orbit is None:
        return None
    rates = _rates(augmentation.neuron, orbit)
    if rates is None:
        return None
    changes = _changes(penalty_at(augmentation, lam), orbit)
    if changes is None:
        return None
    alpha, beta = text(orbit.alpha), text(orbit.beta)
    return {"lam": name, "field": field, "alpha": alpha, "beta": beta, "kinks": rates, **changes}


def _changes(penalty: Expr, orbit: Orbit) -> Json | None:
    """The derivatives of the penalty along the orbit on both sides of a = 0, in forms that show their signs."""
    sides = [one_case(substitute([penalty], {"a": A * side})[0], ONE_SIDE) for side in (1, -1)]
    forms = [text(visible(orbit.along(side), ONE_SIDE)) for side in sides if side is not None]
    return {"above": forms[0], "below": forms[1]} if len(forms) == 2 else None


def _trade(augmentation: Augmentation, field: str, name: str, lam: Expr) -> Json | None:
    """Why the amplitude may be traded for the bias: the shape of the neuron as a function of b."""
    neuron = one_case(substitute([augmentation.neuron], {"a": ONE, "u": ZERO})[0], EVERYWHERE)
    changes = _changes(penalty_at(augmentation, lam), STILL)
    if neuron is None or changes is None:
        return None
    for shape, (order, wanted) in SHAPES.items():
        form = neuron
        for _ in range(order):
            form = gradient(form, ["b"])[0]
        known = gate.sign(form, EVERYWHERE)
        if known is not None and (known.at_least_zero if wanted > 0 else known.at_most_zero):
            at = next((b for b in BIASES if constant_sign(substitute([form], {"b": num(b)})[0]) in (1, -1)), None)
            if at is not None:
                said = {"psi": text(neuron), "shape": shape, "form": text(form), "at": write(at)}
                return {"lam": name, "field": field, **said, **changes}
    return None


def _moved(x: Expr, field: str) -> Expr:
    """Y x for a function x of (a, b, u)."""
    x_b, x_u = gradient(x, ["b", "u"])
    return {"shift": x_b, "scale": B * x_b + U * x_u, "bias": B * x_b, "weight": U * x_u}[field]


def _constant(neuron: Expr, field: str) -> Expr | None:
    """The constant c with ``a N_a = c Y N``, as it looks at a point, and at another one where kinks do not hinder."""
    x, y = A * gradient(neuron, ["a"])[0], _moved(neuron, field)
    c = constant_ratio(x, y)
    if c is None:
        return None
    away = substitute([x - c * y], PROBES[1])[0]
    return None if constant_sign(away) in (1, -1) else c


def _rates(neuron: Expr, orbit: Orbit) -> dict[str, str] | None:
    """For each condition of a kink of the neuron, the rate at which it grows along the orbit."""
    rates: dict[str, str] = {}
    for _, conditions in cases(neuron, EVERYWHERE):
        for condition in conditions:
            change = orbit.alpha * A * gradient(condition, ["a"])[0] - orbit.beta * _moved(condition, orbit.field)
            rate = constant_ratio(change, condition)
            if rate is None:
                return None
            rates[text(condition)] = text(rate)
    return rates


def _met(statement: StatementFile, kept: set[str]) -> Mapping[str, str]:
    """By what each property is met that the conclusion may need; only what is met is named."""
    name = statement.loss.get("name") if isinstance(statement.loss, dict) else statement.loss
    record = LOSSES.get(name) if name is not None else None
    loss = {
        "differentiable": record is not None and record.differentiable,
        "convex": record is not None and record.convex,
        "stationary-is-global": record is not None and record.stationary_is_global,
    }
    found: dict[str, str] = {}
    for key in ("differentiable", "eliminable", "convex", "stationary-is-global", "realizable", "data-only"):
        if key in kept:
            found[key] = "kept"
        elif loss.get(key):
            found[key] = "loss"
        elif key == "realizable" and statement.data in ("realizable", "distinct"):
            found[key] = "data"
    return found
