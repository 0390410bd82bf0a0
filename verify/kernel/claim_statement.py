"""What a claim says, as the kernel needs it: its assumptions, and which proved facts about a case make which verdict.

It is part of what a reader has to trust: the kernel checks that the facts are there, and that a rule names them; that
the facts of a rule give its verdict is the proof in ``notes/theory.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..verdict import Sense, Verdict
from .certificate import canonical

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Have:
    """Evidence of one kind.

    Attributes:
        kind: of its certificate.
        here: it has to be about the point that the judgement is about.
        facts: what its facts have to say.
        also: conditions on the problem, keys of ``ASSUMPTIONS`` or ``CONDITIONS``, under which it serves.
        below_inputs: a fact that has to be a number below the number of distinct inputs; "" for none.
        stated: fields of its certificate, each with the place in the file whose numbers they have to be.
    """

    kind: str
    here: bool = True
    facts: Facts = ()
    also: tuple[str, ...] = ()
    below_inputs: str = ""
    stated: Facts = ()


Need = tuple[Have, ...]
"""Any one of these will do."""


@dataclass(frozen=True)
class Rule:
    """One way to a verdict: evidence for each of the ``needs``, on a problem that meets ``also``.

    Attributes:
        name: short, unique within its claim.
        verdict: what then follows for the case.
        sense: in which sense the claim was put to the test; None if it is not about local minima.
        needs: the facts that have to be proved.
        words: the verdict in words; ``{kind}`` stands for how many facts of a kind there are, ``{kind_fact}`` for what
            they say (with ``_`` for ``-`` in the name of the kind).
        also: further conditions on the problem.
        stated: places in the file, such as ``flow.limit``, each with the number that has to stand there.
    """

    name: str
    verdict: Verdict
    sense: Sense | None
    needs: tuple[Need, ...]
    words: str
    also: tuple[str, ...] = ()
    stated: Facts = ()


@dataclass(frozen=True)
class ClaimStatement:
    """One claim.

    Attributes:
        name: such as ``ELIM``.
        statement: in LaTeX.
        assumptions: keys of ``ASSUMPTIONS``.
        rules: in the order in which they are tried: the first that applies says most.
        implies: conclusions (keys of ``CONCLUSIONS``) about local minima that follow from the claim as it stands. If
            one of them is refuted with no assumption dropped, something that was taken for granted is false.
    """

    name: str
    statement: str
    assumptions: tuple[str, ...]
    rules: tuple[Rule, ...]
    implies: tuple[str, ...] = ()

    def rule(self, name: str) -> Rule | None:
        """The rule of this name."""
        return next((rule for rule in self.rules if rule.name == name), None)

    @property
    def digest(self) -> str:
        """SHA-256 of all of it: a judgement is bound to the claim as it was when it was made."""
        return hashlib.sha256(canonical(self.table()).encode("ascii")).hexdigest()

    def table(self) -> dict[str, Any]:
        """All of it as JSON values, for a reader who has the certificates and not this package's claims."""
        return {
            "name": self.name,
            "statement": self.statement,
            "assumptions": list(self.assumptions),
            "implies": list(self.implies),
            "rules": [
                {
                    "name": rule.name,
                    "verdict": rule.verdict.value,
                    "sense": None if rule.sense is None else rule.sense.value,
                    "needs": [[_have_table(have) for have in need] for need in rule.needs],
                    "also": list(rule.also),
                    "stated": [list(pair) for pair in rule.stated],
                    "words": rule.words,
                }
                for rule in self.rules
            ],
        }

    @staticmethod
    def read(table: Mapping[str, Any]) -> ClaimStatement:
        """The claim of such a table; whoever reads one from a file has to trust it as much as the kernel."""
        rules = tuple(
            Rule(
                rule["name"],
                Verdict(rule["verdict"]),
                None if rule["sense"] is None else Sense(rule["sense"]),
                tuple(tuple(_have(have) for have in need) for need in rule["needs"]),
                rule["words"],
                tuple(rule["also"]),
                _pairs(rule["stated"]),
            )
            for rule in table["rules"]
        )
        return ClaimStatement(
            table["name"], table["statement"], tuple(table["assumptions"]), rules, tuple(table["implies"])
        )


def _have_table(have: Have) -> dict[str, Any]:
    return {
        "kind": have.kind,
        "here": have.here,
        "facts": [list(pair) for pair in have.facts],
        "also": list(have.also),
        "below_inputs": have.below_inputs,
        "stated": [list(pair) for pair in have.stated],
    }


def _have(table: Mapping[str, Any]) -> Have:
    facts, stated = _pairs(table["facts"]), _pairs(table["stated"])
    return Have(table["kind"], table["here"], facts, tuple(table["also"]), table["below_inputs"], stated)


def _pairs(rows: Sequence[Sequence[str]]) -> Facts:
    return tuple((name, value) for name, value in rows)
