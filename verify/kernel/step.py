"""The kernel's check of a symbolic step of a proof: SymPy proves the relation between two terms, for all symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import CertificateError
from ..exact import shorten
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
    where = f"{shorten(claim)}, {shorten(name)}"
    require(relation in RELATIONS, f"'relation' is one of {', '.join(RELATIONS)}")
    derived, stated = read(fields.raw("derived")), read(fields.raw("stated"))
    try:
        for term in (derived, stated):
            part = without_value(term)
            require(part is None, f"{where}: it is not certain that {shorten(str(part))} has a value")
        proved = relation_proved(derived, stated, relation)
    except CertificateError:
        raise
    except Exception as error:  # SymPy, on terms that make no sense, raises errors of every kind
        raise CertificateError(f"{where}: SymPy makes nothing of these terms ({shorten(str(error), 200)})") from error
    require(proved, f"{shorten(claim)}: SymPy does not prove the step {shorten(name)}")
    return Finding(f"{claim}, {name}: {derived} {relation} {stated}", Grade.SYMBOLIC, {"claim": claim, "step": name})


def without_value(term: sympy.Expr) -> sympy.Expr | None:
    """A part of the term that is not certain to have a real value for all values of the symbols; None if there is none.

    A base with an exponent that is not certainly nonnegative is certainly not 0, one with an exponent that is not
    certainly whole is certainly not negative, and the logarithm's argument is certainly positive.
    """
    import sympy

    for part in sympy.preorder_traversal(term):
        if isinstance(part, sympy.Pow):
            base, exponent = part.as_base_exp()
            if base is sympy.E:
                continue
            if exponent.is_nonnegative is not True and not _certainly(base, "is_zero", False):
                return part
            if exponent.is_integer is not True and not _certainly(base, "is_nonnegative", True):
                return part
        elif isinstance(part, sympy.log) and not _certainly(part.args[0], "is_positive", True):
            return part
    return None


def _certainly(term: sympy.Expr, fact: str, value: bool) -> bool:
    import sympy

    return any(getattr(form, fact) is value for form in (term, sympy.factor(term)))


def relation_proved(derived: sympy.Expr, stated: sympy.Expr, relation: str) -> bool:
    """Whether SymPy proves ``derived relation stated`` for all values of the symbols."""
    import sympy

    difference = sympy.expand(sympy.powsimp(sympy.expand(derived - stated)))
    if difference != 0:
        difference = sympy.cancel(difference)  # factors leave the sums, then common ones leave the fractions
    if relation == "=":
        return bool(difference == 0)
    factored = sympy.factor(difference)
    known = (difference, factored)
    if relation == ">":
        return any(form.is_positive is True for form in known)
    return any(form.is_nonnegative is True for form in known)
