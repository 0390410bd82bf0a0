"""What only a terminal shows: the progress bar on stderr, colours, and what the shell completes."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from verify.cli import commands

CASES = Path(__file__).parent.parent / "counterexamples"
QUICK = "bad-minima/sine-frequency.toml"


def in_terminal(folder: Path, **environment: str) -> tuple[str, str]:
    """``verify check`` of the quick case, with stdout in a pipe and stderr a terminal: what goes to each."""
    shutil.copy(CASES / QUICK, folder / "mine.toml")
    ours, theirs = pty.openpty()
    names = {"TERM": "xterm-256color", "COLUMNS": "100", **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "verify", "check", "mine.toml", "--jobs", "1"],
        cwd=folder, stdout=subprocess.PIPE, stderr=theirs, text=True,
        env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, **names},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while read := os.read(ours, 65536):
            shown += read
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    stdout, _ = process.communicate(timeout=60)
    assert process.returncode == 0, stdout
    return stdout, shown.decode()


def test_a_terminal_sees_a_bar_with_the_time_left_and_a_pipe_sees_none_of_it(tmp_path: Path) -> None:
    stdout, shown = in_terminal(tmp_path)
    assert "\x1b[" in shown
    assert "left" in shown
    assert "0/1" in shown
    assert "\x1b" not in stdout
    assert "as expected" in stdout
    assert "as expected" not in shown


def test_no_color_is_respected(tmp_path: Path) -> None:
    _, coloured = in_terminal(tmp_path)
    _, plain = in_terminal(tmp_path, NO_COLOR="1")
    assert "\x1b[38;" in coloured
    assert "\x1b[38;" not in plain


COMPLETED = {
    "a claim, in small letters": ("verify check eli", {"ELIM"}),
    "a command": ("verify expl", {"explain"}),
    "a noun": ("verify list loss", {"losses"}),
    "a kind of certificate": ("verify explain gradient-basis-v", {"gradient-basis-violated"}),
    "a kind of file": ("verify new sta", {"statement"}),
    "a schema": ("verify schema cer", {"certificate"}),
    "an option": ("verify check --verb", {"--verbose"}),
}


@pytest.mark.parametrize("name", COMPLETED)
def test_the_shell_completes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line, expected = COMPLETED[name]
    words = line.split()
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    found = BashComplete(commands, {}, "verify", "_VERIFY_COMPLETE").complete()
    assert {entry.split(",", 1)[1] for entry in found.splitlines() if entry.startswith("plain")} == expected


def test_files_are_completed_beside_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", "verify check counter")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert BashComplete(commands, {}, "verify", "_VERIFY_COMPLETE").complete() == "file,counter"
