"""Checks that are checked: what would be noticed if a certificate, an enclosure, a verdict or a file were wrong."""
