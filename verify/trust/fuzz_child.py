"""A process that fuzzes readers one after the other: atheris runs its loop in the process, and ends it.

``python -m verify.trust.fuzz_child again READER REPORTS CASES INPUT`` reads one input, and fails as it has failed.
"""

from __future__ import annotations

import json
import mmap
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .tokens import Mutator

LIMIT = 5.0
"""Seconds of processor time in which every input has to be read."""
SETTLED = 60.0
"""Seconds that one input may take on the clock, in code that nothing interrupts."""
MEMORY = 4096
"""MiB."""
LONGEST = 300_000
"""Bytes of an input: more than a file may have."""
MESSAGE = 20_000
"""Characters of a message: 200 faults of a file, each on a line."""


@dataclass(frozen=True)
class FuzzJob:
    """What one process does: these readers, as many inputs of each, until the deadline.

    Attributes:
        readers: their names, each with how many inputs and how many seconds.
        reports, cases: where the inputs begin from.
        seed: of all random choices.
        folder: for the inputs that failed, and the figures.
    """

    readers: dict[str, tuple[int, float]]
    reports: str
    cases: str
    seed: int
    folder: str


class TooLong(BaseException):
    """An input takes longer than it may."""


class Loop:
    """Reads input after input, counts what came out, and keeps each kind of failure once."""

    def __init__(self, reader: Any, job: FuzzJob, work: Path) -> None:
        self.reader, self.folder = reader, Path(job.folder)
        self.wanted, seconds = job.readers[reader.name]
        self.read: Callable[[bytes], str] = reader.reader(work, Path(job.reports), Path(job.cases))
        self.places = reader.place(work)
        self.begun = False  # atheris reads first what it begins from, and that is not counted
        self.deadline = time.monotonic() + seconds
        self.tried, self.slowest, self.saved = 0, 0.0, 0.0
        self.counts: dict[str, int] = {}
        self.failed: dict[str, str] = {}
        self.memory: list[tuple[int, int]] = []
        signal.signal(signal.SIGPROF, _late)

    def one(self, data: bytes) -> None:
        """Read one input; the process ends after the last."""
        if self.tried >= self.wanted or time.monotonic() > self.deadline:
            self.save(done=True)
            os._exit(0)
        self.tried += self.begun
        began = time.process_time()
        outcome = self.outcome(data)
        took = time.process_time() - began
        self.slowest = max(self.slowest, took)
        if self.begun:
            self.counts[outcome] = self.counts.get(outcome, 0) + 1
        if time.monotonic() > self.saved + 1:
            self.save(done=False)

    def outcome(self, data: bytes) -> str:
        """What came out of one input, in a word; a failure is kept."""
        from ..errors import VerifyError

        try:
            signal.setitimer(signal.ITIMER_PROF, LIMIT, 0.5)
            try:
                return self.read(data)
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
        except VerifyError as error:
            wrong = self.wrong(str(error))
            if wrong:
                self.fail(data, f"a message {wrong}: {str(error)[:200]!a}", _where(error))
                return "failed"
            return "refused"
        except TooLong as error:
            self.fail(data, f"not read within {LIMIT:g} seconds of processor time", _where(error))
        except BaseException as error:
            self.fail(data, f"{type(error).__name__}: {str(error)[:200]!a}", _where(error))
        return "failed"

    def wrong(self, message: str) -> str:
        """What is amiss with a message; nothing if it is as it should be."""
        if not any(place in message for place in self.places):
            return "without a place"
        if len(message) > MESSAGE:
            return f"of {len(message)} characters"
        if not all(c.isprintable() or c == "\n" for c in message):
            return "that cannot be printed"
        return ""

    def fail(self, data: bytes, words: str, where: str) -> None:
        """Keep the input, the first of its kind."""
        kind = f"{words.partition(':')[0]} at {where}"
        if kind not in self.failed:
            path = self.folder / f"{self.reader.name}-{sha256(data).hexdigest()[:12]}"
            path.write_bytes(data)
            self.failed[kind] = f"{words} at {where}; the input is {path.name}"

    def save(self, done: bool) -> None:
        """Write the figures."""
        self.saved = time.monotonic()
        pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
        self.memory.append((self.tried, pages * mmap.PAGESIZE // 2**20))
        found = {
            "done": done,
            "tried": self.tried,
            "counts": self.counts,
            "failed": list(self.failed.values()),
            "slowest": self.slowest,
            "memory": self.memory,
        }
        part = self.folder / f"{self.reader.name}.part"
        part.write_text(json.dumps(found))
        os.replace(part, self.folder / f"{self.reader.name}.json")


def _late(_: int, __: Any) -> None:
    raise TooLong


def _where(error: BaseException) -> str:
    """The innermost place of the suite in an error's trace."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "verify" in Path(f.filename).parts]
    own = [f for f in frames if Path(f.filename).name not in ("fuzz_child.py", "fuzzed_reader.py")] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "no place"


def fuzz(job: FuzzJob) -> None:
    """Fuzz each reader in a process of its own, one after the other."""
    import atheris

    with atheris.instrument_imports(include=["verify"]):
        from .fuzzed_reader import readers
        from .tokens import Mutator
    for name in job.readers:
        child = os.fork()
        if child:
            os.waitpid(child, 0)
            continue
        with tempfile.TemporaryDirectory() as folder:
            work, corpus = Path(folder, "work"), Path(folder, "corpus")
            work.mkdir()
            corpus.mkdir()
            reader = readers()[name]
            seeds = reader.seeds(Path(job.reports), Path(job.cases))
            for i, seed in enumerate(seeds):
                (corpus / f"{i:04}").write_bytes(seed)
            if not seeds:
                Path(job.folder, f"{name}.json").write_text(json.dumps({"done": True, "tried": 0}))
                os._exit(0)
            mutator, loop = Mutator(seeds, reader.bind), Loop(reader, job, work)

            altered = partial(_altered, mutator=mutator, loop=loop, seeds=seeds)
            artifacts = f"{job.folder}/{name}-"
            atheris.Setup(
                [
                    name,
                    str(corpus),
                    f"-seed={job.seed + 1}",
                    f"-timeout={SETTLED:g}",
                    f"-rss_limit_mb={MEMORY}",
                    f"-artifact_prefix={artifacts}",
                    f"-max_len={LONGEST}",
                    "-len_control=0",
                ],
                loop.one,
                custom_mutator=altered,
            )
            atheris.Fuzz()


def _altered(data: bytes, most: int, seed: int, mutator: Mutator, loop: Loop, seeds: Sequence[bytes]) -> bytes:
    """Another input of this one, or of one of those that all begins from: else most of them lead nowhere soon."""
    import atheris

    loop.begun = True
    random = Random(seed)
    if random.random() < 0.05:
        return bytes(atheris.Mutate(data, most))
    return mutator.altered(data if random.random() < 0.4 else random.choice(seeds), random)[:most]


def main(arguments: list[str]) -> None:
    """Fuzz as a job says, or read one input again."""
    if arguments[0] == "again":
        from .fuzzed_reader import readers

        _, name, reports, cases, path = arguments
        with tempfile.TemporaryDirectory() as folder:
            readers()[name].reader(Path(folder), Path(reports), Path(cases))(Path(path).read_bytes())
    else:
        fuzz(FuzzJob(**json.loads(arguments[0])))


if __name__ == "__main__":
    from ..exact import print_any_length

    print_any_length()
    main(sys.argv[1:])
