"""Mutants that no test can kill, as they say the same; each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

EQUIVALENT: Mapping[tuple[str, str, str], str] = {}
"""By file, function, and change, as ``code_mutants.py`` writes them."""
