"""Mutants of code: what the operators make, which are drawn, what their outcomes come to, and one that is killed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FunctionType

import pytest

from verify.trust import mutation
from verify.trust.code_mutants import SIZE, TEXT, CodeMutant, mutants, mutated
from verify.trust.equivalent_mutants import EQUIVALENT
from verify.trust.measure import Figures, Setting, Size
from verify.trust.mutant_runner import exchange
from verify.trust.mutation import PACKAGE, Pair, Reached, attempt, callers, interval, judge, runners, sample

MUTANT = CodeMutant("numerics/inertia.py", 0, 7, "f", 5, "relation", "x < y -> x <= y")

TEXTS = {
    "x < y": {"x <= y", "x >= y"},
    "x == y": {"x != y"},
    "x and y": {"x or y", "x", "y"},
    "not x": {"x"},
    "-x": {"x"},
    "x + y": {"x - y"},
    "7": {"8", "6"},
    "True": {"False"},
    "'a'": {"'aXX'"},
    "x if y else z": {"x", "z"},
    "[u for u in x if y]": {"[u for u in x]"},
    "f(x, y)": {"f(y, x)"},
    "f(x, y=z)": {"f(x)"},
    "f(x, x)": set(),
    "f(*x, y)": set(),
    "all(x)": {"any(x)"},
}


def changed(folder: Path, text: str) -> list[CodeMutant]:
    (folder / "code.py").write_text(text, encoding="utf-8")
    return mutants(folder, "code.py")


@pytest.mark.parametrize("text", TEXTS)
def test_the_operators_change_an_expression_so(text: str, tmp_path: Path) -> None:
    found = {m.change.replace("r = ", "") for m in changed(tmp_path, f"r = {text}\n")}
    assert found == {f"{text} -> {other}" for other in TEXTS[text]}


def test_a_change_of_a_constant_is_shown_with_what_is_around_it(tmp_path: Path) -> None:
    found = {m.change for m in changed(tmp_path, "f(x[0], 'a')\ny < 3\n") if m.operator in ("constant", TEXT)}
    assert found == {
        "x[0] -> x[1]", "x[0] -> x[-1]", "f(x[0], 'a') -> f(x[0], 'aXX')", "y < 3 -> y < 4", "y < 3 -> y < 2",
    }  # fmt: skip


ENTRIES = {
    "substitute([x], y)[0]": {"1"},
    "substitute([x, z], y)[0]": {"1", "-1"},
    "f([x])[0]": {"1", "-1"},
    "Program([x], y).run(z)[0]": {"1"},
    "Program([x, u], y).run(z)[0]": {"1", "-1"},
    "f([x], y).run(z)[0]": {"1", "-1"},
    "f(substitute([x], y))[0]": {"1", "-1"},
}


@pytest.mark.parametrize("text", ENTRIES)
def test_of_one_entry_the_last_is_the_first(text: str, tmp_path: Path) -> None:
    found = {m.change for m in changed(tmp_path, f"r = {text}\n") if m.operator == "constant"}
    assert found == {f"{text} -> {text.replace('[0]', f'[{entry}]')}" for entry in ENTRIES[text]}


def test_what_commutes_is_not_exchanged(tmp_path: Path) -> None:
    text = "ball.dot(x, y)\nmin(x, y)\nf(x, y)\n"
    found = [m.change for m in changed(tmp_path, text) if m.operator == "argument"]
    assert found == ["f(x, y) -> f(y, x)"]


def test_what_stands_within_a_text_is_counted_with_the_texts(tmp_path: Path) -> None:
    found = {(m.line, m.operator) for m in changed(tmp_path, "r = f'{x + 1}'\ns = f(x + 1)\n")}
    assert {operator for line, operator in found if line == 1} == {TEXT}
    assert {operator for line, operator in found if line == 2} == {"arithmetic", "constant"}


def test_the_length_of_a_text_is_counted_with_the_texts(tmp_path: Path) -> None:
    found = {(m.operator, m.change) for m in changed(tmp_path, "r = ball.decimal(x, 5)\ns = f(5)\n")}
    assert {(TEXT, "ball.decimal(x, 5) -> ball.decimal(x, 6)"), ("constant", "f(5) -> f(6)")} <= found
    assert {operator for operator, change in found if change.endswith((" 4)", " 6)"))} == {TEXT}


def test_precisions_and_bounds_on_the_work_are_counted_apart(tmp_path: Path) -> None:
    text = "MAX_WORK = 7**2\nNEAR_BITS = 7\nVERSION = 7\nwith ball.precision(7): f(7)\n"
    found = {(m.line, m.operator, m.change) for m in changed(tmp_path, text)}
    assert {line for line, operator, _ in found if operator == SIZE} == {1, 2, 4}
    assert {operator for line, operator, _ in found if line == 3} == {"constant"}
    assert (4, "constant", "f(7) -> f(8)") in found
    figures, listed = judged(*[(m, "survived") for m in numbered(30, "a", SIZE)], (MUTANT, "killed"))
    assert figures.passed
    assert figures.counts["sizes survived"] == len(listed) == 30


STATEMENTS = '''
def f(x: 'int', *, y=z) -> bool:
    """Words."""
    assert x == 1
    if x:
        require(x)
    x += y
    for u in zip(x, y, strict=True):
        raise u
    return x

class A:
    @cached(size=4096)
    def g(self):
        return lambda: self
'''


def test_the_operators_change_statements_so(tmp_path: Path) -> None:
    found = [(m.function, m.begins, m.change) for m in changed(tmp_path, STATEMENTS)]
    assert found == [
        ("f", 2, "if x: require(x) -> if False: require(x)"),
        ("f", 2, "if x: require(x) -> if True: require(x)"),
        ("f", 2, "require(x) -> pass"),
        ("f", 2, "x += y -> x -= y"),
        ("f", 2, "x += y -> pass"),
        ("f", 2, "zip(x, y, strict=True) -> zip(y, x, strict=True)"),
        ("f", 2, "raise u -> pass"),
        ("f", 2, "return x -> return True"),
        ("f", 2, "return x -> return False"),
        ("A.g", 13, "return lambda: self -> return None"),
    ]


@pytest.mark.parametrize("file", ["numerics/inertia.py", "kernel/contradiction.py"])
def test_every_mutant_is_other_code(file: str) -> None:
    same = mutated(PACKAGE / file, None)
    assert all(mutated(PACKAGE / file, m.number) != same for m in mutants(PACKAGE, file)[::4])
    assert mutated(PACKAGE / file, None) == same


def numbered(count: int, file: str, operator: str = "relation") -> list[CodeMutant]:
    return [replace(MUTANT, file=file, number=i, change=f"{i}", operator=operator) for i in range(count)]


def test_of_every_file_its_share_is_drawn_and_texts_apart() -> None:
    among = [*numbered(300, "a"), *numbered(100, "b"), *numbered(50, "b", TEXT)]
    drawn = sample(among, 48, 3)
    assert Counter((m.file, m.operator) for m in drawn) == {
        ("a", "relation"): 30,
        ("b", "relation"): 10,
        ("b", TEXT): 8,
    }
    assert drawn == sample(among, 48, 3) != sample(among, 48, 4)
    moved = [replace(m, line=m.line + 9, number=m.number + 5) for m in among[1:]]
    again = {(m.file, m.change) for m in sample(moved, 48, 3)}
    assert len(again & {(m.file, m.change) for m in drawn}) >= 46


def test_a_mutant_has_the_tests_that_call_its_function() -> None:
    here = MUTANT.file
    reached = {
        "": (0.0, [(here, 40)]), "slow": (2.0, [(here, 5)]), "quick": (0.1, [(here, 5)]), "other": (0.1, [("b", 5)]),
        "beside": (0.3, [(here, 30)]), "too slow": (60.0, [(here, 5)]),
    }  # fmt: skip
    assert callers(MUTANT, reached) == ["quick", "slow"]
    assert callers(replace(MUTANT, begins=None), reached) == ["quick", "beside", "slow"]
    assert callers(replace(MUTANT, begins=40), reached) == ["quick", "beside", "slow"]
    assert callers(replace(MUTANT, begins=50), reached) == []


def test_the_interval_is_that_of_wilson() -> None:
    assert interval(95, 100) == pytest.approx((0.8882, 0.9785), abs=1e-4)
    assert interval(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def judged(*outcomes: tuple[CodeMutant, str]) -> tuple[Figures, list[str]]:
    figures = Figures()
    return figures, judge(outcomes, figures)


def test_too_many_that_survive_are_a_fault_and_each_is_listed() -> None:
    made = [(m, "survived" if m.number < 30 else "killed") for m in numbered(100, "a")]
    figures, listed = judged(*made)
    assert figures.faulty == 1
    assert "95% is the aim" in figures.faults[0]
    assert len(listed) == 30
    figures, listed = judged(*made[27:])
    assert figures.passed
    assert (figures.counts["survived"], figures.counts["killed"], len(listed)) == (3, 70, 3)
    figures, _ = judged(*[(m, "reached by no test") for m, _ in made[:30]])
    assert figures.faulty == 1


def test_texts_are_counted_apart() -> None:
    figures, listed = judged(*[(m, "survived") for m in numbered(30, "a", TEXT)], (MUTANT, "killed"))
    assert figures.passed
    assert figures.counts["texts survived"] == len(listed) == 30


def test_one_that_is_called_equivalent_and_is_killed_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutation, "EQUIVALENT", {(MUTANT.file, MUTANT.function, MUTANT.change): "the same"})
    figures, _ = judged((MUTANT, "killed"))
    assert figures.faulty == 1
    figures, listed = judged((MUTANT, "survived"))
    assert (figures.counts, figures.faulty, listed) == ({"equivalent": 1}, 0, [])


def test_every_mutant_that_is_called_equivalent_is_there() -> None:
    there = [m for file in {file for file, _, _ in EQUIVALENT} for m in mutants(PACKAGE, file)]
    assert EQUIVALENT.keys() <= {(m.file, m.function, m.change) for m in there}


LINEAR = "tests/numerics/test_linear.py"
ABOUT, BESIDE = (
    f"{LINEAR}::test_the_inertia_of_an_invertible_matrix_with_a_zero_diagonal",
    f"{LINEAR}::test_what_has_no_entries",
)


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with runners(PACKAGE.parent, [LINEAR], 1) as (found,):
        yield found


def mutant_of(file: str, change: str) -> CodeMutant:
    return next(m for m in mutants(PACKAGE, file) if change in m.change)


@pytest.mark.parametrize("imported", [True, False])
def test_a_mutant_is_killed_by_its_test_and_by_no_other(pair: Pair, imported: bool) -> None:
    wrong = mutant_of("numerics/linear.py", "here != there ->")
    place = (wrong.file, wrong.begins or 0)
    none: Reached = {"": (0.0, [place] if imported else [])}
    assert attempt(pair, wrong, {**none, ABOUT: (0.5, [place])}, control=True) == "killed"
    assert attempt(pair, wrong, {**none, BESIDE: (0.5, [place])}, control=True) == "survived"
    assert attempt(pair, wrong, {**none}, control=True) == "reached by no test"
    missing = "tests/numerics/test_linear.py::test_none"
    assert "have no tests" in attempt(pair, wrong, {**none, missing: (0.5, [place])}, control=True)


def f() -> str:
    return "f"


def with_default(word: str = "a") -> str:
    return word


def closing(x: int, y: int) -> Callable[[], int]:
    return lambda: x + y


def exchanged(change: str, *functions: Callable[..., object]) -> bool:
    """A mutant of this file is put into copies of these functions."""
    here = Path(__file__)
    number = next(m.number for m in mutants(here.parent, here.name) if m.change == change)
    return exchange([f for f in functions if isinstance(f, FunctionType)], here, number)


def copied(function: Callable[..., object]) -> FunctionType:
    assert isinstance(function, FunctionType)
    return FunctionType(function.__code__, globals(), closure=function.__closure__)


def test_the_code_of_a_loaded_function_is_exchanged() -> None:
    mine, other = copied(f), copied(with_default)
    assert exchanged("return 'f' -> return 'fXX'", mine, other)
    assert (mine(), other("b"), f()) == ("fXX", "b", "f")


def test_what_an_import_has_done_is_not_exchanged() -> None:
    assert not exchanged("word: str='a' -> word: str='aXX'", copied(with_default))


def test_a_function_that_closes_over_less_is_not_exchanged() -> None:
    assert not exchanged("return lambda: x + y -> return None", copied(closing(1, 2)))


def test_a_runner_that_has_ended_has_lost_its_task() -> None:
    with runners(PACKAGE.parent, [LINEAR], 1) as (pair,):
        pair.cold.process.kill()
        assert pair.cold.ask(tests=["x::y"], seconds=1) == "lost"
    assert judged((MUTANT, "lost"))[0].faulty == 1


def test_without_time_or_without_tests_nothing_is_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    setting = Setting(Size.CI, 0, time.monotonic() + 100, tmp_path, tmp_path)
    monkeypatch.setitem(mutation.TESTS, Size.CI, ("tests/nothing",))
    figures = mutation.run(setting)
    assert (figures.tried, figures.passed) == (0, False)
