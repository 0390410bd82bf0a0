"""What is explained and listed: everything that has a name, from the records, and a file with what was found."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from forked import verify

from verify.claims.registry import claims
from verify.errors import InputError
from verify.glossary import ANSWERS, GLOSSARY, RANKS, SENSES, STATUSES, VERDICTS
from verify.kernel.checker import CHECKS, COMPOSED
from verify.kernel.statements import KINDS as STATEMENT_KINDS
from verify.report.catalogue import CATALOGUE, WORDS, certificate_docs
from verify.report.explanation import explained
from verify.verdict import PointAnswer, Rank, Sense, Status, Verdict

ROOT = Path(__file__).parent.parent.parent
QUICK = "counterexamples/bad-minima/sine-frequency.toml"


def test_every_word_of_a_verdict_has_a_meaning() -> None:
    assert set(VERDICTS) == set(Verdict)
    assert set(SENSES) == set(Sense)
    assert set(STATUSES) == set(Status)
    assert set(ANSWERS) == set(PointAnswer)
    assert set(RANKS) == set(Rank)
    assert all(term.means.endswith(".") for terms in GLOSSARY.values() for term in terms.values())


def test_every_kind_of_certificate_says_what_it_proves() -> None:
    docs = certificate_docs()
    assert set(docs) == {*CHECKS, *COMPOSED, *STATEMENT_KINDS}
    assert all(docs.values()), [name for name, doc in docs.items() if not doc]


def test_everything_that_is_listed_is_explained() -> None:
    assert set(WORDS) == set(CATALOGUE) - {"claims", "cases", "statements"}
    for what in WORDS:
        for name in CATALOGUE[what]():
            assert len(explained(name)) >= 2, name
    for name in claims():
        assert len(explained(name.lower())) > 5


def test_a_name_that_nothing_has_is_met_with_one_that_something_has() -> None:
    with pytest.raises(InputError, match="did you mean 'ELIM'"):
        explained("ELIMM")
    with pytest.raises(InputError, match="see verify list"):
        explained("zzz")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    (folder / QUICK).parent.mkdir(parents=True)
    shutil.copy(ROOT / QUICK, folder / QUICK)
    return folder


def test_a_file_is_explained_before_and_after_a_check_and_when_it_has_changed(bench: Path) -> None:
    before = verify("explain", QUICK, cwd=bench).stdout
    assert "A file of the kind bad-minimum: a local minimum of L that is not global" in before
    assert f"Found: nothing yet; run: verify check {QUICK}" in before
    assert verify("check", QUICK, cwd=bench).returncode == 0
    after = verify("explain", QUICK, cwd=bench).stdout
    assert "Found: as expected" in after
    assert "changed since" not in after
    text = (bench / QUICK).read_text(encoding="utf-8")
    (bench / QUICK).write_text(text.replace("[expect]", '[expect]\nnorm = "1"'), encoding="utf-8")
    assert "The file has been changed since" in verify("explain", QUICK, cwd=bench).stdout


def test_a_statement_is_explained(bench: Path) -> None:
    text = verify("explain", str(ROOT / "counterexamples/necessity/standing/l1-vanish.toml"), cwd=bench).stdout
    assert "A variant of VANISH: the penalty lam*abs(a)." in text
    assert "It concludes: a = 0" in text


def test_a_list_in_json_has_the_names(bench: Path) -> None:
    rows = json.loads(verify("list", "claims", "--json", cwd=bench).stdout)
    assert [row["name"] for row in rows] == list(claims())
    assert json.loads(verify("list", "--json", cwd=bench).stdout) == list(CATALOGUE)
    cases = json.loads(verify("list", "cases", "--json", cwd=bench).stdout)
    assert [row["name"] for row in cases] == [QUICK]
    done = verify("list", "lossess", cwd=bench)
    assert done.returncode == 2
    assert "did you mean 'losses'" in done.stderr
