"""What the shell completes: names of claims, kinds and nouns, beside files. Only what is asked for is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem


def names(known: Callable[[], Iterable[str]], files: bool = False) -> dict[str, Any]:
    """The argument ``shell_complete`` for names that are known, whatever their case, and for files if these serve."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        found = [CompletionItem(name) for name in known() if name.lower().startswith(incomplete.lower())]
        return [*found, CompletionItem(incomplete, type="file")] if files else found

    return {"shell_complete": complete}


def claims() -> Iterable[str]:
    """The names of the claims."""
    from ..claims.registry import claims as registered

    return registered()


def file_kinds() -> Iterable[str]:
    """The kinds of files that ``verify new`` writes."""
    from ..files.scaffold import TEMPLATES

    return TEMPLATES


def nouns() -> Iterable[str]:
    """What ``verify list`` lists."""
    from ..report.catalogue import CATALOGUE

    return CATALOGUE


def everything() -> Iterable[str]:
    """Whatever ``verify explain`` explains by its name."""
    from ..report.catalogue import CATALOGUE, WORDS

    return dict.fromkeys([*claims(), *(name for what in WORDS for name in CATALOGUE[what]())])
