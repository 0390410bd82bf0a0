"""Trials with numbers: each once, in chunks, and a second run goes on where the first has ended."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from verify.errors import InputError
from verify.store.trust_table import TrustRow
from verify.trust import measures
from verify.trust.measure import Figures, Measure, Setting, Size
from verify.trust.measures import perform
from verify.trust.numbered import numbered

SETTING = Setting(Size.CI, 0, time.monotonic() + 10_000, Path(), Path())


def count(number: int, setting: Setting, figures: Figures) -> None:
    figures.tried += 1
    figures.count(f"{number}")
    if number == 7:
        figures.fault("seven")


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_number_is_tried_once(jobs: int) -> None:
    found = numbered(count, replace(SETTING, jobs=jobs), 25, 10)
    assert found.counts == {f"{number}": 1 for number in range(25)}
    assert (found.tried, found.wanted, found.reached, found.faulty) == (25, 25, 25, 1)


def test_nothing_is_begun_after_the_deadline() -> None:
    found = numbered(count, replace(SETTING, deadline=time.monotonic() - 1), 25, 10)
    assert (found.tried, found.reached, found.passed) == (0, 0, False)


def run(setting: Setting) -> Figures:
    """Ten trials, whatever is wanted, as if the time were spent then."""
    found = numbered(count, replace(setting, jobs=1), min(setting.begun + 10, 25), 10)
    found.wanted = 25
    return found


SLOW = Measure("slow", "nothing", run, {Size.CI: 1.0}, goes_on=True)


def test_a_run_goes_on_where_one_has_ended() -> None:
    rows = perform([SLOW], Size.CI, 0, None, Path(), Path(), 1)
    assert (rows[0].tried, rows[0].reached) == (10, 10)
    for tried in (20, 25, 25):
        rows = perform([SLOW], Size.CI, 0, None, Path(), Path(), 1, rows)
        assert (rows[0].tried, rows[0].reached, rows[0].wanted) == (tried, tried, 25)
    assert rows[0].counts == {f"{number}": 1 for number in range(25)}
    assert rows[0].faults == ["seven"]


def test_what_has_no_numbers_cannot_go_on() -> None:
    rows = perform([SLOW], Size.CI, 0, None, Path(), Path(), 1)
    with pytest.raises(InputError, match="slow cannot go on"):
        perform([replace(SLOW, goes_on=False)], Size.CI, 0, None, Path(), Path(), 1, rows)


def test_other_rows_stay() -> None:
    rows = perform([SLOW], Size.CI, 0, None, Path(), Path(), 1)
    both = perform([replace(SLOW, name="other")], Size.CI, 0, None, Path(), Path(), 1, rows)
    assert [row.name for row in both] == ["slow", "other"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_was_tried_so_far_is_kept_without_a_gap(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So a run that is ended by force goes on where it was: each number is still counted once."""
    monkeypatch.setattr(measures, "EVERY", 0.0)
    kept: list[TrustRow] = []
    slow = replace(SLOW, run=lambda s: numbered(count, s, 25, 10))
    rows = perform([slow], Size.CI, 0, None, Path(), Path(), jobs, keep=lambda rows: kept.append(rows[0]))
    assert [row.reached for row in kept] == sorted(row.reached for row in kept)
    for row in (*kept, *rows):
        assert row.counts == {f"{number}": 1 for number in range(row.reached)}
        assert (row.tried, row.wanted) == (row.reached, 25)
    middle = kept[0]
    again = perform([slow], Size.CI, 0, None, Path(), Path(), jobs, [middle])
    assert again[0].counts == rows[0].counts


def test_nothing_is_kept_more_often_than_once_a_minute() -> None:
    kept: list[object] = []
    slow = replace(SLOW, run=lambda s: numbered(count, s, 25, 1))
    perform([slow], Size.CI, 0, None, Path(), Path(), 1, (), kept.append)
    assert kept == []
