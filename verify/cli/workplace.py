"""Where work is done and what of it is kept: the options for that, which several commands take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..units.unit_store import UnitStore

scheduler_option = click.option(
    "--scheduler", metavar="ADDRESS", help="Work on the cluster of this Dask scheduler, such as tcp://HOST:8786."
)


def store_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a command that keeps what it has done."""
    for option in (
        click.option("--fresh", is_flag=True, help="Take nothing from the store: do all of it again, and keep it."),
        click.option("--store", metavar="FILE", help="Where to keep what was done; off for nowhere [$VERIFY_STORE]."),
    ):
        command = option(command)
    return command


def code_as_it_is() -> None:
    """Take the hash of the code before the rest of it is imported: what is kept is then of no other code."""
    from ..units.code import digest

    digest()


@contextmanager
def opened(store: str | None, fresh: bool) -> Iterator[UnitStore | None]:
    """The store of these options; None if it is off. Why it could not be used is said at the end."""
    from ..units.unit_store import UnitStore, store_path

    path = store_path(store)
    if path is None:
        yield None
        return
    found = UnitStore(path, fresh)
    try:
        yield found
    finally:
        found.close()
        if found.trouble is not None:
            click.echo(f"note: the store of earlier work could not be used: {found.trouble}", err=True)
