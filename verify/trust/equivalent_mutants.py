"""Mutants of code that no test can kill, as they say the same; each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from .equivalent_kernel import KERNEL
from .equivalent_numerics import NUMERICS

EQUIVALENT: Mapping[tuple[str, str, str], str] = {
    (file, function, change): reason
    for file, found in (KERNEL | NUMERICS).items()
    for (function, change), reason in found.items()
}
"""By file, function, and change, as ``code_mutants.py`` writes them."""
