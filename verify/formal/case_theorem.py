"""A shipped case as a theorem of Coq: strings and numbers in their places, about which nothing is decided here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class CaseTheorem:
    """What is claimed of a case, and the numbers by which Coq checks it.

    Attributes:
        case: its name.
        claim: the definition of the library that says what is claimed.
        text: the canonical text of the problem, which its certificates are bound to.
        theta: decimals; the minimum is within ``2**-radius`` of them, coordinate by coordinate.
        value, error: L there, up to the error.
        better: where L is lower.
        bits: of the intervals.
        root, margin: R and mu: H - R'R is diagonally dominant with the margin mu.
    """

    case: str
    claim: str
    text: str
    theta: tuple[Fraction, ...]
    radius: int
    value: Fraction
    error: Fraction
    better: tuple[Fraction, ...]
    bits: int
    root: tuple[tuple[Fraction, ...], ...]
    margin: Fraction

    @property
    def name(self) -> str:
        """The name of the theorem, and of its file."""
        return "case_" + re.sub(r"\W", "_", self.case, flags=re.ASCII)


def printed(theorem: CaseTheorem, axioms: Sequence[str] = ()) -> str:
    """The source of the theorem, in which Coq is asked how it prints the ``axioms``, and which ones were used."""
    name, claim = theorem.name, theorem.claim
    asked = "\n".join(f"Print Assumptions {name}." for name in [*axioms, name])
    quoted = theorem.text.replace('"', '""')
    return f"""(** {theorem.case}: a theorem about what the text below states, by {claim} of Bad_minima.v.  *)
From Coq Require Import String QArith List.
From BadMinima Require Import Bad_minima.
Import ListNotations.

Definition text : string := "{quoted}".
(* The minimum is within 2^-{theorem.radius} of these numbers. *)
Definition theta : list Q := {_list([number(v) for v in theorem.theta])}.
Definition value : Q := {number(theorem.value)}.
Definition error : Q := {number(theorem.error)}.
(* The objective is lower here. *)
Definition better : list Q := {_list([number(v) for v in theorem.better])}.

Theorem {name} : {claim} text theta (1 # 2 ^ {theorem.radius}) value error better.
Proof.
apply ({claim}_by (bits := {theorem.bits}%Z) (mu := {number(theorem.margin)})
  (root := {_list([_list([number(v) for v in row]) for row in theorem.root])})).
vm_cast_no_check (eq_refl true).
Qed.

{asked}
"""


def problem_hash(source: str) -> str:
    """SHA-256 of the text that a printed theorem is about, read back from its source."""
    found = re.search(r'^Definition text : string := "((?:[^"]|"")*)"\.$', source, re.M)
    return hashlib.sha256(found[1].replace('""', '"').encode("ascii")).hexdigest() if found else ""


def number(value: Fraction) -> str:
    """A rational number in Coq: as a decimal where it is one of at most 80 digits."""
    for digits in range(1, 81):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            text = str(abs(scaled.numerator)).rjust(digits + 1, "0")
            return f"{'-' if value < 0 else ''}{text[:-digits]}.{text[-digits:]}"
    return f"({value.numerator} # {value.denominator})"


def _list(entries: Sequence[str]) -> str:
    return f"[{'; '.join(entries)}]"
