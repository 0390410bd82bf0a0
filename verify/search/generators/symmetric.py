"""A curve of minima with a not 0, along which neither neuron nor penalty changes: a symmetry that they share."""

from __future__ import annotations

from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...kernel.statement_kinds.orbits import FIELDS
from ...propose.orbit_search import symmetry
from .. import admissible, draws, witness_points
from ..fibre import FloatFibre
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial


@st.composite
def symmetric(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """Data near the outputs of a neuron, and the minimum on the slice of the curves through the drawn point."""
    orbit = symmetry(statement.augmentation)
    blank, problem = draw(draws.anchored(statement, 4))
    start = draw(draws.points(problem))
    values = witness_points.float_added(problem, start)
    if orbit is None or values is None:
        return NOTHING
    targets = tuple(draw(draws.targets_near(blank.loss, row)) for row in values)
    instance = draws.blank(blank.loss, blank.inputs, targets, statement, blank.lam)
    drawn = problem_of(instance, statement)
    if drawn is None or not admissible.meets(drawn, statement):
        return NOTHING
    a, biases, rows = drawn.added_names
    names = [*a, *biases, *(name for row in rows for name in row)]
    sliced = biases if "b" in FIELDS[orbit.field] else [row[0] for row in rows]
    still = [names.index(name) for name in sliced]
    if orbit.field != "shift":
        start = [v or draws.ONE if i in still else v for i, v in enumerate(start)]
    fibre = FloatFibre(drawn, still={i: start[i] for i in still})
    if not fibre.inside(start):
        return Trial((), True)
    end = fibre.minimise(start)
    minimum = None if end is None else fibre.minimum(end)
    escaped = fibre.no_minimum(start)
    if minimum is None or max(abs(float(minimum.point[i])) for i in fibre.amplitudes) < 1e-6:
        return Trial((), True, escaped)
    found = [witness_points.with_witness(instance, drawn, minimum.texts, "symmetric", minimum.refine)]
    return Trial(witness_points.improvable(statement, found, drawn), True, True)


def has_symmetry(statement: StatementFile) -> bool:
    """Whether an orbit seems to leave both neuron and penalty as they are."""
    return symmetry(statement.augmentation) is not None


GENERATOR = Generator(
    rank=65,
    suits=lambda statement: (
        admissible.chooses_outputs(statement) and statement.points == "local-minima" and has_symmetry(statement)
    ),
    examples=symmetric,
    from_floats=True,
)
