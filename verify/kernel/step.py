"""The kernel's check of a symbolic step of a proof: SymPy proves the relation between two terms, for all symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .certificate import Fields
from .evidence import Grade
from .finding import Finding, require
from .symbolic_terms import read

if TYPE_CHECKING:
    import sympy

RELATIONS = ("=", ">", ">=")


def step(fields: Fields) -> Finding:
    """The relation that the certificate names holds between its two terms, whatever real values its symbols have.

    What the terms are there for is said by the claim; that the left one is what its step derives, by its function.
    """
    claim, name, relation = fields.text("claim"), fields.text("step"), fields.text("relation")
    require(relation in RELATIONS, f"'relation' is one of {', '.join(RELATIONS)}")
    derived, stated = read(fields.raw("derived")), read(fields.raw("stated"))
    require(relation_proved(derived, stated, relation), f"{claim}: SymPy does not prove the step {name}")
    return Finding(f"{claim}, {name}: {derived} {relation} {stated}", Grade.SYMBOLIC, {"claim": claim, "step": name})


def relation_proved(derived: sympy.Expr, stated: sympy.Expr, relation: str) -> bool:
    """Whether SymPy proves ``derived relation stated`` for all values of the symbols."""
    import sympy

    difference = sympy.expand(sympy.powsimp(sympy.expand(derived - stated)))
    if difference != 0:
        difference = sympy.simplify(difference, doit=False)  # sums over m samples have no closed form
    if relation == "=":
        return bool(difference == 0)
    factored = sympy.factor(difference)
    known = (difference, factored)
    if relation == ">":
        return any(form.is_positive is True for form in known)
    return any(form.is_nonnegative is True for form in known)
