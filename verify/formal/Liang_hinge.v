(** * LIANG for the smoothed hinge loss max(0, 1 + z)^p, p > 1 *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Losses Liang.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Lemma positive_power_ge0 p u : 0 <= positive_power p u.
Proof. by rewrite /positive_power; case: Rlt_dec => h /=; [exact/Rlt_le/exp_pos | exact: Rle_refl]. Qed.

Lemma positive_power_le0 p u : positive_power p u <= 0 -> u <= 0.
Proof.
rewrite /positive_power; case: Rlt_dec => h /= le; last by lra.
by have := exp_pos (p * ln u); rewrite -/(Rpower u p); lra.
Qed.

Lemma positive_power_neg p u : u <= 0 -> positive_power p u = 0.
Proof. by move=> le; rewrite /positive_power; case: Rlt_dec => h //=; lra. Qed.

(** The loss is a function of - y q, as in LIANG. *)
Definition hinge_power (p z : R) : R := positive_power p (1 + z).

Lemma is_derive_hinge_power p s : 1 < p -> is_derive (hinge_power p) s (p * positive_power (p - 1) (1 + s)).
Proof.
move=> p1; apply: (derive_value (f := 1 * (p * positive_power (p - 1) (1 + s)))); last by ring.
apply: (is_derive_comp (positive_power p) (fun s => 1 + s)); first exact: is_derive_positive_power.
by derive; ring.
Qed.

(** ** The local minima of L~ are the points with a = 0 at which every sample has a margin of at least 1
    Labels 1 and -1, equal inputs with equal labels, lam > 0; any network. *)
Theorem LIANG_hinge (m dx : nat) (x : 'I_m -> vec dx) (y : 'I_m -> R) (Theta : UniformSpace)
    (f : vec dx -> Theta -> vec 1) (lam p : R) (theta : Theta) (a b : vec 1) (W : 'I_1 -> vec dx) :
  0 < lam -> 1 < p -> (forall i, y i = 1 \/ y i = -1) -> (forall i j, x i = x j -> y i = y j) ->
  frozen_local_minimum x (margin_loss y (hinge_power p)) f lam theta (a, b, W) <->
  a = zero /\ forall i, 1 <= y i * f (x i) theta ord0.
Proof.
move=> lam0 p1 labels consistent.
have least s : s <= -1 -> hinge_power p s = 0 by move=> le; apply: positive_power_neg; lra.
split=> [locmin|[-> margins]].
  have [||a0 [min _]] := LIANG (Rgt_not_eq _ _ lam0) labels consistent _ _ locmin.
  - by move=> s; eexists; apply: is_derive_hinge_power.
  - move=> s st s'; have := is_derive_unique _ _ _ st; rewrite (is_derive_unique _ _ _ (is_derive_hinge_power s p1)).
    case/Rmult_integral => [|flat]; first by lra.
    have /positive_power_le0 s1 : positive_power (p - 1) (1 + s) <= 0 by lra.
    by rewrite least; [apply: positive_power_ge0 | lra].
  split=> // i; have := min i (-1); rewrite (least (-1)); last by lra.
  by move/positive_power_le0; lra.
have opt : data_optimal x (margin_loss y (hinge_power p)) f theta.
  move=> j q; apply: sum_le => i /sameP e.
  rewrite [X in X <= _]/margin_loss [X in X <= _]least; first exact: positive_power_ge0.
  by rewrite -e; have := margins i; lra.
have := data_optimal_global_minimum b W (Rlt_le _ _ lam0) opt.
by move/global_minimum_local/local_minimum_frozen.
Qed.
