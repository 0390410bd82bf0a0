"""Different targets at one input, whose losses have their common minimum away from the minimum of either."""

from __future__ import annotations

from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from .. import admissible, draws, witness_points
from ..fibre import FloatFibre
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial


@st.composite
def conflict(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Several targets at each input, and a point at which their summed loss is least."""
    loss = draw(draws.losses(statement))
    k = statement.outputs
    first = admissible.anchors(loss, k)
    pair = first if len(first) > 1 else [first[0], first[0]]
    if len(first) == 1:
        away = draw(st.lists(draws.SMALL, min_size=k, max_size=k))
        if admissible.target_set(loss) != "real":
            return NOTHING
        pair = [tuple(away), tuple(-v for v in away)]
    distinct = draw(draws.inputs(statement, 3))
    rows = [x for x in distinct for _ in pair]
    instance = draws.blank(loss, rows, [y for _ in distinct for y in pair], statement, draw(draws.lams(statement)))
    problem = problem_of(instance, statement)
    if problem is None or not admissible.meets(problem, statement):
        return NOTHING
    start = draw(draws.points(problem, flat=draw(st.booleans()), dead=True))
    fibre = FloatFibre(problem)
    if not fibre.inside(start):
        return Trial((), True)
    kind = "stationary" if statement.points == "critical-points" else "optimal"
    found = witness_points.with_witness(instance, problem, start, kind)
    return Trial((found,), True, True)


GENERATOR = Generator(
    rank=50,
    suits=lambda statement: admissible.is_about_dead_networks(statement) and statement.conclusion == "realizable",
    examples=conflict,
)
