(** * Examples: a bad local minimum of L, and L~ without one over it but with local minima elsewhere

    One small network for all tasks: theta is a real number, and the score theta^3 - 3 theta - 18 has a strict local maximum
    at theta = -1, with the value -16, and is 0 at theta = 3.  A loss that is least at the score 0 has a strict bad local
    minimum at theta = -1. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Losses Tasks Necessity.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** theta0 is a strict local minimum of L and not a global one; L~ has no local minimum over it, not even in (a, b, W);
    and all (theta1, 0, b, W) are local minima of L~. *)
Definition bad_minimum_eliminated m dx K (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R)
    (f : vec dx -> R_UniformSpace -> vec K) (lam theta0 theta1 : R) :=
  locally theta0 (fun theta => theta <> theta0 -> L x l f theta0 < L x l f theta) /\
  L x l f theta1 < L x l f theta0 /\
  (forall z, ~ frozen_local_minimum x l f lam theta0 z) /\
  (forall b W, augmented_local_minimum x l f lam theta1 (zero, b, W)).

Definition cubic (theta : R) : R := theta ^ 3 - 3 * theta - 18.

(** All samples have the input 0. *)
Definition origin (m : nat) (i : 'I_m) : vec 1 := zero.

Lemma grouped_origin m K (l : 'I_m -> vec K -> R) (j : 'I_m) q : grouped_loss (@origin m) l (origin j) q = \sum_i l i q.
Proof. by apply: eq_bigl => i; apply: same_refl. Qed.

(** The common part: L(theta) = h(cubic theta), where h decreases up to -16 and is less at 0. *)
Lemma cubic_eliminated m K (l : 'I_m -> vec K -> R) (f : vec 1 -> R_UniformSpace -> vec K) (h : R -> R) (lam : R) :
  0 < lam -> ELIM_or_REAL (@origin m) l -> (forall i q k, has_partial (l i) q k) ->
  (forall theta, L (@origin m) l f theta = h (cubic theta)) ->
  (forall u v, u < v <= -16 -> h v < h u) -> h 0 < h (-16) ->
  global_minimum (fun q => \sum_i l i q) (f zero 3) ->
  bad_minimum_eliminated (@origin m) l f lam (-1) 3.
Proof.
move=> lam0 good ex Lh down less least.
have bad : L (@origin m) l f 3 < L (@origin m) l f (-1).
  by rewrite !Lh; have -> : cubic 3 = 0; [rewrite /cubic; ring | have -> // : cubic (-1) = -16; rewrite /cubic; ring].
have opt : data_optimal (@origin m) l f 3 by move=> j q; rewrite !grouped_origin; apply: least.
split.
  exists (mkposreal 1 Rlt_0_1) => theta /ball_R /= near ne; rewrite !Lh; apply: down.
  have -> : cubic (-1) = -16 by rewrite /cubic; ring.
  split; last exact: Rle_refl.
  (* cubic(theta) + 16 = (theta + 1)^2 (theta - 2) *)
  have e : cubic theta = -16 - (theta + 1) * (theta + 1) * (2 - theta) by rewrite /cubic; ring.
  have : 0 < (theta + 1) * (theta + 1) by apply: Rlt_0_sqr; lra.
  by move=> sq; have := Rmult_lt_0_compat _ (2 - theta) sq ltac:(lra); lra.
have diff theta : differentiable_at_outputs (@origin m) l f theta by move=> i k; apply: ex.
have lam1 : lam <> 0 by lra.
have worse : ~ global_minimum (L (@origin m) l f) (-1) by move=> /(_ 3); lra.
split=> //; split=> [[[a b] W]|b W]; first exact: (FAIL_bad_minimum lam1 good (diff (-1)) worse).
by case: (CHAR (theta := 3) zero b W lam0 good (diff 3)) => [[_ attained] _]; apply: attained.
Qed.

(** ** Regression: one sample with the target 0, squared loss *)
Definition cubic_network (u : vec 1) (theta : R_UniformSpace) : vec 1 := scalar (cubic theta).

Theorem EXAMPLE_regression (lam : R) : 0 < lam ->
  bad_minimum_eliminated (@origin 1) (fun _ => squared_loss zero) cubic_network lam (-1) 3.
Proof.
move=> lam0; apply: (cubic_eliminated (h := fun u => u ^ 2)) => //.
- by left=> i; case: (loss_squared (zero : vec 1)).
- by move=> i q k; case: (loss_squared (zero : vec 1)) => _; apply.
- move=> theta; rewrite /L /risk /squared_loss /sqnorm !sum_one /cubic_network /scalar /zero /= Rinv_1; ring.
- by move=> u v uv; nra.
- by lra.
- move=> q; rewrite !sum_one /squared_loss /sqnorm !sum_one /cubic_network /scalar /cubic /zero.
  by have := pow2_ge_0 (q ord0 - 0); lra.
Qed.

(** ** Logistic loss and cross-entropy: log(2 + e^u + e^{-u}) / 2 *)
Definition symmetric_log (u : R) : R := ln (2 + exp u + exp (- u)) / 2.

Lemma symmetric_log_down u v : u < v <= 0 -> symmetric_log v < symmetric_log u.
Proof.
move=> [uv v0]; rewrite /symmetric_log !exp_Ropp.
have eu := exp_pos u; have ev := exp_pos v; have euv := exp_increasing _ _ uv.
have ev1 : exp v <= 1 by rewrite -exp_0; apply: exp_le.
have iu := Rinv_0_lt_compat _ eu; have iv := Rinv_0_lt_compat _ ev.
have e : 2 + exp u + / exp u - (2 + exp v + / exp v) = (exp v - exp u) * (1 - exp u * exp v) * (/ exp u * / exp v).
  by field; lra.
have e1 : exp u * exp v < 1 by nra.
have : 0 < (exp v - exp u) * (1 - exp u * exp v) * (/ exp u * / exp v).
  by apply: Rmult_lt_0_compat; apply: Rmult_lt_0_compat; lra.
rewrite -e => lt; have := ln_increasing (2 + exp v + / exp v) (2 + exp u + / exp u); lra.
Qed.

Lemma symmetric_log_product u : ln (1 + exp u) + ln (1 + exp (- u)) = 2 * symmetric_log u.
Proof.
have eu := exp_pos u; have em := exp_pos (- u).
rewrite -ln_mult; [|lra|lra]; rewrite /symmetric_log.
have -> : (1 + exp u) * (1 + exp (- u)) = 2 + exp u + exp (- u); last by field.
have : exp u * exp (- u) = 1 by rewrite -exp_plus Rplus_opp_r exp_0.
by lra.
Qed.

(** ** Binary classification: two samples with the same input and the labels 1 and -1, logistic loss *)
Definition both_labels (i : 'I_2) : R := if i == ord0 then 1 else -1.

Theorem EXAMPLE_binary (lam : R) : 0 < lam ->
  bad_minimum_eliminated (@origin 2) (fun i => logistic (both_labels i)) cubic_network lam (-1) 3.
Proof.
move=> lam0; have grouped q : \sum_i logistic (both_labels i) q = 2 * symmetric_log (q ord0).
  rewrite sum_two /logistic /both_labels /= -symmetric_log_product Rplus_comm.
  by congr (ln (1 + exp _) + ln (1 + exp _)); ring.
have mono : forall u v, u < v <= -16 -> symmetric_log v < symmetric_log u.
  by move=> u v uv; apply: symmetric_log_down; lra.
apply: (cubic_eliminated (h := symmetric_log)) => //.
- by left=> i; case: (loss_logistic (both_labels i)).
- by move=> i q k; case: (loss_logistic (both_labels i)) => _; apply.
- by move=> theta; rewrite /L /risk grouped /cubic_network /scalar /=; field.
- by apply: symmetric_log_down; lra.
- move=> q; rewrite !grouped /cubic_network /scalar; have -> : cubic 3 = 0 by rewrite /cubic; ring.
  set u := q ord0; case: (Rle_dec u 0) => [[neg|->]|pos]; [|exact: Rle_refl|].
    have /symmetric_log_down : u < 0 <= 0 by lra.
    lra.
  have /symmetric_log_down : - u < 0 <= 0 by lra.
  have -> : symmetric_log (- u) = symmetric_log u by rewrite /symmetric_log Ropp_involutive; congr (ln _ / 2); ring.
  lra.
Qed.

(** ** Multi-class classification: one sample whose target is 1/2 for each of two classes, cross-entropy
    The scores are cubic(theta) and 0. *)
Definition even_target : vec 2 := fun _ => / 2.
Definition cubic_scores (u : vec 1) (theta : R_UniformSpace) : vec 2 := fun k => if k == ord0 then cubic theta else 0.

Theorem EXAMPLE_multiclass (lam : R) : 0 < lam ->
  bad_minimum_eliminated (@origin 1) (fun _ => soft_cross_entropy even_target) cubic_scores lam (-1) 3.
Proof.
move=> lam0; have dist : distribution even_target.
  by split=> [k|]; rewrite ?sum_two /even_target; lra.
have mono : forall u v, u < v <= -16 -> symmetric_log v < symmetric_log u.
  by move=> u v uv; apply: symmetric_log_down; lra.
have good := loss_soft_cross_entropy dist.
apply: (cubic_eliminated (h := symmetric_log)) => //.
- by left=> i; case: good.
- by move=> i q k; case: good => _; apply.
- move=> theta; rewrite /L /risk sum_one soft_cross_entropyE // /dot sum_two /partition_function sum_two.
  rewrite /cubic_scores /even_target /= exp_0 Rinv_1; set u := cubic theta.
  have := symmetric_log_product u; have eu := exp_pos u; have em := exp_pos (- u).
  have -> : ln (1 + exp (- u)) = ln (exp u + 1) - u.
    have -> : 1 + exp (- u) = (exp u + 1) * exp (- u).
      have : exp u * exp (- u) = 1 by rewrite -exp_plus Rplus_opp_r exp_0.
      lra.
    by rewrite ln_mult ?ln_exp; lra.
  rewrite (Rplus_comm 1); lra.
- by apply: symmetric_log_down; lra.
- move=> q; rewrite !sum_one !soft_cross_entropyE //.
  have -> : cubic_scores zero 3 = (zero : vec 2).
    by apply: functional_extensionality => k; rewrite /cubic_scores /cubic /zero; case: eqP => _; ring.
  have := log_sum_exp_support ord0 (zero : vec 2) q.
  rewrite /dot !sum_two /softmax /partition_function !sum_two /zero /even_target exp_0; lra.
Qed.

(** ** REAL with a loss that is not convex: Geman and McClure's e^2/(1 + e^2) *)
Definition geman_mcclure (c : R) (q : vec 1) : R := (q ord0 - c) ^ 2 / (1 + (q ord0 - c) ^ 2).

Lemma is_derive_geman_mcclure c (q : vec 1) k :
  is_derive (fun t => geman_mcclure c (shift q k t)) 0 (2 * (q k - c) / (1 + (q k - c) ^ 2) ^ 2).
Proof.
rewrite (ord1 k) /geman_mcclure /shift eqxx; have p := pow2_ge_0 (q ord0 - c).
have d : is_derive (fun t => 1 + (q ord0 + t - c) ^ 2) 0 (2 * (q ord0 - c)) by derive; ring.
apply: (is_derive_eqfun (F := fun t => 1 - / (1 + (q ord0 + t - c) ^ 2))) => [t|].
  by field; have := pow2_ge_0 (q ord0 + t - c); lra.
have := is_derive_inv _ _ _ d; rewrite Rplus_0_r => /(_ ltac:(lra)) inv.
apply: derive_value; first by apply: derive_minus; [apply: derive_const | exact: inv].
by field; lra.
Qed.

Theorem REAL_example (lam : R) : 0 < lam ->
  realizable (@origin 1) (fun _ => geman_mcclure 0) /\
  stationary_is_global (fun _ : 'I_1 => geman_mcclure 0) /\
  ~ convex (geman_mcclure 0) /\
  bad_minimum_eliminated (@origin 1) (fun _ => geman_mcclure 0) cubic_network lam (-1) 3.
Proof.
move=> lam0.
have value u : geman_mcclure 0 (scalar u) = 1 - / (1 + u ^ 2).
  by rewrite /geman_mcclure /scalar; field; have := pow2_ge_0 u; lra.
have ge0 q : 0 <= geman_mcclure 0 q.
  rewrite /geman_mcclure; have p := pow2_ge_0 (q ord0 - 0).
  by apply: Rmult_le_pos => //; apply/Rlt_le/Rinv_0_lt_compat; lra.
have real : realizable (@origin 1) (fun _ => geman_mcclure 0) by [].
have stat : stationary_is_global (fun _ : 'I_1 => geman_mcclure 0).
  move=> i q /(_ ord0) st; have p := pow2_ge_0 (q ord0 - 0).
  have := is_derive_unique _ _ _ st; rewrite (is_derive_unique _ _ _ (is_derive_geman_mcclure 0 q ord0)) => d0 q'.
  have -> : geman_mcclure 0 q = 0; last exact: ge0.
  have q0 : q ord0 - 0 = 0.
    have inv : / (1 + (q ord0 - 0) ^ 2) ^ 2 <> 0 by apply/Rinv_neq_0_compat/pow_nonzero; lra.
    by move: d0 => /Rmult_integral [|//]; lra.
  by rewrite /geman_mcclure q0 /=; field.
split=> //; split=> //; split.
  move=> /(_ (scalar 6) (scalar 0) (/ 2) ltac:(lra)).
  have -> : (fun k => / 2 * scalar 6 k + (1 - / 2) * scalar 0 k) = scalar 3.
    by apply: functional_extensionality => k; rewrite /scalar; field.
  by rewrite !value; lra.
apply: (cubic_eliminated (h := fun u => 1 - / (1 + u ^ 2))) => //.
- by right.
- by move=> i q k; eexists; apply: is_derive_geman_mcclure.
- by move=> theta; rewrite /L /risk sum_one /cubic_network value /= Rinv_1; ring.
- move=> u v uv; suff : / (1 + u ^ 2) < / (1 + v ^ 2) by lra.
  by apply: Rinv_lt_contravar; nra.
- by lra.
- move=> q; rewrite !sum_one /cubic_network value.
  have -> : cubic 3 = 0 by rewrite /cubic; ring.
  by have := ge0 q; lra.
Qed.
