(** * ELIM and REAL: a local minimum of L~ gives a data-optimal network

    theta is frozen throughout: a local minimum in (a, b, W) is enough. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality Classical_Prop.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section Elim.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

(** If the slope (1/m) sum_i exp(w . x_i + b) dl_i/dq_k vanishes for all w near some w0, then the residual of output k
    is 0 at every input: EXPSUM. *)
Lemma residual_from_slopes (theta : Theta) (k : 'I_K) (b : R) (w0 : vec dx) :
  locally w0 (fun w : vec dx => / INR m * (\sum_i (exp (dot w (x i) + b) * partial (l i) (f (x i) theta) k)) = 0) ->
  forall u, residual x l f theta u k = 0.
Proof.
move=> slope u; have near : locally w0 (fun w : vec dx =>
    \sum_i (/ INR m * exp b * partial (l i) (f (x i) theta) k * exp (dot w (x i))) = 0).
  apply: filter_imp slope => w s0; rewrite -[RHS]s0 -sum_scal.
  by apply: eq_bigr => i _; rewrite exp_plus; ring.
have := EXPSUM near u; rewrite sum_scal.
case/Rmult_integral => [/Rmult_integral [inv0|e0]|//]; last by have := exp_pos b; lra.
rewrite /residual; apply: sum0 => i _; have := mean_pos i; lra.
Qed.

(** ** RESIDUAL
    Let lam <> 0 and let each l_i have its partial derivatives at f(x_i; theta).  At a local minimum of L~ in (a, b, W)
    a = 0, and rho_k(u) = 0 for every input u and every output k.

    Idea: a = 0 by VANISH.  There the value does not depend on (b, W), so the points (0, b, W') with W' near W are local
    minima too; the derivative of L~ in a_k, which is the slope, is 0 at all of them. *)
Theorem RESIDUAL (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  lam <> 0 -> differentiable_at_outputs x l f theta ->
  frozen_local_minimum x l f lam theta (a, b, W) ->
  a = zero /\ forall u k, residual x l f theta u k = 0.
Proof.
move=> lam0 ex locmin.
have [a0 _] := VANISH lam0 (frozen_local_minimum_ab locmin); split=> // u k.
move: locmin; rewrite a0 => -[eps le].
apply: (@residual_from_slopes theta k (b k) (W k)); exists eps => w near_w.
pose W' j := if j == k then w else W j.
have ex' i : has_partial (l i) (augmented_network f theta (zero, b, W') (x i)) k by rewrite augmented_network0; apply: ex.
have := derive_at_local_minimum (is_derive_risk_a lam ex').
rewrite {3}/zero /W' eqxx Rmult_0_r Rplus_0_r => d0.
rewrite -[RHS]d0.
  by congr (_ * _); apply: eq_bigr => i _; rewrite augmented_network0.
exists eps => t; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= Ropp_0 Rplus_0_r => small.
rewrite shift0 augmented_risk0 -(augmented_risk0 x l f lam theta b W); apply: le.
split; last by move=> j; rewrite /=; case: eqP => [->|_] //; apply: ball_center.
by split; [apply: ball_shift | apply: ball_center].
Qed.

(** ** RESIDUAL, conversely
    Let lam <> 0 and let each l_i have its partial derivatives at f(x_i; theta).  If some residual is not 0, every ball
    around every (0, b, W) contains a point with a value below L(theta). *)
Theorem RESIDUAL_descent (theta : Theta) (b : vec K) (W : 'I_K -> vec dx) (u : vec dx) (k : 'I_K) :
  lam <> 0 -> differentiable_at_outputs x l f theta -> residual x l f theta u k <> 0 ->
  forall eps : posreal, exists z : neurons dx K,
    ball ((zero, b, W) : neurons dx K) eps z /\ augmented_risk x l f lam theta z < L x l f theta.
Proof.
move=> lam0 ex res eps; apply: NNPP => none; apply: res.
suff locmin : frozen_local_minimum x l f lam theta (zero, b, W) by case: (RESIDUAL lam0 ex locmin).
exists eps => z near; rewrite augmented_risk0; apply: Rnot_lt_le => lt.
by apply: none; exists z.
Qed.

(** Where all residuals are 0, the output at each input is a stationary point of the grouped loss. *)
Lemma stationary_grouped_loss (theta : Theta) : differentiable_at_outputs x l f theta ->
  (forall u k, residual x l f theta u k = 0) ->
  forall j, stationary (grouped_loss x l (x j)) (f (x j) theta).
Proof.
move=> ex res0 j k; rewrite -[X in is_derive _ _ X](res0 (x j) k) /residual.
apply: is_derive_sum => i /sameP e; rewrite e -e; apply: is_derive_partial.
by have := ex i k; rewrite e.
Qed.

(** ** ELIM and REAL in one
    Let lam <> 0, let each l_i have its partial derivatives at f(x_i; theta), and let each stationary point of each grouped
    loss be a global minimum of it.  At a local minimum of L~ in (a, b, W) theta is data-optimal, and so a global
    minimum of L. *)
Theorem ELIM_grouped (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  lam <> 0 -> grouped_stationary_is_global x l -> differentiable_at_outputs x l f theta ->
  frozen_local_minimum x l f lam theta (a, b, W) ->
  data_optimal x l f theta /\ global_minimum (L x l f) theta.
Proof.
move=> lam0 good ex locmin; have [_ res0] := RESIDUAL lam0 ex locmin.
have opt : data_optimal x l f theta by move=> j; apply/good/stationary_grouped_loss.
by split=> //; apply: data_optimal_global.
Qed.

(** Convex losses satisfy the assumption, whatever the data: CONVEX for the sum. *)
Lemma convex_grouped : convex_losses l -> grouped_stationary_is_global x l.
Proof. by move=> cvx j q; apply: CONVEX; apply: convex_sum. Qed.

(** On realizable data the grouped loss is a multiple of the loss of one sample. *)
Lemma realizable_grouped_loss : realizable x l -> forall j, exists N, 0 < N /\
  forall q, grouped_loss x l (x j) q = N * l j q.
Proof.
move=> real j; exists (INR #|[pred i | same (x i) (x j)]|); split=> [|q].
  by apply/lt_0_INR/ltP/card_gt0P; exists j; rewrite inE; apply: same_refl.
by rewrite /grouped_loss (eq_bigr (fun _ => l j q)) ?sum_const // => i /sameP /real ->.
Qed.

Lemma realizable_stationary : realizable x l -> forall j q, stationary (grouped_loss x l (x j)) q -> stationary (l j) q.
Proof.
move=> real j q st k; have [N [N0 e]] := realizable_grouped_loss real j.
apply: (is_derive_eqfun (F := fun t => / N * grouped_loss x l (x j) (shift q k t))) => [t|]; first by rewrite e; field; lra.
by rewrite -[X in is_derive _ _ X](Rmult_0_r (/ N)); apply: is_derive_scal; apply: st.
Qed.

Lemma realizable_grouped : realizable x l -> stationary_is_global l -> grouped_stationary_is_global x l.
Proof.
move=> real good j q /(realizable_stationary real) /good min q'; have [N [N0 e]] := realizable_grouped_loss real j.
by rewrite !e; apply: Rmult_le_compat_l; [lra | apply: min].
Qed.

(** ** ELIM (arbitrary data)
    Let lam <> 0, and let each l_i be convex with partial derivatives at f(x_i; theta).  At every local minimum
    (theta, a, b, W) of L~, theta is data-optimal, and therefore a global minimum of L.
    Being a local minimum in (a, b, W) is enough. *)
Theorem ELIM (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  lam <> 0 -> convex_losses l -> differentiable_at_outputs x l f theta ->
  frozen_local_minimum x l f lam theta (a, b, W) ->
  data_optimal x l f theta /\ global_minimum (L x l f) theta.
Proof. by move=> lam0 cvx; apply: ELIM_grouped => //; apply: convex_grouped. Qed.

(** ** REAL (realizable data)
    Let lam <> 0, let equal inputs carry equal targets, let each l_i have its partial derivatives at f(x_i; theta), and let
    each stationary point of l_i be a global minimum of l_i (convexity is not needed).  At every local minimum of L~,
    f(x_i; theta) is a global minimum of l_i for every i; so theta is data-optimal and a global minimum of L.
    Being a local minimum in (a, b, W) is enough. *)
Theorem REAL (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  lam <> 0 -> realizable x l -> stationary_is_global l -> differentiable_at_outputs x l f theta ->
  frozen_local_minimum x l f lam theta (a, b, W) ->
  (forall i, global_minimum (l i) (f (x i) theta)) /\ data_optimal x l f theta /\ global_minimum (L x l f) theta.
Proof.
move=> lam0 real good ex locmin; split; last exact: ELIM_grouped (realizable_grouped real good) ex locmin.
move=> i; apply/good/(realizable_stationary real)/stationary_grouped_loss => // u k.
by case: (RESIDUAL lam0 ex locmin).
Qed.

(** The same for local minima in all variables, theta included. *)
Corollary ELIM_all_variables (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  lam <> 0 -> convex_losses l -> differentiable_at_outputs x l f theta ->
  augmented_local_minimum x l f lam theta (a, b, W) ->
  a = zero /\ data_optimal x l f theta /\ global_minimum (L x l f) theta.
Proof.
move=> lam0 cvx ex /local_minimum_frozen locmin; split; last exact: ELIM cvx ex locmin.
by case: (RESIDUAL lam0 ex locmin).
Qed.

Corollary REAL_all_variables (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  lam <> 0 -> realizable x l -> stationary_is_global l -> differentiable_at_outputs x l f theta ->
  augmented_local_minimum x l f lam theta (a, b, W) ->
  a = zero /\ (forall i, global_minimum (l i) (f (x i) theta)) /\
  data_optimal x l f theta /\ global_minimum (L x l f) theta.
Proof.
move=> lam0 real good ex /local_minimum_frozen locmin; split; last exact: REAL real good ex locmin.
by case: (RESIDUAL lam0 ex locmin).
Qed.
End Elim.
