"""The sections of the report, one file each: what it takes from the results, and the blocks that show it."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from ..blocks import Section


@cache
def sections() -> tuple[Section[Any], ...]:
    """Every section: the ``SECTION`` of every file of this folder, in the order of a page."""
    found = [importlib.import_module(f"{__name__}.{module.name}").SECTION for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda section: (section.order, section.name)))
