"""Targets at the outputs of a neuron, to a few digits, and a small lam: L~ has a minimum beside it.

That is so wherever the derivatives of the neuron in its parameters, as functions on the data, are independent.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume
from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from .. import admissible, draws, witness_points
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial
from .teacher import settled

DENOMINATORS = (1, 4, 16, 64)
SMALLEST = 3
"""From how many of the smallest values of lam one is drawn."""


@st.composite
def planted(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Targets near the outputs of a neuron, and the minimum of L~ that is found from there."""
    instance, problem = draw(draws.anchored(statement, 5))
    assume(admissible.target_set(instance.loss) == "real")
    start = draw(draws.points(problem))
    values = witness_points.float_added(problem, start)
    if values is None:
        return NOTHING
    fineness = draw(st.sampled_from(DENOMINATORS))
    targets = tuple(tuple(Fraction(v).limit_denominator(fineness) for v in row) for row in values)
    lam = draw(st.sampled_from(sorted(statement.lams, key=abs)[:SMALLEST]))
    made = replace(instance, targets=targets, lam=lam)
    again = problem_of(made, statement)
    if again is None or not admissible.meets(again, statement):
        return NOTHING
    return settled(statement, made, again, [start])


GENERATOR = Generator(
    rank=70,
    suits=lambda statement: admissible.chooses_outputs(statement) and admissible.has_real_targets(statement),
    examples=planted,
    from_floats=True,
)
