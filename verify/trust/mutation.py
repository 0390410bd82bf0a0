"""The tests are tested: the code that decides is changed in one place, and some test has to fail."""

from __future__ import annotations

import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue

from ..store.atomic import write_text
from .code_mutants import SIZE, TEXT, CodeMutant, mutants
from .equivalent_mutants import EQUIVALENT
from .measure import Figures, Measure, Setting, Size

PACKAGE = Path(__file__).parents[1]
CODE = {Size.CI: ("numerics",), Size.FULL: ("kernel", "numerics")}
TESTS = {
    Size.CI: ("tests/numerics",),
    Size.FULL: ("tests/kernel", "tests/numerics", "tests/prove", "tests/search/test_orbits.py"),
}
"""The folders whose code is changed, and the tests that have to notice; finding out what they call takes minutes."""

WANTED = {Size.CI: 30, Size.FULL: 600}
AIM = 0.95
"""Of the mutants that are not equivalent to the code, this part is to be killed."""

TEXTS = 6
"""One of so many mutants that are drawn is of a text."""

CONTROL = 25
"""One of so many mutants has its tests run on the code as it is, too: they have to pass."""

MOST = 40.0
"""Seconds of tests that a mutant has to survive, the quickest first."""

LISTED = "mutation.txt"
"""The file, beside the figures, that lists what survived."""

Reached = Mapping[str, tuple[float, Sequence[tuple[str, int]]]]
"""For each test its seconds, and the functions that it calls, by file and first line; "" stands for all imports."""


class Runner:
    """A process apart that runs tests on mutants; one that has collected the tests, if they are named."""

    def __init__(self, root: Path, tests: Sequence[str] = ()) -> None:
        environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
        begin = f"serve_collected({list(tests)})" if tests else "serve()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"from verify.trust.mutant_runner import *; {begin}"], cwd=root, env=environment,
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, **task: object) -> str:
        """What became of a task; "lost" if the process itself has ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(task) + "\n")
            self.process.stdin.flush()
            return str(json.loads(self.process.stdout.readline()))
        except (OSError, ValueError):
            return "lost"


@dataclass(frozen=True)
class Pair:
    """Two processes: the second has the package and the tests, and takes what the first need not begin anew."""

    cold: Runner
    warm: Runner

    def ask(self, mutant: CodeMutant, number: int | None, begin: bool, **task: object) -> str:
        """What became of the tests of a task with this mutant in the code; at the very beginning, if it has to be."""
        found = "cold" if begin else self.warm.ask(file=mutant.file, number=number, **task)
        return self.cold.ask(file=mutant.file, number=number, **task) if found == "cold" else found


@contextmanager
def runners(root: Path, tests: Sequence[str], count: int) -> Iterator[list[Pair]]:
    """So many pairs of processes, which are ended with the block."""
    found = [Pair(Runner(root), Runner(root, tests)) for _ in range(count)]
    try:
        yield found
    finally:
        for runner in (runner for pair in found for runner in (pair.cold, pair.warm)):
            runner.process.terminate()
            runner.process.communicate()


def code(size: Size) -> list[CodeMutant]:
    """Every mutant of the code that decides, or of a part of it."""
    files = sorted(path for folder in CODE[size] for path in (PACKAGE / folder).rglob("*.py"))
    return [mutant for path in files for mutant in mutants(PACKAGE, path.relative_to(PACKAGE).as_posix())]


def sample(among: Sequence[CodeMutant], wanted: int, seed: int) -> list[CodeMutant]:
    """About ``wanted`` mutants, of every file its share, in random order.

    Which ones depends on the seed and on the mutants alone, not on where they stand: a change elsewhere in the file
    draws hardly any others.
    """
    twins: Counter[tuple[str, ...]] = Counter()
    groups: dict[tuple[str, bool], list[tuple[str, CodeMutant]]] = defaultdict(list)
    for mutant in among:
        name = (mutant.file, mutant.function, mutant.operator, mutant.change)
        twins[name] += 1
        digest = hashlib.sha256(f"{seed}/{twins[name]}/{name}".encode()).hexdigest()
        groups[mutant.file, mutant.operator == TEXT].append((digest, mutant))
    drawn: list[tuple[str, CodeMutant]] = []
    for text in (True, False):
        part = wanted // TEXTS if text else wanted - wanted // TEXTS
        total = sum(len(group) for (_, is_text), group in groups.items() if is_text == text)
        for (_, is_text), group in groups.items():
            if is_text == text:
                drawn += sorted(group, key=lambda g: g[0])[: round(part * len(group) / total)]
    return [mutant for _, mutant in sorted(drawn, key=lambda d: d[0])]


def at_import(mutant: CodeMutant, reached: Reached) -> bool:
    """Whether loading the package runs the place of the mutant."""
    return mutant.begins is None or (mutant.file, mutant.begins) in {tuple(f) for f in reached[""][1]}


def callers(mutant: CodeMutant, reached: Reached) -> list[str]:
    """The tests that call the function of the mutant, the quickest first; those of its file if an import runs it."""
    everywhere = at_import(mutant, reached)
    chosen, seconds = [], 0.0
    for name, (lasted, functions) in sorted(reached.items(), key=lambda item: item[1][0]):
        calls = any(f[0] == mutant.file and (everywhere or f[1] == mutant.begins) for f in functions)
        if name and calls and seconds + lasted <= MOST:
            chosen.append(name)
            seconds += lasted
    return chosen


def interval(killed: int, tried: int) -> tuple[float, float]:
    """Wilson's interval, at 95 %, for the part of all mutants that would be killed."""
    z, p = 1.96, killed / tried
    middle, reach = p + z * z / (2 * tried), z * math.sqrt(p * (1 - p) / tried + z * z / (4 * tried * tried))
    return (middle - reach) / (1 + z * z / tried), (middle + reach) / (1 + z * z / tried)


def attempt(pair: Pair, mutant: CodeMutant, reached: Reached, control: bool) -> str:
    """ "killed", "survived", "reached by no test", or what is wrong with the attempt."""
    names = callers(mutant, reached)
    if not names:
        return "reached by no test"
    seconds = math.ceil(10 + 3 * sum(reached[name][0] for name in names))
    begin = at_import(mutant, reached)
    if control:
        found = pair.ask(mutant, None, begin, tests=names, seconds=seconds)
        if found != "passed":
            return f"without any change its tests have {found}"
    found = pair.ask(mutant, mutant.number, begin, tests=names, seconds=seconds)
    return {"failed": "killed", "late": "killed", "passed": "survived", "no tests": "survived"}.get(found, found)


def judge(outcomes: Sequence[tuple[CodeMutant, str]], figures: Figures) -> list[str]:
    """Count the outcomes, and the faults among them; what survived, in words."""
    listed = []
    for mutant, outcome in outcomes:
        figures.tried += 1
        reason = EQUIVALENT.get((mutant.file, mutant.function, mutant.change))
        if outcome == "killed" and reason is not None:
            figures.fault(f"{mutant}: is killed, and is said to be equivalent ({reason})")
        if outcome not in ("killed", "survived", "reached by no test"):
            figures.fault(f"{mutant}: {outcome}")
        elif reason is not None:
            figures.count("equivalent")
        else:
            kind = {TEXT: "texts ", SIZE: "sizes "}.get(mutant.operator, "")
            figures.count(f"{kind}{outcome}")
            if outcome != "killed":
                listed.append(f"{mutant} ({mutant.operator}, {outcome})")
    killed = figures.counts.get("killed", 0)
    tried = killed + figures.counts.get("survived", 0) + figures.counts.get("reached by no test", 0)
    if tried:
        low, high = interval(killed, tried)
        figures.count("% killed at least", math.floor(100 * low))
        figures.count("% killed at most", math.ceil(100 * high))
        if high < AIM:
            figures.fault(f"at most {high:.1%} of the mutants of the code are killed; {AIM:.0%} is the aim")
    return listed


def run(setting: Setting) -> Figures:
    """Find out which test calls what, then run the tests of each mutant that is drawn."""
    root = PACKAGE.parent
    figures = Figures(wanted=WANTED[setting.size])
    if find_spec("pytest") is None or not (root / TESTS[setting.size][0]).exists():
        figures.count("nothing: the tests of the project, or pytest, are not here")
        return figures
    drawn = sample(code(setting.size), figures.wanted, setting.seed)
    figures.wanted = len(drawn)
    with runners(root, TESTS[setting.size], max(1, setting.jobs)) as processes, tempfile.TemporaryDirectory() as home:
        path = Path(home, "reached.json")
        allowed = max(1, math.ceil(setting.deadline - time.monotonic()))
        whole = processes[0].cold.ask(tests=TESTS[setting.size], reached=str(path), seconds=allowed)
        if whole == "late":
            return figures
        if whole != "passed":
            figures.fault(f"without any change the tests have {whole}")
            return figures
        reached: Reached = json.loads(path.read_text(encoding="utf-8"))
        idle: SimpleQueue[Pair] = SimpleQueue()
        for pair in processes:
            idle.put(pair)

        def one(place: int) -> str | None:
            if time.monotonic() > setting.deadline:
                return None
            pair = idle.get()
            try:
                return attempt(pair, drawn[place], reached, place % CONTROL == 0)
            finally:
                idle.put(pair)

        with ThreadPoolExecutor(len(processes)) as threads:
            outcomes = list(threads.map(one, range(len(drawn))))
    made = [(mutant, outcome) for mutant, outcome in zip(drawn, outcomes, strict=True) if outcome is not None]
    listed = judge(made, figures)
    write_text(setting.reports / LISTED, "".join(f"{line}\n" for line in sorted(listed)))
    return figures


MEASURE = Measure(
    name="mutation",
    catches="a line of the kernel or of the numerics that no test needs: an untested condition, bound, or sign",
    run=run,
    seconds={Size.CI: 300.0, Size.FULL: 7200.0},
    forks=True,
)
