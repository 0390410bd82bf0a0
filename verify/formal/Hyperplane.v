(** * HYPERPLANE: how a local minimum of L is certified without a Hessian

    One vector of subgradients, one for each sample, is the whole certificate.  No smoothness of the network is needed, so
    this covers flat pieces of ReLU networks. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Convex Pgb.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section Hyperplane.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K).

(** ** HYPERPLANE
    Let g_i be a subgradient of l_i at f(x_i; theta).  If sum_i g_i . f(x_i; .) is least at theta among all points near
    theta, in particular if it is constant near theta, then theta is a local minimum of L. *)
Theorem HYPERPLANE (theta : Theta) (g : 'I_m -> vec K) :
  (forall i q, l i (f (x i) theta) + dot (g i) (fun k => q k - f (x i) theta k) <= l i q) ->
  locally theta (fun theta' => \sum_i dot (g i) (f (x i) theta) <= \sum_i dot (g i) (f (x i) theta')) ->
  local_minimum (L x l f) theta.
Proof.
move=> sub; apply: filter_imp => theta' le; rewrite /L /risk; apply: mean_le.
apply: Rle_trans (sum_le (fun i (_ : xpredT i) => sub i (f (x i) theta'))).
have -> : \sum_i (l i (f (x i) theta) + dot (g i) (fun k => f (x i) theta' k - f (x i) theta k)) =
    (\sum_i l i (f (x i) theta)) + ((\sum_i dot (g i) (f (x i) theta')) - \sum_i dot (g i) (f (x i) theta)).
  by rewrite sum_plus -sum_minus; congr (_ + _); apply: eq_bigr => i _; apply: dot_minus.
lra.
Qed.

(** ** HYPERPLANE, with gradients
    For convex losses with partial derivatives at f(x_i; theta) the gradients are subgradients. *)
Theorem HYPERPLANE_gradient (theta : Theta) :
  convex_losses l -> differentiable_at_outputs x l f theta ->
  locally theta (fun theta' => \sum_i dot (partial (l i) (f (x i) theta)) (f (x i) theta) <=
                               \sum_i dot (partial (l i) (f (x i) theta)) (f (x i) theta')) ->
  local_minimum (L x l f) theta.
Proof. by move=> cvx ex; apply: HYPERPLANE => i q; apply: gradient_inequality. Qed.
End Hyperplane.
