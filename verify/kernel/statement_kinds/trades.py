"""The kernel's check that amplitudes are traded for the bias: theorem TRADE of ``notes/theory.md``, section 9.

The neuron is ``a psi(b)`` times a function of u, and the penalty depends on a and w: where psi can grow, a can shrink.
"""

from __future__ import annotations

from ...errors import CertificateError, FormulaError
from ...exact import exact
from ...files.statement_file import StatementFile
from ...numerics.identity import vanish
from ...problem.derivatives import gradient
from ...problem.expression import ONE, ZERO, Expr, num, substitute
from ...problem.formula import parse
from ...truth import Truth
from .. import gate
from ..certificate import Fields
from ..finding import require
from ..region import EVERYWHERE
from ..sides import constant_sign, one_case, strict
from .orbits import ONE_SIDE, A, Orbit, T, check_bounds, check_penalty, penalty_at

TRADE = "trade"

SHAPES = {"rising": (1, 1), "falling": (1, -1), "convex": (2, 1), "concave": (2, -1)}
"""For each shape of psi which derivative has which sign."""

STILL = Orbit("shift", ONE, ZERO)
"""The field a d/da."""


def check_trade(statement: StatementFile, lam: Expr, group: Fields) -> str:
    """At every local minimum of L~ all amplitudes are 0, for this sign of lam; why, in words."""
    augmentation = statement.augmentation
    require(statement.points == "local-minima", "a trade says nothing of critical points")
    require(not {"a", "b"} & set(augmentation.frozen), "a and b must be trained")
    require(all(c.name != "b" for c in augmentation.constraints), "b must have no bound")
    psi = _formula(group, "psi")
    analytic = gate.analytic(psi, EVERYWHERE) is Truth.YES and strict(psi, EVERYWHERE) == 1
    require(analytic, "psi was not proved to be analytic and positive")
    neuron = one_case(augmentation.neuron, EVERYWHERE)
    require(neuron is not None, "the neuron was not proved to have no kink")
    assert neuron is not None
    there = substitute([psi], {"b": T})[0]
    here, moved = substitute([neuron], {"a": A * there})[0], substitute([neuron], {"a": A * psi, "b": T})[0]
    require(vanish([here - moved]), "the neuron was not proved to be a psi(b) times a function of u")
    for size in (A, -A, ZERO):
        side = one_case(substitute([penalty_at(augmentation, lam)], {"a": size})[0], ONE_SIDE)
        same = side is not None and vanish([side - substitute([side], {"b": T})[0]])
        require(same, "the penalty was not proved to be the same for all b")
    rises = check_penalty(STILL, statement, lam, group)
    check_bounds(STILL, augmentation, rises)
    _check_shape(psi, rises, group)
    return "the amplitude shrinks while a function of the bias grows, and the neuron stays as it is"


def _check_shape(psi: Expr, rises: int, group: Fields) -> None:
    """psi has no local maximum if the penalty rises with |a|, and no local minimum if it falls."""
    shape = group.text("shape")
    require(shape in SHAPES, f"{group.where}.shape: one of {', '.join(SHAPES)}")
    order, wanted = SHAPES[shape]
    require(order == 1 or wanted == rises, "a convex psi may have a minimum, and a concave one a maximum")
    derivative = psi
    for _ in range(order):
        derivative = gradient(derivative, ["b"])[0]
    form = _formula(group, "form")
    require(vanish([derivative - form]), f"{group.where}.form is not the derivative of psi of order {order}")
    known = gate.sign(form, EVERYWHERE)
    right = known is not None and (known.at_least_zero if wanted > 0 else known.at_most_zero)
    require(right, f"psi was not proved to be {shape}")
    at = substitute([form], {"b": num(exact(group.text("at")))})[0]
    require(constant_sign(at) in (1, -1), "psi was not proved not to be constant")


def _formula(group: Fields, key: str) -> Expr:
    """A formula in b."""
    try:
        return parse(group.text(key), ["b"], f"{group.where}.{key}")
    except FormulaError as error:
        raise CertificateError(str(error)) from error
