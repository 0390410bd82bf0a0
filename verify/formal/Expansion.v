(** * MASK along a line and in a ball

    How the slope of L~ in an amplitude, and with it the greatest possible gain, behaves near a point at which all moments
    of order below J vanish: like t^J, and like t^(2 J), at the distance t. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Escape Necessity Mask.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** ** The first j terms of the exponential series *)
Definition exp_terms (j : nat) (y : R) : R := \sum_(i < j) (y ^ i / INR (fact i)).

Lemma is_derive_exp_terms j y : is_derive (exp_terms j.+1) y (exp_terms j y).
Proof.
have der (i : 'I_j) : is_derive (fun y => y ^ i.+1 / INR (fact i.+1)) y (y ^ i / INR (fact i)).
  have h1 := INR_fact_neq_0 i; have h2 := INR_fact_neq_0 i.+1; have h3 : INR i.+1 <> 0 by apply: not_0_INR.
  have e : INR (fact i.+1) = INR i.+1 * INR (fact i) by rewrite fact_simpl mult_INR.
  have p := is_derive_pow (fun y : R => y) i.+1 y 1 (derive_id y).
  apply: derive_value; first (by apply: derive_mult; [exact: p | exact: derive_const]).
  by rewrite [i.+1.-1]/= e; field.
apply: (is_derive_eqfun (F := fun y => 1 + \sum_(i < j) (y ^ i.+1 / INR (fact i.+1)))) => [s|].
  by rewrite /exp_terms big_ord_recl; congr (_ + _); rewrite /=; field.
rewrite -[exp_terms j y]Rplus_0_l; apply: is_derive_plus; first exact: is_derive_const.
by apply: is_derive_sum.
Qed.

Lemma exp_terms0 j : exp_terms j.+1 0 = 1.
Proof.
rewrite /exp_terms big_ord_recl big1 => [|i _]; first by rewrite /=; field.
by rewrite /= Rmult_0_l /Rdiv Rmult_0_l.
Qed.

(** Lagrange's remainder *)
Lemma exp_remainder j y : Rabs (exp y - exp_terms j y) <= Rabs y ^ j * exp (Rabs y).
Proof.
have up s : exp s <= exp (Rabs s) by apply: exp_le; apply: Rle_abs.
elim: j y => [|j IH] y.
  rewrite /exp_terms big_ord0 Rminus_0_r Rabs_pos_eq ?Rmult_1_l; [exact: up | exact/Rlt_le/exp_pos].
have der r : is_derive (fun y => exp y - exp_terms j.+1 y) r (exp r - exp_terms j r).
  by apply: derive_minus; [apply: is_derive_exp | apply: is_derive_exp_terms].
have at0 : exp 0 - exp_terms j.+1 0 = 0 by rewrite exp_0 exp_terms0; ring.
have [r [ry e]] : exists r, Rabs r <= Rabs y /\ exp y - exp_terms j.+1 y = (exp r - exp_terms j r) * y.
  case: (Rle_dec 0 y) => y0.
    have [r [rt e]] := mean_value y0 (fun r _ => der r); exists r; split; last by move: e; rewrite at0; lra.
    by rewrite !Rabs_pos_eq; lra.
  have [|r [rt e]] := mean_value (s := y) (t := 0) _ (fun r _ => der r); first by lra.
  exists r; split; last by move: e; rewrite at0; lra.
  by rewrite !(Rabs_left1 _); lra.
rewrite e Rabs_mult.
have h : Rabs (exp r - exp_terms j r) <= Rabs y ^ j * exp (Rabs y).
  apply: Rle_trans (IH r) _; apply: Rmult_le_compat.
  - exact/pow_le/Rabs_pos.
  - exact/Rlt_le/exp_pos.
  - by apply: pow_incr; split; [apply: Rabs_pos |].
  - exact: exp_le.
have := Rmult_le_compat_r _ _ _ (Rabs_pos y) h; rewrite /=; lra.
Qed.

Lemma Rabs_sum (T : finType) (F : T -> R) : Rabs (\sum_i F i) <= \sum_i Rabs (F i).
Proof.
apply: (big_ind2 (fun u v => Rabs u <= v)) => [|u v u' v' h h'|i _]; [rewrite Rabs_R0 | | ]; try exact: Rle_refl.
by apply: Rle_trans (Rabs_triang _ _) _; lra.
Qed.

Section Expansion.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).
Variables (theta : Theta) (b : vec K) (W : 'I_K -> vec dx).

Let c k i := partial (l i) (f (x i) theta) k * exp (dot (W k) (x i) + b k).

(** The slope at (b', W') with the coordinates w_k + h *)
Lemma slope_moved k (b' : vec K) (W' : 'I_K -> vec dx) (h : vec dx) : (forall e, W' k e = W k e + h e) ->
  slope x l f theta b' W' k = / INR m * (exp (b' k - b k) * (\sum_i (c k i * exp (dot h (x i))))).
Proof.
move=> Wk; rewrite /slope; congr (_ * _); rewrite -sum_scal; apply: eq_bigr => i _; rewrite /c.
have -> : dot (W' k) (x i) = dot (W k) (x i) + dot h (x i).
  by rewrite /dot -sum_plus; apply: eq_bigr => e _; rewrite Wk; ring.
have -> : dot (W k) (x i) + dot h (x i) + b' k = (dot (W k) (x i) + b k) + (b' k - b k) + dot h (x i) by ring.
by rewrite !exp_plus; ring.
Qed.

Lemma weighted_powers k v j : / INR m * (\sum_i (c k i * dot v (x i) ^ j)) = moment x l f theta b W k v j.
Proof. by []. Qed.

(** The first J terms in the direction h vanish with the moments of order below J. *)
Lemma terms_vanish k h J : (forall j, (j < J)%N -> moment x l f theta b W k h j = 0) ->
  / INR m * (\sum_i (c k i * exp_terms J (dot h (x i)))) = 0.
Proof.
move=> mom; rewrite /exp_terms (eq_bigr (fun i => \sum_(j < J) (c k i * (dot h (x i) ^ j / INR (fact j))))) => [|i _];
  last by rewrite sum_scal.
rewrite exchange_big -sum_scal big1 // => j _.
rewrite (eq_bigr (fun i => / INR (fact j) * (c k i * dot h (x i) ^ j))) => [|i _]; last by rewrite /Rdiv; ring.
rewrite sum_scal; have := mom j (ltn_ord j); rewrite -weighted_powers => e.
have -> : / INR m * (/ INR (fact j) * (\sum_i (c k i * dot h (x i) ^ j))) =
  / INR (fact j) * (/ INR m * (\sum_i (c k i * dot h (x i) ^ j))) by ring.
by rewrite e Rmult_0_r.
Qed.

Let size i := \sum_e Rabs (x i e).
Let constant k J := / INR m * (\sum_i (Rabs (c k i) * (size i ^ J * exp (size i)))).

Let size_ge0 i : 0 <= size i.
Proof. by apply: sum_ge0 => e _; apply: Rabs_pos. Qed.

Let inv_ge0 : 0 <= / INR m.
Proof.
case: (posnP m) => [->|m0]; first by rewrite Rinv_0; apply: Rle_refl.
by apply/Rlt_le/Rinv_0_lt_compat/lt_0_INR/ltP.
Qed.

Let constant_ge0 k J : 0 <= constant k J.
Proof.
apply: Rmult_le_pos => //; apply: sum_ge0 => i _; apply: Rmult_le_pos; first exact: Rabs_pos.
by apply: Rmult_le_pos; [apply: pow_le | apply/Rlt_le/exp_pos].
Qed.

Let dot_bound (h : vec dx) t i : 0 <= t -> (forall e, Rabs (h e) <= t) -> Rabs (dot h (x i)) <= t * size i.
Proof.
move=> t0 ht; apply: Rle_trans (Rabs_sum _) _; rewrite /size -sum_scal; apply: sum_le => e _; rewrite Rabs_mult.
by apply: Rmult_le_compat_r; [apply: Rabs_pos | apply: ht].
Qed.

(** The terms from order J on, for a displacement of at most t <= 1 in each coordinate *)
Let remainder k (h : vec dx) t J : 0 <= t <= 1 -> (forall e, Rabs (h e) <= t) ->
  Rabs (/ INR m * (\sum_i (c k i * (exp (dot h (x i)) - exp_terms J (dot h (x i)))))) <= constant k J * t ^ J.
Proof.
move=> [t0 t1] ht; rewrite Rabs_mult (Rabs_pos_eq (/ INR m)) // /constant Rmult_assoc.
apply: Rmult_le_compat_l => //; apply: Rle_trans (Rabs_sum _) _; rewrite Rmult_comm -sum_scal; apply: sum_le => i _.
rewrite Rabs_mult; have := dot_bound i t0 ht; have s0 := size_ge0 i => small.
have : Rabs (exp (dot h (x i)) - exp_terms J (dot h (x i))) <= (t * size i) ^ J * exp (size i).
  apply: Rle_trans (exp_remainder _ _) _; apply: Rmult_le_compat.
  - exact/pow_le/Rabs_pos.
  - exact/Rlt_le/exp_pos.
  - by apply: pow_incr; split; [apply: Rabs_pos |].
  - apply: exp_le; have := Rmult_le_compat_r _ _ _ s0 t1; lra.
rewrite Rpow_mult_distr => bound; have := Rmult_le_compat_l _ _ _ (Rabs_pos (c k i)) bound; lra.
Qed.

(** ** MASK, the slope along a line
    If the moments of order below J in the direction v vanish, the slope at w_k + t v is (kappa_J/J!) t^J + O(t^(J+1)). *)
Theorem MASK_line_slope (k : 'I_K) (v : vec dx) (J : nat) :
  (forall j, (j < J)%N -> moment x l f theta b W k v j = 0) ->
  exists C, 0 <= C /\ forall t (W' : 'I_K -> vec dx), Rabs t <= 1 -> (forall e, W' k e = W k e + t * v e) ->
    Rabs (slope x l f theta b W' k - moment x l f theta b W k v J / INR (fact J) * t ^ J) <= C * Rabs t ^ J.+1.
Proof.
move=> mom.
pose C := / INR m * (\sum_i (Rabs (c k i) * (Rabs (dot v (x i)) ^ J.+1 * exp (Rabs (dot v (x i)))))).
exists C; split=> [|t W' t1 Wk].
  apply: Rmult_le_pos => //; apply: sum_ge0 => i _; apply: Rmult_le_pos; first exact: Rabs_pos.
  by apply: Rmult_le_pos; [exact/pow_le/Rabs_pos | exact/Rlt_le/exp_pos].
have line i : dot (fun e => t * v e) (x i) = t * dot v (x i) by rewrite /dot -sum_scal; apply: eq_bigr => e _; ring.
rewrite (slope_moved b (h := fun e => t * v e) Wk) Rminus_eq_0 exp_0 Rmult_1_l.
have -> : moment x l f theta b W k v J / INR (fact J) * t ^ J =
    / INR m * (\sum_i (c k i * exp_terms J.+1 (dot (fun e => t * v e) (x i)))).
  have split_last i : exp_terms J.+1 (dot (fun e => t * v e) (x i)) =
      exp_terms J (dot (fun e => t * v e) (x i)) + t ^ J / INR (fact J) * dot v (x i) ^ J.
    by rewrite /exp_terms big_ord_recr /= line Rpow_mult_distr; congr (_ + _); rewrite /Rdiv; ring.
  rewrite (eq_bigr (fun i => c k i * exp_terms J (dot (fun e => t * v e) (x i)) +
      t ^ J / INR (fact J) * (c k i * dot v (x i) ^ J))) => [|i _]; last by rewrite split_last; ring.
  rewrite sum_plus Rmult_plus_distr_l terms_vanish => [|j lt].
    by rewrite sum_scal -weighted_powers Rplus_0_l /Rdiv; ring.
  rewrite -weighted_powers (eq_bigr (fun i => t ^ j * (c k i * dot v (x i) ^ j))) => [|i _]; last first.
    by rewrite line Rpow_mult_distr; ring.
  by rewrite sum_scal; have := mom j lt; rewrite -weighted_powers => e; rewrite (Rmult_comm (t ^ j)) -Rmult_assoc e; ring.
rewrite -Rmult_minus_distr_l -sum_minus Rabs_mult (Rabs_pos_eq (/ INR m)) // /C Rmult_assoc.
apply: Rmult_le_compat_l => //; apply: Rle_trans (Rabs_sum _) _; rewrite Rmult_comm -sum_scal; apply: sum_le => i _.
rewrite -Rmult_minus_distr_l Rabs_mult line.
have p0 := Rabs_pos (dot v (x i)).
have : Rabs (exp (t * dot v (x i)) - exp_terms J.+1 (t * dot v (x i))) <=
    (Rabs t * Rabs (dot v (x i))) ^ J.+1 * exp (Rabs (dot v (x i))).
  apply: Rle_trans (exp_remainder _ _) _; rewrite Rabs_mult; apply: Rmult_le_compat_l.
    by apply: pow_le; apply: Rmult_le_pos; apply: Rabs_pos.
  apply: exp_le; have := Rmult_le_compat_r _ _ _ p0 t1; lra.
rewrite Rpow_mult_distr => bound; have := Rmult_le_compat_l _ _ _ (Rabs_pos (c k i)) bound; lra.
Qed.

(** ** MASK, the gain along a line
    Let moreover lam > 0 and the losses be convex.  With only this neuron in use, no amplitude gains more than
    (1/(4 lam)) (kappa_J/J!)^2 t^(2 J) + O(t^(2 J + 1)) at w_k + t v. *)
Theorem MASK_line_gain (k : 'I_K) (v : vec dx) (J : nat) : 0 < lam -> convex_losses l ->
  differentiable_at_outputs x l f theta ->
  (forall j, (j < J)%N -> moment x l f theta b W k v j = 0) ->
  exists C, 0 <= C /\ forall t (W' : 'I_K -> vec dx) (a : R), Rabs t <= 1 -> (forall e, W' k e = W k e + t * v e) ->
    L x l f theta - / (4 * lam) * (moment x l f theta b W k v J / INR (fact J)) ^ 2 * (t ^ J) ^ 2 -
      C * (Rabs t * (t ^ J) ^ 2) <=
    augmented_risk x l f lam theta (shift zero k a, b, W').
Proof.
move=> lam0 cvx ex /MASK_line_slope [C [C0 near]]; set kappa := _ / _ in near *.
have il : 0 < / (4 * lam) by apply: Rinv_0_lt_compat; lra.
exists (/ (4 * lam) * (2 * Rabs kappa * C + C ^ 2)); split.
  apply: Rmult_le_pos; first by lra.
  by have := Rmult_le_pos _ _ (Rabs_pos kappa) C0; have := pow2_ge_0 C; lra.
move=> t W' a t1 Wk; set s := slope x l f theta b W' k; have {near} near : Rabs (s - kappa * t ^ J) <= C * Rabs t ^ J.+1.
  exact: near.
have first := MASK_first_order (shift zero k a) b W' cvx ex.
rewrite (sum_single (i0 := k)) // in first; last by move=> j _ /negbTE ne; rewrite /shift ne /zero Rmult_0_l.
have pen : sqnorm (shift zero k a) = a ^ 2 by rewrite sqnorm_shift sqnorm0 /zero; ring.
rewrite /augmented_risk pen; move: first; rewrite /shift eqxx /zero Rplus_0_l -/s => first.
have complete : - (/ (4 * lam) * s ^ 2) <= a * s + lam * a ^ 2.
  have := Rmult_le_pos _ _ (Rlt_le _ _ lam0) (pow2_ge_0 (a + s * / (2 * lam))).
  have -> : lam * (a + s * / (2 * lam)) ^ 2 = a * s + lam * a ^ 2 - - (/ (4 * lam) * s ^ 2) by field; lra.
  lra.
have tJ : Rabs t ^ J = Rabs (t ^ J) by rewrite RPow_abs.
pose p := Rabs (t ^ J); have p0 : 0 <= p by apply: Rabs_pos.
have q0 := Rabs_pos t.
have pp : (t ^ J) ^ 2 = p ^ 2 by rewrite /p pow2_abs.
have : s ^ 2 <= kappa ^ 2 * p ^ 2 + (2 * Rabs kappa * C + C ^ 2) * (Rabs t * p ^ 2).
  have sle : Rabs s <= Rabs kappa * p + C * (Rabs t * p).
    have -> : s = kappa * t ^ J + (s - kappa * t ^ J) by ring.
    by apply: Rle_trans (Rabs_triang _ _) _; rewrite Rabs_mult -/p; move: near; rewrite /= tJ -/p; lra.
  have : Rabs s ^ 2 <= (Rabs kappa * p + C * (Rabs t * p)) ^ 2 by apply: pow_incr; split=> //; apply: Rabs_pos.
  rewrite pow2_abs => h; apply: Rle_trans h _.
  have k2 : Rabs kappa ^ 2 = kappa ^ 2 by rewrite pow2_abs.
  have p2 := pow2_ge_0 p; have c2 := pow2_ge_0 C.
  have : C ^ 2 * p ^ 2 * (Rabs t * Rabs t) <= C ^ 2 * p ^ 2 * (Rabs t * 1).
    apply: Rmult_le_compat_l; first by apply: Rmult_le_pos.
    by apply: Rmult_le_compat_l.
  rewrite -k2; lra.
move=> s2; have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ il) s2; rewrite pp; lra.
Qed.

(** ** MASK, the gain in a ball
    Let lam > 0 and the losses be convex, and let all moments of order below J vanish, for all outputs and directions.  Then
    within the distance t <= 1 of (0, b, W) no point gains more than C t^(2 J), nor more than C t^(J + 1). *)
Theorem MASK_ball (J : nat) : 0 < lam -> convex_losses l -> differentiable_at_outputs x l f theta ->
  (forall k v j, (j < J)%N -> moment x l f theta b W k v j = 0) ->
  exists C, 0 <= C /\ forall t (a' b' : vec K) (W' : 'I_K -> vec dx), 0 <= t <= 1 ->
    (forall k, Rabs (a' k) <= t) -> (forall k, Rabs (b' k - b k) <= t) -> (forall k e, Rabs (W' k e - W k e) <= t) ->
    L x l f theta - C * (t ^ J) ^ 2 <= augmented_risk x l f lam theta (a', b', W') /\
    L x l f theta - C * (t * t ^ J) <= augmented_risk x l f lam theta (a', b', W').
Proof.
move=> lam0 cvx ex mom; pose D k := exp 1 * constant k J.
have D0 k : 0 <= D k by apply: Rmult_le_pos; [exact/Rlt_le/exp_pos | exact: constant_ge0].
have slopes t (b' : vec K) (W' : 'I_K -> vec dx) k : 0 <= t <= 1 -> Rabs (b' k - b k) <= t ->
    (forall e, Rabs (W' k e - W k e) <= t) -> Rabs (slope x l f theta b' W' k) <= D k * t ^ J.
  move=> t01 hb hW; rewrite (slope_moved b' (h := fun e => W' k e - W k e)) => [|e]; last by ring.
  set h : vec dx := fun e => _.
  have -> : \sum_i (c k i * exp (dot h (x i))) =
      (\sum_i (c k i * (exp (dot h (x i)) - exp_terms J (dot h (x i))))) + \sum_i (c k i * exp_terms J (dot h (x i))).
    by rewrite -sum_plus; apply: eq_bigr => i _; ring.
  set r := \sum_i _; set z := \sum_i _.
  have z0 : / INR m * z = 0 by apply: terms_vanish => j; apply: mom.
  have -> : / INR m * (exp (b' k - b k) * (r + z)) = exp (b' k - b k) * (/ INR m * r) + exp (b' k - b k) * (/ INR m * z) by ring.
  rewrite z0 Rmult_0_r Rplus_0_r Rabs_mult (Rabs_pos_eq (exp _)); last exact/Rlt_le/exp_pos.
  rewrite /D Rmult_assoc; apply: Rmult_le_compat.
  - exact/Rlt_le/exp_pos.
  - exact: Rabs_pos.
  - by apply: exp_le; have := Rle_abs (b' k - b k); lra.
  - exact: (remainder k J t01 hW).
pose S := \sum_k D k; pose Q := \sum_k D k ^ 2.
have S0 : 0 <= S by apply: sum_ge0 => k _; apply: D0.
have Q0 : 0 <= Q by apply: sum_ge0 => k _; apply: pow2_ge_0.
have il : 0 < / (4 * lam) by apply: Rinv_0_lt_compat; lra.
have IQ := Rmult_le_pos _ _ (Rlt_le _ _ il) Q0.
exists (/ (4 * lam) * Q + S); split=> [|t a' b' W' t01 ha hb hW]; first by lra.
have tJ : 0 <= t ^ J by apply: pow_le; lra.
split.
  apply: Rle_trans (MASK_bound a' b' W' lam0 cvx ex).
  have : \sum_k slope x l f theta b' W' k ^ 2 <= Q * (t ^ J) ^ 2.
    rewrite Rmult_comm /Q -sum_scal; apply: sum_le => k _; rewrite -pow2_abs.
    have := slopes t b' W' k t01 (hb k) (hW k) => le.
    have : Rabs (slope x l f theta b' W' k) ^ 2 <= (D k * t ^ J) ^ 2 by apply: pow_incr; split=> //; apply: Rabs_pos.
    lra.
  move=> q; have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ il) q; have := Rmult_le_pos _ _ S0 (pow2_ge_0 (t ^ J)); lra.
have := MASK_first_order a' b' W' cvx ex; rewrite /augmented_risk.
have : - (S * (t * t ^ J)) <= \sum_k (a' k * slope x l f theta b' W' k).
  have -> : - (S * (t * t ^ J)) = \sum_k (- (t * t ^ J) * D k) by rewrite sum_scal /S; ring.
  apply: sum_le => k _; have := slopes t b' W' k t01 (hb k) (hW k) => le.
  have : Rabs (a' k * slope x l f theta b' W' k) <= t * (D k * t ^ J).
    by rewrite Rabs_mult; apply: Rmult_le_compat => //; apply: Rabs_pos.
  have := Rle_abs (- (a' k * slope x l f theta b' W' k)); rewrite Rabs_Ropp; lra.
have := Rmult_le_pos _ _ (Rlt_le _ _ lam0) (sqnorm_ge0 a').
have tt : 0 <= t * t ^ J by apply: Rmult_le_pos; lra.
have := Rmult_le_pos _ _ IQ tt; lra.
Qed.
End Expansion.

(** ** An instance: the data of MASK_example, with N + 1 inputs
    Within the distance t of (0, b, w) no point gains more than C t^(2 N), and yet the point is no local minimum. *)
Theorem MASK_ball_example (N : nat) (lam w b R0 : R) (theta : R) : 0 < lam -> R0 <> 0 ->
  let value z := augmented_risk (@first_integers N) (@masking_targets N w R0)
    (zero_network : _ -> R_UniformSpace -> _) lam theta z in
  (exists C, 0 <= C /\ forall t (a' b' : vec 1) (W' : 'I_1 -> vec 1), 0 <= t <= 1 ->
    (forall k, Rabs (a' k) <= t) -> (forall k, Rabs (b' k - b) <= t) -> (forall k e, Rabs (W' k e - w) <= t) ->
    L (@first_integers N) (@masking_targets N w R0) (zero_network : _ -> R_UniformSpace -> _) theta - C * (t ^ N) ^ 2 <=
    value (a', b', W')) /\
  ~ local_minimum (fun z : neurons 1 1 => value z) (zero, scalar b, fun _ => scalar w).
Proof.
move=> lam0 R00 value; have [cvx [ex [mom none]]] := MASK_example N w b (Rgt_not_eq _ _ lam0) R00.
split; last exact: none.
have mom' k v j : (j < N)%N -> moment (@first_integers N) (@masking_targets N w R0)
    (zero_network : _ -> R_UniformSpace -> _) theta (scalar b) (fun _ => scalar w) k v j = 0.
  move=> lt; have := mom theta j lt; rewrite (ord1 k) /moment => m1.
  set S := \sum_i _ in m1; set S' := \sum_i _.
  have -> : S' = v ord0 ^ j * S.
    rewrite /S -sum_scal; apply: eq_bigr => i _.
    by rewrite /dot !sum_one /scalar Rmult_1_l Rpow_mult_distr; ring.
  have -> : / INR N.+1 * (v ord0 ^ j * S) = v ord0 ^ j * (/ INR N.+1 * S) by ring.
  by rewrite m1; ring.
have [C [C0 ball]] := MASK_ball (J := N) lam0 cvx (ex theta) mom'.
by exists C; split=> // t a' b' W' t01 ha hb hW; case: (ball t a' b' W' t01 ha hb hW).
Qed.
