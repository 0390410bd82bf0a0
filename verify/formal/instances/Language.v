(** * Expressions, and what they mean

    A formula of a file is an expression in two kinds of variables: those whose values are given with the data
    (the coordinates of an input, or of a target), and those that are free (parameters, or outputs of a network).
    [eval] is its value; [defined] says that no division by 0, no logarithm of a number that is not positive and no
    root of a negative number occurs in it. *)
From Coq Require Import Reals QArith Qreals Lra Lia.
From Coquelicot Require Import Coquelicot.

Open Scope R_scope.

Inductive unary := Inv | Exp | Ln | Sqrt | Sin | Cos | Atan | Power (n : nat).

Inductive expr :=
| Const (q : Q)
| Pi
| Given (j : nat)
| Free (i : nat)
| Add (a b : expr)
| Mul (a b : expr)
| Apply (f : unary) (a : expr)
| Where (c a b : expr).   (* a where 0 <= c, and b elsewhere *)

Definition apply (f : unary) (u : R) : R :=
  match f with
  | Inv => / u
  | Exp => exp u
  | Ln => ln u
  | Sqrt => sqrt u
  | Sin => sin u
  | Cos => cos u
  | Atan => atan u
  | Power n => u ^ n
  end.

Definition domain (f : unary) (u : R) : Prop :=
  match f with Inv => u <> 0 | Ln => 0 < u | Sqrt => 0 <= u | _ => True end.

(** [x] holds the given values, [q] the free ones. *)
Fixpoint eval (x q : nat -> R) (e : expr) : R :=
  match e with
  | Const c => Q2R c
  | Pi => PI
  | Given j => x j
  | Free i => q i
  | Add a b => eval x q a + eval x q b
  | Mul a b => eval x q a * eval x q b
  | Apply f a => apply f (eval x q a)
  | Where c a b => if Rle_dec 0 (eval x q c) then eval x q a else eval x q b
  end.

Fixpoint defined (x q : nat -> R) (e : expr) : Prop :=
  match e with
  | Const _ | Pi | Given _ | Free _ => True
  | Add a b | Mul a b => defined x q a /\ defined x q b
  | Apply f a => defined x q a /\ domain f (eval x q a)
  | Where c a b => defined x q c /\ if Rle_dec 0 (eval x q c) then defined x q a else defined x q b
  end.

(** ** Abbreviations *)

Definition int (z : Z) : expr := Const (inject_Z z).
Definition half : expr := Const (1 # 2).
Definition Neg (a : expr) := Mul (int (-1)) a.
Definition Sub (a b : expr) := Add a (Neg b).
Definition Div (a b : expr) := Mul a (Apply Inv b).
Definition Sigmoid (a : expr) := Apply Inv (Add (int 1) (Apply Exp (Neg a))).
Definition Tanh (a : expr) := Sub (int 1) (Mul (int 2) (Apply Inv (Add (int 1) (Apply Exp (Mul (int 2) a))))).
Definition Softplus (a : expr) := Apply Ln (Add (int 1) (Apply Exp a)).
Definition Sinh (a : expr) := Mul half (Sub (Apply Exp a) (Apply Exp (Neg a))).
Definition Cosh (a : expr) := Mul half (Add (Apply Exp a) (Apply Exp (Neg a))).
Definition Absolute (a : expr) := Where a a (Neg a).
Definition Relu (a : expr) := Where a a (int 0).
Definition Leaky (a : expr) := Where a a (Mul (Const (1 # 100)) a).
Definition Elu (a : expr) := Where a a (Sub (Apply Exp a) (int 1)).
Definition Softsign (a : expr) := Where a (Div a (Add (int 1) a)) (Div a (Sub (int 1) a)).

(** What the abbreviations mean, in the library's words. *)
Lemma eval_int x q z : eval x q (int z) = IZR z.
Proof. cbn; unfold Q2R; cbn; lra. Qed.

Lemma eval_Neg x q a : eval x q (Neg a) = - eval x q a.
Proof. unfold Neg; cbn [eval]; rewrite eval_int; ring. Qed.

Lemma eval_Sub x q a b : eval x q (Sub a b) = eval x q a - eval x q b.
Proof. unfold Sub; cbn [eval]; rewrite eval_Neg; ring. Qed.

Lemma eval_Div x q a b : eval x q (Div a b) = eval x q a / eval x q b.
Proof. reflexivity. Qed.

Lemma eval_Sigmoid x q a : eval x q (Sigmoid a) = / (1 + exp (- eval x q a)).
Proof. unfold Sigmoid; cbn [eval apply]; now rewrite eval_int, eval_Neg. Qed.

Lemma eval_Tanh x q a : eval x q (Tanh a) = tanh (eval x q a).
Proof.
unfold Tanh; rewrite eval_Sub; cbn [eval apply]; rewrite !eval_int.
set (u := eval x q a); unfold tanh, sinh, cosh.
replace (2 * u) with (u + u) by ring; rewrite exp_plus.
pose proof (exp_pos u) as e0; rewrite exp_Ropp; field; split; nra.
Qed.

Lemma eval_Softplus x q a : eval x q (Softplus a) = ln (1 + exp (eval x q a)).
Proof. unfold Softplus; cbn [eval apply]; now rewrite eval_int. Qed.

Lemma eval_Absolute x q a : eval x q (Absolute a) = Rabs (eval x q a).
Proof.
unfold Absolute; cbn [eval]; rewrite eval_Neg; destruct (Rle_dec 0 (eval x q a)).
  now rewrite Rabs_pos_eq.
rewrite Rabs_left; lra.
Qed.

Lemma eval_Relu x q a : eval x q (Relu a) = Rmax 0 (eval x q a).
Proof.
unfold Relu; cbn [eval]; rewrite eval_int; destruct (Rle_dec 0 (eval x q a)).
  now rewrite Rmax_right.
rewrite Rmax_left; lra.
Qed.
