"""``python -m verify.cli`` is the same as ``verify``."""

from . import main

main()
