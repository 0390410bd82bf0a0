"""A kink or a cusp at a = 0, in the penalty or in the loss, that outweighs the residuals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from ...problem.expression import topological
from ...problem.losses import LOSSES
from ...problem.statement_file import StatementFile
from .. import draws, material, points
from ..fibre import Fibre
from ..instance import problem_of
from ..trial import NOTHING, Trial


@st.composite
def kink(draw: st.DrawFn, statement: StatementFile) -> Trial:
    loss = draw(draws.losses(statement))
    rows = draw(draws.inputs(statement, 5))
    k = statement.outputs
    entry = st.one_of(st.just(draws.NULL), draws.SMALL)
    targets = [tuple(draw(st.lists(entry, min_size=k, max_size=k))) for _ in rows]
    shrunk = draw(st.sampled_from((1, 4, 16)))
    if material.target_set(loss) != "real":
        targets = [draw(draws.targets_near(loss, [float(v) for v in row])) for row in targets]
    else:
        targets = [tuple(v / shrunk for v in row) for row in targets]
    instance = draws.blank(loss, rows, targets, statement, draw(draws.lams(statement)))
    if material.target_set(loss) == "sign":
        # The kink of a hinge is where the output equals the label.
        at_kink = st.sampled_from((0, 1, 1))
        instance = replace(instance, outputs=tuple(tuple(y * draw(at_kink) for y in row) for row in targets))
    problem = problem_of(instance, statement)
    if problem is None or not material.meets(problem, statement):
        return NOTHING
    fibre = Fibre(problem)
    start = draw(draws.points(problem, dead=True))
    if not fibre.inside(start):
        return Trial((), True)
    if not _rises(fibre, start):
        fall = points.fall_nearby(fibre, start)
        return Trial((), True, fall > 0, -fall)
    found = [points.with_witness(instance, problem, start, kind) for kind in ("kink", "cusp")]
    return Trial(points.improvable(statement, found, problem), True, True)


def _rises(fibre: Fibre, start: Sequence[Fraction]) -> bool:
    """Whether L~ rises on both sides of each amplitude 0, as far as floats show."""
    base = np.array([float(v) for v in start])
    rows = [base]
    for i in fibre.amplitudes:
        for side in (1e-7, -1e-7):
            rows.append(base + side * np.eye(len(base))[i])
    here, *others = fibre.values(np.stack(rows))
    return all(bool(value > here + 1e-11) for value in others)


def has_kink(statement: StatementFile) -> bool:
    """Whether the penalty or a loss that suits is not differentiable everywhere."""
    penalty = statement.augmentation.penalty
    if any(x.op == "where" or (x.op == "pow" and Fraction(x.data).denominator > 1) for x in topological([penalty])):
        return True
    names = [x.get("name") if isinstance(x, dict) else x for x in material.losses(statement)]
    return any(name not in LOSSES or not LOSSES[name].differentiable for name in names)
