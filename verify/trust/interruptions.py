"""Results are replaced whole or not at all: killed writers, writers at once, a full disk, a folder that is none."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

from ..store.atomic import LOCK, settle
from .measure import Figures, Measure, Setting, Size

KILLS = {Size.CI: 12, Size.FULL: 400}
RUNS = {Size.CI: 1, Size.FULL: 20}
"""How many times each whole run of ``verify check`` is disturbed."""

FILES = 150
LEAST = 2_000
"""Bytes that a file may have on the full disk."""

SMALL = "bad-minima/sine-frequency"
OTHER = "bad-minima/double-well"

WRITER = """
import sys
from pathlib import Path
from verify.store.atomic import replace
folder, first, names = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
for generation in range(first, first + 1000000, 2):
    files = {f"certificates/{i + generation % 3}.json": f"{generation} {i} " + "x" * 500 for i in range(names)}
    replace(folder, files, lambda: (folder / "certificates").glob("*.json"))
"""


def generations(folder: Path) -> set[str]:
    """From which generations of the writer the files here are; a whole folder holds all files of one."""
    texts = [path.read_text(encoding="utf-8") for path in (folder / "certificates").glob("*.json")]
    found = {text.split(" ", 1)[0] for text in texts}
    return found if len(texts) in (0, FILES) else found | {f"{len(texts)} files"}


def kill_writers(folder: Path, random: Random, figures: Figures, program: str = WRITER) -> None:
    """One or two writers at once are killed at a random moment; then the folder is of one generation."""
    count = random.choice((1, 2))
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(folder), str(i), str(FILES)], stderr=subprocess.DEVNULL)
        for i in range(count)
    ]
    started = time.monotonic()
    while not (folder / "certificates").exists() and time.monotonic() - started < 30:
        time.sleep(0.01)
    time.sleep(random.uniform(0, 0.1))
    for writer in writers:
        writer.kill()
        writer.wait()
    settle(folder)
    found = generations(folder)
    figures.tried += 1
    figures.count(f"{count} writers killed")
    if len(found) != 1:
        figures.fault(f"{count} writers killed: the files are of the generations {sorted(found)}")


def state(folder: Path) -> Mapping[str, str]:
    """The digest of every file of a report."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LOCK
    }


def check(folder: Path, files: Sequence[Path], *options: str, limit: Callable[[], None] | None = None) -> Sequence[str]:
    """The command that checks these files into this folder; with ``limit`` it is run to its end here."""
    command = [sys.executable, "-m", "verify", "check", *map(str, files), "--reports", str(folder), "--store", "off"]
    command += options
    if limit is not None:
        done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit)
        return [str(done.returncode), done.stdout, done.stderr]
    return command


def nothing() -> None:
    """No limit."""


def full_disk() -> None:
    """No file may grow beyond a few bytes, as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (LEAST, LEAST))


def disturbed(home: Path, cases: Path, random: Random, figures: Figures) -> None:
    """Whole runs of ``verify check`` that are killed, or that cannot write; the old report stays whole."""
    small, other = (cases / f"{name}.toml" for name in (SMALL, OTHER))
    folder = home / "report"
    began = time.monotonic()
    _ = check(folder, [small], limit=nothing)
    lasted, before = time.monotonic() - began, state(folder)
    running = subprocess.Popen(check(folder, [other]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.uniform(0, lasted))
    running.kill()
    running.wait()
    settle(folder / "partial")
    _compare(figures, "a check killed", before, state(folder), whole="results.json")
    before = state(folder)
    code, _, message = check(folder, [other], limit=full_disk)
    _compare(figures, "a full disk", before, state(folder))
    if code != "2" or "large" not in message or "Traceback" in message:
        figures.fault(f"a full disk: exit status {code}, {message[-300:]!r}")
    code, _, message = check(small, [other], limit=nothing)
    figures.tried += 1
    figures.count("a folder that is a file")
    if code != "2" or "nothing can be written" not in message or "Traceback" in message:
        figures.fault(f"a folder that is a file: exit status {code}, {message[-300:]!r}")


def _compare(
    figures: Figures, what: str, before: Mapping[str, str], after: Mapping[str, str], whole: str | None = None
) -> None:
    figures.tried += 1
    figures.count(what)
    if not before:
        figures.fault(f"{what}: there was no report to disturb")
    if before != after and whole is None:
        figures.fault(f"{what}: the report is another: {sorted(set(before.items()) ^ set(after.items()))[:3]}")
    if whole is not None and before != after and not _one_run(before, after, whole):
        figures.fault(f"{what}: files of two runs stand side by side")


def _one_run(before: Mapping[str, str], after: Mapping[str, str], whole: str) -> bool:
    """Whether results and certificates were replaced together, if one of them was."""
    names = [name for name in after if name.endswith(whole)]
    changed = any(before.get(name) != after[name] for name in names)
    certificates = {n for n in after if "/certificates/" in f"/{n}"}
    old = {n for n in before if "/certificates/" in f"/{n}"}
    return bool(names) and (not changed or certificates != old)


def same_bytes(home: Path, cases: Path, figures: Figures) -> None:
    """The same files in another order, in one or two processes, give the same bytes."""
    files = [cases / f"{name}.toml" for name in (SMALL, OTHER)]
    found = []
    for i, (order, jobs) in enumerate(((1, "1"), (-1, "2"))):
        _ = check(home / f"same{i}", files[::order], "--jobs", jobs, limit=nothing)
        found.append(state(home / f"same{i}"))
    figures.tried += 1
    figures.count("orders and numbers of processes")
    if found[0] != found[1] or not found[0]:
        figures.fault(f"other bytes in another order: {sorted(set(found[0].items()) ^ set(found[1].items()))[:4]}")


def run(setting: Setting) -> Figures:
    """Killed writers, then whole runs."""
    random = Random(f"{setting.seed}/kill")
    figures = Figures(wanted=KILLS[setting.size] + 3 * RUNS[setting.size] + 1)
    with tempfile.TemporaryDirectory() as home:
        same_bytes(Path(home), setting.cases, figures)
        for i in range(RUNS[setting.size]):
            if time.monotonic() < setting.deadline:
                disturbed(Path(home, f"run{i}"), setting.cases, random, figures)
        for i in range(KILLS[setting.size]):
            if time.monotonic() < setting.deadline:
                kill_writers(Path(home, f"kill{i}"), random, figures)
    return figures


MEASURE = Measure(
    name="interruptions",
    catches="a report that is half of one run and half of another, or differs with the order of the files",
    run=run,
    seconds={Size.CI: 120.0, Size.FULL: 1200.0},
    forks=True,
)
