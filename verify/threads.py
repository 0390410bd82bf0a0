"""How many threads the matrices of one process are worked on by."""

from __future__ import annotations

import os


def one_thread() -> None:
    """Let matrices be the work of one thread, unless the environment says otherwise; call it before NumPy is imported.

    Work is shared among processes. Of several threads, most of the time goes by in waiting for each other; and two may
    round otherwise than one.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
