"""Results: what the checks returned, combined into one JSON document. Everything that is shown comes from it."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..claims.registry import claims
from ..commands.check import Settings, as_hoped
from ..commands.reprove import RESULTS, STEPS_FORMAT, STEPS_VERSION
from ..errors import InputError
from ..formal.build import theorems
from ..kernel import certificate
from ..kernel.assumptions import ASSUMPTIONS
from ..kernel.certificate import canonical
from ..kernel.statements import FORMAT as STATEMENT_FORMAT
from ..prove.claim import Claim
from ..verdict import Sense, Status, overall, status_of
from .atomic import replace, settle
from .dependencies import graph

Json = dict[str, Any]

FORMAT = "verify-minima results"
VERSION = 2
GRADES = ("sampled", "certified", "symbolic", "formal")
CERTIFICATES = "certificates"
PARTIAL = "partial"
READABLE = ("index.html", "report.md")
"""What ``report.site`` makes of ``results.json``: it goes when that goes."""
FAMILIES = "families"
STEPS = "steps"
STATEMENTS = "statements"


def folder_of(reports: Path, partial: str | None) -> Path:
    """Where a report belongs: a run of a part never takes the place of the report of everything."""
    return reports if partial is None else reports / PARTIAL


def combine(
    checked: Sequence[Json],
    settings: Settings,
    formal: Json | None = None,
    atlas: Json | None = None,
    partial: str | None = None,
) -> Json:
    """The whole result of a run: claims with their instances, cases, and one status.

    ``partial`` says in words which part of everything was checked, and is None if all of it was. ``formal`` is the
    stamp of a formal check of the sources as they are now, and ``atlas`` the atlas of neurons and penalties that the
    code as it is now has made, if there is one.
    """
    checked = worst_of_each(checked)
    cases = sorted((dict(r) for r in checked if r["task"] == "case"), key=lambda r: r["name"])
    proofs = {r["name"]: r for r in checked if r["task"] == "claim"}
    statements = sorted((_statement(r) for r in checked if r["task"] == "statement"), key=lambda r: r["name"])
    for case in cases:
        case.pop("task")
        case.pop("seconds")  # what differs from run to run is no result
        case["certificates"] = {"file": f"{CERTIFICATES}/{case['name']}.json", "count": _count(case)}
    rows = [
        _claim(claim, proofs.get(name), cases, statements, formal)
        for name, claim in claims().items()
        if not settings.only or name in settings.only
    ]
    known = [claims()[row["name"]] for row in rows]
    everything = {part["status"] for part in (*cases, *rows, *statements, *([atlas] if atlas else []))}
    status = overall(everything)
    return {
        "format": FORMAT,
        "version": VERSION,
        "status": status.text,
        "exit": status.exit_code,
        "partial": partial,
        "settings": {"seed": settings.seed, "budget": settings.budget},
        "environment": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("verify-minima", "python-flint", "sympy", "numpy")},
        },
        "claims": rows,
        "necessity": necessity(known, cases),
        "graph": graph(known),
        "statements": statements,
        "atlas": atlas,
        "cases": cases,
    }


def worst_of_each(checked: Sequence[Json]) -> list[Json]:
    """One result for each case, statement and claim: of several, one that came out worst."""
    worst: dict[tuple[str, str], Json] = {}
    for result in checked:
        key = (result["task"], result["name"])
        if key not in worst or overall([result["status"], worst[key]["status"]]).text != worst[key]["status"]:
            worst[key] = result
    return list(worst.values())


def _statement(result: Json) -> Json:
    """A statement without a witness, as the report has it: without what differs from run to run."""
    return {key: value for key, value in result.items() if key not in ("task", "seconds", "file", "exit")}


def necessity(known: Sequence[Claim], cases: Sequence[Json]) -> Json:
    """What breaks each claim without each of its assumptions, and with another conclusion.

    ``dropped`` has one row for each assumption of each claim that is varied, with the variants that are proved false
    without it; a row without any is a hole: nothing here shows that the assumption is needed. ``changed`` lists the
    proved variants that drop nothing and conclude something else.
    """
    false = [case for case in cases if case["statement"] and _violated(case)]
    variants = [
        {"case": case["name"], **{key: case["statement"][key] for key in ("claim", "dropped", "changes", "conclusion")}}
        for case in false
    ]
    return {
        "dropped": [
            {
                "claim": claim.name,
                "assumption": ASSUMPTIONS[key].words,
                "variants": [v for v in variants if v["claim"] == claim.name and key in v["dropped"]],
            }
            for claim in known
            if any(v["claim"] == claim.name and v["dropped"] for v in variants)
            for key in claim.assumptions
        ],
        "changed": [v for v in variants if not v["dropped"]],
    }


def _violated(case: Json) -> bool:
    return any(f.get("kind") == "violation" and f["verdict"] == "proved" for f in case["findings"])


def with_atlas(results: Json, atlas: Json | None) -> Json:
    """The results with another atlas, and the status that they then have. Nothing is upgraded by leaving one out."""
    statuses = [results["status"], *([atlas["status"]] if atlas else [])]
    status = overall(statuses)
    return {**results, "atlas": atlas, "status": status.text, "exit": status.exit_code}


def certificates(checked: Sequence[Json]) -> dict[str, Json]:
    """The certificate files of a run: path below the report's folder -> content."""
    found = {
        f"{CERTIFICATES}/{r['name']}.json": r["certificates"] for r in worst_of_each(checked) if r["task"] == "case"
    }
    if checked:
        found["claims.json"] = {name: claim.stated.table() for name, claim in claims().items()}
    for r in checked:
        if r["task"] == "claim" and r.get("step_certificates"):
            found[f"{STEPS}/{r['name']}.json"] = {
                "format": STEPS_FORMAT,
                "version": STEPS_VERSION,
                "claim": r["name"],
                "certificates": r["step_certificates"],
            }
        if r["task"] == "claim":
            found |= {f"{FAMILIES}/{r['name']}/{d['case']}.json": d for d in r.get("certificates", ())}
        if r["task"] == "statement" and r.get("certificate"):
            found[f"{STATEMENTS}/{r['name']}.json"] = r["certificate"]
    return found


def _count(case: Json) -> int:
    return len(case["certificates"]["certificates"])


def _claim(
    claim: Claim, proof: Json | None, cases: Sequence[Json], statements: Sequence[Json], formal: Json | None
) -> Json:
    steps = proof["steps"] if proof else []
    family = proof["family"] if proof else []
    instances = [{"case": case["name"], **case["claims"][claim.name]} for case in cases] + family
    applicable = [i for i in instances if i["verdict"] != "not-applicable"]
    counts = Counter(i["verdict"] for i in applicable)
    proof_verdict = "unknown" if not steps else "holds" if all(s["proved"] for s in steps) else "fails"
    return {
        "name": claim.name,
        "title": claim.title,
        "statement": claim.statement,
        "words": claim.words,
        "assumptions": [ASSUMPTIONS[key].words for key in claim.assumptions],
        "source": claim.source,
        "uses": list(claim.uses),
        "glue": claim.glue,
        "steps": steps,
        "proof": {"verdict": proof_verdict, "grade": "symbolic", "scope": "all", "checked": proof is not None},
        "formal": _formal(claim, formal),
        "instances": {
            "verdict": _instances_verdict(counts),
            "grade": _weakest([i["grade"] for i in applicable if i["verdict"] == "holds"]),
            "scope": "instance",
            "total": len(applicable),
            "nonvacuous": counts["holds"] + counts["fails"],
            "vacuous": counts["vacuous"],
            "unknown": counts["unknown"],
            "senses": {s.value: sum(i.get("sense") == s.value for i in applicable) for s in Sense},
            "fails": counts["fails"],
            "not_applicable": len(instances) - len(applicable),
        },
        "search": _search(claim, cases, statements, proof["hunt"] if proof else None),
        "cases": instances,
        "family": family,
        "status": _claim_status(proof, proof_verdict, counts),
    }


def _search(claim: Claim, cases: Sequence[Json], statements: Sequence[Json], hunt: Json | None) -> Json:
    """What the search says about a claim: variants of it that are refuted, and statements of it that are proved.

    ``open`` are those that are neither. ``grade`` is the weakest of those that are proved; the examples are theirs.
    ``hunt`` is what came of the claim's own hunt on other instances, and ``why`` says why nothing is searched for,
    where that is so.
    """
    variants = [case for case in cases if case["statement"] and case["statement"]["claim"] == claim.name]
    mine = [s for s in statements if s["claim"] == claim.name]
    standing = [s for s in mine if s["verdict"] == "holds"]
    return {
        "refuted": sum(map(_violated, variants)) + sum(s["verdict"] == "refuted" for s in mine),
        "standing": len(standing),
        "open": sum(s["verdict"] == "unknown" for s in mine),
        "grade": _weakest([s["grade"] for s in standing]),
        "examples": sum(s["examples"] for s in standing),
        "non_vacuous": sum(s["non_vacuous"] for s in standing),
        "hunt": hunt,
        "why": claim.unsearched,
    }


def _formal(claim: Claim, stamp: Json | None) -> Json:
    """The theorems of the Coq sources about this claim; ``proved`` only with a stamp of these very sources."""
    if stamp is not None:
        checked = [t for t in stamp["theorems"] if t["claim"] == claim.name]
        if checked:
            return {"verdict": "proved", "grade": "formal", "coq": stamp["coq"], "theorems": checked}
        return {"verdict": "none", "grade": None, "coq": None, "theorems": []}
    named = [{"claim": t.claim, "file": f"{t.file}.v", "name": t.name} for t in theorems() if t.claim == claim.name]
    verdict = "not checked on this machine" if named else "none"
    return {"verdict": verdict, "grade": None, "coq": None, "theorems": named}


def _instances_verdict(counts: Counter[str]) -> str:
    """The verdict on all instances together: one failure fails; without a non-vacuous one it is vacuous."""
    if counts["fails"]:
        return "fails"
    if counts["unknown"]:
        return "unknown"
    return "holds" if counts["holds"] else "vacuous"


def _claim_status(proof: Json | None, verdict: str, counts: Counter[str]) -> str:
    hunt = proof["hunt"] if proof is not None else None
    if counts["fails"] or (proof is not None and verdict == "fails") or (hunt is not None and not as_hoped(hunt)):
        return Status.NOT_AS_EXPECTED.text
    return status_of(counts).text


def _weakest(grades: Sequence[str | None]) -> str | None:
    present = [g for g in grades if g is not None]
    return min(present, key=GRADES.index) if present else None


def write(folder: Path, results: Json, files: Mapping[str, Json], pages: Mapping[str, str] | None = None) -> None:
    """Write ``results.json``, the certificate files and the pages into ``folder``, in place of those of the last run.

    All together or not at all: see ``atomic.replace``. Old pages go, with or without new ones.
    """

    def old() -> Iterator[Path]:
        yield from (folder / name for name in READABLE)
        for kept in (CERTIFICATES, FAMILIES, STEPS, STATEMENTS):
            yield from (path for path in sorted((folder / kept).rglob("*.json")) if _is_certificate(path))

    texts = {name: canonical(content) + "\n" for name, content in files.items()}
    replace(folder, {**texts, RESULTS: _text(results), **(pages or {})}, old)


def _is_certificate(path: Path) -> bool:
    """Whether the file is one of ours: a folder that the user names may hold others, which stay."""
    formats = (certificate.FORMAT, STEPS_FORMAT, STATEMENT_FORMAT)
    return path.is_file() and any(f'"format":{json.dumps(name)}'.encode() in path.read_bytes() for name in formats)


def save(folder: Path, results: Json, pages: Mapping[str, str]) -> None:
    """Write ``results.json`` and the pages that show it, and leave the certificates as they are."""
    replace(folder, {RESULTS: _text(results), **pages}, tuple)


def _text(results: Json) -> str:
    return json.dumps(results, indent=1, ensure_ascii=False) + "\n"


def read(folder: Path) -> Json:
    """The results of the last run in ``folder``.

    Raises:
        InputError: there are none, or they are of another format.
    """
    path = folder / RESULTS
    try:
        settle(folder)
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"no results to report ({error.strerror}); run `verify check` first", str(path)) from error
    except ValueError as error:
        raise InputError(f"is not JSON ({error}); run `verify check` again", str(path)) from error
    if not isinstance(loaded, dict) or loaded.get("format") != FORMAT or loaded.get("version") != VERSION:
        raise InputError(f"is not a result of this version ({FORMAT} {VERSION}); run `verify check` again", str(path))
    return loaded


__all__ = ["certificates", "combine", "read", "write"]
