"""The examples in docstrings are right."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import verify

NAMES = [m.name for m in pkgutil.walk_packages(verify.__path__, "verify.") if not m.name.endswith("__main__")]


@pytest.mark.parametrize("name", NAMES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
