"""Strategies of examples, one file for each reason for which a statement can fail. They are chosen by its parts."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis.strategies import SearchStrategy

from ...files.statement_file import StatementFile
from .. import admissible
from ..trial import Trial
from .bare import bare
from .bound import bound, has_bound
from .conflict import conflict
from .fit import fit
from .kink import has_kink, kink
from .layers import layers
from .orthogonal import orthogonal
from .planted import planted
from .regularized import regularized
from .teacher import teacher
from .well import not_convex, well

Generator = Callable[[StatementFile], SearchStrategy[Trial]]


def ways(statement: StatementFile) -> dict[str, Generator]:
    """The generators that suit the parts of a statement, simplest first; none if no loss meets its assumptions."""
    if not admissible.losses(statement):
        return {}
    if statement.conclusion not in admissible.ABOUT_POINTS:
        return {"bare": bare}
    if "data-only" in statement.dropped:
        return {"regularized": regularized}
    if statement.networks == "trained":
        return {"layers": layers}
    found: dict[str, Generator] = {}
    if not admissible.asks_for_amplitude(statement):
        found["orthogonal"] = orthogonal
        if statement.points == "local-minima" and has_kink(statement):
            found["kink"] = kink
        if has_bound(statement):
            found["bound"] = bound
        if not_convex(statement):
            found["well"] = well
        if statement.conclusion == "realizable":
            found["conflict"] = conflict
    found["fit"] = fit
    if any(admissible.target_set(loss) == "real" for loss in admissible.losses(statement)):
        found["planted"] = planted
    found["teacher"] = teacher
    if statement.networks == "any":
        found["layers"] = layers
    return found
