(** * OPEN-STEP: residuals that are seen through half-spaces

    The neuron a [b + w . u > 0] with the penalty lam (a^2 + b^2 + |w|^2).  With the value 0 at the jump it eliminates all
    bad local minima. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Neuron Atlas.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** [s > 0], as a boolean *)
Definition is_positive (s : R) : bool := if Rlt_dec 0 s then true else false.

Lemma is_positiveP s : reflect (0 < s) (is_positive s).
Proof. by rewrite /is_positive; case: Rlt_dec => h; constructor. Qed.

(** a if b + w . u > 0, else 0 *)
Definition open_step dx (z : ridge_parameters dx) (u : vec dx) : R :=
  if is_positive (z.2.1 + dot z.2.2 u) then z.1 else 0.
(** a^2 + b^2 + |w|^2 *)
Definition decay dx (z : ridge_parameters dx) : R := z.1 ^ 2 + z.2.1 ^ 2 + sqnorm z.2.2.

Lemma is_positive_scale t s : 0 < t -> is_positive (t * s) = is_positive s.
Proof.
move=> t0; apply/is_positiveP/is_positiveP => [h|h]; last exact: Rmult_lt_0_compat.
by apply: (Rmult_lt_reg_l t) => //; lra.
Qed.

Lemma dot_scale_l dx t (w u : vec dx) : dot (fun e => t * w e) u = t * dot w u.
Proof. by rewrite /dot -sum_scal; apply: eq_bigr => e _; ring. Qed.

Lemma dot_zero_l dx (u : vec dx) : dot zero u = 0.
Proof. by apply: sum0 => e _; rewrite /zero; ring. Qed.

Lemma sqnorm_scale n t (a : vec n) : sqnorm (fun k => t * a k) = t ^ 2 * sqnorm a.
Proof. by rewrite /sqnorm -sum_scal; apply: eq_bigr => k _; ring. Qed.

(** A sum over samples whose sum at each input is 0 *)
Lemma sum_by_input m dx (x : 'I_m -> vec dx) (F : 'I_m -> R) :
  (forall j, \sum_(i | same (x i) (x j)) F i = 0) -> \sum_i F i = 0.
Proof.
move=> group; have none : \sum_(i < m) 0 = 0 by apply: sum0.
have group0 j : \sum_(i | same (x i) (x j)) (0 : R) = 0 by apply: sum0.
have [le ge] : \sum_i F i <= \sum_(i < m) 0 /\ \sum_(i < m) 0 <= \sum_i F i.
  by split; apply: (sum_le_by_input (x := x)) => j; rewrite group group0; apply: Rle_refl.
by rewrite none in le ge; apply: Rle_antisym.
Qed.

(** Of finitely many numbers with a property one is greatest. *)
Lemma greatest (T : finType) (A : pred T) (v : T -> R) (i0 : T) : A i0 ->
  exists i, A i /\ forall j, A j -> v j <= v i.
Proof.
move=> A0; suff [i [Ai max]] : exists i, A i /\ forall j, j \in enum T -> A j -> v j <= v i.
  by exists i; split=> // j; apply: max; rewrite mem_enum.
elim: (enum T) => [|k r [i [Ai max]]]; first by exists i0.
case Ak: (A k); last first.
  by exists i; split=> // j; rewrite inE => /orP [/eqP ->|/max //]; rewrite Ak.
case: (Rle_dec (v k) (v i)) => le.
  by exists i; split=> // j; rewrite inE => /orP [/eqP -> //|/max].
exists k; split=> // j; rewrite inE => /orP [/eqP -> _|/max le' /le'] //; first exact: Rle_refl.
by lra.
Qed.

(** ** Half-spaces see everything
    If the sum of c over each open half-space is 0, the sum at each input is 0.

    Idea: an input u with a sum that is not 0, as far from the origin as possible; all other inputs x with
    u . x >= |u|^2 are farther. *)
Theorem half_spaces m dx (x : 'I_m -> vec dx) (c : 'I_m -> R) :
  (forall b w, \sum_(i | is_positive (b + dot w (x i))) c i = 0) -> forall u, \sum_(i | same (x i) u) c i = 0.
Proof.
move=> half.
pose C u := \sum_(i | same (x i) u) c i; pose odd i := if Req_EM_T (C (x i)) 0 then false else true.
have oddP i : odd i = false -> C (x i) = 0 by rewrite /odd; case: Req_EM_T.
suff none j : odd j = false.
  move=> u; case: (pickP (fun i => same (x i) u)) => [j /sameP <-|no]; first exact: oddP.
  by rewrite big_pred0.
case odd_j : (odd j) => //; exfalso.
have {j odd_j} [i [odd_i max]] := greatest (A := odd) (fun i => sqnorm (x i)) odd_j.
pose u := x i; pose beyond j := ~~ is_positive (sqnorm u + dot (fun e => - u e) (x j)).
have all : \sum_j c j = 0.
  rewrite -[RHS](half 1 zero); apply: eq_bigl => j; rewrite dot_zero_l Rplus_0_r.
  by apply/esym/is_positiveP; lra.
have out : \sum_(j | beyond j) c j = 0.
  move: all; rewrite (bigID (fun j => is_positive (sqnorm u + dot (fun e => - u e) (x j)))) /=.
  by rewrite half Rplus_0_l.
have far j : beyond j -> x j <> u -> sqnorm u < sqnorm (x j).
  move=> /is_positiveP b ne.
  have dist : 0 < sqnorm (fun e => x j e - u e).
    case: (Rle_lt_dec (sqnorm (fun e => x j e - u e)) 0) => // /sqnorm_eq0 z; exfalso; apply: ne.
    apply: functional_extensionality => e; have := f_equal (fun q : vec dx => q e) z; rewrite /zero; lra.
  have e1 : sqnorm (fun e => x j e - u e) = sqnorm (x j) + 2 * dot (fun e => - u e) (x j) + sqnorm u.
    rewrite /sqnorm /dot -sum_scal -!sum_plus; apply: eq_bigr => e _; ring.
  lra.
have rest : \sum_j (if beyond j && ~~ same (x j) u then c j else 0) = 0.
  apply: (sum_by_input (x := x)) => p.
  rewrite (eq_bigr (fun j => (if beyond p && ~~ same (x p) u then 1 else 0) * c j)) => [|j /sameP e]; last first.
    by rewrite /beyond e; case: ifP => _; ring.
  rewrite sum_scal; case: ifP => [/andP [bp /sameP ne]|_]; last by ring.
  have lt := far p bp ne; have op : odd p = false.
    by case op : (odd p) => //; have := max p op; rewrite -/u; lra.
  by have := oddP p op; rewrite /C => ->; ring.
move: out; rewrite (bigID (fun j => same (x j) u)) /= [X in _ + X]big_mkcond rest Rplus_0_r => Cu.
move: odd_i; rewrite /odd; case: Req_EM_T => // ne _; apply: ne; rewrite -[RHS]Cu.
apply: eq_bigl => j; rewrite andbC; case: sameP => //= e; apply/esym/is_positiveP => pos.
have e1 : dot (fun e => - u e) u = - sqnorm u.
  rewrite /dot /sqnorm (eq_bigr (fun e => -1 * u e ^ 2)) => [|e' _]; last by ring.
  by rewrite sum_scal; ring.
by move: pos; rewrite e e1; lra.
Qed.

Section Step.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

(** At a local minimum in the neurons all their parameters are 0: scaling (b, w) keeps the neuron, and at (b, w) = 0 so does
    scaling a. *)
Theorem OPEN_STEP_vanish (theta : Theta) (z : 'I_K -> ridge_parameters dx) : lam <> 0 ->
  neuron_local_minimum x l f lam (@open_step dx) (@decay dx) theta z -> z = (fun _ => (0, (0, zero))).
Proof.
move=> lam0 locmin; apply: functional_extensionality => k; case zE: (z k) => [a [b w]].
have [b0 w0] : b = 0 /\ w = zero.
  pose c t : ridge_parameters dx := (a, (exp (- t) * b, fun e => exp (- t) * w e)).
  have der : is_derive (fun t => decay (c t)) 0 (-2 * (b ^ 2 + sqnorm w)).
    apply: (is_derive_eqfun (F := fun t => a ^ 2 + exp (- t) ^ 2 * (b ^ 2 + sqnorm w))) => [t|].
      by rewrite /decay /c /= sqnorm_scale; ring.
    by derive; rewrite Ropp_0 exp_0; ring.
  have d0 : -2 * (b ^ 2 + sqnorm w) = 0.
    apply: (FIBRE_orbit (k := k) (c := c) lam0 locmin) der.
    - rewrite /c Ropp_0 exp_0 Rmult_1_l zE; congr (_, (_, _)).
      by apply: functional_extensionality => e; exact: Rmult_1_l.
    - apply: continuous_pair; first exact: continuous_const.
      by apply: continuous_pair; [|apply: continuous_vec => e]; continuous_rules.
    - move=> t u; rewrite /open_step zE /c /= dot_scale_l -Rmult_plus_distr_l is_positive_scale //.
      exact: exp_pos.
  have h1 := pow2_ge_0 b; have h2 := sqnorm_ge0 w.
  by split; [apply: Rsqr_0_uniq; rewrite Rsqr_pow2; lra | apply: sqnorm_eq0; lra].
have a0 : a = 0; last by rewrite a0 b0 w0.
pose c t : ridge_parameters dx := (exp (- t) * a, (b, w)).
have der : is_derive (fun t => decay (c t)) 0 (-2 * a ^ 2).
  apply: (is_derive_eqfun (F := fun t => exp (- t) ^ 2 * a ^ 2 + (b ^ 2 + sqnorm w))) => [t|].
    by rewrite /decay /c /=; ring.
  by derive; rewrite Ropp_0 exp_0; ring.
have d0 : -2 * a ^ 2 = 0.
  apply: (FIBRE_orbit (k := k) (c := c) lam0 locmin) der.
  - by rewrite /c Ropp_0 exp_0 Rmult_1_l zE.
  - by apply: continuous_pair; [continuous_rules | apply: continuous_const].
  - move=> t u; rewrite /open_step zE /c /= b0 w0 dot_zero_l Rplus_0_r.
    by case: is_positiveP => //; lra.
by apply: Rsqr_0_uniq; rewrite Rsqr_pow2; lra.
Qed.

(** ** OPEN-STEP
    Let lam > 0, and let the assumptions of ELIM or of REAL hold.  At every local minimum of L~ in the neurons (a, b, w) = 0
    for each of them, and theta is data-optimal, so a global minimum of L. *)
Theorem OPEN_STEP (theta : Theta) (z : 'I_K -> ridge_parameters dx) : 0 < lam ->
  grouped_stationary_is_global x l -> differentiable_at_outputs x l f theta ->
  neuron_local_minimum x l f lam (@open_step dx) (@decay dx) theta z ->
  z = (fun _ => (0, (0, zero))) /\ data_optimal x l f theta /\ global_minimum (L x l f) theta.
Proof.
move=> lam0 good ex locmin; have lam1 : lam <> 0 by lra.
have z0 := OPEN_STEP_vanish lam1 locmin; split=> //.
move: locmin; rewrite z0 => -[eps le]; have eps0 := cond_pos eps.
suff res0 u k : residual x l f theta u k = 0.
  have opt : data_optimal x l f theta by move=> j; apply/good/stationary_grouped_loss.
  by split=> //; apply: data_optimal_global.
apply: half_spaces => b w.
pose S i := is_positive (b + dot w (x i)).
pose data a := / INR m * (\sum_i l i (shift (f (x i) theta) k (if S i then a else 0))).
have zeroP : \sum_(j < K) decay ((0, (0, zero)) : ridge_parameters dx) = 0.
  by apply: sum0 => j _; rewrite /decay /= sqnorm0; ring.
have base : neuron_risk x l f lam (@open_step dx) (@decay dx) theta (fun _ => (0, (0, zero))) = data 0.
  rewrite /neuron_risk zeroP Rmult_0_r Rplus_0_r /risk /data; congr (_ * _); apply: eq_bigr => i _.
  have -> : (if S i then 0 else 0) = 0 by case: (S i).
  rewrite shift0; congr (l i _); apply: functional_extensionality => j; rewrite /neuron_network /open_step /= dot_zero_l.
  by case: is_positiveP; lra.
have value a t : 0 < t -> neuron_risk x l f lam (@open_step dx) (@decay dx) theta
    (replaced (fun _ => (0, (0, zero))) k (a, (t * b, fun e => t * w e))) =
    data a + lam * (a ^ 2 + t ^ 2 * (b ^ 2 + sqnorm w)).
  move=> t0; rewrite /neuron_risk penalty_replaced zeroP /decay /= sqnorm_scale sqnorm0; congr (_ + _ * _); last by ring.
  rewrite /risk /data; congr (_ * _); apply: eq_bigr => i _; congr (l i _); apply: functional_extensionality => j.
  rewrite /neuron_network /replaced /shift; case: eqP => _.
    by rewrite /open_step /= dot_scale_l -Rmult_plus_distr_l is_positive_scale // -/(S i).
  by rewrite /open_step /= dot_zero_l; case: is_positiveP; lra.
(* letting t tend to 0 *)
have least a : Rabs a < eps -> data 0 <= data a + lam * a ^ 2.
  move=> small; apply: Rnot_lt_le => lt.
  pose gap := data 0 - (data a + lam * a ^ 2); have gap0 : 0 < gap by rewrite /gap; lra.
  pose M := 1 + Rabs b + (\sum_e Rabs (w e)) + lam * (b ^ 2 + sqnorm w).
  have W0 : 0 <= \sum_e Rabs (w e) by apply: sum_ge0 => e _; apply: Rabs_pos.
  have Q0 : 0 <= lam * (b ^ 2 + sqnorm w).
    by apply: Rmult_le_pos; [lra | have := pow2_ge_0 b; have := sqnorm_ge0 w; lra].
  have B0 := Rabs_pos b; have M1 : 1 <= M by rewrite /M; lra.
  pose t := Rmin 1 (Rmin eps gap / (2 * M)).
  have g0 : 0 < Rmin eps gap by apply: Rmin_pos.
  have t0 : 0 < t by apply: Rmin_pos; [lra | apply: Rdiv_lt_0_compat; lra].
  have t1 : t <= 1 by apply: Rmin_l.
  have tM : t * M < Rmin eps gap.
    have : t * M <= Rmin eps gap / (2 * M) * M by apply: Rmult_le_compat_r; [lra | apply: Rmin_r].
    have -> : Rmin eps gap / (2 * M) * M = Rmin eps gap / 2 by field; lra.
    lra.
  have m1 := Rmin_l eps gap; have m2 := Rmin_r eps gap.
  have bM : Rabs b <= M by rewrite /M; lra.
  have wM e : Rabs (w e) <= M.
    by have := sum_ge_term (F := fun e => Rabs (w e)) (i0 := e) isT (fun j _ => Rabs_pos _); rewrite /M; lra.
  have scaled s : Rabs s <= M -> Rabs (t * s) < eps.
    move=> sM; rewrite Rabs_mult (Rabs_pos_eq t); last by lra.
    by have := Rmult_le_compat_l t _ _ (Rlt_le _ _ t0) sM; lra.
  have := le (replaced (fun _ => (0, (0, zero))) k (a, (t * b, fun e => t * w e))).
  rewrite base value // => /(_ _) h.
  have near : ball ((fun _ => (0, (0, zero))) : 'I_K -> ridge_parameters dx) eps
      (replaced (fun _ => (0, (0, zero))) k (a, (t * b, fun e => t * w e))).
    apply: ball_replaced; split; last split.
    - by rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= Ropp_0 Rplus_0_r.
    - by rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= Ropp_0 Rplus_0_r; apply: scaled.
    - by apply: ball_vec => e; rewrite /zero Rminus_0_r /=; apply: scaled.
  have {h near} := h near.
  have : t ^ 2 * (lam * (b ^ 2 + sqnorm w)) <= t * M.
    have : t * t <= t * 1 by apply: Rmult_le_compat_l; lra.
    have qM : lam * (b ^ 2 + sqnorm w) <= M by rewrite /M; lra.
    move=> tt; have := Rmult_le_compat_r _ _ _ Q0 tt; have := Rmult_le_compat_l t _ _ (Rlt_le _ _ t0) qM.
    by rewrite /=; lra.
  by move: tM m2; rewrite /gap; lra.
have der : is_derive (fun a => data a + lam * a ^ 2) 0
    (/ INR m * (\sum_i (if S i then partial (l i) (f (x i) theta) k else 0)) + lam * (2 * 0 * 1)).
  apply: is_derive_plus; last by apply: is_derive_scal; apply: derive_square; apply: derive_id.
  apply: is_derive_scal; apply: is_derive_sum => i _; case: (S i).
    by apply: is_derive_partial; apply: ex.
  by rewrite shift0; apply: is_derive_const.
have d0 : / INR m * (\sum_i (if S i then partial (l i) (f (x i) theta) k else 0)) + lam * (2 * 0 * 1) = 0.
  apply: (derive_at_local_minimum der); exists eps => a near.
  have := least a; have -> : data 0 + lam * 0 ^ 2 = data 0 by rewrite /=; ring.
  by apply; move: near; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= Ropp_0 Rplus_0_r.
rewrite big_mkcond /=.
case: (posnP m) => [m0|m0].
  by apply: sum0 => i _; have := leq_ltn_trans (leq0n i) (ltn_ord i); rewrite m0.
have inv : / INR m <> 0 by apply/Rinv_neq_0_compat/not_0_INR/eqP; rewrite -lt0n.
have : / INR m * (\sum_i (if S i then partial (l i) (f (x i) theta) k else 0)) = 0 by lra.
by case/Rmult_integral.
Qed.
End Step.
