"""A bias at a jump of neuron or penalty, or on a bound: what would lower the penalty is stopped there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...problem.derivatives import gradient
from ...problem.expression import JUMP, ZERO, branches, rational, substitute, topological, variables
from .. import admissible, draws, witness_points
from ..draws import NULL
from ..fibre import FloatFibre
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial


@st.composite
def edge(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """One input 0, a bias on an edge, and a target that one amplitude nearly fits, while the others stay at 0."""
    loss = draw(draws.losses(statement))
    lam = draw(draws.lams(statement))
    bias = draw(st.sampled_from(edges(statement)))
    rows = ((NULL,) * statement.inputs,)
    blank = draws.blank(loss, rows, [(NULL,) * statement.outputs], statement, lam)
    problem = problem_of(blank, statement)
    if problem is None or admissible.target_set(loss) != "real":
        return NOTHING
    start = draw(draws.points(problem, flat=True))
    neurons = statement.augmentation.neurons(statement.outputs)
    chosen = draw(st.sampled_from(neurons))
    a, biases, _ = problem.added_names
    held = {len(a) + i: bias for i in range(len(biases))}
    held |= {i: NULL for i, neuron in enumerate(neurons) if neuron != chosen}
    start = [held.get(i, v) for i, v in enumerate(start)]
    values = witness_points.float_added(problem, start)
    if values is None or not FloatFibre(problem).inside(start):
        return NOTHING
    aim = Fraction(values[0][chosen]).limit_denominator(draw(st.sampled_from((1, 4, 64))))
    target = tuple(aim if k == chosen else NULL for k in range(statement.outputs))
    instance = replace(blank, targets=(target,))
    drawn = problem_of(instance, statement)
    if drawn is None or not admissible.meets(drawn, statement):
        return NOTHING
    fibre = FloatFibre(drawn, still=held)
    end = fibre.minimise(start)
    minimum = None if end is None else fibre.minimum(end)
    if minimum is None or abs(float(minimum.point[neurons.index(chosen)])) < 1e-9:
        return Trial((), True, True)
    kinds = ("jump", "isolated")
    found = [witness_points.with_witness(instance, drawn, minimum.texts, kind, minimum.refine) for kind in kinds]
    return Trial(witness_points.improvable(statement, found, drawn), True, True)


def edges(statement: StatementFile) -> list[Fraction]:
    """The biases at which neuron or penalty jumps for u = 0, or which are bounds."""
    return list(dict.fromkeys(_edges(statement)))


def _edges(statement: StatementFile) -> Iterator[Fraction]:
    augmentation = statement.augmentation
    yield from (c.bound for c in augmentation.constraints if c.name == "b")
    for x in topological(substitute([augmentation.neuron, augmentation.penalty], {"u": ZERO, "w2": ZERO})):
        if x.op == "where" and branches(x).order <= JUMP and variables([x.args[0]]) == {"b"}:
            slope = rational(gradient(x.args[0], ["b"])[0])
            here = rational(substitute([x.args[0]], {"b": ZERO})[0])
            if slope and here is not None:
                yield -here / slope


GENERATOR = Generator(
    rank=6,
    suits=lambda statement: (
        admissible.chooses_outputs(statement) and statement.points == "local-minima" and bool(edges(statement))
    ),
    examples=edge,
    from_floats=True,
)
