"""What a statement file says in words that no reader knows is nothing: a key that is renamed is no key left out."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from verify import recheck

NAME = "necessity/afresh/relu-two-outputs"


@pytest.mark.parametrize("key", ["loss", "data", "networks"])
def test_a_key_of_a_statement_that_is_renamed_is_refused(made: Path, key: str) -> None:
    document, claims = recheck.read(made / f"run/statements/{NAME}.json"), recheck.read(made / "run/claims.json")
    toml = recheck.read_toml(made / f"counterexamples/{NAME}.toml")
    assert {verdict for _, verdict, _ in recheck.check_refutation(document, toml, claims)} == {"valid"}
    renamed = copy.deepcopy(toml)
    renamed["statement"][f"{key}s"] = renamed["statement"].pop(key)
    assert ("refutation", "invalid", "an unknown key") in list(recheck.check_refutation(document, renamed, claims))


def test_what_an_open_certificate_may_say_is_not_called_missing(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a certificate was neither proved nor refuted, what the file states may be said by it."""
    name = "bad-minima/logistic-weight"
    document, claims = recheck.read(made / f"run/certificates/{name}.json"), recheck.read(made / "run/claims.json")
    toml = recheck.read_toml(made / f"counterexamples/{name}.toml")

    def undecided(problem: recheck.Problem, data: object) -> recheck.Facts:
        raise recheck.Holey("undecided")

    monkeypatch.setitem(recheck.KINDS, "value", undecided)
    found = list(recheck.check_case(document, toml, claims))
    missing = [verdict for kind, verdict, _ in found if kind == "expectation"]
    assert missing
    assert set(missing) == {"holey"}
    document["certificates"] = [c for c in document["certificates"] if c["kind"] != "value"]
    found = list(recheck.check_case(document, toml, claims))
    assert {verdict for kind, verdict, _ in found if kind == "expectation"} == {"invalid"}
