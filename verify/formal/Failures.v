(** * Examples of existence and of failure

    Where local minima of L~ exist for logistic loss, and three ways in which the elimination helps nobody: minimising L~
    runs off to infinity; a critical point of L~ over a bad theta; and no local minimum at all. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Losses Necessity.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** ** EXIST for logistic loss with both labels at an input
    The grouped loss attains its minimum, at log(N_+/N_-), where N_+ and N_- count the samples with this input and the label
    1, and -1. *)
Section Logistic.
Variables (m dx : nat) (x : 'I_m -> vec dx) (positive : 'I_m -> bool).

Definition label_loss (i : 'I_m) : vec 1 -> R := logistic (if positive i then 1 else -1).

Theorem logistic_attained (j : 'I_m) :
  (exists i, x i = x j /\ positive i) -> (exists i, x i = x j /\ ~~ positive i) ->
  global_minimum (grouped_loss x label_loss (x j))
    (fun _ => ln (INR #|[pred i | same (x i) (x j) && positive i]| / INR #|[pred i | same (x i) (x j) && ~~ positive i]|)).
Proof.
move=> [i1 [x1 p1]] [i2 [x2 p2]].
set P := INR _; set N := INR _.
have P0 : 0 < P by apply/lt_0_INR/ltP/card_gt0P; exists i1; rewrite inE x1 p1 same_refl.
have N0 : 0 < N by apply/lt_0_INR/ltP/card_gt0P; exists i2; rewrite inE x2 p2 same_refl.
have P1 := Rgt_not_eq _ _ P0; have N1 := Rgt_not_eq _ _ N0; have PN1 : P + N <> 0 by lra.
have PN := Rdiv_lt_0_compat _ _ P0 N0; have NP := Rdiv_lt_0_compat _ _ N0 P0.
apply: CONVEX; first by apply: convex_sum => i _; case: (loss_logistic (if positive i then 1 else -1)).
move=> k; set q : vec 1 := fun _ => ln (P / N).
pose d i := - (if positive i then 1 else -1) *
  (exp (- ((if positive i then 1 else -1) * q k)) / (1 + exp (- ((if positive i then 1 else -1) * q k)))).
suff d0 : \sum_(i | same (x i) (x j)) d i = 0.
  by rewrite -[X in is_derive _ _ X]d0; apply: is_derive_sum => i _; apply: is_derive_logistic.
have e1 : exp (- (1 * q k)) = N / P.
  by rewrite Rmult_1_l exp_Ropp /q exp_ln //; field.
have e2 : exp (- (-1 * q k)) = P / N.
  have -> : - (-1 * q k) = q k by ring.
  by rewrite /q exp_ln.
rewrite (bigID positive) /= (eq_bigr (fun _ => - (N / (P + N)))) => [|i /andP [_ pi]]; last first.
  by rewrite /d pi e1; field.
rewrite [X in _ + X](eq_bigr (fun _ => P / (P + N))) => [|i /andP [_ /negbTE pi]]; last first.
  by rewrite /d pi e2; field.
by rewrite !sum_const -/P -/N; field.
Qed.
End Logistic.

(** ** FAIL: minimising runs off to infinity
    One sample at 0 with the target 1, squared error, the network f = 0 (theta has no influence), lam > 0:
    L~ = (a e^b - 1)^2 + lam a^2.  It is positive everywhere; it takes values below every eps > 0; and where it is small
    enough, b is as large, and a as small, as one likes. *)
Theorem FAIL_infinity (lam theta : R) : 0 < lam ->
  let value z := augmented_risk one_input one_target (zero_network : _ -> R_UniformSpace -> _) lam theta z in
  (forall z, 0 < value z) /\
  (forall eps, 0 < eps -> exists z, value z < eps) /\
  (forall M, exists eps, 0 < eps /\ forall a b W, value (a, b, W) < eps -> M < b ord0 /\ Rabs (a ord0) < exp (- M)).
Proof.
move=> lam0 value.
have valueE a b W : value (a, b, W) = (a ord0 * exp (b ord0) - 1) ^ 2 + lam * a ord0 ^ 2.
  rewrite /value /augmented_risk /risk sum_one /one_target /squared_error /augmented_network /added_neurons.
  rewrite /zero_network /one_input /dot sum_one /scalar /zero /sqnorm sum_one Rmult_0_r !Rplus_0_l /= Rinv_1; ring.
split; last split.
- move=> [[a b] W]; rewrite valueE; have h1 := pow2_ge_0 (a ord0 * exp (b ord0) - 1).
  case: (Req_dec (a ord0) 0) => [->|a0]; first by rewrite /= !Rmult_0_l; lra.
  have : 0 < a ord0 ^ 2 by rewrite -Rsqr_pow2; apply: Rlt_0_sqr.
  by move=> a2; have := Rmult_lt_0_compat _ _ lam0 a2; lra.
- move=> eps eps0; pose t := lam / eps; have t0 : 0 < t by apply: Rdiv_lt_0_compat.
  exists (scalar (exp (- t)), scalar t, fun _ => zero); rewrite valueE /scalar.
  have -> : exp (- t) * exp t = 1 by rewrite -exp_plus Rplus_opp_l exp_0.
  have et : exp (- t) ^ 2 = / exp (2 * t).
    by rewrite /= Rmult_1_r -exp_plus -exp_Ropp; congr exp; ring.
  have big := exp_ineq1_le (2 * t).
  rewrite et; have -> : (1 - 1) ^ 2 = 0 by ring.
  rewrite Rplus_0_l; apply: (Rmult_lt_reg_r (exp (2 * t))); first exact: exp_pos.
  have -> : lam * / exp (2 * t) * exp (2 * t) = eps * t by rewrite /t; field; split; [lra | have := exp_pos (2 * (lam / eps)); lra].
  by apply: Rmult_lt_compat_l; lra.
- move=> M; have eM := exp_pos (- M); pose r := exp (- M) / 2.
  have r0 : 0 < r by rewrite /r; lra.
  have lr : 0 < lam * r ^ 2 by apply: Rmult_lt_0_compat => //; apply: pow_lt.
  exists (Rmin (/ 4) (lam * r ^ 2)); split=> [|a b W]; first by apply: Rmin_pos; lra.
  rewrite valueE; set u := a ord0; set v := b ord0; move=> small.
  have s1 := Rlt_le_trans _ _ _ small (Rmin_l _ _); have s2 := Rlt_le_trans _ _ _ small (Rmin_r _ _).
  have h1 := pow2_ge_0 (u * exp v - 1); have h2 := Rmult_le_pos _ _ (Rlt_le _ _ lam0) (pow2_ge_0 u).
  have near : / 2 < u * exp v by nra.
  have ev := exp_pos v.
  have u0 : 0 < u.
    by apply: Rnot_le_lt => le; have := Rmult_le_compat_r _ _ _ (Rlt_le _ _ ev) le; lra.
  have ur : u < r.
    apply: Rnot_le_lt => le; have : r ^ 2 <= u ^ 2 by apply: pow_incr; lra.
    by move=> h; have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ lam0) h; lra.
  split; last by rewrite Rabs_pos_eq /r in ur *; lra.
  apply: exp_lt_inv; have e : exp M * exp (- M) = 1 by rewrite -exp_plus Rplus_opp_r exp_0.
  have : u * exp v < r * exp v by apply: Rmult_lt_compat_r.
  have eM' := exp_pos M.
  by move=> h; have : exp (- M) * exp v > 1; [rewrite /r in h; lra | move=> h'; nra].
Qed.

(** ** FAIL at critical points
    Samples (1, 1) and (0, -1), squared error, f(x; theta) = relu(theta - 1) (2 x - 1), any lam > 0.  At theta = 0, a = 0,
    w = 0 and any b all partial derivatives of L~ are 0, and yet L(2) = 0 < 1 = L(0): a method that stops where the gradient
    is small stays there.  It is no local minimum, and there is none over theta = 0. *)
Definition opposite_target (i : 'I_2) : vec 1 -> R := squared_error (if i == ord0 then 1 else -1).
Definition late_slope (u : vec 1) (theta : R_UniformSpace) : vec 1 := scalar (Rmax 0 (theta - 1) * (2 * u ord0 - 1)).

Theorem FAIL_critical (lam b : R) : 0 < lam ->
  let value theta z := augmented_risk two_inputs opposite_target late_slope lam theta z in
  is_derive (fun t : R => value t (zero, scalar b, fun _ => zero)) 0 0 /\
  is_derive (fun t => value 0 (shift zero ord0 t, scalar b, fun _ => zero)) 0 0 /\
  is_derive (fun t => value 0 (zero, shift (scalar b) ord0 t, fun _ => zero)) 0 0 /\
  is_derive (fun t => value 0 (zero, scalar b, fun _ => shift zero ord0 t)) 0 0 /\
  L two_inputs opposite_target late_slope 2 < L two_inputs opposite_target late_slope 0 /\
  forall z, ~ frozen_local_minimum two_inputs opposite_target late_slope lam 0 z.
Proof.
move=> lam0 value; have near : locally (0 : R) (fun t : R => t < 1).
  by exists (mkposreal 1 Rlt_0_1) => t /ball_R /=; lra.
have L0 t : t < 1 -> L two_inputs opposite_target late_slope t = 1.
  move=> t1; rewrite /L /risk sum_two /opposite_target /squared_error /late_slope /scalar /= Rmax_left; last by lra.
  by field.
have L2 : L two_inputs opposite_target late_slope 2 = 0.
  rewrite /L /risk sum_two /opposite_target /squared_error /late_slope /two_inputs /scalar /= Rmax_right; last by lra.
  by field.
have less : L two_inputs opposite_target late_slope 2 < L two_inputs opposite_target late_slope 0.
  by rewrite L2 L0; lra.
split.
  apply: (is_derive_ext_loc (fun _ => 1)); last exact: is_derive_const.
  by apply: filter_imp near => t t1; rewrite /value augmented_risk0 L0.
split.
  apply: (is_derive_eqfun (F := fun t => 1 + (exp b ^ 2 + lam) * t ^ 2)) => [t|]; last by derive; ring.
  rewrite /value /augmented_risk /risk sum_two /opposite_target /squared_error /augmented_network /added_neurons.
  rewrite /late_slope /two_inputs /dot /sqnorm !sum_one /shift /zero /scalar !eqxx /= Rmax_left; last by lra.
  by rewrite !Rmult_0_l !Rplus_0_l; field.
split; first by apply: (is_derive_ext (fun _ => 1)) => [t|]; [rewrite /value augmented_risk0 L0; lra | exact: is_derive_const].
split; first by apply: (is_derive_ext (fun _ => 1)) => [t|]; [rewrite /value augmented_risk0 L0; lra | exact: is_derive_const].
split=> // -[[a' b'] W']; apply: (FAIL_bad_minimum (theta := 0)) => //.
- by lra.
- by left=> i; apply: convex_squared_error.
- by move=> i k; apply: has_partial_squared_error.
- by move=> /(_ (2 : R)); lra.
Qed.

(** ** FAIL with a hard label
    One sample with two classes, cross-entropy, f = theta in R^2, so that every output is reached.  For every lam <> 0 L~ has
    no local minimum, over no theta. *)
Theorem FAIL_hard_label (lam : R) : lam <> 0 -> forall (theta : vec 2) z,
  ~ frozen_local_minimum one_input (fun _ => cross_entropy (ord0 : 'I_2)) (fun _ (theta : vec 2) => theta) lam theta z.
Proof.
move=> lam0 theta [[a b] W].
by apply: (EXIST_cross_entropy (label := fun _ : 'I_1 => ord0 : 'I_2) (j := ord0) (c := ord_max) lam0).
Qed.
