"""Proofs of statements about the local minima of deep networks, on exact instances and in general."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # work is shared among processes, not among threads
