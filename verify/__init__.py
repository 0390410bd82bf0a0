"""Proofs of statements about the local minima of deep networks, on exact instances and in general."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our matrices are small: threads of numpy only wait for each other
