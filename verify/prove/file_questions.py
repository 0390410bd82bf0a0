"""The questions that a file asks by what it states, in the order in which a reader wants the answers."""

from __future__ import annotations

from ..kernel.assumptions import met
from ..truth import Truth
from .augmented_questions import descents, escape, orbits
from .declared import declared_facts
from .inquiry import Question, unknown
from .risk_questions import (
    better_value,
    local_minimum,
    lower,
    norm,
    optimality,
    residual_gradient,
    residual_values,
    value,
)
from .subject import Subject
from .witness_questions import witness_norm

PAPERS = ("paper-augmentation",)
VANISHING = ("paper-augmentation", "lam-nonzero")
ELIMINATION = ("paper-augmentation", "lam-positive", "eliminable", "differentiable")
FLOW = ("paper-augmentation", "lam-positive", "differentiable")


def file_questions(subject: Subject) -> list[Question]:
    """Whether what a file of this kind states is so.

    What the kind says of the point is asked even where no claim applies, and so is each table of the file: what cannot
    be proved there is unknown, and not passed over.
    """
    case, problem = subject.case, subject.problem
    if case.kind == "point":
        return declared_facts(subject)  # what it expects is compared with what is found out of the point
    asked = [*declared_facts(subject), value(subject), *norm(subject)]
    if case.kind == "bad-minimum" or case.expect.method is not None:
        asked.append(local_minimum(subject))
    if case.kind == "data-optimal":
        asked.append(optimality(subject))
    asked += [*better_value(subject), *lower(subject), *residual_values(subject)]
    if case.flow is not None and met(problem, FLOW) is not Truth.YES:
        asked.append(unknown(subject, "the flow of L~", "the claim FLOW says nothing about this L~"))
    if case.kind == "necessity":
        asked += witness_norm(subject)
    stays = case.kind == "failure-mode" or bool(case.centers)
    if stays and met(problem, PAPERS) is not Truth.YES:
        words = "that a point of L~ is no local minimum is proved for the paper's neuron and penalty only"
        asked.append(unknown(subject, "no local minimum of L~ in (a, b, W)", words))
    elif stays:
        asked += [residual_gradient(subject), *descents(subject)]
    if case.kind in ("bad-minimum", "failure-mode") and met(problem, ELIMINATION) is Truth.YES:
        asked += [residual_gradient(subject), *descents(subject), escape(subject)]
    wanted = VANISHING if case.kind != "failure-mode" else PAPERS
    if case.kind != "necessity" and met(problem, wanted) is Truth.YES:
        asked += orbits(subject)
    return asked
