(** * What a file states, and its objectives in the words of Setting.v *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals QArith Qreals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Language Jets.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Record problem := Problem {
  parameters : nat;
  dimension : nat;              (* of an input *)
  network : list expr;          (* one for each output; given: the input, free: the parameters *)
  sample_loss : expr;           (* given: the target, free: the outputs of the network *)
  inputs : list (list Q);
  targets : list (list expr);   (* constants *)
  weights : list Q;
  mean : bool;                  (* whether the sum over the samples is divided by their number *)
  regularizer : option expr     (* free: the parameters *)
}.

(** A vector as a sequence that ends with zeros *)
Definition env n (v : vec n) : point := fun i => if insub i is Some k then v k else 0.
Definition nowhere : point := fun _ => 0.

Section Problem.
Variable P : problem.
Definition samples := size (inputs P).
Definition outputs := size (network P).

Definition coordinate_of (i j : nat) : R := Q2R (nth 0%Q (nth nil (inputs P) i) j).
Definition input (i : 'I_samples) : vec (dimension P) := fun j => coordinate_of i j.
Definition target_of (i j : nat) : R := eval nowhere nowhere (nth (int 0) (nth nil (targets P) i) j).
Definition formula_of (k : nat) : expr := nth (int 0) (network P) k.

(** The network of the file *)
Definition f (u : vec (dimension P)) (theta : vec (parameters P)) : vec outputs :=
  fun k => eval (env u) (env theta) (formula_of k).

(** The loss of sample i, with its weight; [Setting.L] divides the sum by the number of samples. *)
Definition factor : R := if mean P then 1 else INR samples.
Definition weight_of (i : nat) : R := Q2R (nth 1%Q (weights P) i).
Definition l (i : 'I_samples) (q : vec outputs) : R := factor * weight_of i * eval (target_of i) (env q) (sample_loss P).

(** The objective of the file: the risk, and the regularizer if it has one *)
Definition penalty (theta : vec (parameters P)) : R :=
  if regularizer P is Some e then eval nowhere (env theta) e else 0.
Definition objective (theta : vec (parameters P)) : R := L input l f theta + penalty theta.

(** No division by 0, no logarithm or root of what has none, at [theta] *)
Definition well_defined (theta : vec (parameters P)) : Prop :=
  (forall (i : 'I_samples) (k : 'I_outputs), defined (env (input i)) (env theta) (formula_of k)) /\
  (forall i : 'I_samples, defined (target_of i) (env (f (input i) theta)) (sample_loss P)) /\
  (if regularizer P is Some e then defined nowhere (env theta) e else True).

Definition at_decimals (c : list Q) : vec (parameters P) := fun i => Q2R (nth 0%Q c i).
Definition within_of (r : Q) (c : list Q) (theta : vec (parameters P)) : Prop :=
  forall i, Rabs (theta i - at_decimals c i) <= Q2R r.

(** ** The objective as a sum over sequences *)
Definition truncated n (p : point) : point := fun i => if (i < n)%N then p i else 0.

Definition sample_at (p : point) (i : nat) : R :=
  weight_of i * eval (target_of i)
    (truncated outputs (fun k => eval (truncated (dimension P) (coordinate_of i)) (truncated (parameters P) p) (formula_of k)))
    (sample_loss P).
Definition share : R := if mean P then / INR samples else 1.
Definition objective_at (p : point) : R :=
  share * total samples (sample_at p) +
  if regularizer P is Some e then eval nowhere (truncated (parameters P) p) e else 0.

Lemma env_truncated n (F : point) : env (fun k : 'I_n => F k) = truncated n F.
Proof.
apply: functional_extensionality => i; rewrite /env /truncated.
by case: insubP => [k -> <-|/negbTE ->].
Qed.

Lemma truncated_env n (v : vec n) : truncated n (env v) = env v.
Proof.
apply: functional_extensionality => i; rewrite /env /truncated.
by case: insubP => [k -> _|/negbTE ->].
Qed.

Lemma env_ord n (v : vec n) (i : 'I_n) : env v i = v i.
Proof. by rewrite /env valK. Qed.

Lemma total_sum n (F : nat -> R) : \sum_(i < n) F i = total n F.
Proof. by elim: n => [|n IH]; rewrite ?big_ord0 // big_ord_recr /= IH. Qed.

Lemma f_at i theta : env (f (input i) theta) = truncated outputs
  (fun k => eval (truncated (dimension P) (coordinate_of i)) (truncated (parameters P) (env theta)) (formula_of k)).
Proof.
rewrite -[RHS]env_truncated truncated_env; congr env; apply: functional_extensionality => k.
by rewrite /f /input -[in RHS]env_truncated.
Qed.

Lemma objectiveE theta : objective theta = objective_at (env theta).
Proof.
rewrite /objective /objective_at /penalty truncated_env; congr (_ + _).
rewrite /L /risk /share -total_sum.
have e (i : 'I_samples) : l i (f (input i) theta) = factor * sample_at (env theta) i.
  by rewrite /l f_at /sample_at Rmult_assoc.
rewrite (eq_bigr (fun i : 'I_samples => factor * sample_at (env theta) i)) // sum_scal /factor.
case: (mean P); first by rewrite Rmult_1_l.
case: (posnP samples) => [s0|s0]; last first.
  have n0 : INR samples <> 0 by apply: not_0_INR => e0; rewrite e0 in s0.
  by rewrite -Rmult_assoc Rinv_l.
have none (w : 'I_samples -> R) : \sum_i w i = 0.
  by apply: sum0 => i; have := leq_ltn_trans (leq0n i) (ltn_ord i); rewrite s0.
by rewrite !none; ring.
Qed.
End Problem.

Arguments at_decimals P c : clear implicits.
Arguments objective P theta : clear implicits.
Arguments well_defined P theta : clear implicits.
Arguments within_of P r c theta : clear implicits.
