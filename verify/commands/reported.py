"""What the results of a report say and its own certificates do not prove: a verdict there is a word like any other."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..kernel.evidence import Evidence

Json = dict[str, Any]
Proved = Mapping[str, Sequence[Evidence]]

RESULTS = "results.json"

JUDGED = ("holds", "vacuous", "fails")
"""Verdicts of a claim on a case of which there is a certificate; what is unknown says nothing."""


def unproved_results(reports: Path, proved: Proved, passed_over: Container[str] = ()) -> list[Json]:
    """Each verdict of ``results.json`` about a case, a claim on a case or a statement that no evidence gives.

    A folder that holds certificates alone says nothing, so nothing of it is unproved.

    Args:
        proved: the evidence by the name of the case.
        passed_over: cases about which nothing is said here.

    Raises:
        InputError: the results cannot be read.
    """
    path = reports / RESULTS
    if not path.exists():
        return []
    try:
        results = json.loads(path.read_bytes())
        said = [*_of_cases(results, proved), *_of_claims(results, proved), *_of_statements(results, proved)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError("is not the results of a report; check again with `verify check`", str(path)) from error
    return [
        {"case": name, "message": f"no certificate proves what {RESULTS} says: {words}"}
        for name, words in dict.fromkeys(said)
        if name not in passed_over
    ]


def _of_cases(results: Json, proved: Proved) -> Iterator[tuple[str, str]]:
    """What is said to be proved of a case, and the verdicts of the claims on it."""
    for case in results["cases"]:
        name, known = case["name"], _by_digest(proved, case["name"])
        for finding in case["findings"]:
            if finding["verdict"] != "proved":
                continue
            evidence = known.get(finding["sha256"])
            if evidence is None or _as_reported(evidence) != {key: finding[key] for key in _as_reported(evidence)}:
                yield name, f"{finding['name']!r} is proved"
        for claim, outcome in case["claims"].items():
            if not _judged(claim, outcome, known):
                yield name, f"{claim} {outcome['verdict']}"


def _of_claims(results: Json, proved: Proved) -> Iterator[tuple[str, str]]:
    """The verdicts of each claim on all cases and on instances of its own, as its own row has them."""
    for row in results["claims"]:
        own = {entry["case"] for entry in row["family"]}
        for entry in row["cases"]:
            at = f"families/{row['name']}/{entry['case']}" if entry["case"] in own else entry["case"]
            if not _judged(row["name"], entry, _by_digest(proved, at)):
                yield at, f"{row['name']} {entry['verdict']}"


def _of_statements(results: Json, proved: Proved) -> Iterator[tuple[str, str]]:
    """The statements without a witness that are said to be proved: they hold, or are about nothing."""
    for statement in results["statements"]:
        verdict, name = statement["verdict"], statement["name"]
        certified = verdict == "vacuous" or (verdict == "holds" and statement["grade"] == "symbolic")
        if certified and not any(e.facts.get("because") for e in proved.get(name, ())):
            yield name, f"the statement {verdict}"


def _by_digest(proved: Proved, name: str) -> dict[str, Evidence]:
    return {evidence.digest: evidence for evidence in proved.get(name, ())}


def _as_reported(evidence: Evidence) -> Json:
    return {
        "kind": evidence.kind,
        "grade": evidence.grade.name.lower(),
        "statement": evidence.statement,
        "facts": dict(evidence.facts),
        "assuming": list(evidence.assuming),
    }


def _judged(claim: str, outcome: Json, known: Mapping[str, Evidence]) -> bool:
    """Whether a verdict of a claim is that of its certificate; one that says nothing needs none."""
    if outcome["verdict"] not in JUDGED:
        return True
    evidence = known.get(outcome["sha256"])
    said = {"claim": claim, "verdict": outcome["verdict"], "sense": outcome["sense"] or ""}
    return evidence is not None and evidence.kind == "judgement" and said.items() <= dict(evidence.facts).items()
