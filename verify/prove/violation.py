"""A violation: the instance of a ``necessity`` file meets all assumptions that are kept, and the conclusion fails."""

from __future__ import annotations

from ..errors import CertificateError
from ..kernel import checker
from ..kernel.certificate import Certificate
from ..kernel.evidence import Evidence, Unknown
from ..kernel.ground import Ground, file_digest
from ..kernel.refutation import assumption_fault
from ..problem.case import BASIS, POINTS, Statement, Witness
from ..problem.expression import ZERO, Expr
from ..propose import models
from ..propose.witness import norm, variant
from ..verdict import Verdict
from .claim import Claim
from .judge import distinct
from .located import LocatedPoint
from .outcome import Fault, Outcome, Result, proved, undecided
from .study import BITS, Study


def violation(study: Study, known: dict[str, Claim]) -> Outcome:
    """``fails`` (the varied statement, as it should) with its evidence, or why that was not shown."""
    statement, point = study.case.statement, study.point
    assert statement is not None
    fault = _assumptions(study, statement, known)
    if fault is not None:
        open_question = undecided([fault])
        assert open_question is not None
        return open_question
    results = [result for result in _refutation(study, statement) if result is not None]
    faults = [*study.false_facts, *([] if isinstance(point, LocatedPoint) else [point])]
    open_question = undecided([*faults, *results])
    if open_question is not None:
        return open_question
    assert isinstance(point, LocatedPoint)
    grounds = distinct([result for result in results if isinstance(result, Evidence)])
    claim = known[statement.claim.text].stated
    data = {
        "claim": claim.name,
        "dropped": [key.text for key in statement.dropped],
        "points": statement.points,
        "conclusion": statement.conclusion,
        "point": point.data,
        "file": file_digest(study.case.file),
        "rests_on": list(grounds),
    }
    if study.case.witness is not None and point.exact:
        data["witness"] = [*point.data["exact"], *(text.text for text in study.case.witness.texts)]
    try:
        proof = checker.check(
            study.problem,
            Certificate("violation", study.problem.digest, data),
            Ground({name: other.stated for name, other in known.items()}, study.case.file, grounds),
        )
    except CertificateError as error:
        return Outcome(Verdict.UNKNOWN.text, f"method: {error}")
    return proved(proof, list(grounds.values()))


def _assumptions(study: Study, statement: Statement, known: dict[str, Claim]) -> Result | None:
    """None if every assumption that is kept is met, and every one that is dropped is not."""
    if statement.claim.text not in known:
        return study.remember("assumptions", Fault(statement.claim.place, f"there is no claim {statement.claim.text}"))
    claim, places = known[statement.claim.text], {key.text: key.place for key in statement.dropped}
    fault = assumption_fault(study.problem, claim.stated, list(places))
    if fault is None:
        return None
    key, words = fault
    return study.remember("assumptions", Fault(places.get(key, statement.place), words))


def _refutation(study: Study, statement: Statement) -> list[Result | None]:
    match statement.conclusion:
        case "vanish":
            return [_shows(study, "amplitudes", "not zero", "no amplitude of the witness was proved not to be 0")]
        case "value":
            return [_shows(study, "value", "not L(theta)", "L~ at the witness was not proved to differ from L(theta)")]
        case "elimination":
            return [_minimum(study), study.lower]
        case "data-optimal":
            return [_minimum(study), _beaten(study)]
        case "realizable":
            return [_minimum(study), study.sample_lower]
        case "exists-local-minimum":
            return [study.no_minimum_at_all or Unknown("method", "it was not shown that no theta is data-optimal")]
        case "converse":
            return [_global(study), *study.descents]
        case "basis-suffices":
            return _suffices(study)
        case conclusion if conclusion in BASIS:
            return [study.local_minimum if statement.points == POINTS[0] else study.stationary, _cheaper(study)]
        case _:
            return [_global(study), study.escape]


def _minimum(study: Study) -> Result:
    """The witness is a local minimum of L~ (or a critical point, where the statement is about those)."""
    statement, witness, point = study.case.statement, study.case.witness, study.point
    assert statement is not None
    assert witness is not None
    if not isinstance(point, LocatedPoint):
        return study.remember("local minimum of L~", point)
    if not point.exact:
        # The witness is written over the constants of theta; a box would mean another theta than these decimals.
        words = "a witness needs a theta with exact coordinates, not refined decimals"
        return study.remember("local minimum of L~", Fault(study.case.point.place, words))
    if (witness.method.text == "stationary") != (statement.points == "critical-points"):
        words = "the method 'stationary' proves critical points, and only statements about these are refuted by it"
        return study.remember("local minimum of L~", Fault(witness.method.place, words))
    result = _checked(study, witness, point)
    return study.remember(f"witness ({witness.method.text})", result)


def _checked(study: Study, witness: Witness, point: LocatedPoint) -> Result:
    problem = study.problem
    at = [*(text.text for text in study.case.point.theta), *(text.text for text in witness.texts)]
    proposal = variant(problem, witness.method.text, at, [*point.values, *witness.values], witness.refine)
    if not isinstance(proposal, Certificate):
        return proposal
    try:
        return checker.check(problem, proposal)
    except CertificateError as error:
        return Unknown("method", str(error))


def witness_norm(study: Study) -> Result | None:
    """The squared norm of the witness is what the file expects; None if it expects nothing."""
    expected, witness = study.case.expect.witness_norm, study.case.witness
    if expected is None or witness is None:
        return None
    at = [text.text for text in (*study.case.point.theta, *witness.texts)]
    try:
        result: Result = checker.check(study.problem, norm(study.problem, at, expected.text))
    except CertificateError as error:
        result = Fault(expected.place, f"the witness was not proved to have this norm: {error}")
    return study.remember(f"|(theta, a, b, W)|^2 = {expected.text}", result)


def _shows(study: Study, fact: str, wanted: str, otherwise: str) -> Result:
    """The witness is a local minimum of L~ at which the kernel has found this fact."""
    result = _minimum(study)
    if isinstance(result, Evidence) and result.facts.get(fact) != wanted:
        witness = study.case.witness
        assert witness is not None
        return study.remember(fact, Fault(witness.place, otherwise))
    return result


def _beaten(study: Study) -> Result | None:
    """Some function does better on the data than theta: with the better theta, if L is about the data alone, or not."""
    if study.case.better is not None and study.problem.regularizer is ZERO:
        return study.lower
    return study.input_lower


def _cheaper(study: Study) -> Result:
    """The model of the file costs less than L at the point."""
    statement, basis = study.case.statement, study.case.basis
    assert statement is not None
    assert basis is not None
    return study.prove(
        "a model that costs less than L(theta)",
        lambda point: models.named_model(study.problem, point.data, statement.conclusion, basis.table, BITS),
    )


def _suffices(study: Study) -> list[Result | None]:
    """No model costs less, no other point nearby has the same outputs, and the point is no local minimum."""
    problem, basis = study.problem, study.case.basis
    assert basis is not None
    texts = models.basis_text(basis.table, [text.text for text in study.case.point.theta])

    def at(point: LocatedPoint) -> dict[str, Expr]:
        return dict(zip(problem.names, point.values, strict=True))

    return [
        study.prove(
            "no model costs less than L(theta)",
            lambda point: models.gradient_basis(problem, point.data, texts, at(point), BITS),
        ),
        study.prove(
            "no other point nearby has the same outputs",
            lambda point: models.outputs_isolated(problem, point.data, at(point), BITS),
        ),
        study.critical_point,
    ]


def _global(study: Study) -> Result | None:
    """theta is a global minimum of L: there are no parameters to vary, or L (of data alone) attains its infimum.

    Evidence of a local minimum is not enough.
    """
    if not study.problem.names:
        return None
    if study.is_data_optimal and study.problem.regularizer is ZERO:
        return study.optimality
    words = "theta was not shown to be a global minimum of L: use a network without parameters"
    return study.remember("theta is a global minimum of L", Unknown("method", words))
