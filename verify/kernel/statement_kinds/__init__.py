"""The kinds of certificate that prove a statement about all instances, one file each: see ``kernel/statements.py``."""
