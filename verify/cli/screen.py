"""Where results are printed: as wide as the terminal, and in a pipe 120 columns."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def screen() -> Console:
    """The console of the results."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)
