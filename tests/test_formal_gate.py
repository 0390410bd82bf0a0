"""The gate of the formal check: small sources that lie are refused by what Coq says of the compiled result.

The lies are told with the list of allowed words switched off; that list has tests of its own. Coq is needed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from small_proof import (
    DOUBLE,
    PROOF,
    STATEMENT,
    THEOREM,
    WHOLE,
    Small,
    all_words,
    changed,
    copied,
    needs_coq,
    refused,
    small,
)

from verify.formal import build, sources

__all__ = ["all_words", "small"]


@needs_coq
def test_agreed_sources_are_accepted(small: Small) -> None:
    result = build.run(*small)
    assert result["theorems"] == [{"claim": "ELIM", "file": "Small.v", "name": "SMALL", "axioms": []}]
    assert result["sources"] == build.digests(*small)


EASY = f"{DOUBLE}{STATEMENT}Proof. destruct easy. Qed.\n"
LOOP = f"{DOUBLE}{STATEMENT}Proof. destruct (easy 0). Qed.\n"
EQUAL = "Theorem SMALL (x : nat) : le 0 x -> le 0 (double x).\nProof. reflexivity. Qed.\n"
LOGIC = "Coq.Logic.Classical_Prop"

# Each: what stands in the place of the definition and the theorem, and what the refusal says.
GATE = {
    # assumed, under the name of an axiom that is agreed or another
    "a hypothesis outside sections by the name of an axiom": (
        "Hypothesis classic : False.\n" + EASY.replace("easy", "classic"),
        r"SMALL uses axioms that are not agreed: Small\.classic",
    ),
    "a variable outside sections": (f"Variable easy : False.\n{EASY}", r"not agreed: .*Small\.easy"),
    "a context outside sections": (f"Context (easy : False).\n{EASY}", r"not agreed: .*Small\.easy"),
    "an instance that is declared": (
        f"Class Easy := easy_ : False.\nDeclare Instance easy : Easy.\n{EASY}",
        r"not agreed: .*Small\.easy",
    ),
    "a module that is declared": (
        "Module Type T. Parameter classic : False. End T.\nDeclare Module Classical_Prop : T.\n"
        + EASY.replace("easy", "Classical_Prop.classic"),
        r"not agreed: .*Small\.Classical_Prop\.classic",
    ),
    "a functor that is applied to what is assumed": (
        "Module Type T. Parameter easy : False. End T.\nModule F (X : T). Definition easy := X.easy. End F.\n"
        "Module A. Axiom easy : False. End A.\nModule B := F A.\n" + EASY.replace("easy", "B.easy"),
        r"not agreed: .*Small\.A\.easy",
    ),
    "a conjecture with an attribute": (f"#[local] Conjecture easy : False.\n{EASY}", r"not agreed: .*Small\.easy"),
    "an admitted lemma": (f"Lemma easy : False. Admitted.\n{EASY}", r"not agreed: .*Small\.easy"),
    "an obligation that is admitted": (
        f"From Coq Require Import Program.\nProgram Definition easy : False := _.\nAdmit Obligations.\n{EASY}",
        r"not agreed: .*Small\.easy_obligation",
    ),
    "an axiom by the full name of one that is agreed, one level down": (
        "Module Coq. Module Logic. Module Classical_Prop. Axiom classic : False.\n"
        f"End Classical_Prop. End Logic. End Coq.\n{EASY.replace('easy', f'Small.{LOGIC}.classic')}",
        rf"not agreed: .*Small\.{LOGIC}\.classic",
    ),
    "an axiom of the library that is not agreed": (
        "From Coq Require Import PropExtensionality.\n"
        f"{DOUBLE}{STATEMENT}Proof. destruct (propositional_extensionality _ _ (iff_refl True)).\n"
        "intros _; apply le_0_n. Qed.\n",
        "not agreed: PropExtensionality.propositional_extensionality",
    ),
    # recursion and universes that are not checked
    "an unguarded recursion": (
        f"Unset Guard Checking.\nFixpoint easy (n : nat) : False := easy n.\n{LOOP}",
        r"not agreed: .*easy is assumed to be guarded",
    ),
    "an unguarded recursion by an attribute": (
        f"#[bypass_check(guard)] Fixpoint easy (n : nat) : False := easy n.\n{LOOP}",
        r"not agreed: .*easy is assumed to be guarded",
    ),
    "a type that is not positive": (
        "#[bypass_check(positivity)] Inductive bad := Bad (f : bad -> False).\n"
        "Definition no (b : bad) : False := match b with Bad f => f b end.\n"
        f"Definition easy : False := no (Bad no).\n{EASY}",
        r"not agreed: .*bad is assumed to be positive",
    ),
    "a type in itself": (
        "Unset Universe Checking.\nDefinition easy@{u} : Type@{u} := Type@{u}.\n"
        f"{DOUBLE}{STATEMENT}Proof. pose (e := easy). intros _; apply le_0_n. Qed.\n",
        r"not agreed: .*easy relies on an unsafe hierarchy",
    ),
    # another meaning under the same words
    "a definition with another body": (
        f"Definition double (x : nat) : nat := x + (x + 0).\n{THEOREM}",
        "not what was reviewed .*definition Small.double",
    ),
    "a weaker statement": (
        DOUBLE + THEOREM.replace("0 <= double x", "double x <= double x").replace("le_0_n", "le_n"),
        "not what was reviewed .*theorem Small.SMALL",
    ),
    "the same in other words": (
        DOUBLE + THEOREM.replace("0 <= double x", "0 <= x + x"),
        "not what was reviewed .*theorem Small.SMALL",
    ),
    "a notation": (
        f'Notation "u <= v" := (u - u = v - v) (only parsing) : nat_scope.\n{DOUBLE}'
        f"{STATEMENT}Proof. intros _; induction (double x); auto. Qed.\n",
        "not what was reviewed .*theorem Small.SMALL",
    ),
    "what stands in a library that is not agreed": (
        f"From mathcomp Require ssrbool ssrnat.\n{DOUBLE}{THEOREM.replace('0 <= x', 'ssrnat.leq 0 x = true')}",
        "theorem Small.SMALL rests on what is neither ours nor of a library: mathcomp.ssreflect.ssrnat.leq",
    ),
    "a notation for a name": (
        f"Notation le := (fun x y : nat => x = x).\n{DOUBLE}{EQUAL}",
        "not what was reviewed .*theorem Small.SMALL",
    ),
    "a timed definition over a name of the library": (
        f"Time Definition le (x y : nat) := x = x.\n{DOUBLE}{EQUAL}",
        r"not reviewed \(statements.txt\): definition Small.le",
    ),
    "local definitions over names of the library": (
        f"#[local] Definition nat := nat.\nLocal Definition le (x y : nat) := x = x.\n{DOUBLE}{EQUAL}",
        r"not reviewed \(statements.txt\): definition Small.le, definition Small.nat",
    ),
    "a program over a name of the library": (
        "From Coq Require Import Program.Tactics.\n"
        f"Program Definition le (x y : nat) : Prop := _. Next Obligation. exact True. Defined.\n{DOUBLE}"
        f"{EQUAL.replace('reflexivity', 'intros _; exact I')}",
        r"not reviewed \(statements.txt\): definition Small.le",
    ),
    "a definition by Let": (
        f"Section S.\nLet le (x y : nat) := x = x.\n{DOUBLE}{EQUAL}End S.\n",
        "not what was reviewed .*theorem Small.SMALL",
    ),
    "a module over one of the library": (
        "Module Peano. Definition le (x y : nat) := x = x. End Peano.\nExport Peano.\n"
        f"{DOUBLE}{EQUAL.replace(' le ', ' Peano.le ')}",
        r"not reviewed \(statements.txt\): definition Small.Peano.le",
    ),
    "a coercion that is not shown": (
        "Definition zero (w : unit) : nat := 0.\nCoercion zero : unit >-> nat.\n"
        f"{DOUBLE}{THEOREM.replace('x : nat', 'x : unit')}",
        r"not reviewed \(statements.txt\): definition Small.zero",
    ),
    "a canonical structure": (
        "Structure order := Order { carrier :> Type; below : carrier -> carrier -> Prop }.\n"
        "Canonical trivial := Order nat (fun x y => x = x).\n"
        f'Notation "u <= v" := (below _ u v) : nat_scope.\n{DOUBLE}{STATEMENT}Proof. reflexivity. Qed.\n',
        r"not reviewed \(statements.txt\): definition Small.Order, definition Small.below",
    ),
    "a term of a kind that is not read": (
        "Set Primitive Projections. Record box := Box { content : nat }.\n"
        f"Definition double (x : nat) : nat := content (Box (x + x)).\n{THEOREM}",
        "definition Small.double: its term cannot be read in full",
    ),
    "a number of the machine": (
        "From Coq Require Import PrimInt63.\nDefinition double (x : nat) : nat := (fun _ : int => x + x) 7%int63.\n"
        f"{THEOREM}",
        "cannot be read in full|not agreed",
    ),
    "an inductive type over one of the library": (
        f"Inductive le : nat -> nat -> Prop := all x y : le x y.\n{DOUBLE}"
        f"{EQUAL.replace('reflexivity', 'constructor')}",
        r"not reviewed \(statements.txt\): .*definition Small.le",
    ),
    "a definition that nobody can unfold": (
        f"Definition double (x : nat) : nat. exact (x + x). Qed.\n{THEOREM.replace('unfold double; ', '')}",
        r"no definition to be reviewed: Small\.double",
    ),
    "another theorem under the name, in a module of the file": (
        f"{DOUBLE}Module Small.\n{THEOREM}End Small.\n",
        "knows no theorem of this name",
    ),
    "an abbreviation in the place of the theorem": (
        f"{DOUBLE}{THEOREM.replace('SMALL', 'OTHER')}Notation SMALL := OTHER.\n",
        "knows no theorem of this name",
    ),
}


@needs_coq
@pytest.mark.usefixtures("all_words")
@pytest.mark.parametrize("lie", GATE)
def test_what_coq_says_of_a_copy_that_lies_is_refused(lie: str, small: Small, tmp_path: Path) -> None:
    new, piece = GATE[lie]
    folder, agreement = copied(small, tmp_path)
    changed(folder / "Small.v", WHOLE, new)
    refused(folder, agreement, piece)


@needs_coq
@pytest.mark.usefixtures("all_words")
def test_coqchk_sees_what_no_theorem_uses(small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    changed(folder / "Small.v", DOUBLE, f"{DOUBLE}Axiom classic : False.\n")
    refused(folder, agreement, r"coqchk uses axioms that are not agreed: BadMinima\.Small\.classic", recheck=True)


@needs_coq
@pytest.mark.usefixtures("all_words")
def test_a_second_file_by_the_name_of_the_librarys_takes_nothing_from_it(small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    (folder / "Classical_Prop.v").write_text("Axiom classic : False.\n", encoding="utf-8")
    changed(folder / "_CoqProject", "Small.v", "Classical_Prop.v Small.v")
    changed(folder / "Small.v", "Open Scope", "From BadMinima Require Classical_Prop.\nOpen Scope")
    build.run(folder, agreement, recheck=False)  # it is not used, which is for coqchk to find
    changed(folder / "Small.v", PROOF, "Proof. destruct BadMinima.Classical_Prop.classic. Qed.\n")
    refused(folder, agreement, "SMALL uses axioms that are not agreed: .*classic")


@needs_coq
@pytest.mark.usefixtures("all_words")
def test_files_by_the_names_of_the_readers_own_do_not_mislead_it(small: Small, tmp_path: Path) -> None:
    folder, agreement = copied(small, tmp_path)
    ltac2 = "From Ltac2 Require Import Ltac2.\n"
    kind = "Module Unsafe. Ltac2 Type kind := [ Rel (int) | Sort (int) ]. Ltac2 kind (c : constr) := Rel 0. End Unsafe."
    (folder / "Constr.v").write_text(f"{ltac2}{kind}\n", encoding="utf-8")
    (folder / "Message.v").write_text(f"{ltac2}Ltac2 print (m : message) := ().\n", encoding="utf-8")
    changed(folder / "_CoqProject", "Small.v", "Constr.v Message.v Small.v")
    build.run(folder, agreement, recheck=False)
    changed(folder / "Small.v", THEOREM, THEOREM.replace("0 <= double x", "x <= x").replace("le_0_n", "le_n"))
    refused(folder, agreement, "theorem Small.SMALL")


@needs_coq
def test_every_sort_is_told_from_the_others(small: Small, tmp_path: Path) -> None:
    forms = set()
    for sort in ("Prop", "Set", "Type", "SProp"):
        folder, agreement = copied(small, tmp_path / sort)
        changed(folder / "Small.v", THEOREM, THEOREM.replace("(x : nat)", f"(x : nat) (T : {sort})"))
        forms.add(build.answers_of(sources.load(folder), agreement).digest("Small.SMALL"))
    assert len(forms) == 4
