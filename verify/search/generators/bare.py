"""A network without parameters, which is too small for its data."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from ...files.statement_file import StatementFile
from ...kernel.paper_augmentation import has_papers
from ...truth import Truth
from .. import admissible, draws
from ..instance import problem_of
from ..trial import NOTHING, Generator, Trial


@st.composite
def bare(draw: st.DrawFn, statement: StatementFile) -> Trial:
    """A network without parameters: its L is one number, to which L~ as a whole is compared."""
    loss = draw(draws.losses(statement))
    rows = draw(draws.inputs(statement, 5))
    away = [float(draw(draws.SMALL) or 1)] * statement.outputs
    targets = [draw(draws.targets_near(loss, away)) for _ in rows]
    if len(rows) == 1 and admissible.target_set(loss) == "real":
        targets = [(draws.ONE,) * statement.outputs]
    instance = replace(draws.blank(loss, rows, targets, statement, draw(draws.lams(statement))), bare=True)
    problem = problem_of(instance, statement)
    if problem is None or not admissible.meets(problem, statement):
        return NOTHING
    # What is shown about the whole of L~ uses the theorems about the paper's own neuron and penalty.
    return Trial((instance,), True, True) if has_papers(problem) is Truth.YES else Trial((), True)


GENERATOR = Generator(
    rank=90, suits=lambda statement: statement.conclusion not in admissible.ABOUT_POINTS, examples=bare
)
