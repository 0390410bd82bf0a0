"""The JSON files of a report may come from anybody: each bad one is a message with its place, at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from verify.errors import InputError
from verify.exact import any_length
from verify.files import json_file
from verify.files.json_file import read_json


@pytest.mark.parametrize(
    ("text", "values"),
    [(b'{"a": [1, 2.5, null, "\\u00e9"]}', {"a": [1, 2.5, None, "é"]}), (b"9" * 40, int("9" * 40))],
)
def test_values(text: bytes, values: object, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(text)
    assert read_json(tmp_path / "x.json") == values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "is not JSON"),
        (b"\xff", "is not UTF-8"),
        (b"\xef\xbb\xbf1", "is not JSON"),
        (b"\x00", "is not JSON"),
        (b"9" * 41, "is too long"),
        (b"-" + b"9" * 3_000_000, "is too long"),  # minutes, without the limit
        (b"[" * 201 + b"1" + b"]" * 201, "nested more than 200 deep"),
        (b"[" * 200_000, "is not JSON"),
        (b"NaN", "no number of JSON"),
        (b'"\\ud800"', "surrogates not allowed"),
    ],
)
def test_what_is_no_json_is_a_message(text: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(text)
    with any_length(), pytest.raises(InputError, match=words) as raised:  # as the command line does
        read_json(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert len(str(raised.value)) < 500


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")  # whoever opens it waits for a writer
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    wrong = "not a regular file"
    for name, words in dict(
        pipe=wrong, loop="no such file", zero=wrong, folder="a folder", gone="no such file"
    ).items():
        with pytest.raises(InputError, match=words):
            read_json(tmp_path / name)


def test_a_long_file_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "MAX_BYTES", 2**20)
    (tmp_path / "x.json").write_bytes(b" " * (2**20 - 1) + b"1")
    assert read_json(tmp_path / "x.json") == 1
    (tmp_path / "x.json").write_bytes(b" " * 2**20 + b"1")
    with pytest.raises(InputError, match="longer than 1 MiB"):
        read_json(tmp_path / "x.json")
