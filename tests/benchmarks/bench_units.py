"""What units of work cost, in processor time: those of each sort, and what is added by whoever does and keeps them.

The figures are for plans of large runs (``notes/scale.md``). Of each sort several units are done once: the median, and
the least and the greatest.
"""

# ruff: noqa: E402 -- one thread is chosen before NumPy is loaded; the folder of the tests has to be on the path
from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median

from verify.threads import one_thread

one_thread()
sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "units")]

import units_of_tests as units
from dask_cluster import dask_cluster

from verify.commands import atlas
from verify.commands.check import Settings, check_case, file_task, perform
from verify.commands.checked import TaskResult
from verify.files.load import load
from verify.files.statement_file import load_statement
from verify.search.rounds import one_round
from verify.search.standing import proved
from verify.store.kept_results import KeptResults
from verify.trust.known_statements import draw
from verify.units.cluster import Cluster
from verify.units.engine import Engine
from verify.units.processes import Processes
from verify.units.unit_store import UnitStore

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "counterexamples"
MANY = 2000


def spread(title: str, works: Sequence[Callable[[], object]]) -> None:
    """Print the processor time of these units: median, least and greatest."""
    found = []
    for work in works:
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    middle, least, most = (1000 * figure for figure in (median(found), min(found), max(found)))
    print(f"{title:60s} {len(found):4d} units  {middle:9.2f} ms  ({least:.2f} to {most:.2f})")


def sorts() -> None:
    """A few units of each sort."""
    cases = sorted((CASES / "bad-minima").glob("*.toml"))[::6]
    spread("check of a file of bad-minima", [lambda p=p: perform(file_task(p), Settings()) for p in cases])
    points = sorted((CASES / "points").glob("*.toml"))[::6]
    classify = Settings(classify=True)
    spread("classification of a point", [lambda p=p: check_case(load(p), classify) for p in points])
    false = load_statement(ROOT / "tests/search/statements/no-penalty-vanish.toml")
    rounds = [lambda n=n: one_round(false, 0, n, shrink=False) for n in range(24)]
    spread("round of the search", rounds)
    drawn = [draw(Random(f"0/statement/{n}")).statement for n in range(40)]
    spread("proof of a drawn statement, or none", [lambda s=s: proved(s) for s in drawn])
    pairs = [("exp", "a^2"), ("tanh", "a^2"), ("relu", "|a|"), ("step", "none")]
    spread("two cells of the atlas", [lambda p=p: atlas.pair(*p, seed=0, budget=60.0) for p in pairs])


def added(title: str, workers: Engine, count: int) -> None:
    """Print what an engine adds to a unit that costs nothing: of this process, and of the clock."""
    _ = list(workers.each(units.squared, range(50)))
    begun, clock = time.process_time(), time.perf_counter()
    assert len(dict(workers.each(units.squared, range(count)))) == count
    mine, seconds = ((f() - b) / count * 1e6 for f, b in ((time.process_time, begun), (time.perf_counter, clock)))
    print(f"{title:60s} {count:4d} units  {mine:9.0f} us of this process, {seconds:.0f} us of the clock")


def kept(folder: Path) -> None:
    """Print what it costs to keep a result, and to take it."""
    os.environ["XDG_STATE_HOME"] = str(folder)
    tasks = [file_task(p) for p in sorted((CASES / "bad-minima").glob("*.toml"))[:12]]
    made: list[TaskResult] = [perform(task, Settings()) for task in tasks]
    store = UnitStore(folder / "units.sqlite")
    keeper = KeptResults(store, Settings())
    spread("to keep a result", [lambda t=t, r=r: keeper.put(t, r) for t, r in zip(tasks, made, strict=True)])
    spread("to take a result", [lambda t=t: keeper.get(t) for t in tasks])
    store.close()
    assert store.trouble is None
    print(f"{'bytes of the store for a result':60s} {(folder / 'units.sqlite').stat().st_size / len(tasks):.0f}")


if __name__ == "__main__":
    sorts()
    added("added by this process", Processes(1), MANY)
    added("added by two processes", Processes(2), MANY)
    with tempfile.TemporaryDirectory() as folder:
        with dask_cluster(Path(folder), 2) as found, Cluster(found.address) as workers:
            added("added by a Dask cluster of two workers on this machine", workers, MANY // 4)
        kept(Path(folder))
