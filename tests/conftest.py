"""Settings of the test suite."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))  # tests share ``problems``

# A fixed seed, so that a failure is everybody's failure.
settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("fixed")

pytest_plugins = ["pytester"]
