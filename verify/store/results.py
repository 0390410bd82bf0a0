"""Results: what the checks returned, combined into one JSON document. Everything that is shown comes from it."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import cast

from ..claims.registry import claims
from ..commands.case_figures import FOLDER as FIGURES
from ..commands.case_figures import KEPT, figure_row, folder_of_figures
from ..commands.check import Settings
from ..commands.checked import AtlasDocument, CaseResult, JsonObject, StatementResult, StatementValues, TaskResult
from ..commands.reprove import RESULTS, STEPS_FORMAT, STEPS_VERSION
from ..errors import CertificateError, InputError
from ..files.json_file import text_of, values_of
from ..formal.build import FormalStamp
from ..kernel import certificate
from ..kernel.certificate import canonical
from ..kernel.statements import FORMAT as STATEMENT_FORMAT
from ..units.code import digest
from ..verdict import worst
from .atomic import replace, settle
from .claim_rows import claim_row, necessity
from .commit import made_at
from .dependencies import graph
from .results_schema import CaseRow, Results, TrustValues, results_of

FORMAT = "verify-minima results"
VERSION = 6
CERTIFICATES = "certificates"
PARTIAL = "partial"
READABLE = ("index.html", "report.md", "style.css")
"""What ``report.site`` makes of ``results.json``, besides its other pages: it goes when that goes."""
GENERATOR = "verify-minima"
"""What the other pages name as their generator: by this the next run knows them, and leaves files of the user alone."""
FAMILIES = "families"
STEPS = "steps"
STATEMENTS = "statements"


def folder_of(reports: Path, partial: str | None) -> Path:
    """Where a report belongs: a run of a part never takes the place of the report of everything."""
    return reports if partial is None else reports / PARTIAL


def combine(
    checked: Sequence[TaskResult],
    settings: Settings,
    formal: FormalStamp | None = None,
    atlas: AtlasDocument | None = None,
    partial: str | None = None,
    trust: TrustValues | None = None,
) -> Results:
    """The whole result of a run: claims with their instances, cases, and one status.

    ``partial`` says in words which part of everything was checked, and is None if all of it was. ``formal`` is the
    stamp of a formal check of the sources as they are now, and ``atlas`` the atlas of neurons and penalties that the
    code as it is now has made, if there is one; ``trust`` are the figures of ``verify trust``, which change no status.
    """
    results = worst_of_each(checked)
    kept = {f"{r['task']}/{r['name']}": when for r in results if (when := r.get("kept")) is not None}
    cases = sorted((_case(r) for r in results if r["task"] == "case"), key=lambda r: r["name"])
    proofs = {r["name"]: r for r in results if r["task"] == "claim"}
    statements = sorted((_statement(r) for r in results if r["task"] == "statement"), key=lambda r: r["name"])
    rows = [
        claim_row(claim, proofs.get(name), cases, statements, formal)
        for name, claim in claims().items()
        if not settings.only or name in settings.only
    ]
    known = [claims()[row["name"]] for row in rows]
    # Of a claim that was not asked about, the status of each file says what it makes of it.
    asked = [r["status"] for r in rows if r["name"] in proofs or settings.only]
    statuses = [c["status"] for c in cases] + asked + [s["status"] for s in statements]
    status = worst([*statuses, *([atlas["status"]] if atlas is not None else [])])
    return {
        "format": FORMAT,
        "version": VERSION,
        "status": status,
        "exit": status.exit_code,
        "partial": partial,
        "settings": {"seed": settings.seed, "budget": settings.budget},
        "environment": {
            "python": platform.python_version(),
            **made_at(),
            **{name: version(name) for name in ("verify-minima", "python-flint", "sympy", "numpy")},
        },
        "claims": rows,
        "necessity": necessity(known, cases),
        "graph": graph(known),
        "statements": statements,
        "atlas": atlas,
        "trust": trust,
        "store": {"code": digest(), "of": len(results), "kept": dict(sorted(kept.items()))} if kept else None,
        "cases": cases,
    }


def worst_of_each(checked: Sequence[TaskResult]) -> list[TaskResult]:
    """One result for each case, statement and claim: of several, one that came out worst."""
    found: dict[tuple[str, str], TaskResult] = {}
    for result in checked:
        key = (result["task"], result["name"])
        if key not in found or worst([result["status"], found[key]["status"]]) != found[key]["status"]:
            found[key] = result
    return list(found.values())


def _case(result: CaseResult) -> CaseRow:
    """A case as the report has it: without what differs from run to run, its certificates in a file of their own."""
    kept = {
        key: value for key, value in result.items() if key not in ("task", "seconds", "kept", "certificates", "drawn")
    }
    drawn = result.get("drawn")
    if drawn is not None:
        folder, figures = folder_of_figures(result["name"]), drawn["figures"]
        kept["figures"] = [{**figure_row(figure), "file": f"{folder}/{figure['name']}.svg"} for figure in figures]
    where = {"file": f"{CERTIFICATES}/{result['name']}.json", "count": len(result["certificates"]["certificates"])}
    return cast(CaseRow, {**kept, "certificates": where})


def _statement(result: StatementResult) -> StatementValues:
    """A statement without a witness, as the report has it: without what differs from run to run."""
    kept = {key: value for key, value in result.items() if key not in ("task", "seconds", "kept", "file", "exit")}
    return cast(StatementValues, kept)


def renewed(results: Results, atlas: AtlasDocument | None, trust: TrustValues | None) -> Results:
    """The results with another atlas, the status that they then have, and other figures of ``verify trust``.

    Nothing is upgraded by leaving an atlas out.
    """
    statuses = [results["status"], *([atlas["status"]] if atlas is not None else [])]
    status = worst(statuses)
    return {**results, "atlas": atlas, "trust": trust, "status": status, "exit": status.exit_code}


def certificates(checked: Sequence[TaskResult]) -> dict[str, JsonObject]:
    """The certificate files of a run: path below the report's folder -> content."""
    found: dict[str, JsonObject] = {}
    for r in worst_of_each(checked):
        if r["task"] == "case":
            found[f"{CERTIFICATES}/{r['name']}.json"] = r["certificates"]
    if checked:
        found["claims.json"] = {name: claim.stated.table() for name, claim in claims().items()}
    for r in checked:
        if r["task"] == "claim":
            found |= {f"{FAMILIES}/{r['name']}/{made['case']}.json": made for made in r["certificates"]}
            if r["step_certificates"]:
                found[f"{STEPS}/{r['name']}.json"] = {
                    "format": STEPS_FORMAT,
                    "version": STEPS_VERSION,
                    "claim": r["name"],
                    "certificates": r["step_certificates"],
                }
        if r["task"] == "statement" and r["certificate"] is not None:
            found[f"{STATEMENTS}/{r['name']}.json"] = r["certificate"]
    return found


def drawings(checked: Sequence[TaskResult]) -> dict[str, str]:
    """The files of all figures of a run: path below the report's folder -> text."""
    found: dict[str, str] = {}
    for r in worst_of_each(checked):
        drawn = r.get("drawn") if r["task"] == "case" else None
        if drawn is not None:
            folder, figures = folder_of_figures(r["name"]), drawn["figures"]
            rows = [{**figure_row(f), "sha256": sha256(f["svg"].encode()).hexdigest()} for f in figures]
            kept = {"drawn_from": drawn["drawn_from"], "figures": rows}
            found[f"{folder}/{KEPT}"] = json.dumps(kept, ensure_ascii=False) + "\n"
            found |= {f"{folder}/{f['name']}.svg": f["svg"] for f in figures}
    return found


def write(
    folder: Path, results: Results, files: Mapping[str, JsonObject], pages: Mapping[str, str] | None = None
) -> None:
    """Write ``results.json``, the certificate files and the pages into ``folder``, in place of those of the last run.

    All together or not at all: see ``atomic.replace``. Old pages go, with or without new ones.
    """

    def old() -> Iterator[Path]:
        yield from (folder / name for name in READABLE)
        yield from old_pages(folder)
        for kept in (CERTIFICATES, FAMILIES, STEPS, STATEMENTS):
            yield from (path for path in sorted((folder / kept).rglob("*.json")) if _is_certificate(path))
        for listed in sorted((folder / FIGURES).rglob(KEPT)):
            yield from (listed, *(path for path in sorted(listed.parent.glob("*.svg"))))

    texts = {name: canonical(content) + "\n" for name, content in files.items()}
    replace(folder, {**texts, RESULTS: _text(results), **(pages or {})}, old)


def old_pages(folder: Path) -> Iterator[Path]:
    """The pages of a report that lie in the folder: those of sections, and those in the folders named after them."""
    for page in filter(_is_page, sorted(folder.glob("*.html"))):
        yield page
        yield from filter(_is_page, sorted(page.with_suffix("").rglob("*.html")))


def _is_page(path: Path) -> bool:
    """Whether the file is a page of ours."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return f'<meta name="generator" content="{GENERATOR}">'.encode() in file.read(400)


def _is_certificate(path: Path) -> bool:
    """Whether the file is one of ours: a folder that the user names may hold others, which stay."""
    formats = (certificate.FORMAT, STEPS_FORMAT, STATEMENT_FORMAT)
    return path.is_file() and any(f'"format":{json.dumps(name)}'.encode() in path.read_bytes() for name in formats)


def save(folder: Path, results: Results, pages: Mapping[str, str]) -> None:
    """Write ``results.json`` and the pages that show it, and leave the certificates as they are."""
    replace(folder, {RESULTS: _text(results), **pages}, lambda: tuple(old_pages(folder)))


def documents(folder: Path, results: Results) -> dict[str, JsonObject]:
    """The files of certificates of the cases, by their paths below the folder; one that cannot be read is left out."""
    found: dict[str, JsonObject] = {}
    for case in results["cases"]:
        name = case["certificates"]["file"]
        try:
            found[name] = dict(certificate.read_file(folder / name).content)
        except CertificateError:
            continue
    return found


def _text(results: Results) -> str:
    return json.dumps(results, indent=1, ensure_ascii=False) + "\n"


def read(folder: Path) -> Results:
    """The results of the last run in ``folder``.

    Raises:
        InputError: there are none, or they are not what ``results_schema`` says.
    """
    path = folder / RESULTS
    try:
        settle(folder)
        text = text_of(path)
        loaded = values_of(text, str(path))
    except InputError as error:
        raise InputError(f"no results to report: {error.message}; run `verify check` first", str(path)) from error
    if not isinstance(loaded, dict) or loaded.get("format") != FORMAT or loaded.get("version") != VERSION:
        raise InputError(f"is not a result of this version ({FORMAT} {VERSION}); run `verify check` again", str(path))
    try:
        return results_of(text)
    except ValueError as error:
        raise InputError(f"is broken or incomplete ({error}); run `verify check` again", str(path)) from error


__all__ = ["certificates", "combine", "read", "write"]
