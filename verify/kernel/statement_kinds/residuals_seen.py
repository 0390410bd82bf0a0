"""The kernel's check that the neuron sees every residual at a = 0: theorem SEEN of ``notes/theory.md``, section 9.

Its hypotheses are checked one by one, in the order of the theorem: what is trained and where it has room; neuron and
penalty at a = 0, and their slopes in a there, on both sides; that the slope phi of the neuron is analytic and separates
the inputs; and that vanishing residuals are enough, by what the statement keeps or its loss has.
"""

from __future__ import annotations

from ...errors import CertificateError
from ...exact import exact
from ...files.statement_file import StatementFile
from ...numerics.identity import vanish
from ...problem.derivatives import gradient
from ...problem.expression import ONE, ZERO, Expr, num, substitute, text, var
from ...problem.losses import LOSSES, Loss
from ...truth import Truth
from .. import gate
from ..certificate import Fields
from ..finding import require
from ..region import EVERYWHERE
from ..sides import cases, constant_sign
from .orbits import ANYWHERE, constant_field, lam_signs, penalty_at
from .orders import BOTH, at_zero, branches_of, leading
from .rooms import Room, check_flat_penalty
from .roots import ROOTS, check_roots
from .slides import parsed

MOST_INPUTS = 10
"""Different inputs up to which Taylor coefficients are looked at: derivatives of products grow fast."""


def check_seen(statement: StatementFile, fields: Fields, kept: frozenset[str]) -> str:
    """At every local minimum of L~ with a = 0 all residuals vanish, and the conclusion of the statement follows.

    Args:
        statement: about local minima.
        fields: the certificate's data.
        kept: the assumptions of the claim that the statement keeps.

    Returns:
        Why, in words.
    """
    require(statement.points == "local-minima", "critical points need not see the residuals")
    _check_outputs(statement)
    room = Room(statement)
    _check_zero(statement.augmentation.neuron, "neuron")
    seen = fields.group("seen")
    order, words = (check_roots if seen.text("by") == ROOTS else _check_analytic)(statement, seen, room)
    signs = lam_signs(statement)
    plain = fields.texts("penalties", len(signs)) if fields.has("penalties") else [None] * len(signs)
    for (name, lam), written in zip(signs, plain, strict=True):
        penalty = penalty_at(statement.augmentation, lam)
        form = penalty if written is None else parsed(written, f"{fields.where}.penalties", ("a", "b", "w2", "lam"))
        check_flat_penalty(penalty, form, order, room, f"penalty (lam: {name})")
    return f"{words}; {_check_enough(statement, fields.group('met'), kept)}"


def _check_analytic(statement: StatementFile, seen: Fields, room: Room) -> tuple[int, str]:
    """The order of the neuron at a = 0, and why its slopes at different inputs are independent, in words.

    Its leading derivatives in a are analytic in b and u, and those of the two sides differ by a negative factor.
    """
    sides = branches_of(statement.augmentation.neuron, "neuron")
    for side in sides:
        require(vanish([at_zero(side)]), "the neuron may jump at a = 0")
    order, above, below = leading(sides, BOTH, "neuron")
    ratio = constant_field(seen, "ratio") if seen.has("ratio") else ONE
    require(constant_sign(ratio) == 1, "the ratio of the two sides of a = 0 was not proved to be positive")
    one = vanish([below + ratio * above])
    require(one, "the neuron was not proved to have one slope at a = 0 from both sides, up to this ratio")
    known = gate.analytic(above, EVERYWHERE)
    require(known is Truth.YES, "the slope of the neuron at a = 0 was not proved to be analytic in b and u")
    return order, _check_separates(above, statement, seen)


def _check_outputs(statement: StatementFile) -> None:
    """All outputs have a neuron; or all but one, and the slopes of the loss in all outputs always have the sum 0."""
    missing = set(range(statement.outputs)) - set(statement.augmentation.neurons(statement.outputs))
    if not missing:
        return
    record = _named_loss(statement)
    require(len(missing) == 1 and record is not None and not record.params, "an output has no neuron")
    assert record is not None
    q, y = ([f"{letter}{k + 1}" for k in range(statement.outputs)] for letter in "qy")
    slopes = gradient(record.build([var(name) for name in q], [var(name) for name in y], {}), q)
    total = sum(slopes[1:], slopes[0])
    require(vanish([total]), "an output has no neuron, and the slopes of the loss were not proved to have the sum 0")


def check_nothing_at_zero(statement: StatementFile) -> None:
    """Neuron and penalty are 0 where a = 0, whatever b and w: there L~ = L(theta)."""
    _check_zero(statement.augmentation.neuron, "neuron")
    for _, lam in lam_signs(statement):
        _check_zero(penalty_at(statement.augmentation, lam), "penalty")


def _check_zero(x: Expr, what: str) -> None:
    at_zero = substitute([x], {"a": ZERO})[0]
    require(_is_zero(at_zero), f"the {what} was not proved to be 0 where a = 0")


def _is_zero(x: Expr) -> bool:
    return all(vanish([case]) for case, _ in cases(x, ANYWHERE))


def _check_separates(phi: Expr, statement: StatementFile, seen: Fields) -> str:
    """The functions phi(b, w.x) of (b, w) at different inputs x are independent."""
    by = seen.text("by")
    if by == "rate":
        rate = constant_field(seen, "rate")
        require(constant_sign(rate) in (1, -1), "the rate was not proved different from 0")
        require(vanish([gradient(phi, ["u"])[0] - rate * phi]), "phi is not a multiple of exp(k u) with this rate k")
        b, u = (num(exact(value)) for value in seen.texts("at", 2))
        require(_nonzero(phi, b, u), "phi was not proved different from 0 at this (b, u)")
        seen.finish()
        return f"the neuron is a multiple of exp(k u), k = {text(rate)}: different exponentials are independent"
    require(by == "moments", f"{seen.where}.by: 'rate' or 'moments'")
    n = statement.distinct
    if n is None or n > MOST_INPUTS:
        raise CertificateError(f"the number of different inputs is not bounded by {MOST_INPUTS} or less")
    derivative = phi
    for order, value in enumerate(seen.texts("at", n)):
        known = _nonzero(derivative, num(exact(value)), ZERO)
        require(known, f"the Taylor coefficient {order} in u was not proved different from 0 at this b")
        derivative = gradient(derivative, ["u"])[0]
    seen.finish()
    return f"at most {n} different inputs, and {n} Taylor coefficients of the neuron in u at 0 that are not zero"


def _nonzero(x: Expr, b: Expr, u: Expr) -> bool:
    """Whether x is proved different from 0 at (b, u): exactly, or by a ball that excludes 0."""
    return constant_sign(substitute([x], {"b": b, "u": u})[0]) in (1, -1)


def _check_enough(statement: StatementFile, met: Fields, kept: frozenset[str]) -> str:
    """From vanishing residuals to the conclusion. Each property is kept by the statement, or its loss or data have it.

    A term in theta alone is excluded only if L is compared. That the loss of every sample is least where the residuals
    vanish needs realizable data, on which the residuals at an input are a multiple of the slopes of one loss.
    """
    has = {key: _has(key, met.text(key), statement, kept) for key in met.data}
    require("differentiable" in has, "the losses are not known to be differentiable")
    stationary = "stationary-is-global" in has and "realizable" in has
    least = "eliminable" in has or "convex" in has or stationary
    require(least, "where the residuals vanish the losses are not known to be least")
    needed = {"elimination": "data-only", "data-optimal": None, "realizable": "realizable"}[statement.conclusion]
    require(needed is None or needed in has, f"{needed} is needed")
    return "needed: " + ", ".join(f"{key} ({how})" for key, how in sorted(has.items()))


def _has(key: str, how: str, statement: StatementFile, kept: frozenset[str]) -> str:
    record = _named_loss(statement)
    if how == "kept":
        require(key in kept, f"the statement does not keep {key}")
        return "assumed"
    if how == "data":
        fits = key == "realizable" and statement.data in ("realizable", "distinct")
        require(fits, f"the data are not known to be {key}")
        return "of the data"
    require(how == "loss" and record is not None, f"met.{key}: 'kept', 'loss' or 'data'")
    assert record is not None
    facts = {
        "differentiable": record.differentiable,
        "convex": record.convex,
        "stationary-is-global": record.stationary_is_global,
    }
    require(facts.get(key, False), f"the loss {record.name} is not {key}")
    return f"of the loss {record.name}"


def _named_loss(statement: StatementFile) -> Loss | None:
    name = statement.loss.get("name") if isinstance(statement.loss, dict) else statement.loss
    return LOSSES.get(name) if name is not None else None
