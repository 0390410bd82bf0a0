"""The main job: prove what the files and the claims state, task by task, on all cores, and gather plain results.

Results are plain JSON values from here on: nothing downstream can make or upgrade a verdict.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from ..claims.registry import claims, statements
from ..deadline import before
from ..figures.drawn import prepare
from ..figures.scene import FigureError
from ..files.load import TomlFile, case_name, case_of, read_tables
from ..files.point_table import POINT
from ..files.statement_file import statement_of
from ..kernel import checker
from ..kernel.certificate import canonical
from ..kernel.contradiction import contradictions
from ..kernel.evidence import Unknown
from ..problem.case import Case
from ..prove.file_questions import file_questions
from ..prove.inquiry import Question, ask, in_time
from ..prove.judge import judge_by, judgement_questions
from ..prove.outcome import SPENT, Fault, Outcome, Result
from ..prove.point_answer import broken_answer, left_open, point_answer
from ..prove.point_questions import RADIUS, point_questions
from ..prove.point_view import PointView
from ..prove.subject import Subject
from ..prove.violation import violation_by
from ..prove.witness_questions import violation_questions
from ..spelling import meant
from ..units.engine import Allowance, Engine, Lost
from ..units.processes import Processes
from ..units.resumed import KeptUnits, known, others
from ..verdict import Status, Verdict, status_of
from .case_document import case_document
from .case_figures import case_figures
from .case_rows import (
    contradiction_finding,
    fault_finding,
    finding_row,
    outcome_row,
    problem_summary,
    refutation_finding,
    variant_row,
)
from .checked import (
    CheckedCase,
    FindingRow,
    InstanceRow,
    TaskResult,
)
from .claim_check import check_claim, claim_result
from .statement_check import check_statement, spent, statement_result

MEMORY = 8 * 2**30
"""Bytes of address space for one task."""

GRACE = 20.0
"""Seconds after the budget, at which a task that is still running is ended: what it had found is then lost."""

CLOSING = 2.0
"""Seconds in which all that was answered in time is judged, if there is less time left."""


@dataclass(frozen=True)
class Settings:
    """How to check.

    Attributes:
        seed: of all random choices.
        budget: seconds for each case after which its searches give up; None for no limit.
        jobs: processes.
        only: the claims to judge, and nothing else; empty for all claims and all that the files expect.
        classify: of every case ask what L is near its point, and judge the claims alone that its file names.
        radius: how far from a point there is asked for local minima.
        figures: the folder of the report, for which each case is drawn, and where figures of the same certificates are
            taken from; None to draw nothing.
    """

    seed: int = 0
    budget: float | None = None
    jobs: int = 1
    only: tuple[str, ...] = ()
    classify: bool = False
    radius: Fraction = RADIUS
    figures: Path | None = None

    def asks_of_point(self, case: Case) -> bool:
        """Whether it is asked what L is near the point of a case."""
        return not self.only and (self.classify or case.kind == POINT)

    def judged(self, case: Case) -> list[str]:
        """The claims that are judged on a case."""
        if not self.asks_of_point(case):
            return list(self.only or claims())
        return [name for name in claims() if name in case.expect.claims]

    def aside(self, case: Case) -> frozenset[str]:
        """The claims that are judged though the file, which lists claims, does not list them, and nobody named them."""
        if self.only or not case.expect.claims:
            return frozenset()
        return frozenset(self.judged(case)) - frozenset(case.expect.claims)


@dataclass(frozen=True)
class Task:
    """One unit of work: a file (a ``case`` or a ``statement``), or a ``claim``: its steps and family of instances.

    A file is read once, when the task is made: what is carried out is what stood in it then. ``case`` is what its case
    or statement is called, from the folders here: elsewhere, and in the store, the same path may be below others.
    """

    kind: str
    name: str
    root: Path | None = None
    file: TomlFile | None = None
    case: str = ""

    def of_file(self) -> Case:
        """The case that the file states.

        Raises:
            FileError: it has faults.
        """
        assert self.file is not None
        stated = case_of(self.file, self.root)
        return replace(stated, name=self.case) if self.case else stated


def run(
    tasks: Sequence[Task],
    settings: Settings,
    done: Callable[[Task, TaskResult], None],
    workers: Engine | None = None,
    kept: KeptUnits[Task, TaskResult] | None = None,
) -> list[TaskResult]:
    """The result of each task, in the order of ``tasks``; ``done`` is called as each one ends.

    ``workers`` carry them out, processes of this machine if none are given; what came of some may be ``kept``.
    """
    results = known(tasks, kept)
    for i, result in results.items():
        done(tasks[i], result)
    if settings.figures is not None and any(task.kind == "case" for i, task in enumerate(tasks) if i not in results):
        prepare()
    most = None if settings.budget is None else 2 * settings.budget + GRACE
    work, limits = partial(perform, settings=settings), Allowance(most, MEMORY)
    for i, found in others(workers or Processes(settings.jobs), work, tasks, dict(results), kept, limits):
        result = lost(tasks[i], settings, found) if isinstance(found, Lost) else found
        results[i] = result
        done(tasks[i], result)
    return [results[i] for i in range(len(tasks))]


def perform(task: Task, settings: Settings) -> TaskResult:
    """Carry out one task in this process."""
    started = time.perf_counter()
    if task.file is None:
        claim = check_claim(claims()[task.name], settings.seed)
        return {"task": "claim", **claim, "seconds": _since(started), "kept": None}
    if task.file.is_statement:
        statement = check_statement(
            statement_of(task.file), task.case or case_name(task.file.path, task.root), settings.seed, settings.budget
        )
        return {"task": "statement", **statement, "seconds": _since(started), "kept": None}
    case = task.of_file()
    checked = check_case(case, settings)
    drawn = None
    if settings.figures is not None:
        try:
            drawn = case_figures(case, checked["certificates"], settings.figures)
        except FigureError as error:
            checked["findings"].append(fault_finding(Fault(case.path, str(error)), "the figures"))
            checked["status"] = Status.NOT_AS_EXPECTED
    return {"task": "case", **checked, "seconds": _since(started), "drawn": drawn, "kept": None}


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)


def lost(task: Task, settings: Settings, found: Lost) -> TaskResult:
    """The result of a task whose process ended without one: nothing is decided, and why."""
    unknown = Unknown("budget", found.why)
    outcome = Outcome(Verdict.UNKNOWN, f"{unknown.reason}: {unknown.detail}")
    if task.file is None:
        family: list[InstanceRow] = [{"case": "the claim's own instances", **outcome_row(outcome, {})}]
        claim = claim_result(claims()[task.name], [], family, None, [], [])
        return {"task": "claim", **claim, "seconds": 0.0, "kept": None}
    if task.file.is_statement:
        said = spent(statement_of(task.file), settings.seed, found.why)
        return {
            "task": "statement",
            **statement_result(said, task.case or case_name(task.file.path, task.root)),
            "seconds": 0.0,
            "kept": None,
        }
    case = task.of_file()
    outcomes = dict.fromkeys(settings.judged(case), outcome)
    undecided = case_result(case, {"the check of the file": unknown}, outcomes, None)
    return {"task": "case", **undecided, "seconds": 0.0, "drawn": None, "kept": None}


def file_task(path: Path, root: Path | None = None) -> Task:
    """The task to check one TOML file: a case, or a statement without a witness.

    Raises:
        FileError: it cannot be read, or is no TOML. What its tables state is looked at when the task is carried out.
    """
    file = read_tables(path)
    return Task("statement" if file.is_statement else "case", str(path), root, file, case_name(path, root))


# ---------------------------------------------------------------------------------------------------- cases


def check_case(case: Case, settings: Settings) -> CheckedCase:
    """Everything that the file expects and that the claims say about it."""
    deadline = time.monotonic() + settings.budget if settings.budget is not None else float("inf")
    subject = Subject.of(case, settings.seed, deadline)
    varied = case.statement is not None and not settings.only
    asked: dict[str, list[Question]] = {}
    stated: list[Question] = []
    refuting: list[Question] = []

    def questions() -> Iterator[Question]:
        """Those of each claim are made when the ones before them are answered: it takes time for some."""
        if not settings.only:
            stated.extend(in_time(subject, "what the file states", partial(file_questions, subject)))
            yield from stated
        if settings.asks_of_point(case):
            make = partial(point_questions, PointView(subject, settings.radius))
            yield from in_time(subject, "what is asked of the point", make)
        for name in settings.judged(case):
            make = partial(judgement_questions, claims()[name], subject)
            asked[name] = in_time(subject, f"what {name} asks", make)
            yield from asked[name]
        if varied:
            make = partial(violation_questions, subject, statements())
            refuting.extend(in_time(subject, "whether the statement is false", make))
            yield from refuting

    answers = ask(subject, questions())
    closing = max(deadline, time.monotonic() + CLOSING)
    outcomes = {
        name: before(closing, partial(judge_by, claims()[name], subject, answers.to(mine)), lambda: OUT_OF_TIME)
        for name, mine in asked.items()
    }
    refutation = None
    if varied:
        results = answers.to(refuting)
        refutation = before(closing, partial(violation_by, subject, statements(), results), lambda: OUT_OF_TIME)
    answer = None
    if settings.asks_of_point(case):
        answer = before(closing, partial(point_answer, subject, answers), lambda: OUT_OF_TIME)
    left = {} if answer is None else left_open(subject, answers, answer.proof)
    aside = settings.aside(case)
    beside = with_earlier(q for name in aside for q in asked[name])
    weighed = with_earlier([*stated, *refuting, *(q for name in asked if name not in aside for q in asked[name])])
    reported = {**answers.reported, **left}
    return case_result(case, reported, outcomes, refutation, not settings.only, answer, aside | (beside - weighed))


def with_earlier(questions: Iterable[Question]) -> frozenset[str]:
    """The names of questions and of all those on which it depends whether they are asked."""
    found = set[str]()
    for question in questions:
        found |= {question.name} | with_earlier((*question.only_if, *question.unless))
    return frozenset(found)


def case_result(
    case: Case,
    results: Mapping[str, Result],
    outcomes: Mapping[str, Outcome],
    refutation: Outcome | None,
    expected: bool = True,
    answer: Outcome | None = None,
    aside: Collection[str] = (),
) -> CheckedCase:
    """What was found about a case, as plain values.

    ``aside`` names claims and questions that the file does not ask about: that they are undecided is said, and leaves
    the status as it is.
    """
    verdicts = [*outcomes.values(), *(v for v in (refutation, answer) if v is not None)]
    written = case_document(case, list(results.values()), verdicts)
    # What is reported is what the kernel proves from the document as it is written, read back from its text.
    proved = checker.check_document(case.problem, json.loads(canonical(written)), statements())
    findings = [finding_row(name, result, proved) for name, result in results.items()]
    if answer is not None and answer.proof is not None:
        findings.insert(0, finding_row(ANSWER, answer.proof, proved))
    if expected:
        findings += [fault_finding(f) for f in broken_expectations(case, outcomes)]
        findings += [fault_finding(f) for f in (broken_answer(case.expect, answer) if answer is not None else ())]
    if refutation is not None:
        findings.append(refutation_finding(refutation, proved))
    findings += [
        contradiction_finding(words, case.path) for words in contradictions(case.problem, list(proved.values()))
    ]
    return {
        "name": case.name,
        "path": case.path,
        "title": case.title,
        "kind": case.kind,
        "source": case.source,
        "story": dict(case.story),
        "problem": problem_summary(case),
        "theta": [text.text for text in case.point.theta],
        "rounded": case.point.refine or (case.witness is not None and case.witness.refine),
        "added": [] if case.witness is None else [text.text for text in case.witness.texts],
        "findings": findings,
        "claims": {name: outcome_row(outcome, proved) for name, outcome in outcomes.items()},
        "statement": None if case.statement is None else variant_row(case.statement),
        "status": status(findings, outcomes, aside),
        "certificates": written,
    }


ANSWER = "the answer"
"""The name of the finding that says what L is near the point."""

OUT_OF_TIME = Outcome(Verdict.UNKNOWN, f"{SPENT.reason}: {SPENT.detail}")


def broken_expectations(case: Case, outcomes: Mapping[str, Outcome]) -> list[Fault]:
    """The verdicts that came out otherwise than ``[expect.claims]`` says."""
    faults = []
    for name, expected in case.expect.claims.items():
        if name not in outcomes:
            faults.append(Fault(expected.place, f"there is no claim {name}{meant(name, outcomes)}"))
        elif outcomes[name].verdict != expected.text:
            found = outcomes[name]
            faults.append(Fault(expected.place, f"{name} {found.verdict}, not {expected.text} ({found.detail})"))
    return faults


def status(findings: Iterable[FindingRow], outcomes: Mapping[str, Outcome], aside: Collection[str] = ()) -> Status:
    """``as expected``, ``not as expected`` if anything is refuted, ``undecided`` if anything not aside is unknown."""
    verdicts = [*((f["name"], f["verdict"]) for f in findings), *((name, o.verdict) for name, o in outcomes.items())]
    return status_of(verdict for name, verdict in verdicts if verdict != Verdict.UNKNOWN or name not in aside)
