"""The exceptions of the suite: wrong use raises one of these; "could not decide" never does (it is a value)."""

from __future__ import annotations


class VerifyError(Exception):
    """Anything this package raises on purpose; the message says what, where, why and what to do next."""


class InputError(VerifyError):
    """The user's text is at fault. ``place`` names the file and the line, or the argument."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place


class FormulaError(InputError):
    """A formula does not follow the grammar, or passes one of its limits."""


class NumberError(InputError):
    """A number is not an exact number, or is too long."""


class FileError(InputError):
    """A problem file has faults; ``faults`` lists all of them, each with its place."""

    def __init__(self, faults: list[InputError]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults

    def __reduce__(self) -> tuple[type[FileError], tuple[list[InputError]]]:
        """Between processes it is made of its faults, not of its text."""
        return type(self), (self.faults,)


class CertificateError(VerifyError):
    """A certificate is unreadable, or is refuted by the kernel; the message names the condition that fails."""


class FormalError(VerifyError):
    """The formal proofs were not checked, or are not what was agreed; the message says where."""


class UncheckedError(FormalError):
    """The formal proofs could not be checked here (no Coq, another Coq, out of time): nothing is known of them."""


class WorkError(VerifyError):
    """Work for others could not be done: no scheduler, no workers, other code there; the message has the remedy."""
