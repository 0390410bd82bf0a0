"""The store of units of work that were done: one file of SQLite, the cache across runs. It claims, and proves nothing.

What is read is what this user has written, under this code: every entry is sealed with a key of the user's, which is no
part of the file, so that a file from elsewhere says nothing here. A file that is damaged, foreign, locked, or on a full
disk is left alone from then on, and the run goes on without: ``trouble`` says so.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import code

VARIABLE, OFF = "VERIFY_STORE", "off"
"""The variable of the environment that names the file, or says that there is none."""

APPLICATION, VERSION = 0x56_4D_53_54, 1
SIZE = 2**28
"""Bytes of the entries together; the entries that were not used for longest go first."""

WAIT = 5.0
"""Seconds that one run waits for another one to write."""

TABLE = """
create table if not exists units (
    name text not null, code text not null, made integer not null, used integer not null, text blob not null,
    seal blob not null, primary key (name, code)
)
"""


@dataclass(frozen=True)
class KeptUnit:
    """What a unit came to, as text, and when: in seconds since 1970."""

    text: str
    made: int


class UnitStore:
    """What units of work came to under the code as it is now.

    Attributes:
        trouble: why the store is not used, or no longer, in words; None if it is. With it nothing is found or kept.
    """

    def __init__(self, path: Path, fresh: bool = False) -> None:
        """Open the file, or make it; with ``fresh`` nothing is found in it, and what is done is kept."""
        self.path, self.fresh = path, fresh
        self.trouble: str | None = None
        self._database: Any = None
        self._used: list[tuple[int, str, str]] = []
        with self._troubled():
            self._key = _key(state_folder() / "key")
            self._database = _opened(path)

    def get(self, name: str) -> KeptUnit | None:
        """What the unit of this name came to; None if it is not known, or what is here was not written by this user."""
        if self.fresh or self.trouble is not None:
            return None
        with self._troubled():
            row = self._database.execute(
                "select made, text, seal from units where name = ? and code = ?", (name, code.digest())
            ).fetchone()
            if row is None:
                return None
            made, packed, seal = row
            with suppress(TypeError, ValueError, zlib.error):
                if hmac.compare_digest(self._seal(name, made, packed), seal):
                    self._used.append((int(time.time()), name, code.digest()))
                    return KeptUnit(zlib.decompress(packed).decode(), made)
        return None

    def put(self, name: str, text: str) -> None:
        """Keep what the unit of this name came to, at once: whatever is killed after this, it is there."""
        if self.trouble is not None:
            return
        if not code.unchanged():
            self.trouble = "the code was changed while it ran: nothing more is kept"
            return
        with self._troubled():
            made, packed = int(time.time()), zlib.compress(text.encode(), 1)
            row = (name, code.digest(), made, made, packed, self._seal(name, made, packed))
            self._database.execute("insert or replace into units values (?, ?, ?, ?, ?, ?)", row)

    def close(self) -> None:
        """Note what was used, and drop what was not for longest, down to ``SIZE``."""
        if self._database is None:
            return
        with self._troubled():
            self._database.executemany("update units set used = ? where name = ? and code = ?", self._used)
            self._database.execute(
                "delete from units where rowid in (select rowid from (select rowid, sum(length(text) + 300) over "
                "(order by used desc, rowid desc) as size from units) where size > ?)",
                (SIZE,),
            )
        with suppress(Exception):
            self._database.close()
        self._database = None

    def _seal(self, name: str, made: int, packed: bytes) -> bytes:
        bound = f"{name} {code.digest()} {made} ".encode() + hashlib.sha256(packed).digest()
        return hmac.digest(self._key, bound, "sha256")

    @contextmanager
    def _troubled(self) -> Iterator[None]:
        """Whatever befalls the file, the run goes on without it."""
        import sqlite3  # not above: few commands need it

        try:
            yield
        except (sqlite3.Error, OSError, RuntimeError, ValueError, _Foreign) as error:
            self.trouble = f"{self.path}: {error}"


class _Foreign(Exception):
    """It is there, and is not what it has to be."""


def store_path(named: str | None = None) -> Path | None:
    """The file of the store: the one that is named, or in the environment, or below the user's cache; None if off."""
    chosen = named or os.environ.get(VARIABLE) or ""
    if chosen == OFF:
        return None
    return Path(chosen) if chosen else _user_folder("XDG_CACHE_HOME", ".cache") / "units.sqlite"


def state_folder() -> Path:
    """Where the user's key is: not beside the store, so that a store alone can be brought from elsewhere by nobody."""
    return _user_folder("XDG_STATE_HOME", ".local/state")


def _user_folder(variable: str, below_home: str) -> Path:
    base = os.environ.get(variable)
    home = Path(base) if base and Path(base).is_absolute() else Path(os.path.expanduser("~")) / below_home
    return home / "verify-minima"


def _opened(path: Path) -> Any:
    import sqlite3

    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():
        raise _Foreign("is no file")
    database = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    database.text_factory = bytes  # whatever stands there is read, and is then not what was sealed
    try:
        found = [database.execute(f"pragma {what}").fetchone()[0] for what in ("application_id", "user_version")]
        if found == [0, 0] and not database.execute("select 1 from sqlite_master").fetchone():
            database.execute(f"pragma application_id = {APPLICATION}")
            database.execute(f"pragma user_version = {VERSION}")
        elif found != [APPLICATION, VERSION]:
            raise _Foreign("is another program's, or of another version: remove it, or name another file by --store")
        database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = normal")
        database.execute(TABLE)
    except BaseException:
        database.close()
        raise
    return database


def _key(path: Path) -> bytes:
    """The user's key, which nobody else can read; made when there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with open(part, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(secrets.token_bytes(32))
            with suppress(FileExistsError):  # another run was first
                os.link(part, path)
        finally:
            part.unlink(missing_ok=True)
    at = path.stat()
    key = path.read_bytes()
    if at.st_uid != os.getuid() or stat.S_IMODE(at.st_mode) & 0o077 or len(key) != 32:
        raise _Foreign(f"the key {path} is not 32 bytes that you alone can read: remove it")
    return key
