"""Figures of one file: from the certificates that a report holds of it, or else from a check of it, made now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..claims.registry import statements
from ..errors import CertificateError, InputError
from ..figures.drawn import Drawn, figure_of, refusals
from ..figures.kinds import figure_kind, figure_kinds
from ..files.load import case_of, read_tables
from ..kernel import checker
from ..kernel.certificate import read_file
from ..kernel.evidence import Evidence
from ..problem.case import Case
from .check import Settings, check_case
from .reprove import CASE_DOCUMENTS, of_case

FORMATS = ("svg", "png", "pdf")


@dataclass(frozen=True)
class Plotted:
    """A figure with its bytes in the form that was asked for, and the file where they belong."""

    drawn: Drawn
    path: Path
    content: bytes


@dataclass(frozen=True)
class Plot:
    """What is to be drawn of a case.

    Attributes:
        case: the case.
        proved: what the kernel has proved of it.
        names: the figures that are drawn.
        refused: the others, and why each does not apply.
    """

    case: Case
    proved: tuple[Evidence, ...]
    names: tuple[str, ...]
    refused: dict[str, str]

    def figures(self, output: Path | None, form: str) -> Iterator[Plotted]:
        """Each figure as it is drawn; ``output`` is a file if there is one figure, and else a folder."""
        stem = self.case.name.replace("/", "-")
        for name in self.names:
            try:
                drawn, content = figure_of(self.case, self.proved, name, form)
            except InputError as error:
                if len(self.names) == 1:
                    raise
                self.refused[name] = error.message
                continue
            path = Path(f"{stem}-{name}.{form}")
            if output is not None:
                path = output / path if output.suffix != f".{form}" else output
            yield Plotted(drawn, path, content)


def form_of(output: Path | None, form: str | None, name: str | None) -> str:
    """The format: the one that was asked for, or that of the file ``output``, or svg.

    Raises:
        InputError: the two differ, or the file can hold one figure alone, and none was named.
    """
    ending = None if output is None or output.suffix == "" else output.suffix.removeprefix(".")
    if ending is None:
        return form or FORMATS[0]
    if ending not in FORMATS or (form is not None and form != ending):
        wanted = f".{form}" if form is not None else ", ".join(f".{known}" for known in FORMATS)
        raise InputError(f"the name of the file ends in {wanted}, or is that of a folder", str(output))
    if name is None:
        raise InputError("one file holds one figure: name it with --figure, or give a folder", str(output))
    return ending


def plot(file: Path, reports: Path, name: str | None, settings: Settings) -> Plot:
    """What can be drawn of a file: all figures that apply, or the one of this name.

    Raises:
        InputError: there is no such figure, it does not apply to the file, or none does.
        FileError: the file is no case.
    """
    if name is not None:
        figure_kind(name)
    read = read_tables(file)
    if read.is_statement:
        raise InputError("states a claim in general, and no point", str(file))
    case = case_of(read)
    proved = _proved(case, read.tables, reports, settings)
    refused = refusals(case, proved)
    if name is not None and name in refused:
        raise InputError(f"the figure {name} does not apply: {refused[name]}", str(file))
    names = [kind.name for kind in figure_kinds() if kind.name not in refused]
    if not names:
        why = "; ".join(f"{kind}: {words}" for kind, words in refused.items())
        raise InputError(f"no figure applies: {why}", str(file))
    return Plot(case, proved, (name,) if name is not None else tuple(names), {} if name is not None else refused)


def _proved(case: Case, tables: Mapping[str, Any], reports: Path, settings: Settings) -> tuple[Evidence, ...]:
    """What the kernel proves of the case: from a report of this very file if there is one, else after a check."""
    with suppress(CertificateError):  # there is none, or it is of another text, or refused: nothing of it is believed
        document = read_file(reports / CASE_DOCUMENTS / f"{case.name}.json")
        return tuple(of_case(case.name, document, case.problem, tables, statements()))
    written = check_case(case, settings)["certificates"]
    return tuple(checker.check_document(case.problem, written, statements()).values())
