"""Figures of a case, one file each in ``kinds``: what is marked as proved in one comes from the kernel's evidence."""
