"""Processes apart that run tests on mutants of the code: they call ``serve``, or ``serve_collected``.

The first has loaded the libraries, and nothing of the package but this file and ``code_mutants.py``. For each line of
its input, a task in JSON, a child of its own loads the package, with one mutant in it, and runs the tests of the task;
the answer is a line of JSON. The second has loaded the package and all tests, too, which takes most of the time: a
child of it puts the code of the mutant in the place of that of the functions which are there. It cannot do so where the
mutant changes what an import has done, and answers "cold" then.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from functools import _lru_cache_wrapper
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from hypothesis import Phase, settings

from .code_mutants import mutated

LIBRARIES = ("sympy", "numpy", "scipy.optimize", "flint", "mpmath", "pydantic", "tomlkit", "rich", "click")
OPTIONS = ("-q", "--assert=plain", "-p", "no:cacheprovider")
PACKAGE = Path(__file__).parents[1]
MEMORY = 6 * 2**30
WALL = 15
"""How many times its processor time a task may last, on a machine that does other work, too."""

COLD = 9
ANSWERS = {0: "passed", 5: "no tests", COLD: "cold"}
"""What pytest's exit statuses mean, and one more; every other one is a failure."""


class MutantLoader(SourceFileLoader):
    """Loads a module of the package with one mutant in it."""

    number: int | None

    def get_code(self, fullname: str) -> CodeType:
        return mutated(Path(self.path), self.number)


class _Finder:
    """Finds the module that has the mutant."""

    def __init__(self, file: str, number: int | None) -> None:
        self.module = ".".join(("verify", *Path(file).with_suffix("").parts))
        self.loader = MutantLoader(self.module, str(PACKAGE / file))
        self.loader.number = number

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname != self.module:
            return None
        return spec_from_file_location(fullname, self.loader.path, loader=self.loader)


def _named(items: Sequence[pytest.Item], names: Sequence[str]) -> list[pytest.Item]:
    found = {item.nodeid: item for item in items}
    return [found[name] for name in names if name in found]


def _load_kernel() -> None:
    """Load what the kernel loads when it first needs it."""
    for path in (PACKAGE / "kernel").rglob("*.py"):
        importlib.import_module(".".join(("verify", *path.relative_to(PACKAGE).with_suffix("").parts)))


class _Quick:
    """Failing examples of hypothesis are not made smaller; and only the tests that are wanted run, in this order."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self.wanted = wanted

    def pytest_collection(self) -> None:
        settings.register_profile("quick", settings(), phases=(Phase.explicit, Phase.generate))
        settings.load_profile("quick")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.wanted:
            items[:] = _named(items, self.wanted)


class _Reached:
    """Notes which functions of the package each test calls, and how long it takes; "" stands for all imports.

    A test that fails is left out: one that measures its time may do so here, where all takes longer.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.tests: dict[str, tuple[float, list[tuple[str, int]]]] = {}
        self.failed: set[str] = set()
        self._begin()

    def _begin(self) -> None:
        self.seen: set[tuple[str, int]] = set()
        seen = self.seen

        def note(frame: FrameType, _: str, __: object) -> None:
            seen.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))  # that nothing is returned: only calls

        self.started = time.process_time()
        sys.settrace(note)

    def _end(self, name: str) -> None:
        sys.settrace(None)
        mine = [place for place in self.seen if place[0].startswith(f"{PACKAGE}{os.sep}")]
        functions = sorted((Path(file).relative_to(PACKAGE).as_posix(), line) for file, line in mine)
        self.tests[name] = (time.process_time() - self.started, functions)

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        try:
            return (yield)
        finally:
            _load_kernel()
            self._end("")
            found = (x for x in gc.get_objects() if isinstance(x, _lru_cache_wrapper))
            self.caches = [cached for cached in found if str(cached.__module__).startswith("verify.")]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        for cached in self.caches:
            cached.cache_clear()  # what an earlier test has asked is asked again
        self._begin()
        try:
            return (yield)
        finally:
            self._end(item.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        passed = {name: test for name, test in self.tests.items() if name not in self.failed}
        Path(self.path).write_text(json.dumps(passed), encoding="utf-8")


class _Collected:
    """Answers tasks in the place of pytest's own loop over the tests that it has collected."""

    def __init__(self, answer: Callable[[str], None]) -> None:
        self.answer = answer
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        _load_kernel()
        loaded: dict[str, list[FunctionType]] = defaultdict(list)
        for function in gc.get_objects():
            if isinstance(function, FunctionType):
                loaded[function.__code__.co_filename].append(function)
        gc.freeze()

        def work(task: Mapping[str, Any]) -> int:
            path = PACKAGE / task["file"]
            if task["number"] is not None and not exchange(loaded[str(path)], path, task["number"]):
                return COLD
            items = _named(session.items, task["tests"])
            for item, following in zip_longest(items, items[1:]):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self.failed:
                    return 1
            return 0 if items else 5

        with suppress(SystemExit):  # a signal to end
            for line in sys.stdin:
                self.answer(apart(json.loads(line), work))
        return True


def exchange(functions: Sequence[FunctionType], path: Path, number: int) -> bool:
    """Put the code of a mutant in the place of that of the functions of its file; False if that is not all of it."""
    before, after = _codes(mutated(path, None)), _codes(mutated(path, number))
    other = {place: codes[0] for place, codes in after.items() if codes != before.get(place)}
    if any(len(after[place]) > 1 for place in other):
        return False
    changed = [f for f in functions if _place(f.__code__) in other]
    try:
        for function in changed:
            function.__code__ = other[_place(function.__code__)]
    except ValueError:  # it closes over other names
        return False
    return changed != []


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> dict[tuple[str, int], list[CodeType]]:
    """All that is compiled within the code of a module, by its name and first line."""
    found: dict[tuple[str, int], list[CodeType]] = defaultdict(list)
    left = [part for part in code.co_consts if isinstance(part, CodeType)]
    while left:
        part = left.pop()
        found[_place(part)].append(part)
        left += [inner for inner in part.co_consts if isinstance(inner, CodeType)]
    return found


def work(task: Mapping[str, Any]) -> int:
    """Run the tests of a task in this process; the exit status of pytest.

    A task has ``tests``, the files or the tests by name; if it has ``file``, with the mutant ``number`` in it; if it
    has ``reached``, the functions that each test calls are written into that file.
    """
    if "file" in task:
        sys.meta_path.insert(0, _Finder(task["file"], task["number"]))
    if "reached" in task:
        status = int(pytest.main([*OPTIONS, *task["tests"]], plugins=[_Quick(()), _Reached(task["reached"])]))
        return 0 if status == pytest.ExitCode.TESTS_FAILED else status
    files = list(dict.fromkeys(name.split("::")[0] for name in task["tests"]))
    return int(pytest.main([*OPTIONS, "--exitfirst", *files], plugins=[_Quick(task["tests"])]))


def apart(task: Mapping[str, Any], work: Callable[[Mapping[str, Any]], int] = work) -> str:
    """What became of a task in a child: "passed", "failed", "no tests", or "late" after ``seconds`` of a processor."""
    import resource

    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (task["seconds"], task["seconds"]))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        status = 1
        try:
            status = work(task)
        finally:
            os._exit(status)
    end, ended, status = time.monotonic() + WALL * task["seconds"], 0, 0
    try:
        while not ended and time.monotonic() < end:
            ended, status = os.waitpid(child, os.WNOHANG)
            time.sleep(0 if ended else 0.02)
    finally:
        _end_group(child)
    if not ended:
        os.waitpid(child, 0)
        return "late"
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
        return "late"
    return ANSWERS.get(os.waitstatus_to_exitcode(status), "failed")


def _end_group(leader: int) -> None:
    """End what a child has started and left behind."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def serve() -> None:
    """Answer every task of the input; a signal to end ends the task at work, too."""
    answer = _prepared()
    for line in sys.stdin:
        answer(apart(json.loads(line)))


def serve_collected(tests: Sequence[str]) -> None:
    """The same for tasks of mutants, by a process that has collected all of these files and folders of tests."""
    answer = _prepared()
    pytest.main([*OPTIONS, "--capture=no", "--no-header", *tests], plugins=[_Quick(()), _Collected(answer)])


def _prepared() -> Callable[[str], None]:
    """Load the libraries; what writes an answer, and nothing else can write on."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    for library in LIBRARIES:
        importlib.import_module(library)
    out = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def answer(said: str) -> None:
        out.write(json.dumps(said) + "\n")
        out.flush()

    return answer
