"""What needs the reader's attention in a run: everything that is refuted or not decided, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..commands.checked import CaseValues, HuntRow, StatementValues
from ..prove.outcome import AT_FAULT
from ..verdict import Status, Verdict
from .results_schema import ClaimRow


@dataclass(frozen=True)
class Trouble:
    """One line: a verdict that is no success, and where, what, why."""

    verdict: Verdict
    words: str

    @property
    def text(self) -> str:
        return f"{self.verdict} {self.words}"


def troubles(
    cases: Sequence[CaseValues], claims: Sequence[ClaimRow] = (), statements: Sequence[StatementValues] = ()
) -> list[Trouble]:
    """The troubles of ``cases``, of the proofs and own instances of ``claims``, of ``statements``; no repetitions.

    What is undecided about a case for one reason is one line, which names all of it.
    """
    lines = [line for case in cases for line in _of_case(case)] + [
        line for claim in claims for line in _of_claim(claim)
    ]
    lines += [of_statement(statement) for statement in statements if statement["status"] != Status.AS_EXPECTED]
    return list(dict.fromkeys(lines))


def _of_case(case: CaseValues) -> list[Trouble]:
    lines = [
        Trouble(f["verdict"], f"{f['place']}: {f['message']}")
        for f in case["findings"]
        if f["verdict"] == Verdict.REFUTED or f["verdict"] == Verdict.CONTRADICTION
    ]
    lines += [
        Trouble(Verdict.FAILS, f"{case['path']}: {name}: {outcome['detail']}")
        for name, outcome in case["claims"].items()
        if outcome["verdict"] == Verdict.FAILS
    ]
    for reason, names in _undecided(case).items():
        lines.append(
            Trouble(
                Verdict.UNKNOWN,
                f"{case['path']}: {_placed(reason, case['path'])}; left open by this: {'; '.join(names)}",
            )
        )
    return lines


def _placed(reason: str, path: str) -> str:
    """A reason whose place is in this file, with its line alone: ``singular: line 21: ...``."""
    return reason.replace(f"{path}:", "line ", 1)


def _undecided(case: CaseValues) -> dict[str, list[str]]:
    """The reasons for which something about a case is undecided, each with what it is; a claim is named once.

    A claim that is undecided by what is refuted is left out: that is said already.
    """
    reasons: dict[str, dict[str, None]] = {}
    said = {f"{AT_FAULT}{f['message']}" for f in case["findings"] if f["verdict"] == Verdict.REFUTED}
    claims = {f"what {name} asks": name for name in case["claims"]}
    for finding in case["findings"]:
        if finding["verdict"] == Verdict.UNKNOWN:
            reason = f"{finding['reason']}: {finding['message']}"
            reasons.setdefault(reason, {})[claims.get(finding["name"], finding["name"])] = None
    for name, outcome in case["claims"].items():
        if outcome["verdict"] == Verdict.UNKNOWN and outcome["detail"] not in said:
            reasons.setdefault(outcome["detail"], {})[name] = None
    return {reason: list(names) for reason, names in reasons.items()}


def _of_claim(claim: ClaimRow) -> list[Trouble]:
    lines = [
        Trouble(Verdict.FAILS, f"{claim['name']}: the step {step['name']} was not carried out: {step['says']}")
        for step in claim["steps"]
        if not step["proved"]
    ]
    lines += [
        Trouble(Verdict.FAILS, f"{claim['name']}: the hunt: {words}") for words in missed(claim["search"]["hunt"])
    ]
    lines += [
        Trouble(instance["verdict"], f"{claim['name']}: {instance['case']}: {instance['detail']}")
        for instance in claim["family"]
        if instance["verdict"] in (Verdict.FAILS, Verdict.UNKNOWN, Verdict.VACUOUS)
    ]
    return lines


def missed(hunt: HuntRow | None) -> list[str]:
    """What a claim's own hunt found against it, in words; and that it put nothing to the test, if so."""
    if hunt is None:
        return []
    lines = [f"violated: {words}" for words in hunt["violated"]]
    return (
        lines if hunt["non_vacuous"] else [*lines, f"vacuous: none of {hunt['examples']} examples put it to the test"]
    )


def of_statement(statement: StatementValues) -> Trouble:
    """What came out of a statement without a witness, as one line."""
    tried = f"{statement['non_vacuous']} of {statement['examples']} examples exercised it"
    words = f"{statement['statement']}: expected {statement['expect']}, found {statement['verdict']} "
    words += f"({statement['detail'] or tried})"
    if statement["verdict"] in (Verdict.REFUTED, Verdict.CONTRADICTION):
        return Trouble(statement["verdict"], f"{words}; its witness: verify search {statement['statement']}")
    failed = statement["status"] == Status.NOT_AS_EXPECTED
    return Trouble(Verdict.FAILS if failed else Verdict.UNKNOWN, words)
