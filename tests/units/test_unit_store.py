"""The store: what was kept is there, whatever is killed; what is damaged, foreign or forged is not found."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verify.units import code, unit_store
from verify.units.unit_store import UnitStore, state_folder, store_path

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user of our own."""
    for variable in ("XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "units.sqlite"


@pytest.fixture
def filled(path: Path) -> Path:
    with_two = UnitStore(path)
    with_two.put("a", "one")
    with_two.put("b", "two")
    with_two.close()
    assert with_two.trouble is None
    return path


def found(path: Path, *names: str) -> list[str | None]:
    store = UnitStore(path)
    units = [store.get(name) for name in names]
    store.close()
    assert store.trouble is None
    return [None if unit is None else unit.text for unit in units]


def altered(path: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(path) as database:
        assert database.execute(statement, values).rowcount > 0
    database.close()


def test_what_was_kept_is_there(filled: Path) -> None:
    assert found(filled, "a", "b", "c") == ["one", "two", None]
    unit = UnitStore(filled).get("a")
    assert unit is not None
    assert abs(unit.made - time.time()) < 100


def test_what_is_kept_again_takes_the_place_of_the_old(filled: Path) -> None:
    store = UnitStore(filled)
    store.put("a", "ein")
    assert found(filled, "a") == ["ein"]


def test_fresh_finds_nothing_and_keeps_all(filled: Path) -> None:
    store = UnitStore(filled, fresh=True)
    assert store.get("a") is None
    store.put("a", "uno")
    store.close()
    assert found(filled, "a") == ["uno"]


def test_other_code_finds_nothing(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "digest", lambda: "0" * 64)
    assert found(filled, "a", "b") == [None, None]


def test_nothing_is_kept_when_the_code_has_changed_since(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = UnitStore(path)
    monkeypatch.setattr(code, "unchanged", lambda: False)
    store.put("a", "one")
    assert store.trouble is not None
    assert "was changed" in store.trouble
    store.close()
    assert found(path, "a") == [None]


@pytest.mark.parametrize(
    "statement",
    [
        "update units set text = substr(text, 1, length(text) - 1) || x'00' where name = 'a'",
        "update units set text = (select text from units where name = 'b') where name = 'a'",
        "update units set text = 'one', seal = 'one' where name = 'a'",
        "update units set text = 3.5, seal = 7 where name = 'a'",
        "update units set made = made + 1 where name = 'a'",
        "update units set seal = x'' where name = 'a'",
        "update units set name = 'c' where name = 'a'",
    ],
)
def test_an_altered_entry_is_not_found(filled: Path, statement: str) -> None:
    altered(filled, statement)
    assert found(filled, "a", "b", "c") == [None, "two", None]


def test_a_store_of_another_user_says_nothing(filled: Path) -> None:
    (state_folder() / "key").unlink()
    assert found(filled, "a", "b") == [None, None]


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 33])
def test_a_key_that_is_none_is_trouble(filled: Path, key: bytes) -> None:
    (state_folder() / "key").write_bytes(key)
    store = UnitStore(filled)
    assert store.get("a") is None
    assert "the key" in str(store.trouble)


def test_a_key_that_others_can_read_is_trouble(filled: Path) -> None:
    (state_folder() / "key").chmod(0o644)
    store = UnitStore(filled)
    assert store.get("a") is None
    assert "you alone" in str(store.trouble)


FOREIGN = {
    "text": b"this is no database, but it is long enough to be looked at" * 100,
    "cut": b"SQLite format 3\x00" + b"\xff" * 50,
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_is_no_database_is_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    store = UnitStore(path)
    store.put("a", "one")
    assert store.get("a") is None
    store.close()
    assert str(path) in str(store.trouble)
    assert path.read_bytes() == content


@pytest.mark.parametrize("number", [0, 7])
def test_the_database_of_another_program_is_left_alone(path: Path, number: int) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute(f"pragma application_id = {number}")
        database.execute("create table units (name, code, made, used, text, seal)")
    database.close()
    before = path.read_bytes()
    store = UnitStore(path)
    store.put("a", "one")
    store.close()
    assert "another program's" in str(store.trouble)
    assert path.read_bytes() == before


@pytest.mark.parametrize("size", [100, 5000, 9000])
def test_half_a_file_is_trouble_or_empty_and_says_nothing_false(filled: Path, size: int) -> None:
    filled.write_bytes(filled.read_bytes()[:size])
    store = UnitStore(filled)
    units = [store.get(name) for name in ("a", "b")]
    assert all(unit is None or unit.text == text for unit, text in zip(units, ("one", "two"), strict=True))
    assert store.trouble is not None or None in units


def test_a_place_where_nothing_can_be_written_is_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file" / "units.sqlite", tmp_path):
        store = UnitStore(place)
        store.put("a", "one")
        assert store.get("a") is None
        store.close()
        assert str(place) in str(store.trouble)


def test_a_home_where_nothing_can_be_written_is_trouble(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/proc/none")
    assert UnitStore(path).trouble is not None


def test_a_store_that_another_run_holds_is_trouble_and_no_wait_for_ever(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_store, "WAIT", 0.1)
    other = sqlite3.connect(filled, isolation_level=None)
    store = UnitStore(filled)
    other.execute("begin immediate")
    store.put("c", "three")
    assert "locked" in str(store.trouble)
    other.close()
    assert found(filled, "a", "c") == ["one", None]


def test_what_was_not_used_for_longest_goes_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = UnitStore(path)
    for name in "abcd":
        store.put(name, name)
    store.close()
    altered(path, "update units set used = 1")
    assert found(path, "b") == ["b"]  # which notes that it was used
    monkeypatch.setattr(unit_store, "SIZE", 700)
    UnitStore(path).close()
    assert found(path, "a", "b", "c", "d") == [None, "b", None, "d"]


WRITER = """
import sys
from pathlib import Path
from verify.units.unit_store import UnitStore
store = UnitStore(Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    store.put(f"{sys.argv[2]}{n}", "x" * 1000 + str(n))
    assert store.trouble is None, store.trouble
    print(n, flush=True)
store.close()
"""


def writer(path: Path, name: str, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(times)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_two_runs_at_once_keep_all(path: Path) -> None:
    both = [writer(path, name, 60) for name in "ab"]
    for one in both:
        one.communicate()
        assert one.returncode == 0
    assert None not in found(path, *(f"{name}{n}" for name in "ab" for n in range(60)))


@pytest.mark.parametrize("lines", [1, 40])
def test_what_was_kept_before_a_kill_is_there(path: Path, lines: int) -> None:
    killed = writer(path, "a", 100_000)
    assert killed.stdout is not None
    said = [killed.stdout.readline().strip() for _ in range(lines)]
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert found(path, *(f"a{n}" for n in said)) == ["x" * 1000 + n for n in said]


def test_a_full_disk_is_trouble(path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom verify.units.unit_store import UnitStore\n"
        "store = UnitStore(Path(sys.argv[1]))\nfor n in range(500): store.put(str(n), str(n) * 300)\n"
        "store.close()\nprint(store.trouble)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )  # fmt: skip
    assert str(path) in done.stdout
    assert done.stderr == ""
    assert found(path, "0") == ["0" * 300]


def test_where_the_store_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store_path() is None  # the tests have it off
    monkeypatch.delenv("VERIFY_STORE")
    assert store_path() == tmp_path / "XDG_CACHE_HOME" / "verify-minima" / "units.sqlite"
    monkeypatch.setenv("VERIFY_STORE", "here")
    assert store_path() == Path("here")
    assert store_path("there") == Path("there")
    assert store_path("off") is None
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("VERIFY_STORE")
    assert store_path() == tmp_path / ".cache" / "verify-minima" / "units.sqlite"


def test_the_code_is_every_file_of_the_package_and_the_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.py").write_text("1")
    monkeypatch.setattr(code, "PACKAGE", tmp_path)
    make = code.digest.__wrapped__

    def now() -> tuple[str, object]:
        return make(), code._state()

    first = now()
    assert now() == first
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").touch()
    assert now() == first
    (tmp_path / "inner" / "a.py").write_text("22")
    second = now()
    assert second[0] != first[0]
    assert second[1] != first[1]
    (tmp_path / "data.txt").touch()
    assert now()[0] != second[0]
    third = now()[0]
    monkeypatch.setattr(code, "_version", lambda name: "0")
    assert now()[0] != third


@pytest.mark.parametrize("command", ["check", "atlas"])
def test_the_hash_of_the_code_is_taken_before_what_decides_is_imported(command: str, tmp_path: Path) -> None:
    program = (
        "import sys\nfrom importlib.abc import MetaPathFinder\nfrom verify.units import code\n"
        "class Watch(MetaPathFinder):\n    def find_spec(self, name, path, target=None):\n"
        "        if name in ('verify.kernel', 'verify.problem', 'verify.claims'):\n"
        "            print(code.digest.cache_info().currsize)\n            sys.exit()\n"
        "sys.meta_path.insert(0, Watch())\nfrom verify.cli import main\n"
        f"sys.argv = ['verify', {command!r}]\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, env=package())
    assert done.stdout == "1\n", done.stderr


def package() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
