"""``python -m verify`` is the same as ``verify``."""

from .cli import main

main()
