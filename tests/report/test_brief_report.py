"""``report.md`` of many cases: counts in place of a line each, and nothing of what is amiss is lost."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from verify.report import markdown
from verify.report.sections.each_case import SHORT
from verify.store import results
from verify.store.results_schema import Results
from verify.verdict import Status


@pytest.fixture(scope="module")
def many() -> Results:
    """The cases of the small document over and over, as expected all of them."""
    read = results.read(Path(__file__).parent)
    (good, *_) = [case for case in read["cases"] if case["status"] == Status.AS_EXPECTED]
    read["cases"] = [{**copy.deepcopy(good), "name": f"{good['name']}-{i}"} for i in range(SHORT + 1)]
    return read


def test_of_many_cases_the_folders_are_counted(many: Results) -> None:
    text = markdown.page(many)
    folder = many["cases"][0]["name"].rpartition("/")[0]
    assert f"| {folder} | {SHORT + 1} | {SHORT + 1} as expected |" in text
    assert many["cases"][3]["name"] not in text
    few = {**many, "cases": many["cases"][:SHORT]}
    assert few["cases"][3]["name"] in markdown.page(few)


def test_a_case_that_is_amiss_is_named_among_many(many: Results) -> None:
    wrong = copy.deepcopy(many)
    wrong["cases"][3]["status"] = Status.NOT_AS_EXPECTED
    wrong["cases"][3]["findings"][0] = {
        "name": "L", "verdict": "refuted", "place": "a.toml:3", "message": "L is 1, not 2",
    }  # fmt: skip
    text = markdown.page(wrong)
    assert f"{SHORT} as expected" in text
    assert "1 not as expected" in text
    assert wrong["cases"][3]["name"] in text
    assert "L is 1, not 2" in text
