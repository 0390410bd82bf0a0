"""The main job: prove what the files and the claims state, case by case, on all cores, and gather plain results.

Results are plain JSON values from here on: nothing downstream can make or upgrade a verdict.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..claims.registry import claims, statements
from ..deadline import OutOfTime, before, until
from ..exact import write
from ..files.load import case_name, is_statement, load
from ..files.statement_file import StatementFile, load_statement
from ..kernel import checker
from ..kernel.assumptions import met
from ..kernel.certificate import canonical, document
from ..kernel.contradiction import contradictions
from ..kernel.evidence import Evidence, Unknown
from ..pool import Lost, apart
from ..problem.case import Case, Statement
from ..prove.claim import Claim
from ..prove.judge import distinct, judge
from ..prove.outcome import Fault, Hunt, Outcome, Result
from ..prove.study import Study
from ..prove.violation import violation, witness_norm
from ..search.hunt import SearchResult, search, stands
from ..search.rounds import Tally
from ..truth import Truth
from ..verdict import Status, Verdict, status_of

Json = dict[str, Any]

SEARCHING = 60.0
"""Seconds of search for a false statement, if no budget is given."""

PAPERS = ("paper-augmentation",)
VANISHING = ("paper-augmentation", "lam-nonzero")
MEMORY = 8 * 2**30
"""Bytes of address space for one task."""

GRACE = 20.0
"""Seconds after the budget, at which a task that is still running is ended: what it had found is then lost."""

ELIMINATION = ("paper-augmentation", "lam-positive", "eliminable", "differentiable")
FLOW = ("paper-augmentation", "lam-positive", "differentiable")


@dataclass(frozen=True)
class Settings:
    """How to check.

    Attributes:
        seed: of all random choices.
        budget: seconds for each case after which its searches give up; None for no limit.
        jobs: processes.
        only: the claims to judge, and nothing else; empty for all claims and all that the files expect.
    """

    seed: int = 0
    budget: float | None = None
    jobs: int = 1
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """One unit of work: a file (a ``case`` or a ``statement``), or a ``claim``: its steps and family of instances."""

    kind: str
    name: str
    root: str = ""


def run(tasks: Sequence[Task], settings: Settings, done: Callable[[Task, Json], None]) -> list[Json]:
    """The result of each task, in the order of ``tasks``; ``done`` is called as each one ends."""
    results: dict[int, Json] = {}
    most = None if settings.budget is None else 2 * settings.budget + GRACE
    for i, found in apart(partial(perform, settings=settings), tasks, settings.jobs, most, MEMORY):
        result = lost(tasks[i], settings, found) if isinstance(found, Lost) else found
        results[i] = result
        done(tasks[i], result)
    return [results[i] for i in range(len(tasks))]


def perform(task: Task, settings: Settings) -> Json:
    """Carry out one task in this process."""
    started = time.perf_counter()
    path, root = Path(task.name), Path(task.root) if task.root else None
    match task.kind:
        case "case":
            result = check_case(load(path, root), settings)
        case "statement":
            result = check_statement(load_statement(path), case_name(path, root), settings)
        case _:
            result = check_claim(claims()[task.name], settings)
    return {"task": task.kind, **result, "seconds": round(time.perf_counter() - started, 3)}


def lost(task: Task, settings: Settings, found: Lost) -> Json:
    """The result of a task whose process ended without one: nothing is decided, and why."""
    path, root = Path(task.name), Path(task.root) if task.root else None
    unknown = Unknown("budget", found.why)
    outcome = Outcome(Verdict.UNKNOWN.text, f"{unknown.reason}: {unknown.detail}")
    match task.kind:
        case "case":
            case = load(path, root)
            study = Study(case, settings.seed)
            study.remember("the check of the file", unknown)
            result = case_result(study, {name: outcome for name in settings.only or claims()}, None)
        case "statement":
            said = spent(load_statement(path), settings.seed, found.why)
            result = {**said.document(), "name": case_name(path, root), "status": said.status.text}
        case _:
            family = [{"case": "the claim's own instances", **_outcome(outcome, {})}]
            result = claim_result(claims()[task.name], [], family, None, [], [])
    return {"task": task.kind, **result, "seconds": 0.0}


def file_task(file: Path, root: str = "") -> Task:
    """The task to check one TOML file: a case, or a statement without a witness."""
    return Task("statement" if is_statement(file) else "case", str(file), root)


# ---------------------------------------------------------------------------------------------------- cases


def check_case(case: Case, settings: Settings) -> Json:
    """Everything that the file expects and that the claims say about it."""
    deadline = time.monotonic() + settings.budget if settings.budget is not None else float("inf")
    study = Study(case, settings.seed, deadline)
    if not settings.only:
        try:
            with until(deadline):
                prove_expectations(study)
        except OutOfTime:
            study.remember("what the file expects", SPENT)
    outcomes = {
        name: before(deadline, partial(judge, claims()[name], study), lambda: OUT_OF_TIME)
        for name in settings.only or claims()
    }
    refutation = None
    if case.statement is not None and not settings.only:
        refutation = before(deadline, partial(violation, study, claims()), lambda: OUT_OF_TIME)
    return case_result(study, outcomes, refutation, not settings.only)


def case_result(
    study: Study, outcomes: Mapping[str, Outcome], refutation: Outcome | None, expected: bool = True
) -> Json:
    """What was found about a case, as plain values."""
    case = study.case
    verdicts = [*outcomes.values(), *([refutation] if refutation is not None else [])]
    written = case_document(study, verdicts)
    # What is reported is what the kernel proves from the document as it is written, read back from its text.
    proved = checker.check_document(case.problem, json.loads(canonical(written)), statements())
    findings = [_finding(name, result, proved) for name, result in study.results]
    if expected:
        findings += [_broken(f) for f in broken_expectations(case, outcomes)]
    if refutation is not None:
        findings.append(_refutation(refutation, proved))
    findings += [_contradiction(words, case.path) for words in contradictions(case.problem, list(proved.values()))]
    return {
        "name": case.name,
        "path": case.path,
        "title": case.title,
        "kind": case.kind,
        "source": case.source,
        "story": dict(case.story),
        "problem": _summary(case),
        "findings": findings,
        "claims": {name: _outcome(outcome, proved) for name, outcome in outcomes.items()},
        "statement": None if case.statement is None else _statement(case.statement),
        "status": status(findings, outcomes.values()),
        "certificates": written,
    }


SPENT = Unknown("budget", "the time was spent before this was decided")
OUT_OF_TIME = Outcome(Verdict.UNKNOWN.text, f"{SPENT.reason}: {SPENT.detail}")


def case_document(study: Study, outcomes: Sequence[Outcome]) -> Json:
    """All certificates of a case: of what was asked, of what verdicts rest on, and then of the verdicts."""
    case = study.case
    evidence = distinct([result for _, result in study.results if isinstance(result, Evidence)])
    evidence |= distinct([e for found in outcomes for e in found.evidence])
    evidence |= distinct([found.proof for found in outcomes if found.proof is not None])
    return {**document(case.name, case.tables, [e.certificate for e in evidence.values()]), "file": case.file}


def prove_expectations(study: Study) -> None:
    """What a file of this kind states, in the order in which a reader wants it; answers gather in ``study.results``.

    What the kind says of the point is asked even where no claim applies, and so is each table of the file: what cannot
    be proved there is unknown, and not passed over.
    """
    case, problem = study.case, study.problem
    _ = study.false_facts, study.value, study.norm
    if case.kind == "bad-minimum" or case.expect.method is not None:
        _ = study.local_minimum
    if case.kind == "data-optimal":
        _ = study.optimality
    _ = study.better_value, study.lower, study.residual_values
    if case.flow is not None and met(problem, FLOW) is not Truth.YES:
        study.remember("the flow of L~", Unknown("method", "the claim FLOW says nothing about this L~"))
    if case.kind == "necessity":
        _ = witness_norm(study)
    stays = case.kind == "failure-mode" or bool(case.centers)
    if stays and met(problem, PAPERS) is not Truth.YES:
        words = "that a point of L~ is no local minimum is proved for the paper's neuron and penalty only"
        study.remember("no local minimum of L~ in (a, b, W)", Unknown("method", words))
    elif stays:
        _ = study.residual_gradient, study.descents, study.order
    if case.kind in ("bad-minimum", "failure-mode") and met(problem, ELIMINATION) is Truth.YES:
        _ = study.residual_gradient, study.descents, study.escape
    wanted = VANISHING if case.kind != "failure-mode" else PAPERS
    if case.kind != "necessity" and met(problem, wanted) is Truth.YES:
        _ = study.orbits


def broken_expectations(case: Case, outcomes: Mapping[str, Outcome]) -> list[Fault]:
    """The verdicts that came out otherwise than ``[expect.claims]`` says."""
    faults = []
    for name, expected in case.expect.claims.items():
        if name not in outcomes:
            faults.append(Fault(expected.place, f"there is no claim {name}; known: {', '.join(outcomes)}"))
        elif outcomes[name].verdict != expected.text:
            found = outcomes[name]
            faults.append(Fault(expected.place, f"{name} {found.verdict}, not {expected.text} ({found.detail})"))
    return faults


def status(findings: Sequence[Json], outcomes: Any = ()) -> str:
    """``as expected``, ``not as expected`` if anything is refuted, ``undecided`` if anything is unknown."""
    return status_of([*(f["verdict"] for f in findings), *(o.verdict for o in outcomes)]).text


def _finding(name: str, result: Result, proved: Mapping[str, Evidence]) -> Json:
    if isinstance(result, Evidence):
        evidence = proved[result.digest]
        return {
            "name": name,
            "verdict": Verdict.PROVED.text,
            "kind": evidence.kind,
            "grade": evidence.grade.name.lower(),
            "statement": evidence.statement,
            "facts": dict(evidence.facts),
            "assuming": list(evidence.assuming),
            "sha256": evidence.digest,
        }
    if isinstance(result, Fault):
        return {**_broken(result), "name": name}
    return {"name": name, "verdict": "unknown", "reason": result.reason, "message": result.detail}


def _broken(fault: Fault) -> Json:
    return {"name": "expectation", "verdict": "refuted", "place": fault.place, "message": fault.message}


def _contradiction(words: str, place: str) -> Json:
    return {"name": "contradiction", "verdict": Verdict.CONTRADICTION.text, "place": place, "message": words}


def _refutation(outcome: Outcome, proved: Mapping[str, Evidence]) -> Json:
    """The varied statement is refuted, as its file says: that is what is proved here."""
    if outcome.proof is not None:
        return _finding("the statement is false", outcome.proof, proved)
    reason, _, message = outcome.detail.partition(": ")
    return {"name": "the statement is false", "verdict": "unknown", "reason": reason, "message": message}


def _statement(statement: Statement) -> Json:
    return {
        "claim": statement.claim.text,
        "changes": statement.changes,
        "dropped": [key.text for key in statement.dropped],
        "points": statement.points,
        "conclusion": statement.conclusion,
    }


def _outcome(outcome: Outcome, proved: Mapping[str, Evidence]) -> Json:
    """An outcome as the results have it: its verdict is that of the kernel's evidence, if there is one."""
    if outcome.proof is None:
        return {**NOTHING_PROVED, "verdict": outcome.verdict, "detail": outcome.detail}
    proof = proved[outcome.proof.digest]
    return {
        "verdict": proof.facts["verdict"],
        "sense": proof.facts["sense"] or None,
        "grade": proof.grade.name.lower(),
        "detail": outcome.detail,
        "assuming": list(proof.assuming),
        "sha256": proof.digest,
    }


NOTHING_PROVED: Json = {"sense": None, "grade": None, "assuming": [], "sha256": None}


def _summary(case: Case) -> Json:
    problem = case.problem
    return {
        "network": case.tables["problem"]["network"],
        "parameters": len(problem.names),
        "loss": problem.loss.name,
        "reduction": problem.reduction,
        "samples": problem.samples,
        "distinct_inputs": len(problem.distinct),
        "outputs": problem.network.outputs,
        "lam": write(problem.augmentation.lam),
        "sha256": problem.digest,
    }


# ------------------------------------------------------------------------------------------------ statements


def check_statement(statement: StatementFile, name: str, settings: Settings) -> Json:
    """What is known of a statement without a witness: a true one is examined, a false one has to be refuted afresh."""
    if statement.expect == "true":
        deadline = time.monotonic() + (settings.budget if settings.budget is not None else float("inf"))
        found = before(deadline, partial(stands, statement, settings.seed), partial(spent, statement, settings.seed))
    else:
        found = search(statement, settings.seed, settings.budget or SEARCHING)
    return {**found.document(), "name": name, "status": found.status.text}


def spent(statement: StatementFile, seed: int, why: str = SPENT.detail) -> SearchResult:
    """Of a statement nothing was decided in time."""
    return SearchResult(statement, Verdict.UNKNOWN, None, Tally(), 0.0, seed, open=Unknown("budget", why))


# ---------------------------------------------------------------------------------------------------- claims


def check_claim(claim: Claim, settings: Settings) -> Json:
    """The symbolic steps of the proof, and the claim's own family of instances and its own hunt if it has them."""
    proofs = [(step, step.proved(claim.name)) for step in claim.steps]
    steps = [
        {
            "name": s.name,
            "says": s.says,
            "relation": s.relation,
            "proved": proof is not None,
            "sha256": None if proof is None else proof.digest,
        }
        for s, proof in proofs
    ]
    family, documents = [], []
    for study in claim.family(settings.seed) if claim.family is not None else ():
        found = judge(claim, study)
        written = case_document(study, [found])
        proved = checker.check_document(study.problem, json.loads(canonical(written)), statements())
        family.append({"case": study.case.name, **_outcome(found, proved)})
        documents.append(written)
    hunt = None if claim.hunt is None else _hunt(claim.hunt(settings.seed))
    step_certificates = [
        {"kind": proof.kind, "data": proof.certificate.data} for _, proof in proofs if proof is not None
    ]
    return claim_result(claim, steps, family, hunt, documents, step_certificates)


def claim_result(
    claim: Claim, steps: Sequence[Json], family: Sequence[Json], hunt: Json | None, documents: Sequence[Json],
    step_certificates: Sequence[Json],
) -> Json:  # fmt: skip
    """What was found about a claim, as plain values."""
    failed = any(not s["proved"] for s in steps) or any(f["verdict"] in ("fails", "vacuous") for f in family)
    failed = failed or (hunt is not None and not as_hoped(hunt))
    return {
        "name": claim.name,
        "steps": steps,
        "family": family,
        "hunt": hunt,
        "certificates": documents,
        "step_certificates": step_certificates,
        "status": Status.NOT_AS_EXPECTED.text if failed else status(family),
    }


def _hunt(found: Hunt) -> Json:
    return {
        "examples": found.examples,
        "non_vacuous": found.nonvacuous,
        "violated": list(found.violated),
        "variants": [{"says": says, "refuted": refuted} for says, refuted in found.variants],
    }


def as_hoped(hunt: Json) -> bool:
    """Whether a hunt put the claim to the test, found no violation, and has refuted every false variant of it."""
    return hunt["non_vacuous"] > 0 and not hunt["violated"] and all(variant["refuted"] for variant in hunt["variants"])
