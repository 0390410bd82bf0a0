"""Questions about a ``necessity`` file: whether the witness is one, and whether the conclusion fails there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from ..kernel.claim_statement import ClaimStatement
from ..kernel.evidence import Evidence, Unknown
from ..kernel.refutation import assumption_fault
from ..numerics.point import Exact, Point
from ..problem.case import BASIS, POINTS, Statement, Witness
from ..problem.expression import ZERO, Expr
from ..propose import models
from ..propose.witness import norm, variant
from ..spelling import meant
from .augmented_questions import descents, escape, no_minimum
from .declared import declared_facts
from .inquiry import Proposal, Question, unknown, unless
from .outcome import Fault, Result
from .risk_questions import BITS, if_optimal, input_lower, local_minimum, lower, nondegenerate, sample_lower, stationary
from .subject import Subject


def witness_norm(subject: Subject) -> list[Question]:
    """Whether the squared norm of the witness is what the file expects, if it expects something."""
    expected, witness = subject.case.expect.witness_norm, subject.case.witness
    if expected is None or witness is None:
        return []
    at = [text.text for text in (*subject.case.point.theta, *witness.texts)]

    def conclude(result: Result) -> Result:
        if isinstance(result, Unknown) and result.reason == "method":
            return Fault(expected.place, f"the witness was not proved to have this norm: {result.detail}")
        return result

    return [
        Question(
            f"|(theta, a, b, W)|^2 = {expected.text}",
            subject.point,
            lambda _: [norm(subject.problem, at, expected.text)],
            conclude,
        )
    ]


def violation_questions(subject: Subject, known: Mapping[str, ClaimStatement]) -> list[Question]:
    """Whether the instance meets all assumptions that are kept, and the conclusion is false there."""
    statement = subject.case.statement
    assert statement is not None
    fault = _assumptions(subject, statement, known)
    if fault is not None:
        return [Question("assumptions", subject.point, lambda _: [fault])]
    return [*declared_facts(subject), *_refutation(subject, statement)]


def _assumptions(subject: Subject, statement: Statement, known: Mapping[str, ClaimStatement]) -> Fault | None:
    """None if every assumption that is kept is met, and every one that is dropped is not."""
    if statement.claim.text not in known:
        return Fault(
            statement.claim.place, f"there is no claim {statement.claim.text}{meant(statement.claim.text, known)}"
        )
    places = {key.text: key.place for key in statement.dropped}
    found = assumption_fault(subject.problem, known[statement.claim.text], list(places))
    return None if found is None else Fault(places.get(found[0], statement.place), found[1])


def _refutation(subject: Subject, statement: Statement) -> list[Question]:
    match statement.conclusion:
        case "vanish":
            otherwise = "no amplitude of the witness was proved not to be 0"
            return [_minimum(subject, statement, ("amplitudes", "not zero", otherwise))]
        case "value":
            otherwise = "L~ at the witness was not proved to differ from L(theta)"
            return [_minimum(subject, statement, ("value", "not L(theta)", otherwise))]
        case "elimination":
            return [_minimum(subject, statement), *lower(subject)]
        case "data-optimal":
            return [_minimum(subject, statement), *_beaten(subject)]
        case "realizable":
            return [_minimum(subject, statement), sample_lower(subject)]
        case "exists-local-minimum":
            none, words = no_minimum(subject), "it was not shown that no theta is data-optimal"
            return [*none, *unless(none, [unknown(subject, "no local minimum of L~", words)])]
        case "converse":
            return [*_global(subject), *descents(subject)]
        case "basis-suffices":
            return _suffices(subject)
        case conclusion if conclusion in BASIS:
            here = local_minimum(subject) if statement.points == POINTS[0] else stationary(subject)
            return [here, _cheaper(subject, conclusion)]
        case _:
            return [*_global(subject), escape(subject)]


def _minimum(subject: Subject, statement: Statement, shows: tuple[str, str, str] | None = None) -> Question:
    """Whether the witness is a local minimum of L~ (or a critical point, where the statement is about those).

    With ``shows`` the kernel has to find a fact there: which, with which value, and the words for a witness without it.
    """
    witness = subject.case.witness
    assert witness is not None

    def conclude(result: Result) -> Result:
        if shows is not None and isinstance(result, Evidence) and result.facts.get(shows[0]) != shows[1]:
            return Fault(witness.place, shows[2], result)
        return result

    name = f"witness ({witness.method.text})"
    return Question(name, subject.point, partial(_proposed, subject, statement, witness), conclude)


def _proposed(subject: Subject, statement: Statement, witness: Witness, point: Point) -> Iterator[Proposal]:
    method = witness.method
    if not isinstance(point, Exact):
        # The witness is written over the constants of theta; a box would mean another theta than these decimals.
        words = "a witness needs a theta with exact coordinates, not refined decimals"
        yield Fault(subject.case.point.place, words)
    elif (method.text == "stationary") != (statement.points == "critical-points"):
        words = "the method 'stationary' proves critical points, and only statements about these are refuted by it"
        yield Fault(method.place, words)
    else:
        at = [text.text for text in (*subject.case.point.theta, *witness.texts)]
        values = [*point.values, *witness.values]
        yield variant(subject.problem, method.text, at, values, witness.refine)


def _beaten(subject: Subject) -> list[Question]:
    """Some function does better on the data than theta: with the better theta, if L is about the data alone, or not."""
    if subject.case.better is not None and subject.problem.regularizer is ZERO:
        return lower(subject)
    return [input_lower(subject)]


def _cheaper(subject: Subject, conclusion: str) -> Question:
    """Whether the model of the file costs less than L at the point."""
    basis = subject.case.basis
    assert basis is not None
    return Question(
        "a model that costs less than L(theta)",
        subject.point,
        lambda point: [models.named_model(subject.problem, point, conclusion, basis.table, BITS)],
    )


def _suffices(subject: Subject) -> list[Question]:
    """Whether no model costs less, no other point nearby has the same outputs, and the point is no local minimum."""
    problem, basis = subject.problem, subject.case.basis
    assert basis is not None
    texts = models.basis_text(basis.table, [text.text for text in subject.case.point.theta])

    def asked(name: str, propose: Callable[[Exact, dict[str, Expr]], Proposal]) -> Question:
        def proposals(point: Point) -> list[Proposal]:
            if not isinstance(point, Exact):
                return [Unknown("method", "models are made at a point with exact coordinates only")]
            return [propose(point, point.constants(problem.names))]

        return Question(name, subject.point, proposals)

    return [
        asked("no model costs less than L(theta)", lambda p, z: models.gradient_basis(problem, p, texts, z, BITS)),
        asked("no other point nearby has the same outputs", lambda p, z: models.outputs_isolated(problem, p, z, BITS)),
        nondegenerate(subject),
    ]


def _global(subject: Subject) -> list[Question]:
    """theta is a global minimum of L: there are no parameters to vary, or L (of data alone) attains its infimum.

    Evidence of a local minimum is not enough.
    """
    if not subject.problem.names:
        return []
    optimal = if_optimal(subject) if subject.problem.regularizer is ZERO else []
    words = "theta was not shown to be a global minimum of L: use a network without parameters"
    return [*optimal, *unless(optimal, [unknown(subject, "theta is a global minimum of L", words)])]
