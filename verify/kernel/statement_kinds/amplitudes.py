"""The kernel's check that all amplitudes are 0: by an orbit, or by a trade, for each sign of lam."""

from __future__ import annotations

from ...files.statement_file import StatementFile
from ..certificate import Fields
from ..finding import require
from .orbits import check_orbit, lam_signs, require_total
from .trades import TRADE, check_trade


def check_amplitudes(statement: StatementFile, fields: Fields) -> str:
    """At every local minimum of L~ (and critical point, if the statement is about these) all amplitudes are 0.

    Returns:
        Why, in words.
    """
    require_total(statement)
    groups = fields.groups("orbits")
    signs = lam_signs(statement)
    require(len(groups) == len(signs), f"an orbit for each sign of lam is needed: {', '.join(s for s, _ in signs)}")
    words = []
    for (name, lam), group in zip(signs, groups, strict=True):
        require(group.text("lam") == name, f"the orbits must be for lam: {', '.join(s for s, _ in signs)}")
        by = check_trade if group.text("field") == TRADE else check_orbit
        words.append(by(statement, lam, group))
        group.finish()
    return "; ".join(dict.fromkeys(words))
