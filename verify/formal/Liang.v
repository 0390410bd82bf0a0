(** * LIANG: binary classification with one exponential neuron, a special case of REAL *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section Liang.
Variables (m dx : nat) (x : 'I_m -> vec dx) (y : 'I_m -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec 1) (lam : R) (ell : R -> R).

(** l_i(q) = ell(- y_i q): the loss as a function of the negative margin *)
Definition margin_loss (i : 'I_m) (q : vec 1) : R := ell (- (y i * q ord0)).

(** ** LIANG
    Labels 1 and -1, equal inputs with equal labels, ell differentiable, each stationary point of ell a global minimum of it,
    lam <> 0.  At every local minimum of L~ in (a, b, w) the neuron vanishes and every sample has its least possible loss.
    If all minimisers of ell are negative, every sample is classified correctly: y_i f(x_i; theta) > 0.

    Idea: l_i' vanishes exactly where ell' does; REAL. *)
Theorem LIANG (theta : Theta) (a b : vec 1) (W : 'I_1 -> vec dx) :
  lam <> 0 -> (forall i, y i = 1 \/ y i = -1) -> (forall i j, x i = x j -> y i = y j) ->
  (forall s, ex_derive ell s) -> (forall s, is_derive ell s 0 -> global_minimum ell s) ->
  frozen_local_minimum x margin_loss f lam theta (a, b, W) ->
  a = zero /\
  (forall i, global_minimum ell (- (y i * f (x i) theta ord0))) /\
  ((forall s, global_minimum ell s -> s < 0) -> forall i, 0 < y i * f (x i) theta ord0).
Proof.
move=> lam0 labels consistent diff good locmin.
have yy i : y i * y i = 1 by case: (labels i) => ->; ring.
have real : realizable x margin_loss by move=> i j /consistent e; rewrite /margin_loss e.
have ex : differentiable_at_outputs x margin_loss f theta.
  move=> i k; rewrite /has_partial /margin_loss /shift (ord1 k) eqxx.
  apply: (ex_derive_comp ell); first exact: diff.
  by ex_derive_rules.
have stat : stationary_is_global margin_loss.
  move=> i q /(_ ord0) st q'; rewrite /margin_loss; apply: good.
  (* ell(s) = l_i at the output shifted by - y_i (s - s0), where s0 = - y_i q *)
  pose s0 := - (y i * q ord0).
  apply: (is_derive_eqfun (F := fun s => margin_loss i (shift q ord0 (- y i * (s - s0))))) => [s|].
    rewrite /margin_loss /shift eqxx /s0; congr (ell _).
    have -> : - (y i * (q ord0 + - y i * (s - - (y i * q ord0)))) =
              - (y i * q ord0) + (y i * y i) * s + (y i * y i) * (y i * q ord0) by ring.
    by rewrite yy; ring.
  have inner : is_derive (fun s => - y i * (s - s0)) s0 (- y i) by derive; ring.
  have at0 : - y i * (s0 - s0) = 0 by ring.
  rewrite -[X in is_derive _ _ X](Rmult_0_r (- y i)).
  by apply: (is_derive_comp (fun t => margin_loss i (shift q ord0 t)) _ s0) => //; rewrite at0.
have [a0 _] := RESIDUAL lam0 ex locmin.
have [min _] := REAL lam0 real stat ex locmin.
have min_ell i : global_minimum ell (- (y i * f (x i) theta ord0)).
  move=> s; have := min i (fun _ => - y i * s); rewrite /margin_loss.
  have -> // : - (y i * (- y i * s)) = s.
  have -> : - (y i * (- y i * s)) = y i * y i * s by ring.
  by rewrite yy; ring.
split=> //; split=> // neg i; have := neg _ (min_ell i); lra.
Qed.
End Liang.
