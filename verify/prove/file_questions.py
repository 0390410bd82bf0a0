"""The questions that a file asks by what it states, in the order in which a reader wants the answers."""

from __future__ import annotations

from ..kernel.assumptions import met
from ..truth import Truth
from .augmented_questions import descents, escape, orbits
from .declared import declared_facts
from .inquiry import Question
from .risk_questions import better_value, local_minimum, lower, norm, residual_gradient, residual_values, value
from .subject import Subject
from .witness_questions import witness_norm

VANISHING = ("paper-augmentation", "lam-nonzero")
ELIMINATION = ("paper-augmentation", "lam-positive", "eliminable", "differentiable")


def file_questions(subject: Subject) -> list[Question]:
    """Whether what a file of this kind states is so."""
    case, problem = subject.case, subject.problem
    asked = [*declared_facts(subject), value(subject), *norm(subject)]
    if case.kind in ("bad-minimum", "data-optimal"):
        asked.append(local_minimum(subject))
    asked += [*better_value(subject), *lower(subject), *residual_values(subject)]
    if case.kind == "necessity":
        return [*asked, *witness_norm(subject)]
    if case.kind != "data-optimal" and met(problem, ELIMINATION) is Truth.YES:
        asked += [residual_gradient(subject), *descents(subject), escape(subject)]
    if met(problem, VANISHING) is Truth.YES:
        asked += orbits(subject)
    return asked
