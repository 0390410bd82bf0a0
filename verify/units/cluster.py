"""The workers of a Dask scheduler: units of work on other machines, each in a process of its own there.

What is sent is a unit with the hash of this code; a worker that has other code refuses. A unit whose worker is lost is
done by another. If the scheduler is lost, one message says so: what ended before is with the caller.
"""

from __future__ import annotations

import asyncio
import logging
import queue
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Any, TypeVar
from uuid import uuid4

from ..errors import WorkError
from . import code
from .engine import TRIES, Allowance, Lost
from .processes import Made
from .unit_child import Other, packed, unit, unpacked
from .unit_name import unit_name

T = TypeVar("T")
R = TypeVar("R")

ANSWER = 5.0
"""Seconds in which a scheduler has to answer."""

SILENT = 20.0
"""Seconds without a sign of a machine after which it is taken for lost."""

WORKERS = 30.0
"""Seconds without a single worker after which the work is given up."""

LOOK = 1.0
"""Seconds without a result after which it is looked for workers."""

AHEAD = 2
"""Units that are sent for each thread of the workers: one that is done, and the next."""

AGAIN = "what ended before and is in the store is not done again when you repeat the command"


class Cluster:
    """The workers of the Dask scheduler at an address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._client: Any = None
        self._number = (f"{uuid4().hex}-{n}" for n in count())

    def __enter__(self) -> Cluster:
        try:
            import dask
            import distributed
        except ImportError as error:
            raise WorkError("--scheduler needs Dask: pip install 'verify-minima[cluster]'") from error
        for name in ("asyncio", *logging.root.manager.loggerDict):
            if name.split(".")[0] in ("asyncio", "distributed", "tornado"):
                logging.getLogger(name).setLevel(logging.CRITICAL)  # what there is to say is said in one message
        dask.config.set({"distributed.comm.timeouts.connect": ANSWER, "distributed.comm.timeouts.tcp": SILENT})
        try:
            if asyncio.run(_kind(self.address)) != "Scheduler":
                raise self._silent()
            self._client = distributed.Client(self.address, timeout=ANSWER, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError) as error:  # what Dask makes of addresses and of strangers
            raise self._silent() from error
        try:
            self._threads()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(Exception):
            self._client.close(timeout=ANSWER)
        self._client = None

    def each(
        self, function: Callable[[T], R], items: Iterable[T], limits: Allowance | None = None
    ) -> Iterator[tuple[int, R | Lost]]:
        """See ``Engine.each``. Between two results there is no limit of time but that of ``limits``."""
        ended: queue.SimpleQueue[int] = queue.SimpleQueue()
        sent: dict[int, Any] = {}
        waiting = enumerate(items)
        threads, more = self._threads(), True
        try:
            while True:
                while more and len(sent) < max(1, AHEAD * threads):
                    given = next(waiting, None)
                    if given is None:
                        more = False
                        break
                    sent[given[0]] = self._send(function, given[1], limits)
                    sent[given[0]].add_done_callback(lambda _, i=given[0]: ended.put(i))
                if not sent:
                    return
                try:
                    i = ended.get(timeout=LOOK)
                except queue.Empty:
                    threads = self._threads()
                    continue
                future = sent.pop(i)
                yield i, self._result(future)
                future.release()
        finally:
            with suppress(Exception):
                self._client.cancel(list(sent.values()), force=True)

    def _send(self, function: Callable[[T], R], item: T, limits: Allowance | None) -> Any:
        # A key that was used a moment ago may still be on its way out: the number tells each time from the others.
        key, work = f"verify-{unit_name((function, limits), item)}-{next(self._number)}", packed((function, item))
        return self._client.submit(unit, work, limits, code.digest(), key=key, pure=False, retries=TRIES)

    def _result(self, future: Any) -> Any:
        from distributed import CancelledError, KilledWorker

        try:
            found = future.result(timeout=SILENT)
        except KilledWorker as error:
            return Lost(f"the workers that did it were lost ({error.last_worker.address} last)")
        except (CancelledError, TimeoutError, OSError) as error:
            raise self._gone() from error
        except Exception as error:
            raise WorkError(
                f"a worker of {self.address} could not begin its work ({type(error).__name__}: {error}): it needs this "
                "package, in the same version"
            ) from error
        if isinstance(found, Other):
            raise WorkError(
                f"the worker {found.where} has other code or other versions of the libraries ({found.code[:12]}, not "
                f"{code.digest()[:12]}): install the same there, and start it again"
            )
        if isinstance(found, bytes):
            found = unpacked(found)
        if isinstance(found, Exception):
            raise found
        return found.value if isinstance(found, Made) else found

    def _threads(self) -> int:
        """The threads of all workers; waits for a worker if there is none."""
        try:
            return self._count() or self._awaited()
        except (TimeoutError, OSError) as error:
            raise self._gone() from error

    def _awaited(self) -> int:
        try:
            self._client.wait_for_workers(1, timeout=WORKERS)
        except TimeoutError as error:
            raise self._idle(f"; {AGAIN}") from error
        return self._count()

    def _count(self) -> int:
        found: dict[str, int] = self._client.sync(self._client.scheduler.ncores, callback_timeout=SILENT)
        return sum(found.values())

    def _gone(self) -> WorkError:
        return WorkError(f"the scheduler at {self.address} was lost: start it again, with workers; {AGAIN}")

    def _silent(self) -> WorkError:
        return WorkError(
            f"no Dask scheduler answers at {self.address!r}: start one with `dask scheduler`, and give the address "
            f"that it prints, such as tcp://127.0.0.1:8786"
        )

    def _idle(self, more: str = "") -> WorkError:
        return WorkError(
            f"the scheduler at {self.address} has no workers: start some with `dask worker {self.address}`{more}"
        )


async def _kind(address: str) -> str:
    """What answers at this address, in Dask's word. A client would wait for ever for one who says nothing."""
    from distributed import rpc

    async with rpc(address) as asked:
        found = await asyncio.wait_for(asked.identity(), ANSWER)
    return str(found["type"])
