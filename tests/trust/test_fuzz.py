"""The fuzzing notices an input that fails in any way; what it makes of an input can still be read to some depth."""

from __future__ import annotations

import importlib.util
import json
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from verify.errors import InputError
from verify.problem.formula import parse
from verify.trust import fuzz, fuzz_child
from verify.trust.fuzz_child import FuzzJob, Loop
from verify.trust.fuzzed_reader import NAMES, FuzzedReader, readers
from verify.trust.measure import Figures, Setting
from verify.trust.tokens import Mutator, formula


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Callable[[Callable[[bytes], str]], Loop]]:
    before = signal.getsignal(signal.SIGPROF)

    def made(read: Callable[[bytes], str]) -> Loop:
        reader = FuzzedReader("some", 1, lambda *_: [b""], lambda *_: read, lambda _: ("here",))
        return Loop(reader, FuzzJob({"some": (9, 60.0)}, "", "", 0, str(tmp_path)), tmp_path)

    yield made
    signal.signal(signal.SIGPROF, before)


def _spin(_: bytes) -> str:
    while True:
        pass


def _raise(error: BaseException) -> Callable[[bytes], str]:
    def read(_: bytes) -> str:
        raise error

    return read


@pytest.mark.parametrize(
    ("read", "outcome", "words"),
    [
        (lambda _: "a value", "a value", ""),
        (_raise(InputError("a message", "here")), "refused", ""),
        (_raise(InputError("a message", "")), "failed", "without a place"),
        (_raise(InputError("two\nlines and a \x1b", "here")), "failed", "cannot be printed"),
        (_raise(InputError("\ud800", "here")), "failed", "cannot be printed"),
        (_raise(InputError("a" * 30_000, "here")), "failed", "30006 characters"),
        (_raise(ZeroDivisionError("in here")), "failed", "ZeroDivisionError"),
        (_raise(RecursionError()), "failed", "RecursionError"),
        (_raise(MemoryError()), "failed", "MemoryError"),
        (_raise(SystemExit(1)), "failed", "SystemExit"),
        (_spin, "failed", "not read within"),
    ],
)
def test_every_way_to_fail_is_noticed(
    loop: Callable[[Callable[[bytes], str]], Loop],
    read: Callable[[bytes], str],
    outcome: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fuzz_child, "LIMIT", 0.1)
    made = loop(read)
    made.one(b"")  # what it begins from is not counted
    assert (made.tried, made.counts) == (0, {})
    made.begun = True
    for data in (b"first", b"second"):
        made.one(data)
    assert (made.tried, made.counts) == (2, {outcome: 2})
    found = list(made.failed.values())
    assert len(found) == (outcome == "failed")  # each kind once
    assert all(words in failure for failure in found)
    assert [path.read_bytes() for path in tmp_path.glob("some-*")] == [b""] * len(found)


def test_a_process_that_ends_early_or_grows_is_a_fault(tmp_path: Path, setting: Setting) -> None:
    reader = readers()["formulas"]
    here = replace(setting, reports=tmp_path)
    figures = Figures()
    fuzz.gathered(reader, tmp_path, here, "out of memory", figures)
    assert (figures.faulty, figures.passed) == (1, False)
    whole = {"done": True, "tried": 4, "counts": {"refused": 4}, "failed": [], "slowest": 0.1}
    for last, faulty in ((100 + fuzz.GROWN, 0), (101 + fuzz.GROWN, 1)):
        memory = [[0, 5], [1, 100], [4, last]]
        (tmp_path / "formulas.json").write_text(json.dumps({**whole, "memory": memory}))
        figures = Figures()
        fuzz.gathered(reader, tmp_path, here, "", figures)
        assert (figures.tried, figures.faulty) == (4, faulty)


def test_without_atheris_it_is_not_run_and_says_so(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    figures = fuzz.run(setting)
    assert (figures.tried, figures.passed, figures.faulty) == (0, False, 0)
    assert any("not run: atheris is not installed" in words for words in figures.counts)


def test_without_certificates_there_is_nothing_to_begin_from(setting: Setting, tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    with pytest.raises(InputError, match="run `verify check` first"):
        fuzz.run(replace(setting, reports=tmp_path))


def test_every_reader_accepts_what_it_begins_from(setting: Setting, tmp_path: Path) -> None:
    for name, reader in readers().items():
        seeds = reader.seeds(setting.reports, setting.cases)[:2]
        assert seeds or name == "atlas"
        work = tmp_path / name
        work.mkdir()
        read = reader.reader(work, setting.reports, setting.cases) if seeds else None
        for seed in seeds:
            assert read is not None
            assert read(seed) not in ("refused", "exit 1", "exit 2")


def test_altered_inputs_are_other_ones_and_the_same_for_a_seed(setting: Setting) -> None:
    for name in ("certificates", "results"):
        reader = readers()[name]
        seeds = reader.seeds(setting.reports, setting.cases)
        mutator = Mutator(seeds, reader.bind)
        made = [mutator.altered(seeds[0], Random(i)) for i in range(40)]
        assert made == [mutator.altered(seeds[0], Random(i)) for i in range(40)]
        assert sum(text != seeds[0] for text in made) > 30
        assert sum(_is_json(text) for text in made) > 10


def test_a_number_that_is_too_long_to_be_written_out_does_not_stop_the_fuzzing() -> None:
    mutator = Mutator([b'"1e99999999999"'])
    assert all(mutator.altered(b'["1e99999999999", "2*2**9999999999"]', Random(i)) for i in range(200))


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def test_a_good_part_of_the_drawn_formulas_can_be_read() -> None:
    good = 0
    for i in range(300):
        try:
            parse(formula(Random(i)), NAMES)
        except InputError:
            continue
        good += 1
    assert 30 < good < 300


def test_a_small_run(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("atheris")
    chosen = {name: reader for name, reader in readers().items() if name in ("formulas", "statements")}
    monkeypatch.setattr(fuzz, "readers", lambda: chosen)
    monkeypatch.setitem(fuzz.WANTED, setting.size, 500)
    figures = fuzz.shared(0, replace(setting, deadline=time.monotonic() + 300))
    assert figures.faults == []
    assert figures.tried == 500 * 20 // 100 + 500 * 8 // 100
    assert figures.counts["formulas: refused"] > 10
    assert figures.counts["formulas: a formula"] > 10


def test_a_process_that_does_not_end_is_ended_and_is_a_fault(
    setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz, "SETTLED", 0.05)
    job = FuzzJob({"formulas": (10**9, 0.0)}, str(setting.reports), str(setting.cases), 0, str(tmp_path))
    fuzz.fuzz_apart(job)  # it has hardly begun
    figures = Figures()
    fuzz.gathered(readers()["formulas"], tmp_path, replace(setting, reports=tmp_path), "", figures)
    assert figures.faulty == 1
