(** * JSON, as far as a problem file needs it: text without escapes, whole numbers, lists, tables, true and false *)
From Coq Require Import String Ascii List ZArith Bool.
From BadMinima Require Import Formula.

Open Scope nat_scope.
Open Scope list_scope.

Inductive json :=
| Text (s : string)
| Whole (n : Z)
| Flag (b : bool)
| Array (l : list json)
| Table (l : list (string * json)).

(** Up to the next quotation mark; a backslash is refused. *)
Fixpoint quoted (s : chars) : option (chars * chars) :=
  match s with
  | nil => None
  | c :: t =>
    if Ascii.eqb c """" then Some (nil, t)
    else if Ascii.eqb c "\" then None
    else match quoted t with Some (u, rest) => Some (c :: u, rest) | None => None end
  end.

Fixpoint item (k : nat) (s : chars) : option (json * chars) :=
  match k with
  | O => None
  | S k =>
    match s with
    | ("""" :: t)%char => match quoted t with Some (u, t) => Some (Text (string_of_list_ascii u), t) | None => None end
    | ("[" :: "]" :: t)%char => Some (Array nil, t)
    | ("[" :: t)%char => match items k t with Some (l, t) => Some (Array l, t) | None => None end
    | ("{" :: "}" :: t)%char => Some (Table nil, t)
    | ("{" :: t)%char => match members k t with Some (l, t) => Some (Table l, t) | None => None end
    | ("t" :: "r" :: "u" :: "e" :: t)%char => Some (Flag true, t)
    | ("f" :: "a" :: "l" :: "s" :: "e" :: t)%char => Some (Flag false, t)
    | _ => match span is_digit s with (nil, _) => None | (d, t) => Some (Whole (digits d), t) end
    end
  end
with items (k : nat) (s : chars) : option (list json * chars) :=
  match k with
  | O => None
  | S k =>
    match item k s with
    | Some (j, ("," :: t)%char) => match items k t with Some (l, t) => Some (j :: l, t) | None => None end
    | Some (j, ("]" :: t)%char) => Some (j :: nil, t)
    | _ => None
    end
  end
with members (k : nat) (s : chars) : option (list (string * json) * chars) :=
  match k, s with
  | S k, ("""" :: t)%char =>
    match quoted t with
    | Some (name, (":" :: t)%char) =>
      match item k t with
      | Some (j, ("," :: t)%char) =>
        match members k t with Some (l, t) => Some ((string_of_list_ascii name, j) :: l, t) | None => None end
      | Some (j, ("}" :: t)%char) => Some ((string_of_list_ascii name, j) :: nil, t)
      | _ => None
      end
    | _ => None
    end
  | _, _ => None
  end.

Definition parsed (s : string) : option json :=
  match item (S (String.length s)) (list_ascii_of_string s) with Some (j, nil) => Some j | _ => None end.

Fixpoint key (name : string) (l : list (string * json)) : option json :=
  match l with nil => None | (n, j) :: l => if String.eqb n name then Some j else key name l end.

(** All of a list, or nothing *)
Fixpoint every {A B} (f : A -> option B) (l : list A) : option (list B) :=
  match l with
  | nil => Some nil
  | a :: l => match f a, every f l with Some b, Some m => Some (b :: m) | _, _ => None end
  end.

Definition text (j : json) : option string := match j with Text s => Some s | _ => None end.
Definition array (j : json) : option (list json) := match j with Array l => Some l | _ => None end.
Definition texts (j : json) : option (list string) := match array j with Some l => every text l | None => None end.
Definition rows (j : json) : option (list (list string)) := match array j with Some l => every texts l | None => None end.
