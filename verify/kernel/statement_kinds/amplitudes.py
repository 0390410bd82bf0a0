"""The kernel's check that all amplitudes are 0: by an orbit, a trade, or a vector field, for each sign of lam."""

from __future__ import annotations

from ...files.statement_file import StatementFile
from ...problem.expression import Expr
from ..certificate import Fields
from ..finding import require
from .orbits import check_orbit, lam_signs, require_total
from .slides import SLIDE, check_slide
from .trades import TRADE, check_trade


def check_amplitudes(statement: StatementFile, fields: Fields) -> str:
    """At every local minimum of L~ (and critical point, if the statement is about these) all amplitudes are 0.

    Returns:
        Why, in words.
    """
    groups = fields.groups("orbits")
    signs = lam_signs(statement)
    require(len(groups) == len(signs), f"an orbit for each sign of lam is needed: {', '.join(s for s, _ in signs)}")
    words = []
    for (name, lam), group in zip(signs, groups, strict=True):
        require(group.text("lam") == name, f"the orbits must be for lam: {', '.join(s for s, _ in signs)}")
        words.append(check_amplitudes_at(statement, lam, group))
    return "; ".join(dict.fromkeys(words))


def check_amplitudes_at(statement: StatementFile, lam: Expr, group: Fields) -> str:
    """The same for one sign of lam."""
    field = group.text("field")
    if field == SLIDE:
        words = check_slide(statement, lam, group)
    else:
        require_total(statement)
        words = (check_trade if field == TRADE else check_orbit)(statement, lam, group)
    group.finish()
    return words
