"""The claims that the paper does not make: those of this project, and of related papers."""

from __future__ import annotations

from collections.abc import Sequence

from ...store.attention import not_asked
from ..blocks import Block, Paragraph, Section, nothing
from ..phrases import source
from .answers import ClaimAnswers, table, takes

ABOUT = "Claims of this project (ours), and of the papers that are named on their pages (related)."


def _page(answers: ClaimAnswers) -> Sequence[Block]:
    others = [claim for claim in answers.claims if source(claim) != "paper" and not not_asked(claim)]
    return [Paragraph((ABOUT,)), table("The other claims", others, answers.dropped)] if others else []


SECTION = Section("beside", "Beside the paper: ours and related", 20, takes, _page, nothing, front=True)
