"""Proofs of statements about the local minima of deep networks, on exact instances and in general.

    import verify

    L = verify.Objective(verify.Layers([1, 1, 1], "tanh"), inputs=X, targets=y)
    verify.classify(L, theta)  # am I stuck at theta?

``notes/api.md`` lists the names below; each is imported when it is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # for checkers of types it is true; to import typing for it takes longer than all else here
if TYPE_CHECKING:
    from typing import Any

    from .api.ask import check, classify, load, locate, refute, variant
    from .api.networks import Formulas, Layers
    from .api.posed import Objective
    from .api.said import CaseAnswer, Classification, CriticalPoints, ProvedFact, StatementAnswer
    from .errors import CertificateError, FileError, InputError, VerifyError
    from .files.statement_file import StatementFile
    from .problem.case import Case
    from .problem.network import Network
    from .problem.objective import Problem
    from .verdict import PointAnswer, Rank, Status, Verdict

__all__ = [
    "Case", "CaseAnswer", "CertificateError", "Classification", "CriticalPoints", "FileError", "Formulas", "InputError",
    "Layers", "Network", "Objective", "PointAnswer", "Problem", "ProvedFact", "Rank", "StatementAnswer",
    "StatementFile", "Status", "Verdict", "VerifyError", "check", "classify", "load", "locate", "refute", "variant",
]  # fmt: skip

_MODULES = {
    "api.ask": ("check", "classify", "load", "locate", "refute", "variant"),
    "api.networks": ("Formulas", "Layers"),
    "api.posed": ("Objective",),
    "api.said": ("CaseAnswer", "Classification", "CriticalPoints", "ProvedFact", "StatementAnswer"),
    "errors": ("CertificateError", "FileError", "InputError", "VerifyError"),
    "files.statement_file": ("StatementFile",),
    "problem.case": ("Case",),
    "problem.network": ("Network",),
    "problem.objective": ("Problem",),
    "verdict": ("PointAnswer", "Rank", "Status", "Verdict"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "__version__":  # as pyproject.toml has it
        from importlib.metadata import version

        return version("verify-minima")
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'verify' has no attribute {name!r}")
    from importlib import import_module

    from .threads import one_thread

    one_thread()
    return getattr(import_module(f"verify.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
