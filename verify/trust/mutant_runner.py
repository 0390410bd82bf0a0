"""A process apart that runs tests on mutants of the code: it calls ``serve``.

It has loaded the libraries, and nothing of the package but this file and ``code_mutants.py``. For each line of its
input, a task in JSON, a child of its own loads the package, with one mutant in it, and runs the tests of the task; the
answer is a line of JSON.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import _lru_cache_wrapper
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from hypothesis import Phase, settings

from .code_mutants import mutated

LIBRARIES = ("sympy", "numpy", "scipy.optimize", "flint", "mpmath", "pydantic", "tomlkit", "rich", "click")
OPTIONS = ("-q", "--exitfirst", "--assert=plain", "-p", "no:cacheprovider")
PACKAGE = Path(__file__).parents[1]
MEMORY = 6 * 2**30
WALL = 15
"""How many times its processor time a task may last, on a machine that does other work, too."""

ANSWERS = {0: "passed", 5: "no tests"}
"""What pytest's exit statuses mean; every other one is a failure."""


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


class _Quick:
    """Failing examples of hypothesis are not made smaller; and only the tests that are wanted run, in this order."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self.wanted = wanted

    def pytest_collection(self) -> None:
        settings.register_profile("quick", settings(), phases=(Phase.explicit, Phase.generate))
        settings.load_profile("quick")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.wanted:
            named = {item.nodeid: item for item in items}
            items[:] = [named[name] for name in self.wanted if name in named]


class _Reached:
    """Notes which functions of the package each test calls, and how long it takes; "" stands for all imports."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.tests: dict[str, tuple[float, list[tuple[str, int]]]] = {}

    @contextmanager
    def _noting(self, name: str) -> Iterator[None]:
        seen: set[tuple[str, int]] = set()

        def note(frame: FrameType, _: str, __: object) -> None:
            seen.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))  # that nothing is returned: only calls

        started = time.process_time()
        sys.settrace(note)
        try:
            yield
        finally:
            sys.settrace(None)
            mine = [(Path(f).relative_to(PACKAGE).as_posix(), n) for f, n in seen if f.startswith(f"{PACKAGE}{os.sep}")]
            self.tests[name] = (time.process_time() - started, sorted(mine))

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        with self._noting(""):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        for cached in gc.get_objects():
            if isinstance(cached, _lru_cache_wrapper) and str(cached.__module__).startswith("verify."):
                cached.cache_clear()  # what an earlier test has asked is asked again
        with self._noting(item.nodeid):
            return (yield)

    def pytest_sessionfinish(self) -> None:
        Path(self.path).write_text(json.dumps(self.tests), encoding="utf-8")


def work(task: Mapping[str, Any]) -> int:
    """Run the tests of a task in this process; the exit status of pytest.

    A task has ``tests``, the files or the tests by name; if it has ``file``, with the mutant ``number`` in it; if it
    has ``reached``, the functions that each test calls are written into that file.
    """
    if "file" in task:
        sys.meta_path.insert(0, _Finder(task["file"], task["number"]))
    if "reached" in task:
        return int(pytest.main([*OPTIONS, *task["tests"]], plugins=[_Quick(()), _Reached(task["reached"])]))
    files = list(dict.fromkeys(name.split("::")[0] for name in task["tests"]))
    return int(pytest.main([*OPTIONS, *files], plugins=[_Quick(task["tests"])]))


def apart(task: Mapping[str, Any]) -> str:
    """What became of a task in a child: "passed", "failed", "no tests", or "late" after ``seconds`` of a processor."""
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
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    for library in LIBRARIES:
        importlib.import_module(library)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(apart(json.loads(line))) + "\n")
        sys.stdout.flush()
