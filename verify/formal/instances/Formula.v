(** * The grammar of formulas, read inside Coq

    sum     = product (("+" | "-") product)*
    product = signed (("*" | "/") signed)*
    signed  = ("+" | "-") signed | power
    power   = atom ("**" signed)?
    atom    = number | "pi" | name | function "(" sum ("," sum)* ")" | "(" sum ")" *)
From Coq Require Import String Ascii List ZArith QArith Bool.
From BadMinima Require Import Language.

Open Scope nat_scope.
Open Scope list_scope.

Definition chars := list ascii.

(** ** Tokens *)
Inductive token := Number (q : Q) | Name (s : string) | Plus | Minus | Times | Over | Raised | Open | Close | Comma.

Definition code (c : ascii) : nat := nat_of_ascii c.
Definition between (a b : nat) (c : ascii) : bool := Nat.leb a (code c) && Nat.leb (code c) b.
Definition is_digit (c : ascii) : bool := between 48 57 c.
Definition is_letter (c : ascii) : bool := between 65 90 c || between 97 122 c || Ascii.eqb c "_".

Fixpoint span (b : ascii -> bool) (s : chars) : chars * chars :=
  match s with
  | c :: s' => if b c then let (u, v) := span b s' in (c :: u, v) else (nil, s)
  | nil => (nil, nil)
  end.

Definition digits (s : chars) : Z := fold_left (fun z c => 10 * z + Z.of_nat (code c - 48))%Z s 0%Z.
Definition power_of_ten (n : Z) : Q := if (n <? 0)%Z then 1 # (10 ^ Z.to_pos (- n)) else inject_Z (10 ^ n).

(** A number without a sign: digits, then perhaps "." and digits, then perhaps "e", a sign and digits. *)
Definition exponent (s : chars) : option (Z * chars) :=
  let after (sign : Z) (t : chars) :=
    match span is_digit t with (nil, _) => None | (d, rest) => Some ((sign * digits d)%Z, rest) end in
  match s with
  | ("e" :: "-" :: t)%char | ("E" :: "-" :: t)%char => after (-1)%Z t
  | ("e" :: "+" :: t)%char | ("E" :: "+" :: t)%char => after 1%Z t
  | ("e" :: t)%char | ("E" :: t)%char => after 1%Z t
  | _ => Some (0%Z, s)
  end.

Definition number (s : chars) : option (Q * chars) :=
  let (whole, rest) := span is_digit s in
  let '(part, rest) := match rest with ("." :: t)%char => span is_digit t | _ => (nil, rest) end in
  match exponent rest with
  | Some (e, rest) =>
    let shift := (e - Z.of_nat (length part))%Z in
    Some (Qmult (inject_Z (digits (whole ++ part))) (power_of_ten shift), rest)
  | None => None
  end.

Fixpoint tokens (fuel : nat) (s : chars) : option (list token) :=
  match fuel, s with
  | _, nil => Some nil
  | O, _ => None
  | S k, c :: t =>
    let next x := match tokens k t with Some l => Some (x :: l) | None => None end in
    if is_digit c then
      match number s with
      | Some (q, rest) => match tokens k rest with Some l => Some (Number q :: l) | None => None end
      | None => None
      end
    else if is_letter c then
      let (name, rest) := span (fun d => is_letter d || is_digit d) s in
      match tokens k rest with Some l => Some (Name (string_of_list_ascii name) :: l) | None => None end
    else
      match s with
      | ("*" :: "*" :: t')%char => match tokens k t' with Some l => Some (Raised :: l) | None => None end
      | (" " :: _)%char => tokens k t
      | ("*" :: _)%char => next Times
      | ("/" :: _)%char => next Over
      | ("+" :: _)%char => next Plus
      | ("-" :: _)%char => next Minus
      | ("(" :: _)%char => next Open
      | (")" :: _)%char => next Close
      | ("," :: _)%char => next Comma
      | _ => None
      end
  end.

(** ** Constants *)
Fixpoint constant (e : expr) : option Q :=
  match e with
  | Const q => Some q
  | Add a b => match constant a, constant b with Some p, Some q => Some (Qred (p + q)) | _, _ => None end
  | Mul a b => match constant a, constant b with Some p, Some q => Some (Qred (p * q)) | _, _ => None end
  | Apply Inv a => match constant a with Some q => if Qeq_bool q 0 then None else Some (Qred (/ q)) | None => None end
  | Apply (Power n) a => match constant a with Some q => Some (Qred (q ^ Z.of_nat n)) | None => None end
  | _ => None
  end.

(** [e] to a rational power: whole, or half of a whole number, or by the logarithm *)
Definition raised (e : expr) (q : Q) : expr :=
  let whole (b : expr) (z : Z) := if (z <? 0)%Z then Apply Inv (Apply (Power (Z.to_nat (- z))) b)
    else Apply (Power (Z.to_nat z)) b in
  match Qden (Qred q) with
  | 1%positive => whole e (Qnum (Qred q))
  | 2%positive => match Qnum (Qred q) with 1%Z => Apply Sqrt e | z => whole (Apply Sqrt e) z end
  | _ => Apply Exp (Mul (Const q) (Apply Ln e))
  end.

Definition power (e x : expr) : option expr :=
  match constant x with
  | Some q => Some (raised e q)
  | None =>
    match constant e with
    | Some q => if (0 <? Qnum q)%Z then Some (Apply Exp (Mul x (Apply Ln e))) else None
    | None => None
    end
  end.

(** ** Functions *)
Definition call1 (name : string) : option (expr -> expr) :=
  match name with
  | "exp" => Some (Apply Exp)
  | "log" => Some (Apply Ln)
  | "sqrt" => Some (Apply Sqrt)
  | "sin" => Some (Apply Sin)
  | "cos" => Some (Apply Cos)
  | "atan" => Some (Apply Atan)
  | "sinh" => Some Sinh
  | "cosh" => Some Cosh
  | "tanh" => Some Tanh
  | "sigmoid" => Some Sigmoid
  | "softplus" => Some Softplus
  | "linear" => Some (fun e => e)
  | "square" => Some (Apply (Power 2))
  | "abs" => Some Absolute
  | "relu" => Some Relu
  | "leaky_relu" => Some Leaky
  | "elu" => Some Elu
  | "softsign" => Some Softsign
  | "step" => Some (fun e => Where e (int 1) (int 0))
  | _ => None
  end%string.

Definition call (name : string) (l : list expr) : option expr :=
  match l with
  | nil => None
  | a :: rest =>
    match name with
    | "max" => Some (fold_left (fun x y => Add y (Relu (Sub x y))) rest a)
    | "min" => Some (fold_left (fun x y => Sub x (Relu (Sub x y))) rest a)
    | _ => match rest, call1 name with nil, Some f => Some (f a) | _, _ => None end
    end%string
  end.

(** ** The grammar *)
Section Grammar.
Variable names : string -> option expr.

Fixpoint sum (k : nat) (t : list token) : option (expr * list token) :=
  match k with
  | O => None
  | S k => match product k t with Some (a, t) => more_terms k a t | None => None end
  end
with more_terms (k : nat) (a : expr) (t : list token) : option (expr * list token) :=
  match k with
  | O => None
  | S k =>
    match t with
    | Plus :: t => match product k t with Some (b, t) => more_terms k (Add a b) t | None => None end
    | Minus :: t => match product k t with Some (b, t) => more_terms k (Sub a b) t | None => None end
    | _ => Some (a, t)
    end
  end
with product (k : nat) (t : list token) : option (expr * list token) :=
  match k with
  | O => None
  | S k => match signed k t with Some (a, t) => more_factors k a t | None => None end
  end
with more_factors (k : nat) (a : expr) (t : list token) : option (expr * list token) :=
  match k with
  | O => None
  | S k =>
    match t with
    | Times :: t => match signed k t with Some (b, t) => more_factors k (Mul a b) t | None => None end
    | Over :: t => match signed k t with Some (b, t) => more_factors k (Div a b) t | None => None end
    | _ => Some (a, t)
    end
  end
with signed (k : nat) (t : list token) : option (expr * list token) :=
  match k with
  | O => None
  | S k =>
    match t with
    | Plus :: t => signed k t
    | Minus :: t => match signed k t with Some (a, t) => Some (Neg a, t) | None => None end
    | _ =>
      match atom k t with
      | Some (a, Raised :: t) =>
        match signed k t with
        | Some (x, t) => match power a x with Some e => Some (e, t) | None => None end
        | None => None
        end
      | other => other
      end
    end
  end
with atom (k : nat) (t : list token) : option (expr * list token) :=
  match k with
  | O => None
  | S k =>
    match t with
    | Number q :: t => Some (Const q, t)
    | Open :: t => match sum k t with Some (a, Close :: t) => Some (a, t) | _ => None end
    | Name s :: t =>
      match names s, t with
      | Some e, _ => Some (e, t)
      | None, Open :: t =>
        match arguments k t with
        | Some (l, t) => match call s l with Some e => Some (e, t) | None => None end
        | None => None
        end
      | None, _ => if String.eqb s "pi" then Some (Pi, t) else None
      end
    | _ => None
    end
  end
with arguments (k : nat) (t : list token) : option (list expr * list token) :=
  match k with
  | O => None
  | S k =>
    match sum k t with
    | Some (a, Close :: t) => Some (a :: nil, t)
    | Some (a, Comma :: t) => match arguments k t with Some (l, t) => Some (a :: l, t) | None => None end
    | _ => None
    end
  end.

Definition formula (s : string) : option expr :=
  match tokens (S (String.length s)) (list_ascii_of_string s) with
  | Some t => match sum (8 * S (length t)) t with Some (e, nil) => Some e | _ => None end
  | None => None
  end.
End Grammar.

(** A rational number, as a constant formula *)
Definition rational_of (s : string) : option Q :=
  match formula (fun _ => None) s with Some e => constant e | None => None end.
