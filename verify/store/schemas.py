"""The JSON Schemas that ``verify schema`` prints, each with the file in which the project keeps it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from ..commands.checked import JsonObject
from ..kernel.certificate import FORMAT, VERSION
from ..kernel.checker import CHECKS, COMPOSED
from .results_schema import STRICT, Results
from .toml_schemas import case_schema, statement_schema

CLOSED = ConfigDict(extra="forbid")


@with_config(CLOSED)
class CertificateEntry(TypedDict):
    """One certificate: its kind, and the data that ``notes/certificate-format.md`` lists for it."""

    kind: str
    data: dict[str, Any]


@with_config(CLOSED)
class BoundProblem(TypedDict):
    """The text of a problem, and the SHA-256 of its canonical form."""

    sha256: str
    text: dict[str, Any]


@with_config(CLOSED)
class CertificateDocument(TypedDict):
    """All certificates of one case, with what they are about."""

    format: Literal["verify-minima certificates"]
    version: Literal[1]
    case: str
    problem: BoundProblem
    file: dict[str, Any]
    certificates: list[CertificateEntry]


@dataclass(frozen=True)
class KeptSchema:
    """What a schema is of, what makes it, and where it is kept in the project."""

    of: str
    make: Callable[[], JsonObject]
    kept: Path


def _results() -> JsonObject:
    return TypeAdapter(with_config(STRICT)(Results)).json_schema()


def _certificate() -> JsonObject:
    made = TypeAdapter(CertificateDocument).json_schema()
    made["$defs"]["CertificateEntry"]["properties"]["kind"]["enum"] = sorted((*CHECKS, *COMPOSED))
    made["properties"]["format"], made["properties"]["version"] = {"const": FORMAT}, {"const": VERSION}
    return made


SCHEMAS: dict[str, KeptSchema] = {
    "results": KeptSchema("results.json, and what check --json prints", _results, Path("notes/results.schema.json")),
    "case": KeptSchema("a TOML file of a case", case_schema, Path("counterexamples/case.schema.json")),
    "statement": KeptSchema(
        "a TOML file of a statement", statement_schema, Path("counterexamples/statement.schema.json")
    ),
    "certificate": KeptSchema("a file of certificates", _certificate, Path("notes/certificate.schema.json")),
}


def text_of_schema(name: str) -> str:
    """The schema of this name as its file has it."""
    return json.dumps(SCHEMAS[name].make(), indent=1, ensure_ascii=False) + "\n"
