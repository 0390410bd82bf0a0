"""An altered document, and what the kernel says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..commands.reprove import STATEMENT_DOCUMENTS
from ..problem.objective import Problem
from .alterations import Alteration
from .documents import ATLAS, CertifiedDocument, CheckerAnswer

Json = Any


@dataclass(frozen=True, eq=False)
class Mutant:
    """A document with one alteration, and what the kernel says of it."""

    subject: CertifiedDocument
    alteration: Alteration
    content: Json
    said: CheckerAnswer
    problem: Problem | None

    @property
    def was(self) -> Json:
        """What stood at the place."""
        value = self.subject.content
        for part in self.alteration.path:
            value = value[part]
        return value

    def changed(self) -> Iterator[tuple[Json, Json]]:
        """Each certificate whose own data were altered, before and after: not those that only name its digest anew."""
        path, old = self.alteration.path, self.subject.entries
        if self.subject.folder == ATLAS or (self.subject.folder == STATEMENT_DOCUMENTS and not self.subject.of_problem):
            yield self.subject.content, self.content
        elif len(path) > 1 and path[0] == "certificates":
            new = self.content["certificates"]
            if len(new) == len(old):
                yield old[int(path[1])], new[int(path[1])]
