"""Neurons or penalties that are not 0 at a = 0: L~ is not L(theta) there, and the data are fitted with their help."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...numerics.identity import vanish
from ...problem.expression import ZERO, substitute
from .. import admissible, draws, witness_points
from ..fibre import FloatFibre
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial


@st.composite
def offset(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Outputs that are exact with what the neurons add at a = 0."""
    instance, problem = draw(draws.anchored(statement, 3))
    start = draw(draws.points(problem, flat=draw(st.booleans()), dead=True))
    values = witness_points.added(problem, start)
    fibre = FloatFibre(problem)
    if values is None or not fibre.inside(start):
        return NOTHING
    outputs = tuple(tuple(-v for v in row) for row in values)
    instance = replace(instance, outputs=outputs)
    drawn = problem_of(instance, statement)
    if drawn is None or not admissible.meets(drawn, statement):
        return NOTHING
    kinds = ("stationary",) if statement.points == "critical-points" else ("optimal", "isolated")
    found = [witness_points.with_witness(instance, drawn, start, kind) for kind in kinds]
    return Trial(witness_points.improvable(statement, found, drawn), True, True)


def is_offset(statement: StatementFile) -> bool:
    """Whether the neuron or the penalty was not proved to be 0 where a = 0."""
    augmentation = statement.augmentation
    return not vanish(substitute([augmentation.neuron, augmentation.penalty], {"a": ZERO}))


GENERATOR = Generator(
    rank=5,
    suits=lambda statement: (
        admissible.chooses_outputs(statement) and statement.conclusion != "vanish" and is_offset(statement)
    ),
    examples=offset,
)
