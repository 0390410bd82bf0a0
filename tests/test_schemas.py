"""The JSON Schemas: those that are kept are those that are made, and they say of files what the readers say."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from forked import verify

from verify.cli.schema_command import SCHEMAS as NAMES
from verify.commands.check import Settings, run
from verify.commands.tasks import tasks
from verify.store import results
from verify.store.schemas import SCHEMAS, text_of_schema

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "counterexamples").rglob("*.toml"))
QUICK = ROOT / "counterexamples/bad-minima/sine-frequency.toml"


def errors(name: str, document: Any) -> list[str]:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.validators.validator_for(SCHEMAS[name].make())(SCHEMAS[name].make())
    return [error.message for error in validator.iter_errors(document)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_is_kept_is_what_is_made(name: str, tmp_path: Path) -> None:
    kept = (ROOT / SCHEMAS[name].kept).read_text(encoding="utf-8")
    assert kept == text_of_schema(name), f"verify schema {name} > {SCHEMAS[name].kept}"
    assert verify("schema", name, cwd=tmp_path).stdout == kept


def test_the_command_offers_all_of_them() -> None:
    assert set(NAMES) == set(SCHEMAS)


def test_no_place_of_a_toml_file_may_be_null() -> None:
    for name in ("case", "statement"):
        assert '"null"' not in text_of_schema(name)
        assert "$ref" not in text_of_schema(name)


@pytest.fixture(scope="module")
def validators() -> dict[str, Any]:
    jsonschema = pytest.importorskip("jsonschema")
    return {name: jsonschema.Draft7Validator(SCHEMAS[name].make()) for name in ("case", "statement")}


def test_every_shipped_file_is_as_its_schema_says(validators: dict[str, Any]) -> None:
    for path in FILES:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        name = "statement" if tables["kind"] == "statement" else "case"
        assert [error.message for error in validators[name].iter_errors(tables)] == [], path


WRONG = {
    "an unknown key": ("value =", "valeu ="),
    "an unknown method": ('method = "', 'method = "my-'),
    "an unknown kind": ('kind = "bad-minimum"', 'kind = "bad"'),
    "a bare number": ('lam = "1/10"', "lam = 0.1"),
    "an unknown loss": ('loss = "squared"', 'loss = "sqared"'),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_reader_refuses_the_schema_refuses(name: str, validators: dict[str, Any]) -> None:
    old, new = WRONG[name]
    text = (ROOT / "counterexamples/bad-minima/one-tanh.toml").read_text(encoding="utf-8")
    assert old in text
    assert list(validators["case"].iter_errors(tomllib.loads(text.replace(old, new))))


def test_results_and_certificates_are_as_their_schemas_say() -> None:
    checked = run(tasks([str(QUICK)]).tasks, Settings(), lambda *_: None)
    found = json.loads(json.dumps(results.combine(checked, Settings(), partial="only it")))
    documents = results.certificates(checked)
    assert errors("results", found) == []
    assert errors("certificate", documents["certificates/bad-minima/sine-frequency.json"]) == []
    del found["cases"][0]["title"]
    assert errors("results", found)
    assert errors("certificate", {**documents["certificates/bad-minima/sine-frequency.json"], "more": 1})
