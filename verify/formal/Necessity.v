(** * Necessity: what fails without an assumption

    Exact witnesses.  theta ranges over the real line.  In the examples against ELIM the point is a local minimum in all
    variables, theta included, and theta is no global minimum of L; the last examples concern the converse, the existence
    of local minima, and CHAR for lam < 0. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Escape.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** ** Tools: sums of one and two terms, one-dimensional vectors *)

Lemma sum_one (F : 'I_1 -> R) : \sum_i F i = F ord0.
Proof. by rewrite big_ord_recl big_ord0 Rplus_0_r. Qed.

Lemma sum_two (F : 'I_2 -> R) : \sum_i F i = F ord0 + F ord_max.
Proof.
rewrite big_ord_recl big_ord_recl big_ord0 Rplus_0_r.
by have -> : lift ord0 ord0 = ord_max :> 'I_2 by apply: val_inj.
Qed.

(** The vector (u) of R^1 *)
Definition scalar (u : R) : vec 1 := fun _ => u.

Lemma ball_R (u v eps : R) : ball u eps v -> u - eps < v < u + eps.
Proof. by rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= => /Rabs_def2; lra. Qed.

Lemma exp_le s t : s <= t -> exp s <= exp t.
Proof.
case=> [lt|->]; last exact: Rle_refl.
by rewrite -(Ropp_involutive s) -(Ropp_involutive t); apply/Rlt_le/exp_decreasing; lra.
Qed.

(** Squared error with target c *)
Definition squared_error (c : R) (q : vec 1) : R := (q ord0 - c) ^ 2.

Lemma convex_squared_error c : convex (squared_error c).
Proof.
move=> p q s s01; rewrite /squared_error; set u := p ord0; set v := q ord0.
have : 0 <= s * (1 - s) * (u - v) ^ 2 by apply: Rmult_le_pos; [apply: Rmult_le_pos; lra | apply: pow2_ge_0].
have -> : (s * u + (1 - s) * v - c) ^ 2 = s * (u - c) ^ 2 + (1 - s) * (v - c) ^ 2 - s * (1 - s) * (u - v) ^ 2 by ring.
lra.
Qed.

Lemma has_partial_squared_error c q k : has_partial (squared_error c) q k.
Proof. by rewrite /has_partial /squared_error /shift (ord1 k) eqxx; ex_derive_rules. Qed.

(** Two samples, with the inputs 1 and 0 *)
Definition two_inputs (i : 'I_2) : vec 1 := scalar (if i == ord0 then 1 else 0).

(** ** Absolute loss: ELIM needs a differentiable loss
    Samples (x, y) = (1, 0) and (0, 1), loss |q - y|, f(x; theta) = relu(theta - 1) (1 - x).  The point theta = 0, a = 0,
    any b, any w > 0 is a local minimum of L~ for every lam >= 0, with L(0) = 1/2; but L(2) = 0.

    The kink of the loss at x = 1 hides the residual at x = 0: an amplitude a e^b costs |a| e^b e^w at the first sample and
    gains at most |a| e^b at the second. *)
Definition absolute_loss (i : 'I_2) (q : vec 1) : R := Rabs (q ord0 - (if i == ord0 then 0 else 1)).
Definition late_network (u : vec 1) (theta : R) : vec 1 := scalar (Rmax 0 (theta - 1) * (1 - u ord0)).

Lemma absolute_loss_convex : convex_losses absolute_loss.
Proof.
move=> i p q s s01; rewrite /absolute_loss; set y := if i == ord0 then 0 else 1.
have -> : s * p ord0 + (1 - s) * q ord0 - y = s * (p ord0 - y) + (1 - s) * (q ord0 - y) by ring.
apply: Rle_trans (Rabs_triang _ _) _; rewrite !Rabs_mult !(Rabs_pos_eq s) ?(Rabs_pos_eq (1 - s)); lra.
Qed.

Theorem NECESSITY_absolute_loss (lam b w : R) : 0 <= lam -> 0 < w ->
  convex_losses absolute_loss /\
  augmented_local_minimum two_inputs absolute_loss (late_network : _ -> R_UniformSpace -> _) lam 0
    (zero, scalar b, fun _ => scalar w) /\
  ~ global_minimum (L two_inputs absolute_loss (late_network : _ -> R_UniformSpace -> _)) 0.
Proof.
move=> lam0 w0; split; first exact: absolute_loss_convex.
have L0 : L two_inputs absolute_loss (late_network : _ -> R_UniformSpace -> _) 0 = 1 / 2.
  rewrite /L /risk sum_two /absolute_loss /late_network /two_inputs /scalar /= Rmax_left; last by lra.
  by rewrite !Rmult_0_l Rminus_0_r Rabs_R0 Rminus_0_l Rabs_Ropp Rabs_R1; field.
split; last first.
  move=> /(_ (2 : R)); rewrite L0 /L /risk sum_two /absolute_loss /late_network /two_inputs /scalar /= Rmax_right; last by lra.
  have -> : (2 - 1) * (1 - 1) - 0 = 0 by ring.
  have -> : (2 - 1) * (1 - 0) - 1 = 0 by ring.
  by rewrite Rabs_R0; lra.
have eps0 : 0 < Rmin 1 w by apply: Rmin_pos; lra.
exists (mkposreal _ eps0) => -[theta [[a' b'] W']] [/= near_theta [_ near_W]].
have m1 := Rmin_l 1 w; have m2 := Rmin_r 1 w.
have theta1 : theta < 1 by have /= := ball_R near_theta; lra.
have W0 : 0 < W' ord0 ord0 by have /= := ball_R (near_W ord0 ord0); rewrite /scalar; lra.
rewrite augmented_risk0 L0 /augmented_risk /risk sum_two /absolute_loss /augmented_network /added_neurons /late_network.
rewrite /two_inputs /scalar /= Rmax_left; last by lra.
rewrite /dot !sum_one Rmult_1_r Rmult_0_r Rplus_0_l !Rmult_0_l !Rplus_0_l Rminus_0_r.
rewrite exp_plus -Rmult_assoc (Rmult_comm (a' ord0)) Rmult_assoc.
set c := a' ord0 * exp (b' ord0).
have ew : 1 <= exp (W' ord0 ord0) by have := exp_lower (Rlt_le _ _ W0); lra.
rewrite Rabs_mult (Rabs_pos_eq (exp _)); last by lra.
have h1 : Rabs c <= exp (W' ord0 ord0) * Rabs c.
  by rewrite -[X in X <= _]Rmult_1_l; apply: Rmult_le_compat_r => //; apply: Rabs_pos.
have h2 : 1 <= Rabs c + Rabs (c - 1).
  by have := Rle_abs c; have := Rle_abs (- (c - 1)); rewrite Rabs_Ropp; lra.
have := Rmult_le_pos _ _ lam0 (sqnorm_ge0 a'); lra.
Qed.

(** ** No penalty: ELIM and VANISH need lam <> 0
    One sample (0, 1), squared error, f(x; theta) = theta, lam = 0.  At theta = 0, a = 1, b = w = 0 L~ is 0, a global
    minimum, but a <> 0, and theta = 0 is not a global minimum of L. *)
Definition one_input (i : 'I_1) : vec 1 := scalar 0.
Definition one_target (i : 'I_1) : vec 1 -> R := squared_error 1.
Definition identity_network (u : vec 1) (theta : R) : vec 1 := scalar theta.

Theorem NECESSITY_no_penalty :
  convex_losses one_target /\
  (forall theta : R, differentiable_at_outputs one_input one_target (identity_network : _ -> R_UniformSpace -> _) theta) /\
  augmented_local_minimum one_input one_target (identity_network : _ -> R_UniformSpace -> _) 0 0
    (scalar 1, scalar 0, fun _ => scalar 0) /\
  scalar 1 <> zero /\
  ~ global_minimum (L one_input one_target (identity_network : _ -> R_UniformSpace -> _)) 0.
Proof.
split; first by move=> i; apply: convex_squared_error.
split; first by move=> theta i k; apply: has_partial_squared_error.
split; last split.
- apply: global_minimum_local => -[theta [[a b] W]] /=; apply: (Rle_trans _ 0).
    apply: Req_le; rewrite /augmented_risk /risk sum_one /one_target /squared_error /augmented_network /added_neurons.
    rewrite /identity_network /one_input /dot sum_one /scalar !Rmult_0_l !Rplus_0_l exp_0; ring.
  rewrite /augmented_risk /risk sum_one Rmult_0_l Rplus_0_r; apply: Rmult_le_pos; last exact: pow2_ge_0.
  by rewrite /= Rinv_1; lra.
- move=> /(f_equal (fun q : vec 1 => q ord0)); rewrite /scalar /zero; lra.
- move=> /(_ (1 : R)); rewrite /L /risk !sum_one /one_target /squared_error /identity_network /scalar /= Rinv_1; lra.
Qed.

(** ** No weights: ELIM needs the weight vectors of the added neurons
    Samples (1, 1) and (0, 0), squared error, f(x; theta) = relu(theta - 1) (2 x - 1) + 1/2, neuron a exp(b), that is, W = 0
    held fixed.  For every lam >= 0 the point theta = 0, a = 0, any b is a local minimum in (theta, a, b), with
    L(0) = 1/4; but L(3/2) = 0.  Only the sum of the two residuals has to vanish, and it does. *)
Definition zero_one_target (i : 'I_2) : vec 1 -> R := squared_error (if i == ord0 then 1 else 0).
Definition late_line (u : vec 1) (theta : R) : vec 1 := scalar (Rmax 0 (theta - 1) * (2 * u ord0 - 1) + 1 / 2).

Theorem NECESSITY_no_weights (lam b : R) : 0 <= lam ->
  convex_losses zero_one_target /\
  (forall theta : R, differentiable_at_outputs two_inputs zero_one_target (late_line : _ -> R_UniformSpace -> _) theta) /\
  local_minimum (fun p : R * (vec 1 * vec 1) =>
      augmented_risk two_inputs zero_one_target (late_line : _ -> R_UniformSpace -> _) lam p.1 (p.2.1, p.2.2, fun _ => zero))
    (0, (zero, scalar b)) /\
  ~ global_minimum (L two_inputs zero_one_target (late_line : _ -> R_UniformSpace -> _)) 0.
Proof.
move=> lam0; split; first by move=> i; apply: convex_squared_error.
split; first by move=> theta i k; apply: has_partial_squared_error.
have L0 : L two_inputs zero_one_target (late_line : _ -> R_UniformSpace -> _) 0 = 1 / 4.
  rewrite /L /risk sum_two /zero_one_target /squared_error /late_line /two_inputs /scalar /= Rmax_left; last by lra.
  by field.
split; last first.
  move=> /(_ (3 / 2 : R)); rewrite L0 /L /risk sum_two /zero_one_target /squared_error /late_line /two_inputs /scalar /=.
  by rewrite Rmax_right; lra.
exists (mkposreal 1 Rlt_0_1) => -[theta [a' b']] [/= near_theta _].
have theta1 : theta < 1 by have /= := ball_R near_theta; lra.
rewrite augmented_risk0 L0 /augmented_risk /risk sum_two /zero_one_target /squared_error /augmented_network.
rewrite /added_neurons /late_line /two_inputs /scalar /= Rmax_left; last by lra.
rewrite /dot !sum_one /zero !Rmult_0_l !Rplus_0_l.
set c := a' ord0 * exp (b' ord0).
have := Rmult_le_pos _ _ lam0 (sqnorm_ge0 a'); have := pow2_ge_0 c; lra.
Qed.

(** ** A loss that is neither convex nor free of bad stationary points
    One sample at 0, loss 1 + q^2 (q - 1) (q - 2) >= 0 with a local minimum at q = 0 of value 1, f(x; theta) = theta.
    For every lam >= 0 the point theta = 0, a = b = w = 0 is a local minimum of L~, but L(3/2) < 1 = L(0). *)
Definition tilted_wells (i : 'I_1) (q : vec 1) : R := 1 + q ord0 ^ 2 * (q ord0 - 1) * (q ord0 - 2).

Theorem NECESSITY_nonconvex_loss (lam : R) : 0 <= lam ->
  realizable one_input tilted_wells /\
  (forall theta : R, differentiable_at_outputs one_input tilted_wells (identity_network : _ -> R_UniformSpace -> _) theta) /\
  (forall i q, 0 <= tilted_wells i q) /\
  augmented_local_minimum one_input tilted_wells (identity_network : _ -> R_UniformSpace -> _) lam 0
    (zero, zero, fun _ => zero) /\
  ~ global_minimum (L one_input tilted_wells (identity_network : _ -> R_UniformSpace -> _)) 0.
Proof.
move=> lam0; split; first by move=> i j _; rewrite (ord1 i) (ord1 j).
split.
  by move=> theta i k; rewrite /has_partial /tilted_wells /shift (ord1 k) eqxx; ex_derive_rules.
split.
  move=> i q; rewrite /tilted_wells; set u := q ord0.
  (* 1 + u^2 (u - 1) (u - 2) = (u^2 - 3/2 u - 1/4)^2 + (u/2 - 3/4)^2 + 3/8 *)
  have -> : 1 + u ^ 2 * (u - 1) * (u - 2) = (u ^ 2 - 3 / 2 * u - 1 / 4) ^ 2 + (u / 2 - 3 / 4) ^ 2 + 3 / 8 by field.
  by have := pow2_ge_0 (u ^ 2 - 3 / 2 * u - 1 / 4); have := pow2_ge_0 (u / 2 - 3 / 4); lra.
have L0 : L one_input tilted_wells (identity_network : _ -> R_UniformSpace -> _) 0 = 1.
  by rewrite /L /risk sum_one /tilted_wells /identity_network /scalar /=; field.
split; last first.
  move=> /(_ (3 / 2 : R)); rewrite L0 /L /risk sum_one /tilted_wells /identity_network /scalar /= Rinv_1; lra.
have eps0 : 0 < 1 / 4 by lra.
exists (mkposreal _ eps0) => -[theta [[a' b'] W']] [/= near_theta [[/= near_a near_b] _]].
have /= theta_small := ball_R near_theta.
have /= a_small := ball_R (near_a ord0).
have /= b_small := ball_R (near_b ord0).
rewrite augmented_risk0 L0 /augmented_risk /risk sum_one /tilted_wells /augmented_network /added_neurons.
rewrite /identity_network /one_input /dot sum_one /scalar Rmult_0_r Rplus_0_l /= Rinv_1 Rmult_1_l.
move: a_small b_small; rewrite /zero; set u := a' ord0; set v := b' ord0 => a_small b_small.
have ev : exp v <= 3 by apply: Rle_trans exp_le_3; apply: exp_le; lra.
have ev0 := exp_pos v.
have q1 : theta + u * exp v < 1 by nra.
set q := theta + u * exp v in q1 *.
have h : 0 <= q * q * ((1 - q) * (2 - q)).
  apply: Rmult_le_pos; first exact: Rle_0_sqr.
  by apply: Rmult_le_pos; lra.
have := Rmult_le_pos _ _ lam0 (sqnorm_ge0 a'); lra.
Qed.

(** ** The converse of ELIM, and "L~ always has a local minimum": false
    One sample (0, 1), squared error, the network f = 0.  Every theta is a global minimum of L, but for every lam <> 0
    L~ = (a e^b - 1)^2 + lam a^2 has no local minimum, so (theta, 0, b, W) is none. *)
Definition zero_network (u : vec 1) (theta : R) : vec 1 := zero.

Theorem NECESSITY_converse (lam : R) : lam <> 0 ->
  convex_losses one_target /\ realizable one_input one_target /\
  (forall theta : R, differentiable_at_outputs one_input one_target (zero_network : _ -> R_UniformSpace -> _) theta) /\
  (forall theta : R, global_minimum (L one_input one_target (zero_network : _ -> R_UniformSpace -> _)) theta) /\
  (forall (theta : R) z,
     ~ frozen_local_minimum one_input one_target (zero_network : _ -> R_UniformSpace -> _) lam theta z).
Proof.
have cvx : convex_losses one_target by move=> i; apply: convex_squared_error.
have ex theta : differentiable_at_outputs one_input one_target (zero_network : _ -> R_UniformSpace -> _) theta.
  by move=> i k; apply: has_partial_squared_error.
move=> lam0; split=> //; split; first by [].
split=> //; split; first by move=> theta theta'; apply: Rle_refl.
move=> theta [[a b] W]; apply: FAIL => //; first by left.
move=> /data_optimal_floor /(_ (fun _ => scalar 1)).
rewrite /L /risk !sum_one /one_target /squared_error /zero_network /scalar /zero /= Rinv_1; lra.
Qed.

(** Hence L~ need not have a local minimum, though losses and network are as good as can be. *)
Corollary NECESSITY_always_exists (lam : R) : lam <> 0 ->
  ~ exists (theta : R) a b W,
    augmented_local_minimum one_input one_target (zero_network : _ -> R_UniformSpace -> _) lam theta (a, b, W).
Proof.
move=> lam0 [theta [a [b [W /local_minimum_frozen]]]].
by case: (NECESSITY_converse lam0) => _ [_ [_ [_ none]]]; apply: none.
Qed.

(** ** CHAR needs lam > 0
    One sample at 0 with the loss q^2, f = 0, lam = -1: L~ = a^2 (e^{2b} - 1).  theta is data-optimal, but for b < 0 the
    point (theta, 0, b, W) is no local minimum. *)
Definition zero_target (i : 'I_1) : vec 1 -> R := squared_error 0.

Theorem NECESSITY_lam_positive (theta b : R) (W : 'I_1 -> vec 1) : b < 0 ->
  data_optimal one_input zero_target (zero_network : _ -> R_UniformSpace -> _) theta /\
  ~ frozen_local_minimum one_input zero_target (zero_network : _ -> R_UniformSpace -> _) (-1) theta (zero, scalar b, W).
Proof.
move=> b0; split.
  apply/data_optimal_floor => F; rewrite /L /risk !sum_one /zero_target /squared_error /zero_network /zero /= Rinv_1.
  by have := pow2_ge_0 (F (one_input ord0) ord0 - 0); rewrite /=; lra.
case=> eps le; have eps0 := cond_pos eps.
pose a' : vec 1 := shift zero ord0 (eps / 2).
have := le (a', scalar b, W).
have near : ball ((zero, scalar b, W) : prod_UniformSpace (prod_UniformSpace _ _) _) eps
                 (a', scalar b, W).
  split; last exact: ball_center.
  by split; [apply: ball_shift; rewrite Rabs_pos_eq; lra | apply: ball_center].
move=> /(_ near); rewrite augmented_risk0 /L /augmented_risk /risk !sum_one /a' sqnorm_shift sqnorm0.
rewrite /zero_target /squared_error /augmented_network /added_neurons /zero_network /one_input /dot sum_one.
rewrite /shift eqxx /zero /scalar /= Rinv_1 Rmult_0_r !Rplus_0_l.
have e1 : exp b < 1 by have := exp_decreasing (s := 0) (t := - b); rewrite Ropp_0 exp_0 Ropp_involutive; lra.
have e0 := exp_pos b.
have : 0 < (eps / 2) * (eps / 2) by apply: Rmult_lt_0_compat; lra.
have : exp b * exp b < 1 by nra.
by nra.
Qed.

(** ** The same in one line each: ELIM without one of its assumptions *)

Corollary ELIM_needs_differentiable : ~ (forall (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R)
  (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R) (theta : Theta) a b W,
  0 < lam -> convex_losses l -> augmented_local_minimum x l f lam theta (a, b, W) -> global_minimum (L x l f) theta).
Proof.
move=> elim; have [cvx [locmin bad]] := NECESSITY_absolute_loss 0 (Rle_0_1) Rlt_0_1.
exact: bad (elim _ _ _ _ _ _ _ _ _ _ _ _ Rlt_0_1 cvx locmin).
Qed.

Corollary ELIM_needs_penalty : ~ (forall (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R)
  (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (theta : Theta) a b W,
  convex_losses l -> differentiable_at_outputs x l f theta ->
  augmented_local_minimum x l f 0 theta (a, b, W) -> global_minimum (L x l f) theta).
Proof.
move=> elim; have [cvx [ex [locmin [_ bad]]]] := NECESSITY_no_penalty.
exact: bad (elim _ _ _ _ _ _ _ _ _ _ _ cvx (ex 0) locmin).
Qed.

Corollary ELIM_needs_convex : ~ (forall (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R)
  (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R) (theta : Theta) a b W,
  0 < lam -> differentiable_at_outputs x l f theta ->
  augmented_local_minimum x l f lam theta (a, b, W) -> global_minimum (L x l f) theta).
Proof.
move=> elim; have [_ [ex [_ [locmin bad]]]] := NECESSITY_nonconvex_loss Rle_0_1.
exact: bad (elim _ _ _ _ _ _ _ _ _ _ _ _ Rlt_0_1 (ex 0) locmin).
Qed.
