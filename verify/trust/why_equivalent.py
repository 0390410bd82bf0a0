"""Reasons why mutants of code say the same as it, where many have one."""

COMMUTES = "sums and products of numbers and of polynomials commute"
INVERSE = "a number and its inverse have one sign, and the inverse of a ball around 0 has none"
NAME = "a name that nothing else has"
ONE_ENTRY = "the list has one entry"
SAME_LENGTH = "all entries have the length, or the value, that is read"
