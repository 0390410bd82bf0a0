"""Asks Coq what the compiled files state and assume, in terms of its kernel.

The file that asks imports the libraries but none of our files: they are only loaded. So no notation, coercion, option
or name of ours bears on what is printed. Statements and definitions are read as terms of the kernel by a program in
Ltac2, which names every constant in full, and follows our own ones into their definitions.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import FormalError
from . import coq
from .agreed import LIBRARY, Agreement

UNREAD = "(unread)"  # a term of a kind that the reader does not read, and that no digest therefore covers
READER = """
From Ltac2 Require Import Ltac2.
Import Constr.Unsafe.

Ltac2 text (s : string) : message := Message.of_string s.
Ltac2 mark (s : string) : unit := Message.print (text s).

Ltac2 rec glued (parts : message list) : message :=
  match parts with
  | [] => text ")"
  | part :: rest => Message.concat (text " ") (Message.concat part (glued rest))
  end.
Ltac2 node (head : string) (parts : message list) : message :=
  Message.concat (text "(") (Message.concat (text head) (glued parts)).

Ltac2 rec dotted (path : ident list) : message :=
  match path with
  | [] => text ""
  | name :: rest =>
    Message.concat (Message.of_ident name)
      (match rest with [] => text "" | _ => Message.concat (text ".") (dotted rest) end)
  end.

(* Names of ours that have been met, and those of them that are still to be followed. *)
Ltac2 Type queue := { mutable seen : constr list; mutable waiting : Std.reference list }.

Ltac2 ours (r : Std.reference) : bool :=
  match Env.path r with
  | root :: _ => Ident.equal root @LIBRARY
  | [] => true
  end.

Ltac2 named (queue : queue) (head : string) (r : Std.reference) : message :=
  let c := Env.instantiate r in
  (match Bool.and (ours r) (Bool.neg (List.exist (Constr.equal c) (queue.(seen)))) with
   | true => queue.(seen) := c :: queue.(seen); queue.(waiting) := r :: queue.(waiting)
   | false => ()
   end);
  node head [dotted (Env.path r)].

Ltac2 rec form (queue : queue) (c : constr) : message :=
  let form := form queue in
  let named := named queue in
  let binder b := form (Constr.Binder.type b) in
  let many a := List.map form (Array.to_list a) in
  let binders a := List.map binder (Array.to_list a) in
  match kind c with
  | Rel i => Message.of_int i
  | Sort _ =>
    match List.find_opt (fun (sort, _) => Constr.equal c sort) [('Prop, "Prop"); ('Set, "Set"); ('SProp, "SProp")] with
    | Some found => let (_, name) := found in text name
    | None => text "Type"
    end
  | Cast t _ u => node "cast" [form t; form u]
  | Prod b t => node "forall" [binder b; form t]
  | Lambda b t => node "fun" [binder b; form t]
  | LetIn b t u => node "let" [binder b; form t; form u]
  | App f a => node "app" (form f :: many a)
  | Constant k _ => named "const" (Std.ConstRef k)
  | Ind k _ => named "ind" (Std.IndRef k)
  | Constructor k _ => named "constructor" (Std.ConstructRef k)
  | Case _ r _ t a => node "case" (form r :: form t :: many a)
  | Fix decreasing i b t =>
    let places := List.map Message.of_int (Array.to_list decreasing) in
    node "fix" (Message.of_int i :: List.append places (List.append (binders b) (many t)))
  | CoFix i b t => node "cofix" (Message.of_int i :: List.append (binders b) (many t))
  | _ => node "unread" []
  end.

Ltac2 said (kind : string) (r : Std.reference) (parts : message list) (shown : message list) : unit :=
  Message.print (Message.concat (text kind) (dotted (Env.path r)));
  Message.print (node "form" parts);
  List.iter Message.print shown.

Ltac2 theorem (queue : queue) (path : ident list) : unit :=
  match Option.bind (Env.get path) (fun r => match r with Std.ConstRef _ => Some r | _ => None end) with
  | Some r =>
    let statement := Constr.type (Env.instantiate r) in
    said "MARKtheorem " r [form queue statement] [Message.of_constr statement]
  | None =>
    let lost := node "" (List.map Message.of_ident path) in
    let lost := Message.concat (text "Coq knows no theorem of this name: ") lost in
    Control.throw (Tactic_failure (Some lost))
  end.

Ltac2 body (r : Std.reference) : constr :=
  Std.eval_cbv { Std.rBeta := false; Std.rMatch := false; Std.rFix := false; Std.rCofix := false; Std.rZeta := false;
    Std.rDelta := false; Std.rConst := [r] } (Env.instantiate r).

Ltac2 constant (queue : queue) (r : Std.reference) : unit :=
  let c := Env.instantiate r in
  let type := Constr.type c in
  let unfolded := match r with Std.ConstRef _ => body r | _ => c end in
  match Constr.equal unfolded c with
  | true => said "MARKunread " r [] []
  | false =>
    said "MARKdefinition " r [form queue type; form queue unfolded]
      [Message.of_constr unfolded; Message.concat (text ": ") (Message.of_constr type)]
  end.

(* An inductive type is its arity and the types of its constructors; several that are defined together are not read. *)
Ltac2 rec counted (from : int) (to : int) : int list :=
  match Int.equal from to with true => [] | false => from :: counted (Int.add from 1) to end.
Ltac2 type_of (r : Std.reference) : constr := Constr.type (Env.instantiate r).
Ltac2 inductive (queue : queue) (r : Std.reference) (i : inductive) : unit :=
  let data := Ind.data i in
  match Int.equal (Ind.nblocks data) 1 with
  | false => said "MARKunread " r [] []
  | true =>
    let all := List.map (fun k => Std.ConstructRef (Ind.get_constructor data k)) (counted 0 (Ind.nconstructors data)) in
    let shown c := Message.concat (dotted (Env.path c)) (Message.concat (text " : ") (Message.of_constr (type_of c))) in
    said "MARKdefinition " r (List.map (fun c => form queue (type_of c)) (r :: all)) (List.map shown (r :: all))
  end.

Ltac2 definition (queue : queue) (r : Std.reference) : unit :=
  match r with
  | Std.IndRef i => inductive queue r i
  | Std.ConstructRef _ => said "MARKdefinition " r [form queue (type_of r)] [Message.of_constr (type_of r)]
  | _ => constant queue r
  end.

Ltac2 rec definitions (queue : queue) : unit :=
  match queue.(waiting) with
  | [] => ()
  | r :: rest => queue.(waiting) := rest; definition queue r; definitions queue
  end.

Ltac2 read (paths : ident list list) : unit :=
  let queue := { seen := []; waiting := [] } in
  List.iter (theorem queue) paths; definitions queue.
"""


@dataclass(frozen=True)
class Answers:
    """What Coq says. ``forms`` are the terms of the kernel, and ``texts`` the same to be read, by kind and name."""

    forms: Mapping[str, str]
    texts: Mapping[str, str]
    axioms: Mapping[str, frozenset[str]]

    def behind(self, label: str) -> list[str]:
        """The definitions of ours that the statement of a theorem rests on, directly or not."""
        found: set[str] = set()
        open_ = [f"theorem {label}"]
        while open_:
            for name in self.ours(open_.pop()) - found:
                found.add(name)
                open_.append(f"definition {name}")
        return sorted(found)

    def ours(self, head: str) -> set[str]:
        """The names of ours in a form, without the name of the library."""
        prefix = f"{LIBRARY}."
        return {name.removeprefix(prefix) for name in named(self.forms.get(head, "")) if name.startswith(prefix)}

    def digest(self, label: str) -> str:
        """128 bits of the SHA-256 of the statement and of all definitions behind it."""
        heads = [f"theorem {label}", *(f"definition {name}" for name in self.behind(label))]
        text = "\n".join(f"{head} {self.forms.get(head)}" for head in heads)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def named(form: str) -> set[str]:
    """The full names of constants and inductive types in a form."""
    return set(re.findall(r"\((?:const|ind|constructor) ([^ ()]+)\)", form))


def ask(folder: Path, files: Sequence[str], agreement: Agreement) -> Answers:
    """Ask for all theorems of the agreement. FormalError if an answer is missing or cannot be read."""
    mark = f"=== {secrets.token_hex(8)} "  # so that nothing that is printed can pass for an answer
    labels = [theorem.label for theorem in agreement.theorems]
    allowed = sorted(agreement.allowed)
    query = [f"From {root} Require Import {names}." for root, names in agreement.libraries]
    query += [f"Require {axiom.rpartition('.')[0]}." for axiom in allowed]
    query += [f"Open Scope {agreement.scope}.", "Set Printing Width 110."]
    query += [READER.replace("LIBRARY", LIBRARY).replace("MARK", mark)]  # before ours, which thus cannot bear on it
    query += [f"From {LIBRARY} Require {' '.join(files)}."]
    paths = "; ".join("[" + "; ".join(f"@{part}" for part in (LIBRARY, *label.split("."))) + "]" for label in labels)
    query += [f"Ltac2 Eval read [{paths}]."]
    for kind, names in (("allowed", allowed), ("axioms", [f"{LIBRARY}.{label}" for label in labels])):
        for name in names:
            query += [f'Ltac2 Eval mark "{mark}{kind} {name}".', f"Print Assumptions {name}."]
    (folder / "Query.v").write_text("\n".join(query) + "\n", encoding="utf-8")
    printed = coq.compiled("Query", folder, agreement.libraries)
    return _read(printed, mark, labels, allowed)


def _read(printed: str, mark: str, labels: Sequence[str], allowed: Sequence[str]) -> Answers:
    noise = r"^(?:Chars \d+ - \d+ \[.*|- : unit = \(\))\n?"
    parts = [part.partition("\n") for part in re.split(f"^{re.escape(mark)}", printed, flags=re.M)[1:]]
    said = {
        head.replace(f" {LIBRARY}.", " ", 1): re.sub(noise, "", body, flags=re.M).strip() for head, _, body in parts
    }
    lost = [label for label in labels if f"theorem {label}" not in said or f"axioms {label}" not in said]
    if lost:
        raise FormalError(f"Coq knows no theorem of this name: {', '.join(lost)}")
    if unread := sorted(head.removeprefix("unread ") for head in said if head.startswith("unread ")):
        raise FormalError(f"a statement rests on what has no definition to be reviewed: {', '.join(unread)}")
    stated = {head: body.partition("\n") for head, body in said.items() if head.startswith(("theorem ", "definition "))}
    full = {_one(said[f"allowed {axiom}"], axiom): axiom for axiom in allowed}
    return Answers(
        {head: form for head, (form, _, _) in stated.items()},
        {head: text for head, (_, _, text) in stated.items()},
        {label: frozenset(full.get(name, name) for name in assumed(said[f"axioms {label}"])) for label in labels},
    )


def _one(answer: str, axiom: str) -> str:
    """How Coq prints an axiom here. No two names are printed alike, so this stands for the full one."""
    names = assumed(answer)
    if len(names) != 1:
        raise FormalError(f"{axiom} is no axiom of the libraries")
    return names.pop()


def assumed(answer: str) -> set[str]:
    """What ``Print Assumptions`` lists: axioms as printed, and whole any line that is something else ("is assumed")."""
    if answer.startswith("Closed under the global context"):
        return set()
    lines = [line for line in answer.splitlines() if line[:1].strip() and line != "Axioms:"]
    names = [(re.fullmatch(r"([\w.']+)( :.*)?", line), line) for line in lines]
    return {name[1] if name else line for name, line in names}
