"""The kernel's check that an orbit forces a = 0: theorem ORBIT of ``notes/theory.md``, section 9.

An orbit is the flow of ``alpha a d/da - beta Y`` with constants alpha, beta and Y one of ``FIELDS``. Its flow is known
in closed form, so that "leaves the neuron as it is" is an identity between values, which needs no derivative and no
continuity: N(orbit at the time t) = N(orbit at 0), for all t, on each choice of sides of the kinks of N. Each condition
of a kink has to be multiplied by a positive factor along the orbit: then the orbit stays on its side.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ...errors import CertificateError, FormulaError
from ...files.statement_file import StatementFile
from ...numerics.identity import vanish
from ...problem.augmentation import PENALTY_NAMES, Augmentation
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, Expr, function, num, substitute, text, var
from ...problem.formula import constant, parse
from ...truth import Truth
from .. import gate
from ..certificate import Fields
from ..finding import require
from ..region import EVERYWHERE, NONNEGATIVE, POSITIVE, Range, Region
from ..sides import cases, constant_sign, one_case, strict

A, B, U, W2, LAM, T = var("a"), var("b"), var("u"), var("w2"), var("lam"), var("t")

FIELDS: dict[str, tuple[str, ...]] = {"shift": ("b",), "scale": ("b", "W"), "bias": ("b",), "weight": ("W",)}
"""What each Y moves: ``shift`` d/db, ``scale`` b d/db + w d/dw, ``bias`` b d/db, ``weight`` w d/dw."""

_ANY: dict[str, Range] = {"w2": NONNEGATIVE, "lam": POSITIVE}
ANYWHERE = Region(_ANY)
"""All a and b, all |w|^2 >= 0, all lam > 0. (A negative lam is written as -lam.)"""

ONE_SIDE = Region({**_ANY, "a": POSITIVE})
CLOSED_SIDE = Region({**_ANY, "a": NONNEGATIVE})


@dataclass(frozen=True)
class Orbit:
    """The orbits ``(a e^(alpha t), b e^(-beta t), ...)``, or ``b - beta t`` for the field ``shift``."""

    field: str
    alpha: Expr
    beta: Expr

    def flow(self) -> dict[str, Expr]:
        """Where a point is at the time t."""
        shrink = function("exp", -(self.beta * T))
        at = {"a": A * function("exp", self.alpha * T)}
        if self.field == "shift":
            return {**at, "b": B - self.beta * T}
        if "b" in FIELDS[self.field]:
            at["b"] = B * shrink
        if "W" in FIELDS[self.field]:
            at["u"] = U * shrink
        return at

    def along(self, x: Expr) -> Expr:
        """The derivative of x, a function of (a, b, w2) without kinks, along the orbit at the time 0."""
        x_a, x_b, x_w2 = gradient(x, ["a", "b", "w2"])
        y = {
            "shift": x_b,
            "scale": B * x_b + 2 * W2 * x_w2,
            "bias": B * x_b,
            "weight": 2 * W2 * x_w2,
        }[self.field]
        return self.alpha * A * x_a - self.beta * y


def lam_signs(statement: StatementFile) -> list[tuple[str, Expr]]:
    """lam as expressions in ``LAM``, which stands for a positive number; all signs that the statement allows."""
    allowed = {"positive": ("positive",), "negative": ("negative",), "nonzero": ("positive", "negative"),
               "zero": ("zero",), "free": ("positive", "negative", "zero")}.get(statement.lam)  # fmt: skip
    if allowed is None:
        return [(statement.lam, num(statement.augmentation.lam))]
    return [(name, {"positive": LAM, "negative": -LAM, "zero": ZERO}[name]) for name in allowed]


def penalty_at(augmentation: Augmentation, lam: Expr) -> Expr:
    """The penalty of one neuron, with this lam."""
    return substitute([augmentation.penalty], {"lam": lam})[0]


def require_total(statement: StatementFile) -> None:
    """Neuron and penalty have a value everywhere: where one has none, its domain is a bound that no one stated."""
    known = gate.defined(statement.augmentation.neuron, EVERYWHERE)
    require(known is Truth.YES, "the neuron was not proved to have a value at all a, b, u")
    for name, lam in lam_signs(statement):
        penalty = penalty_at(statement.augmentation, lam)
        require(
            gate.defined(penalty, ANYWHERE) is Truth.YES,
            f"the penalty was not proved to have a value everywhere (lam: {name})",
        )


def check_orbit(statement: StatementFile, lam: Expr, group: Fields) -> str:
    """At every local minimum, and critical point, of L~ all amplitudes are 0, for this sign of lam; the orbit in words.

    Neuron and penalty must have a value everywhere.
    """
    orbit = _orbit(group)
    _check_trained(orbit, statement.augmentation)
    _check_neuron(orbit, statement.augmentation, group)
    rises = check_penalty(orbit, statement, lam, group)
    check_bounds(orbit, statement.augmentation, rises)
    return _says(orbit)


def _orbit(group: Fields) -> Orbit:
    field = group.text("field")
    require(field in FIELDS, f"{group.where}.field: one of {', '.join(FIELDS)}")
    return Orbit(field, constant_field(group, "alpha"), constant_field(group, "beta"))


def constant_field(group: Fields, key: str) -> Expr:
    """A constant, as exact text. It must have a value: an identity says nothing where a side of it has none."""
    try:
        value = constant(group.text(key), f"{group.where}.{key}")
    except FormulaError as error:
        raise CertificateError(str(error)) from error
    require(gate.defined(value, EVERYWHERE) is Truth.YES, f"{group.where}.{key} was not proved to be a number")
    return value


def _check_trained(orbit: Orbit, augmentation: Augmentation) -> None:
    moved = {"a", *FIELDS[orbit.field]}
    require(not moved & set(augmentation.frozen), "the orbit moves what is not trained")


def _check_neuron(orbit: Orbit, augmentation: Augmentation, group: Fields) -> None:
    """N(orbit at t) = N(orbit at 0) for all a, b, u, t."""
    flow = orbit.flow()
    rates = group.group("kinks")
    for case, conditions in cases(augmentation.neuron, EVERYWHERE):
        for condition in conditions:
            rate = constant_field(rates, text(condition))
            moved = substitute([condition], flow)[0]
            kept = vanish([moved - function("exp", rate * T) * condition])
            require(kept, f"the orbit was not proved to stay on one side of {text(condition)} = 0")
        require(vanish([substitute([case], flow)[0] - case]), "the orbit was not proved to leave the neuron as it is")
    rates.finish()


def check_penalty(orbit: Orbit, statement: StatementFile, lam: Expr, group: Fields) -> int:
    """The one strict sign that the derivative of the penalty along the orbit has wherever a is not 0."""
    penalty = penalty_at(statement.augmentation, lam)
    found = set()
    for key, side in (("above", 1), ("below", -1)):
        smooth = one_case(substitute([penalty], {"a": A * side})[0], ONE_SIDE)
        if smooth is None or gate.differentiable(smooth, ONE_SIDE) is not Truth.YES:
            raise CertificateError("the penalty was not proved to be smooth on each side of a = 0")
        change = _form(group, key)
        require(vanish([orbit.along(smooth) - change]), f"{group.where}.{key} is not the derivative along the orbit")
        found.add(strict(change, ONE_SIDE))
    require(found in ({1}, {-1}), "the penalty was not proved to fall, or to rise, along the orbit wherever a is not 0")
    (rises,) = found
    assert rises is not None
    if statement.augmentation.shared and len(statement.augmentation.neurons(statement.outputs)) > 1:
        _check_penalty_at_zero(orbit, penalty, rises)
    return rises


def _check_penalty_at_zero(orbit: Orbit, penalty: Expr, rises: int) -> None:
    """Amplitudes on a shared neuron that are 0 stay 0, but their penalty may change with b and w: not the other way."""
    still = one_case(substitute([penalty], {"a": ZERO})[0], ANYWHERE)
    if still is None or gate.differentiable(still, ANYWHERE) is not Truth.YES:
        raise CertificateError("the penalty of a shared neuron was not proved to be smooth at a = 0")
    change = orbit.along(still)
    known = gate.sign(change, ANYWHERE)
    harmless = known is not None and (known.at_least_zero if rises > 0 else known.at_most_zero)
    harmless = harmless or vanish([change])
    require(harmless, "on a shared neuron the penalty of amplitudes that are 0 may change the other way")


def _form(group: Fields, key: str) -> Expr:
    """The derivative of the penalty along the orbit, in a form that shows its sign; a stands for |a|."""
    try:
        return parse(group.text(key), PENALTY_NAMES, f"{group.where}.{key}")
    except FormulaError as error:
        raise CertificateError(str(error)) from error


def check_bounds(orbit: Orbit, augmentation: Augmentation, rises: int) -> None:
    """No bound stops the motion that lowers the penalty, anywhere: backwards along the orbit if the penalty rises.

    What moves towards 0 meets no bound that 0 meets; what moves away from it is to have no bound at all.
    """
    alpha, beta = constant_sign(orbit.alpha), constant_sign(orbit.beta)
    if alpha is None or beta is None:
        require(not augmentation.constraints, "the directions in which the orbit moves were not proved")
        return
    speeds = {"a": -rises * alpha, "b": 0, "W": 0} | dict.fromkeys(FIELDS[orbit.field], rises * beta)
    for name, speed in speeds.items():
        low, high = limits(augmentation, name)
        if name == "b" and orbit.field == "shift":
            free = (high if speed > 0 else low) is None
        elif speed < 0:
            free = (low is None or low <= 0) and (high is None or high >= 0)
        else:
            free = low is None and high is None
        require(speed == 0 or free, f"a bound on {name} may stop the orbit")


def limits(augmentation: Augmentation, name: str) -> tuple[Fraction | None, Fraction | None]:
    """The greatest lower and the least upper bound on the entries of a, b or W."""
    lows = [c.bound for c in augmentation.constraints if c.name == name and c.relation == ">="]
    highs = [c.bound for c in augmentation.constraints if c.name == name and c.relation == "<="]
    return max(lows, default=None), min(highs, default=None)


def _says(orbit: Orbit) -> str:
    alpha, beta = text(orbit.alpha), text(orbit.beta)
    grown = "e^t" if alpha == "1" else f"e^({alpha} t)"
    shrunk = "t" if beta == "1" else f"{beta} t"
    words = {
        "shift": f"(a, b) -> (a {grown}, b - {shrunk})",
        "scale": f"(a, b, w) -> (a {grown}, b e^(-{shrunk}), w e^(-{shrunk}))",
        "bias": f"(a, b) -> (a {grown}, b e^(-{shrunk}))",
        "weight": f"(a, w) -> (a {grown}, w e^(-{shrunk}))",
    }
    return f"the orbit {words[orbit.field]} leaves the neuron as it is"
