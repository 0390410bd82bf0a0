"""An archive of certificates is the same for the same report, and is proved again when it is unpacked elsewhere."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from forked import verify

zstandard = pytest.importorskip("zstandard")

CASE = Path(__file__).parent.parent / "counterexamples/bad-minima/one-tanh.toml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one case that is checked, and its archive."""
    folder = tmp_path_factory.mktemp("archived")
    (folder / "counterexamples/bad-minima").mkdir(parents=True)
    shutil.copy(CASE, folder / "counterexamples/bad-minima")
    shutil.copy(CASE.with_name("dead-relu.toml"), folder / "counterexamples/bad-minima")  # not in the report
    assert verify("check", "counterexamples/bad-minima/one-tanh.toml", cwd=folder).returncode == 0
    done = verify("archive", "reports/partial", "-o", "one.tar.zst", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert hashlib.sha256((folder / "one.tar.zst").read_bytes()).hexdigest() in " ".join(done.stdout.split())
    return folder


def unpacked(path: Path) -> tarfile.TarFile:
    return tarfile.open(fileobj=io.BytesIO(zstandard.ZstdDecompressor().decompress(path.read_bytes())))


def test_the_same_report_gives_the_same_bytes(folder: Path) -> None:
    verify("archive", "reports/partial", "-o", "two.tar.zst", cwd=folder)
    assert (folder / "one.tar.zst").read_bytes() == (folder / "two.tar.zst").read_bytes()


def test_the_index_has_the_digest_of_each_file(folder: Path) -> None:
    with unpacked(folder / "one.tar.zst") as tar:
        files = {entry.name: tar.extractfile(entry).read() for entry in tar.getmembers()}
    index = json.loads(files.pop("index.json"))
    del files["README.txt"]
    assert index["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert {"counterexamples/bad-minima/one-tanh.toml", "reports/results.json", "reports/claims.json"} <= files.keys()


def test_it_is_proved_again_elsewhere_by_both_checkers(folder: Path, tmp_path: Path) -> None:
    with unpacked(folder / "one.tar.zst") as tar:
        tar.extractall(tmp_path, filter="data")
    for command in ("reprove", "recheck"):
        done = verify(command, "reports", "counterexamples", cwd=tmp_path)
        assert done.returncode == 0, done.stdout
    file = tmp_path / "counterexamples/bad-minima/one-tanh.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('lam = "', 'lam = "1'), encoding="utf-8")
    for command in ("reprove", "recheck"):
        assert verify(command, "reports", "counterexamples", cwd=tmp_path).returncode == 1


def test_without_certificates_there_is_a_message(tmp_path: Path) -> None:
    done = verify("archive", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "run `verify check` first" in done.stderr


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: (f / "reports/partial/results.json").write_text("[]"), "no result of `verify check`"),
        (lambda f: (f / "reports/partial/results.json").write_text("{"), "is not JSON"),
        (lambda f: (f / "counterexamples/bad-minima/one-tanh.toml").unlink(), "is not there"),
    ],
)
def test_what_cannot_be_proved_elsewhere_is_not_archived(
    spoil: Callable[[Path], object], words: str, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    before = (tmp_path / "one.tar.zst").read_bytes()
    spoil(tmp_path)
    done = verify("archive", "reports/partial", "-o", "one.tar.zst", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in " ".join(done.stderr.split())
    assert (tmp_path / "one.tar.zst").read_bytes() == before
