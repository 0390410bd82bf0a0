"""``notes/api.md``: the public names of the package with what their docstrings say, written by ``verify paper``."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from enum import Enum
from types import FunctionType
from typing import Any

import verify as suite

from ..glossary import ANSWERS, RANKS, STATUSES, VERDICTS, Term
from ..verdict import PointAnswer, Rank, Status, Verdict

HEAD = """\
# The suite from Python

What can be asked with `import verify`, and what an answer means. This page is written by `verify paper` from the
docstrings; two notebooks use it: [am-i-stuck](notebooks/am-i-stuck.ipynb) and
[which-neuron](notebooks/which-neuron.ipynb).
"""


MEANINGS: dict[type[Enum], Mapping[Any, Term]] = {
    PointAnswer: ANSWERS, Rank: RANKS, Status: STATUSES, Verdict: VERDICTS,
}  # fmt: skip


def page() -> str:
    """The page, with the functions first, then the classes, each in alphabetical order."""
    public = {name: getattr(suite, name) for name in sorted(suite.__all__, key=str.lower)}
    functions = [_function(name, value) for name, value in public.items() if isinstance(value, FunctionType)]
    classes = [_class(name, value) for name, value in public.items() if isinstance(value, type)]
    assert len(functions) + len(classes) == len(public)
    return "\n".join([HEAD, "## Questions\n", *functions, "## Objects\n", *classes]).rstrip() + "\n"


def _function(name: str, function: FunctionType) -> str:
    return f"### {name}\n\n```text\n{name}{_signature(function)}\n\n{inspect.getdoc(function)}\n```\n"


def _class(name: str, described: type) -> str:
    lines = [f"### {name}\n", f"```text\n{inspect.getdoc(described)}\n```\n"]
    if issubclass(described, Enum):
        return "\n".join(
            [*lines, *(f"* `{member.name}`: {term.means}" for member, term in MEANINGS[described].items()), ""]
        )
    if described.__module__.startswith(f"{suite.__name__}.api."):
        lines += [_member(key, member) for key, member in vars(described).items() if _is_shown(key, member)]
        lines.append("")
    return "\n".join(lines)


def _is_shown(key: str, member: Any) -> bool:
    documented = hasattr(member, "__get__") and inspect.getdoc(member) is not None
    return documented and (not key.startswith("_") or (key == "__init__" and "Args:" in str(inspect.getdoc(member))))


def _member(key: str, member: Any) -> str:
    if key == "__init__":
        return f"```text\n{_signature(member)}\n\n{inspect.getdoc(member)}\n```\n"
    call = _signature(member) if isinstance(member, FunctionType) else ""
    return f"* `{key}{call}`: {' '.join(str(inspect.getdoc(member)).split())}"


def _signature(function: FunctionType) -> str:
    signature = inspect.signature(function)
    own = [parameter for name, parameter in signature.parameters.items() if name != "self"]
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature.replace(parameters=own)))
