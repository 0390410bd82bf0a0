"""Proves every certificate of a folder again from the files alone: the kernel and the files of the cases, nothing else.

What is trusted is the TOML file of each case. Its problem is built from it, and the document has to have been made for
it: the same problem, by its hash, and the same of everything else that the file states. Neither the search nor what
proposes certificates, nor the report, is imported here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..claims.registry import statements
from ..errors import CertificateError, FileError, InputError
from ..exact import exact, write
from ..files.load import case_name, load, read_tables
from ..files.problem_table import problem_from_tables
from ..kernel import checker
from ..kernel.certificate import Document, canonical, read_file
from ..kernel.evidence import Evidence
from ..problem.objective import Problem

Json = dict[str, Any]

PROSE = ("title", "source", "belief", "catch", "restores")
"""What a file says to people: nothing is proved of it, so it may change."""

CASES = "counterexamples"

MADE = "claims"
"""The folder of the instances that a claim's family makes in code: no file states them."""

WITHOUT_POINT = "statement"
"""The kind of file that states no case."""


def reprove(folder: Path, cases: Path, only: bool = False) -> Json:
    """What the certificates below ``folder`` prove of the files at ``cases``, a folder or one file.

    A document of a case that no file there states is refused; with ``only`` it is left out, and counted.

    ``status`` is ``as expected`` if every certificate is accepted and every case has those of what it states,
    ``not as expected`` if one is refused or was made for another text, else ``undecided``.

    Raises:
        InputError: there are no certificates, or no cases.
        FileError: a file of a case has a fault.
    """
    documents = sorted(path for path in folder.rglob("*.json")) if folder.is_dir() else []
    if not documents:
        raise InputError("holds no certificates; run `verify check` first", str(folder))
    files = _cases(cases)
    proved: dict[str, list[Evidence]] = {}
    refused: list[Json] = []
    left_out = 0
    for path in documents:
        name = path.relative_to(folder).with_suffix("").as_posix()
        if only and name not in files:
            left_out += 1
            continue
        try:
            proved[name] = _proved(name, read_file(path), files)
        except CertificateError as error:
            refused.append({"case": name, "message": str(error)})
    missing = [
        {"case": name, "message": f"no certificate proves {words}"}
        for name, path in files.items()
        if name not in {entry["case"] for entry in refused}
        for words in unproved(path, proved.get(name, ()))
    ]
    status = "not as expected" if refused else "undecided" if missing else "as expected"
    kinds = Counter(evidence.kind for found in proved.values() for evidence in found)
    return {
        "status": status,
        "exit": {"as expected": 0, "not as expected": 1, "undecided": 3}[status],
        "documents": len(proved) + len(refused),
        "cases": len(files),
        "left_out": left_out,
        "certificates": sum(kinds.values()),
        "kinds": dict(sorted(kinds.items())),
        "refused": refused,
        "missing": missing,
        "statements": {name: [evidence.statement for evidence in found] for name, found in proved.items()},
    }


def _cases(cases: Path) -> dict[str, Path]:
    """The files that state a case, by its name."""
    found = sorted(cases.rglob("*.toml")) if cases.is_dir() else [cases]
    root = None if CASES in cases.absolute().parts or not cases.is_dir() else cases
    files = {}
    for path in found:
        if read_tables(path)[0].get("kind") != WITHOUT_POINT:
            files[case_name(path, root)] = path
    if not files:
        raise InputError("states no case", str(cases))
    return files


def _proved(name: str, document: Document, files: Mapping[str, Path]) -> list[Evidence]:
    """The evidence that the document gives about the case of this name."""
    if name in files:
        if document.case != name:
            raise CertificateError(f"{name}: the document is about the case {document.case!r}")
        problem = _bound(name, document, files[name])
    elif name.split("/")[0] == MADE:
        try:
            problem = problem_from_tables(document.tables)
        except FileError as error:
            raise CertificateError(f"{name}: {error}") from error
    else:
        raise CertificateError(f"{name}: no file states this case")
    try:
        return list(checker.check_document(problem, document.content, statements()).values())
    except CertificateError as error:
        raise CertificateError(f"{name}: {error}") from error


def _bound(name: str, document: Document, path: Path) -> Problem:
    """The problem of the file, if the document was made for what the file says."""
    problem = load(path).problem
    if document.content["problem"]["sha256"] != problem.digest:
        raise CertificateError(f"{name}: the problem in {path} has changed since the certificates were made")
    if canonical(stated(document.file)) != canonical(stated(read_tables(path)[0])):
        raise CertificateError(f"{name}: what {path} states has changed since the certificates were made")
    return problem


def stated(tables: Mapping[str, Any]) -> Json:
    """What a file states besides its problem: without what it says to people."""
    return {key: value for key, value in tables.items() if key not in (*PROSE, "problem", "augment")}


def unproved(path: Path, evidence: Sequence[Evidence]) -> list[str]:
    """What the file states, other than verdicts of claims, of which no certificate is here."""
    tables = read_tables(path)[0]
    wanted = [*_of_points(tables), *_of_added_neurons(tables)]
    return [want.words for want in wanted if not any(want.met(e) for e in evidence)]


@dataclass(frozen=True)
class Want:
    """A certificate that has to be there: of this kind, with these data, whose evidence has these facts."""

    words: str
    kind: str
    data: Json
    facts: Mapping[str, str] = field(default_factory=dict)

    def met(self, evidence: Evidence) -> bool:
        data = {**evidence.certificate.data, "point": _texts(evidence.certificate.data.get("point"))}
        return (
            evidence.kind == self.kind
            and all(data.get(key) == value for key, value in self.data.items())
            and all(evidence.facts.get(key) == value for key, value in self.facts.items())
        )


def _of_points(tables: Mapping[str, Any]) -> Iterator[Want]:
    """The values at the point and at the better one, the norm, the residual gradients, and the method."""
    expect, at = tables["expect"], {"point": _stripped(tables["point"]["theta"])}
    yield Want(f"value = {expect['value']!r}", "value", at | _compared(expect["value"]))
    if "better_value" in expect:
        better, text = {"point": _stripped(tables["better"]["theta"])}, expect["better_value"]
        yield Want(f"better_value = {text!r}", "value", better | _compared(text))
    if "norm" in expect:
        yield Want(f"norm = {expect['norm']!r}", "norm", at | _compared(expect["norm"]))
    for x, row in enumerate(expect.get("residual_gradients", ())):
        for k, text in enumerate(row):
            data = {**at, "input": x, "output": k} | _compared(text)
            yield Want(f"residual_gradients[{x}][{k}] = {text!r}", "residual-value", data)
    method = expect.get("method")
    if method == "strict":
        yield Want(f"method = {method!r}", "critical-point", at, {"index": "0"})
    elif method is not None:
        yield Want(f"method = {method!r}", method, at)


def _of_added_neurons(tables: Mapping[str, Any]) -> Iterator[Want]:
    """The least order of descent at the first centre, the method for the witness, and its norm."""
    expect, witness = tables["expect"], tables.get("witness")
    if "order" in expect:
        center = tables["center"][0]
        data = {
            "point": _stripped(tables["point"]["theta"]),
            "b": [write(exact(text)) for text in center["b"]],
            "W": [[write(exact(text)) for text in row] for row in center["W"]],
            "lower_orders_vanish": True,
        }
        yield Want(f"order = {expect['order']!r}", "descent", data, {"order": expect["order"]})
    if witness is not None:
        at = {
            "at": [*tables["point"]["theta"], *witness["a"], *witness["b"], *(t for row in witness["W"] for t in row)]
        }
        yield Want(f"the witness, method = {witness['method']!r}", f"augmented-{witness['method']}", at)
        if "witness_norm" in expect:
            text = expect["witness_norm"]
            yield Want(f"witness_norm = {text!r}", "augmented-norm", at | _compared(text))


def _texts(point: object) -> list[str] | None:
    """The coordinates of a point as a certificate states them."""
    if not isinstance(point, Mapping):
        return None
    texts = point.get("exact", point.get("rounds_to"))
    return _stripped(texts) if isinstance(texts, list) else None


def _stripped(texts: Sequence[str]) -> list[str]:
    return [text.strip() for text in texts]


def _compared(expected: str) -> Json:
    return {"rounds_to": expected[1:].strip()} if expected.startswith("~") else {"equals": expected}
