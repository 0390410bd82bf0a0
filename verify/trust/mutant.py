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
        path, old, new, folder = self.alteration.path, self.subject.content, self.content, self.subject.folder
        if folder == ATLAS and path[:2] == ("certificates", "certificates"):
            path, old, new = path[1:], old["certificates"], new["certificates"]
        elif folder == ATLAS or (folder == STATEMENT_DOCUMENTS and not self.subject.of_problem):
            yield old, new
            return
        if len(path) > 1 and path[0] == "certificates" and len(old["certificates"]) == len(new["certificates"]):
            i = int(path[1])
            yield old["certificates"][i], new["certificates"][i]
