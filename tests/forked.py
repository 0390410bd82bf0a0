"""A command in a process of its own, forked from this one: all of its own but the imports, which are made already.

A new interpreter imports for longer than most commands work. What only a new one shows is tested with a new one: that
the imports of a command are enough, and that nothing depends on the order of a set, which is drawn anew in each.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pkgutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from runpy import run_module
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook

import verify as package
from verify import recheck
from verify.cli import main
from verify.formal.graph import parse

ROOT = Path(__file__).parent.parent
PARTS = (ROOT / "verify", ROOT / "tests")

import_module("sympy")  # which commands import as late as they can
for _module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
    if not _module.name.endswith(".__main__"):
        import_module(_module.name)

parse()  # every report shows what the Coq sources name: they are read here once, as long as they are the same


def verify(*arguments: str, cwd: Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """``verify ARGUMENTS`` in a folder: its exit status, and all that it and its own processes write."""
    return _forked(main, ["verify", *arguments], cwd, timeout)


def second_checker(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """``python verify/recheck.py ARGUMENTS`` in a folder."""
    words = [*map(str, arguments)]
    return _forked(lambda: sys.exit(recheck.main(words)), ["recheck.py", *words], cwd, 120)


def session(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """A session of pytest in the folder of ``pytester``, with only the plugins that are installed."""
    done = _forked(lambda: sys.exit(pytest.main([*arguments])), ["pytest", *arguments], pytester.path, 120)
    return pytest.RunResult(done.returncode, done.stdout.splitlines(), done.stderr.splitlines(), 0.0)


def in_copy(project: Path, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """``python -c CODE`` or ``python -m MODULE ...`` in a copy of the project, whose own modules are all imported."""
    return _forked(lambda: _copied(project, *arguments), [*arguments], project, timeout)


def _copied(project: Path, option: str, what: str, *rest: str) -> None:
    for name, module in list(sys.modules.items()):
        if any(Path(getattr(module, "__file__", None) or "").is_relative_to(part) for part in PARTS):
            del sys.modules[name]
    ours = [ROOT, *PARTS, *(path for path in PARTS[1].iterdir() if path.is_dir())]
    sys.path[:] = [str(project), *(path for path in sys.path if path and Path(path).absolute() not in ours)]
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, AssertionRewritingHook)]
    os.environ["PYTHONPATH"] = str(project)
    sys.argv = [what, *rest]
    if option == "-c":
        exec(what, {"__name__": "__main__"})
    else:
        run_module(what, run_name="__main__", alter_sys=True)


def _forked(
    function: Callable[[], object], argv: list[str], cwd: Path, timeout: float
) -> subprocess.CompletedProcess[str]:
    with TemporaryFile() as out, TemporaryFile() as err:
        process = multiprocessing.get_context("fork").Process(target=_run, args=(function, argv, cwd, out, err))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads: pytest-xdist has some
            process.start()
        process.join(timeout)
        if process.is_alive():
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(argv, timeout)
        assert process.exitcode is not None
        return subprocess.CompletedProcess(argv, process.exitcode, _text(out), _text(err))


def _run(function: Callable[[], object], argv: list[str], cwd: Path, out: BinaryIO, err: BinaryIO) -> None:
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.argv = argv
    os.chdir(cwd)
    gc.freeze()  # to look through what the parent has would be to copy it
    function()


def _text(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode("utf-8")
