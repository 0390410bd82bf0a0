(** * MASK: how small the descent can be that ELIM and REAL promise

    theta is frozen.  At (0, b, W) the slope of L~ in the amplitude of output k is a sum of exponentials.  Its derivatives along a
    direction are the moments of the residuals.  Not all moments of order below n vanish, where n is the number of
    distinct inputs, but all of order below n - 1 may. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Escape Necessity.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section Mask.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).
Variables (theta : Theta) (b : vec K) (W : 'I_K -> vec dx) (k : 'I_K).

(** dL~/da_k at (0, b, W): (1/m) sum_i dl_i/dq_k(f(x_i; theta)) exp(w_k . x_i + b_k) *)
Definition slope : R := / INR m * (\sum_i (partial (l i) (f (x i) theta) k * exp (dot (W k) (x i) + b k))).

(** The moment of order j in the direction v:
    (1/m) sum_i dl_i/dq_k(f(x_i; theta)) exp(w_k . x_i + b_k) (v . x_i)^j.  Samples with equal inputs are added up, so this is
    the sum over the distinct inputs u of rho_k(u) exp(w_k . u + b_k) (v . u)^j, divided by m. *)
Definition moment (v : vec dx) (j : nat) : R :=
  / INR m * (\sum_i (partial (l i) (f (x i) theta) k * exp (dot (W k) (x i) + b k) * dot v (x i) ^ j)).

(** ** MASK, the slope is the derivative of L~ in a_k at a = 0. *)
Theorem MASK_slope : differentiable_at_outputs x l f theta ->
  is_derive (fun t => augmented_risk x l f lam theta (shift zero k t, b, W)) 0 slope.
Proof.
move=> ex; have ex' i : has_partial (l i) (augmented_network f theta (zero, b, W) (x i)) k.
  by rewrite augmented_network0; apply: ex.
have := is_derive_risk_a lam ex'; rewrite {3}/zero Rmult_0_r Rplus_0_r.
suff -> : / INR m * (\sum_i (exp (dot (W k) (x i) + b k) *
    partial (l i) (augmented_network f theta (zero, b, W) (x i)) k)) = slope by [].
by congr (_ * _); apply: eq_bigr => i _; rewrite augmented_network0 Rmult_comm.
Qed.

(** ** MASK, the moments are the derivatives of the slope along w_k + t v at t = 0. *)
Theorem MASK_moments (v : vec dx) (j : nat) :
  Derive_n (fun t => / INR m * (\sum_i (partial (l i) (f (x i) theta) k *
    exp (dot (fun e => W k e + t * v e) (x i) + b k)))) j 0 = moment v j.
Proof.
have line t i : dot (fun e => W k e + t * v e) (x i) = dot (W k) (x i) + t * dot v (x i).
  by rewrite /dot -sum_scal -sum_plus; apply: eq_bigr => e _; ring.
pose c i := partial (l i) (f (x i) theta) k; pose r i := dot v (x i); pose e0 i := dot (W k) (x i) + b k.
have derive_n t : Derive_n (fun t => / INR m * (\sum_i (c i * exp (dot (fun e => W k e + t * v e) (x i) + b k)))) j t =
    / INR m * (\sum_i (c i * exp (e0 i + t * r i) * r i ^ j)).
  elim: j t => [|j IH] t /=.
    by congr (_ * _); apply: eq_bigr => i _; rewrite line Rmult_1_r; congr (_ * exp _); rewrite /e0 /r; ring.
  rewrite (Derive_ext _ _ _ IH); apply: is_derive_unique; apply: is_derive_scal; apply: is_derive_sum => i _.
  by derive; ring.
rewrite derive_n /moment; congr (_ * _); apply: eq_bigr => i _.
by rewrite Rmult_0_l Rplus_0_r.
Qed.

(** If all residuals of output k vanish, so do its moments. *)
Lemma moment_residual v j : (forall u, residual x l f theta u k = 0) -> moment v j = 0.
Proof.
move=> res0; pose c i := partial (l i) (f (x i) theta) k; pose F i := c i * exp (dot (W k) (x i) + b k) * dot v (x i) ^ j.
suff F0 : \sum_i F i = 0 by rewrite /moment [X in _ * X]F0 Rmult_0_r.
have group p : \sum_(i | same (x i) (x p)) F i = 0.
  rewrite /F (eq_bigr (fun i => exp (dot (W k) (x p) + b k) * dot v (x p) ^ j * c i)) => [|i /sameP ->]; last by ring.
  by rewrite sum_scal; have := res0 (x p); rewrite /residual -/c => ->; ring.
have none : \sum_(i < m) 0 = 0 by apply: sum0.
have group0 p : \sum_(i | same (x i) (x p)) (0 : R) = 0 by apply: sum0.
have [le ge] : \sum_i F i <= \sum_(i < m) 0 /\ \sum_(i < m) 0 <= \sum_i F i.
  by split; apply: (sum_le_by_input (x := x)) => p; rewrite group group0; apply: Rle_refl.
by rewrite none in le ge; apply: Rle_antisym.
Qed.

(** ** MASK, the descent certificate
    Let lam <> 0 and let the losses have their partial derivatives at f(x_i; theta).  A single moment that is not 0, of
    any order and in any direction, proves that no (a', b', W') is a local minimum of L~(theta, .). *)
Theorem MASK_certificate (v : vec dx) (j : nat) : lam <> 0 -> differentiable_at_outputs x l f theta ->
  moment v j <> 0 -> forall z, ~ frozen_local_minimum x l f lam theta z.
Proof.
move=> lam0 ex mom [[a' b'] W'] locmin; apply: mom; apply: moment_residual => u.
by case: (RESIDUAL lam0 ex locmin).
Qed.

(** ** MASK, the order
    Let X_1, ..., X_n be points that include all inputs, and let the numbers v . X_p be distinct.  If some
    residual rho_k(u) is not 0, then some moment of order below n is not 0.

    Idea: the elimination that proves a Vandermonde matrix regular. *)
Theorem MASK_order (n : nat) (X : 'I_n -> vec dx) (v : vec dx) :
  (forall i, exists p, x i = X p) -> (forall p q, dot v (X p) = dot v (X q) -> p = q) ->
  (exists u, residual x l f theta u k <> 0) ->
  exists j, (j < n)%N /\ moment v j <> 0.
Proof.
move=> covers inj [u res].
have search (F : nat -> R) N : (forall j, (j < N)%N -> F j = 0) \/ exists j, (j < N)%N /\ F j <> 0.
  elim: N => [|N [IH|[j [lt Fj]]]]; first by left.
    case: (Req_dec (F N) 0) => FN; last by right; exists N.
    by left=> j; rewrite ltnS leq_eqVlt => /orP [/eqP -> | /IH].
  by right; exists j; split=> //; apply: ltnW.
case: (search (moment v) n) => // mom0; exfalso; apply: res.
case: (pickP (fun i => same (x i) u)) => [i0 /sameP xu|none]; last by rewrite /residual big_pred0.
have [p0 xp0] := covers i0.
pose c i := partial (l i) (f (x i) theta) k * exp (dot (W k) (x i) + b k).
have sum_moment j : (j < n)%N -> \sum_i (c i * dot v (x i) ^ j) = 0.
  by move=> /mom0 /Rmult_integral [inv0|//]; have := mean_pos i0; lra.
have eliminate s : exists P : R -> R, (forall p, p \notin s -> P (dot v (X p)) <> 0) /\
    (forall p, p \in s -> P (dot v (X p)) = 0) /\
    forall j, (j + size s < n)%N -> \sum_i (c i * P (dot v (x i)) * dot v (x i) ^ j) = 0.
  elim: s => [|q s [P [Pn [P0 mom]]]].
    exists (fun _ => 1); split=> [p _|]; first by lra.
    split=> // j; rewrite addn0 => /sum_moment mom; rewrite -[RHS]mom.
    by apply: eq_bigr => i _; ring.
  exists (fun r => P r * (r - dot v (X q))); split=> [p|]; last split=> [p|j /= lt].
  - rewrite inE negb_or => /andP [/eqP ne /Pn Pp]; apply: Rmult_integral_contrapositive; split=> // e.
    by apply/ne/inj; lra.
  - by rewrite inE => /orP [/eqP -> | /P0 ->]; ring.
  - rewrite (eq_bigr (fun i => c i * P (dot v (x i)) * dot v (x i) ^ j.+1 -
                               dot v (X q) * (c i * P (dot v (x i)) * dot v (x i) ^ j))) => [|i _]; last first.
      by rewrite /=; ring.
    rewrite sum_minus sum_scal !mom; first by ring.
    + by apply: leq_ltn_trans lt; rewrite leq_add2l.
    + by rewrite addSnnS.
have [P [Pn [P0 /(_ 0%N)]]] := eliminate [seq p <- enum 'I_n | p != p0].
have -> : (0 + size [seq p <- enum 'I_n | p != p0] < n)%N.
  rewrite add0n size_filter -[X in (_ < X)%N](size_enum_ord n) -(count_predC (fun p => p != p0)).
  rewrite -[X in (X < _)%N]addn0 ltn_add2l -has_count; apply/hasP; exists p0; first by rewrite mem_enum.
  by rewrite /= eqxx.
move=> /(_ isT).
rewrite (bigID (fun i => same (x i) u)) /= [X in _ + X]big1 => [|i ne]; last first.
  have [p xp] := covers i; rewrite xp P0; first by ring.
  rewrite mem_filter mem_enum andbT; apply/eqP => e; move/negP: ne; apply.
  by apply/sameP; rewrite xp e -xp0.
pose e0 := exp (dot (W k) u + b k) * P (dot v u).
rewrite Rplus_0_r (eq_bigr (fun i => e0 * partial (l i) (f (x i) theta) k)) => [|i /sameP xi]; last first.
  by rewrite /c /e0 xi /=; ring.
rewrite sum_scal => /Rmult_integral [|//] /Rmult_integral [e|e].
  by have := exp_pos (dot (W k) u + b k); lra.
by case: (Pn p0); [rewrite mem_filter eqxx | rewrite -xp0 xu].
Qed.

End Mask.

Section Descent.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

(** The gradient inequality, summed: L~ without its penalty lies above its tangent plane in the amplitudes at a = 0. *)
Lemma MASK_first_order (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  convex_losses l -> differentiable_at_outputs x l f theta ->
  L x l f theta + \sum_k (a k * slope x l f theta b W k) <= risk x l (augmented_network f theta (a, b, W)).
Proof.
move=> cvx ex.
have -> : \sum_k (a k * slope x l f theta b W k) =
    / INR m * (\sum_i dot (partial (l i) (f (x i) theta)) (added_neurons (a, b, W) (x i))).
  rewrite (eq_bigr (fun k => / INR m * (\sum_i (partial (l i) (f (x i) theta) k *
      (a k * exp (dot (W k) (x i) + b k)))))) => [|k _]; last first.
    have move_left u w : u * (/ INR m * w) = / INR m * (u * w) by ring.
    by rewrite move_left -sum_scal; congr (_ * _); apply: eq_bigr => i _; ring.
  by rewrite sum_scal exchange_big.
rewrite /L /risk -Rmult_plus_distr_l -sum_plus; apply: mean_le; apply: sum_le => i _.
have := gradient_inequality (cvx i) (ex i) (augmented_network f theta (a, b, W) (x i)).
have -> // : (fun k => augmented_network f theta (a, b, W) (x i) k - f (x i) theta k) = added_neurons (a, b, W) (x i).
by apply: functional_extensionality => k; rewrite /augmented_network; ring.
Qed.

(** ** MASK, the upper bound
    Let lam > 0, and let the losses be convex with partial derivatives at f(x_i; theta).  At all (a, b, W)
    L~ >= L(theta) - (1/(4 lam)) sum_k s_k^2, with s_k the slope at (b, W).

    Idea: the gradient inequality, and a s + lam a^2 >= - s^2/(4 lam). *)
Theorem MASK_bound (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  0 < lam -> convex_losses l -> differentiable_at_outputs x l f theta ->
  L x l f theta - / (4 * lam) * (\sum_k slope x l f theta b W k ^ 2) <= augmented_risk x l f lam theta (a, b, W).
Proof.
move=> lam0 cvx ex.
have first_order := MASK_first_order a b W cvx ex.
have squares : - (/ (4 * lam) * (\sum_k slope x l f theta b W k ^ 2)) <=
    (\sum_k (a k * slope x l f theta b W k)) + lam * sqnorm a.
  have -> : - (/ (4 * lam) * (\sum_k slope x l f theta b W k ^ 2)) = - / (4 * lam) * (\sum_k slope x l f theta b W k ^ 2) by ring.
  rewrite /sqnorm -!sum_scal -sum_plus; apply: sum_le => k _.
  set s := slope _ _ _ _ _ _ _.
  have := Rmult_le_pos _ _ (Rlt_le _ _ lam0) (pow2_ge_0 (a k + s * / (2 * lam))).
  have -> : lam * (a k + s * / (2 * lam)) ^ 2 = a k * s + lam * a k ^ 2 - - / (4 * lam) * s ^ 2 by field; lra.
  lra.
by rewrite /augmented_risk; lra.
Qed.

(** ** MASK, the bound is attained up to a factor
    Let each loss satisfy l_i(q + h e_k) <= l_i(q) + h dl_i/dq_k(q) + C h^2/2 at q = f(x_i; theta) for |h| <= r.
    With B = (C/(2m)) sum_i exp(2 (w_k . x_i + b_k)) the amplitude a_k = - s/(2 (lam + B)) gains at least s^2/(4 (lam + B)), if
    lam + B > 0 and if it is so small that |a_k| exp(w_k . x_i + b_k) <= r for all i. *)
Theorem MASK_gain (theta : Theta) (b : vec K) (W : 'I_K -> vec dx) (k : 'I_K) (C r : R) :
  let s := slope x l f theta b W k in
  let B := C / 2 * (/ INR m * (\sum_i exp (dot (W k) (x i) + b k) ^ 2)) in
  let a := - s / (2 * (lam + B)) in
  0 < lam + B ->
  (forall i h, Rabs h <= r ->
     l i (shift (f (x i) theta) k h) <= l i (f (x i) theta) + h * partial (l i) (f (x i) theta) k + C / 2 * h ^ 2) ->
  (forall i, Rabs (a * exp (dot (W k) (x i) + b k)) <= r) ->
  augmented_risk x l f lam theta (shift zero k a, b, W) <= L x l f theta - s ^ 2 / (4 * (lam + B)).
Proof.
move=> s B a pos upper small; pose e i := exp (dot (W k) (x i) + b k).
have net i : augmented_network f theta (shift zero k a, b, W) (x i) = shift (f (x i) theta) k (a * e i).
  apply: functional_extensionality => j; rewrite /augmented_network /added_neurons /shift /zero /e.
  by case: eqP => [->|_]; ring.
have data : risk x l (augmented_network f theta (shift zero k a, b, W)) <= L x l f theta + a * s + B * a ^ 2.
  have -> : L x l f theta + a * s + B * a ^ 2 = / INR m * (\sum_i (l i (f (x i) theta) +
      (a * e i) * partial (l i) (f (x i) theta) k + C / 2 * (a * e i) ^ 2)).
    rewrite !sum_plus /L /risk /s /slope /B.
    have -> : \sum_i (a * e i * partial (l i) (f (x i) theta) k) = a * (\sum_i (partial (l i) (f (x i) theta) k * e i)).
      by rewrite -sum_scal; apply: eq_bigr => i _; ring.
    have -> : \sum_i (C / 2 * (a * e i) ^ 2) = C / 2 * a ^ 2 * (\sum_i e i ^ 2).
      by rewrite -sum_scal; apply: eq_bigr => i _; ring.
    by rewrite /e; ring.
  by apply: mean_le; apply: sum_le => i _; rewrite net; apply: upper; apply: small.
have pen : sqnorm (shift zero k a) = a ^ 2 by rewrite sqnorm_shift sqnorm0 /zero; ring.
rewrite /augmented_risk pen.
have : a * s + (lam + B) * a ^ 2 = - (s ^ 2 / (4 * (lam + B))) by rewrite /a; field; lra.
lra.
Qed.
End Descent.

(** The alternating binomial sums of powers: sum_x (-1)^x C(N, x) (x + h)^j is 0 for j < N and (-1)^N N! for j = N. *)
Lemma sum_ord_f_R0 (F : nat -> R) N : \sum_(i < N.+1) F i = sum_f_R0 F N.
Proof. by elim: N => [|N IH]; rewrite big_ord_recr /= ?big_ord0 ?Rplus_0_l // IH. Qed.

(** (-1)^x C(N, x) *)
Definition alternating (N i : nat) : R := (-1) ^ i * Binomial.C N i.

(** (1 - z)^N = sum_x (-1)^x C(N, x) z^x *)
Lemma binomial_powers N z : \sum_(i < N.+1) (alternating N i * z ^ i) = (1 - z) ^ N.
Proof.
have -> : 1 - z = - z + 1 by ring.
rewrite binomial (sum_ord_f_R0 (fun i => alternating N i * z ^ i)); apply: sum_eq => i _.
rewrite pow1 /alternating; have -> : - z = -1 * z by ring.
by rewrite Rpow_mult_distr; ring.
Qed.

Lemma alternating_succ N i : (i <= N)%N -> INR i.+1 * alternating N.+1 i.+1 = - (INR N.+1 * alternating N i).
Proof.
move=> le; rewrite /alternating /Binomial.C -!/(fact _).
have -> : (N.+1 - i.+1)%coq_nat = (N - i)%coq_nat by [].
rewrite (fact_simpl N) (fact_simpl i) !mult_INR.
have h1 := INR_fact_neq_0 i; have h2 := INR_fact_neq_0 (N - i)%coq_nat.
have h3 : INR i.+1 <> 0 by apply: not_0_INR.
by rewrite /=; field.
Qed.

Lemma alternating_moment N j h : (j <= N)%N ->
  \sum_(i < N.+1) (alternating N i * (INR i + h) ^ j) = if j == N then (-1) ^ N * INR (fact N) else 0.
Proof.
elim: N j h => [|N IHN] j h.
  by rewrite leqn0 => /eqP ->; rewrite big_ord_recl big_ord0 /alternating /Binomial.C /=; field.
elim: j h => [|j IHj] h le.
  rewrite (eq_bigr (fun i : 'I_N.+2 => alternating N.+1 i * 1 ^ i)) => [|i _]; last by rewrite pow1 pow_O.
  by rewrite binomial_powers Rminus_eq_0 /= Rmult_0_l.
(* (x + h)^(j+1) = x (x + h)^j + h (x + h)^j, and x C(N + 1, x) = (N + 1) C(N, x - 1) *)
rewrite (eq_bigr (fun i : 'I_N.+2 => INR i * alternating N.+1 i * (INR i + h) ^ j +
    h * (alternating N.+1 i * (INR i + h) ^ j))) => [|i _]; last by rewrite /=; ring.
rewrite sum_plus sum_scal IHj; last exact: ltnW.
rewrite big_ord_recl [X in X * _ * _]/= !Rmult_0_l Rplus_0_l.
rewrite (eq_bigr (fun i : 'I_N.+1 => - INR N.+1 * (alternating N i * (INR i + (h + 1)) ^ j))) => [|i _]; last first.
  have iN : (i <= N)%N by rewrite -ltnS.
  rewrite lift0 (alternating_succ iN) (S_INR i).
  have -> : INR i + 1 + h = INR i + (h + 1) by ring.
  ring.
rewrite sum_scal IHN // eqSS.
have -> : (j == N.+1) = false by apply/eqP => e; move: le; rewrite e ltnn.
case: eqP => _; last by ring.
by rewrite fact_simpl mult_INR /=; ring.
Qed.

(** The inputs 0, 1, ..., N on the line *)
Definition first_integers (N : nat) (i : 'I_N.+1) : vec 1 := scalar (INR i).

(** ** MASK, the worst case occurs
    Let the inputs be 0, 1, ..., N (n = N + 1 of them), and let the derivatives of the losses at the outputs of the network be
    R (-1)^x C(N, x) e^{-w x}, with R <> 0.  At (0, b, w) all moments of order below N = n - 1 are 0, the moment of order N
    is not, and the slope at (b, w + t) is (R/n) e^b (1 - e^t)^N. *)
Theorem MASK_attained (N : nat) (K : nat) (l : 'I_N.+1 -> vec K -> R) (Theta : UniformSpace)
    (f : vec 1 -> Theta -> vec K) (theta : Theta) (b : vec K) (W : 'I_K -> vec 1) (k : 'I_K) (w R0 : R) :
  R0 <> 0 -> W k = scalar w ->
  (forall i : 'I_N.+1, partial (l i) (f (first_integers i) theta) k =
     R0 * ((-1) ^ i * Binomial.C N i) * exp (- (w * INR i))) ->
  (forall j, (j < N)%N -> moment (@first_integers N) l f theta b W k (scalar 1) j = 0) /\
  moment (@first_integers N) l f theta b W k (scalar 1) N <> 0 /\
  forall (W' : 'I_K -> vec 1) (t : R), W' k = scalar (w + t) ->
    slope (@first_integers N) l f theta b W' k = R0 / INR N.+1 * exp (b k) * (1 - exp t) ^ N.
Proof.
move=> R00 Wk res.
have dotE u (i : 'I_N.+1) : dot (scalar u) (first_integers i) = u * INR i by rewrite /dot sum_one.
have mom j : (j <= N)%N -> moment (@first_integers N) l f theta b W k (scalar 1) j =
    / INR N.+1 * (R0 * exp (b k) * (if j == N then (-1) ^ N * INR (fact N) else 0)).
  move=> le; rewrite /moment -(alternating_moment 0 le); congr (_ * _); rewrite -sum_scal; apply: eq_bigr => i _.
  rewrite res Wk !dotE exp_plus Rmult_1_l Rplus_0_r /alternating.
  have : exp (- (w * INR i)) * exp (w * INR i) = 1 by rewrite -exp_plus Rplus_opp_l exp_0.
  by move=> e; rewrite -[RHS]Rmult_1_l -e; ring.
split=> [j lt|]; first by rewrite mom ?(ltnW lt) // (ltn_eqF lt); ring.
split=> [|W' t W'k].
  rewrite mom // eqxx.
  have h1 : / INR N.+1 <> 0 by apply: Rinv_neq_0_compat; apply: not_0_INR.
  have h2 := exp_pos (b k); have h3 := INR_fact_neq_0 N.
  have h4 : (-1) ^ N <> 0 by apply: pow_nonzero; lra.
  by repeat apply: Rmult_integral_contrapositive_currified => //; lra.
rewrite /slope -binomial_powers.
rewrite (eq_bigr (fun i : 'I_N.+1 => R0 * exp (b k) * (alternating N i * exp t ^ i))) => [|i _]; last first.
  rewrite res W'k dotE /alternating.
  have -> : exp ((w + t) * INR i + b k) = exp (w * INR i) * exp t ^ i * exp (b k).
    by rewrite Rmult_plus_distr_r !exp_plus -Rpower_pow ?/Rpower ?ln_exp; [congr (_ * exp _ * _); ring | apply: exp_pos].
  have : exp (- (w * INR i)) * exp (w * INR i) = 1 by rewrite -exp_plus Rplus_opp_l exp_0.
  by move=> e; rewrite -[RHS]Rmult_1_l -e; ring.
have out S : / INR N.+1 * (R0 * exp (b k) * S) = R0 / INR N.+1 * exp (b k) * S by field; apply: not_0_INR.
by rewrite sum_scal; apply: out.
Qed.

(** ** MASK, an example
    Such data exist: squared error with suitable targets and the network f = 0.  The point (0, b, w) is no local minimum of
    L~ in (a, b, w) for any lam <> 0, although all moments of order below N vanish there. *)
Definition masking_targets (N : nat) (w R0 : R) (i : 'I_N.+1) : vec 1 -> R :=
  squared_error (- (R0 * ((-1) ^ i * Binomial.C N i) * exp (- (w * INR i))) / 2).

Theorem MASK_example (N : nat) (lam w b R0 : R) : lam <> 0 -> R0 <> 0 ->
  convex_losses (@masking_targets N w R0) /\
  (forall theta : R, differentiable_at_outputs (@first_integers N) (@masking_targets N w R0)
     (zero_network : _ -> R_UniformSpace -> _) theta) /\
  (forall (theta : R) j, (j < N)%N -> moment (@first_integers N) (@masking_targets N w R0)
     (zero_network : _ -> R_UniformSpace -> _) theta (scalar b) (fun _ => scalar w) ord0 (scalar 1) j = 0) /\
  (forall theta : R, ~ frozen_local_minimum (@first_integers N) (@masking_targets N w R0)
     (zero_network : _ -> R_UniformSpace -> _) lam theta (zero, scalar b, fun _ => scalar w)).
Proof.
move=> lam0 R00.
have ex (theta : R) : differentiable_at_outputs (@first_integers N) (@masking_targets N w R0)
    (zero_network : _ -> R_UniformSpace -> _) theta by move=> i k; apply: has_partial_squared_error.
have slopes (theta : R) (i : 'I_N.+1) : partial (@masking_targets N w R0 i) (zero_network (first_integers i) theta) ord0 =
    R0 * ((-1) ^ i * Binomial.C N i) * exp (- (w * INR i)).
  apply: partial_unique; rewrite /masking_targets /squared_error /zero_network /shift eqxx /zero.
  by derive; field.
split; first by move=> i; apply: convex_squared_error.
have att theta := MASK_attained (f := (zero_network : _ -> R_UniformSpace -> _)) (scalar b) R00
                    (erefl : (fun _ : 'I_1 => scalar w) ord0 = scalar w) (slopes theta).
split=> //; split=> [theta|theta]; first by case: (att theta).
by case: (att theta) => _ [mom _]; apply: (MASK_certificate lam0 (ex theta) mom).
Qed.
