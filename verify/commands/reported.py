"""What a report says is proved, read from its ``results.json``: each verdict with the digest of its certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files.json_file import read_json
from ..kernel.evidence import Evidence
from ..kernel.statement_refutation import VIOLATION
from ..kernel.statements import KINDS as STATEMENT_KINDS
from ..verdict import CellVerdict, Verdict

Json = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """One verdict of a report.

    Attributes:
        document: the document of which a certificate proves it: a case's name, ``families/CLAIM/NAME``, ``steps/CLAIM``
            or ``atlas/CELL``.
        words: what is said.
        sha256: the digest of the certificate; None if the report names none.
        facts: what the facts of the evidence are to be: claim, verdict and sense of a judgement, those of a finding.
        statement: the words of the kernel as the report has them; None if it has not.
        grade: as the report has it; None if it has none.
        kinds: in place of the digest, the kinds of which one proves it.
    """

    document: str
    words: str
    sha256: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    statement: str | None = None
    grade: str | None = None
    kinds: tuple[str, ...] = ()

    def among(self, evidence: Sequence[Evidence]) -> bool:
        """Whether this evidence proves it."""
        return any(
            (e.kind in self.kinds if self.kinds else e.digest == self.sha256)
            and all(e.facts.get(key) == value for key, value in self.facts.items())
            and self.statement in (None, e.statement)
            and self.grade in (None, e.grade.name.lower())
            for e in evidence
        )


def reported(path: Path) -> list[Said]:
    """The verdicts of a report that certificates are to prove; none if there is no such file.

    Theorems in Coq are not among them.

    Raises:
        InputError: the file is no result of a check.
    """
    try:
        if not path.exists():
            return []
        results = read_json(path)
        return [*_of_cases(results), *_of_claims(results), *_of_statements(results), *_of_atlas(results)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("is not the file of a report's results; check again with `verify check`", str(path)) from error


def _of_cases(results: Json) -> Iterator[Said]:
    for case in results["cases"]:
        for finding in case["findings"]:
            if finding["verdict"] == Verdict.PROVED:
                facts, statement, grade = finding["facts"], finding["statement"], finding["grade"]
                yield Said(case["name"], finding["name"], finding["sha256"], facts, statement, grade)
        for claim, outcome in case["claims"].items():
            yield from _outcome(case["name"], claim, outcome)


def _of_claims(results: Json) -> Iterator[Said]:
    for claim in results["claims"]:
        name = claim["name"]
        for step in claim["steps"]:
            if step["proved"] is True:
                yield Said(f"steps/{name}", f"the step {step['name']}", step["sha256"])
        hunt = claim["search"]["hunt"]
        own = {instance["case"] for instance in claim["family"]}
        for instance in claim["cases"]:  # the row of the claim, of which its numbers are made
            document = f"families/{name}/{instance['case']}" if instance["case"] in own else instance["case"]
            yield from _outcome(document, name, instance)
        for instance in (*claim["family"], *(hunt["instances"] if hunt else ())):
            yield from _outcome(f"families/{name}/{instance['case']}", name, instance)


def _outcome(document: str, claim: str, outcome: Json) -> Iterator[Said]:
    if outcome["verdict"] in (Verdict.HOLDS, Verdict.FAILS, Verdict.VACUOUS):
        facts = {"claim": claim, "verdict": outcome["verdict"], "sense": outcome["sense"] or ""}
        words = f"{claim} = {outcome['verdict']!r}"
        yield Said(document, words, outcome["sha256"], facts, grade=outcome["grade"])


def _of_statements(results: Json) -> Iterator[Said]:
    for about in results["statements"]:
        verdict, says = about["verdict"], about["proof"]["says"] if about["proof"] else None
        words = f"that the statement {verdict!r}"
        if verdict in (Verdict.HOLDS, Verdict.VACUOUS):
            facts = {"verdict": verdict}
            yield Said(about["name"], words, None, facts, says, about["grade"], tuple(STATEMENT_KINDS))
        if verdict == Verdict.REFUTED:
            facts = {"claim": about["claim"], "conclusion": about["conclusion"]}
            yield Said(about["name"], words, None, facts, says, about["grade"], (VIOLATION,))


def _of_atlas(results: Json) -> Iterator[Said]:
    for cell in results["atlas"]["cells"] if results["atlas"] else ():
        if cell["verdict"] in (CellVerdict.TRUE, CellVerdict.FALSE):
            name = f"{cell['neuron']}, {cell['penalty']}: {cell['conclusion']}"
            kinds = tuple(STATEMENT_KINDS) if cell["verdict"] == CellVerdict.TRUE else (VIOLATION,)
            yield Said(f"atlas/{name}", f"that this is {cell['verdict']}", kinds=kinds)
