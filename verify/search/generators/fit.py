"""A neuron that fits the data exactly, at a point where the penalty is zero."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...problem.expression import rational, substitute
from .. import admissible, draws, witness_points
from ..fibre import FloatFibre
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial


@st.composite
def fit(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Data that one neuron fits exactly at a point where the penalty is 0."""
    loss = draw(draws.losses(statement))
    anchors = admissible.anchors(loss, statement.outputs)
    if len(anchors) > 1 and "realizable" in admissible.kept(statement):
        return NOTHING
    real = admissible.target_set(loss) == "real"
    if real and draw(draws.conflicts(statement)):
        one = (draws.ONE,) * statement.outputs
        anchors = [one, tuple(-v for v in one)]
    distinct = draw(draws.inputs(statement, 5))
    rows = tuple(x for x in distinct for _ in anchors)
    targets = [y for _ in distinct for y in anchors]
    blank = draws.blank(loss, rows, targets, statement, draw(draws.lams(statement)))
    problem = problem_of(blank, statement)
    if problem is None or not admissible.meets(problem, statement):
        return NOTHING
    start = draw(draws.points(problem, flat=draw(st.booleans())))
    fibre = FloatFibre(problem)
    values = witness_points.added(problem, start)
    if values is None:  # rational values are had most often at the amplitude 1
        start = [draws.ONE if i in fibre.amplitudes else v for i, v in enumerate(start)]
        values = witness_points.added(problem, start)
    penalty = rational(substitute([problem.penalty], witness_points.at(problem, start))[0])
    if values is None or penalty != 0:
        return Trial((), True, fibre.no_minimum(start) and witness_points.is_violated(statement, start, fibre))
    if real:
        sums = [tuple(v + y for v, y in zip(*pair, strict=True)) for pair in zip(values, targets, strict=True)]
        instance = replace(blank, targets=tuple(sums))
    else:
        instance = replace(blank, outputs=tuple(tuple(-v for v in row) for row in values))
    if admissible.asks_for_amplitude(statement) and all(v == 0 for v in start[: len(problem.added_names[0])]):
        return Trial((), True)
    again = problem_of(instance, statement)
    if again is None:
        return Trial((), True)
    kind = "stationary" if statement.points == "critical-points" else "optimal"
    found = witness_points.with_witness(instance, again, start, kind)
    return Trial(witness_points.improvable(statement, [found], again), True, True)


GENERATOR = Generator(rank=60, suits=admissible.chooses_outputs, examples=fit)
