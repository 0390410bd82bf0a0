(** * ESCAPE: the way to infinity

    L~ falls strictly along an explicit path on which b tends to infinity, and the penalty does not change the infimum.
    Nothing is assumed of the losses and the network, except in the last theorem. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality Classical_Prop.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** e^t >= 1 + t for t >= 0: the first two terms of the series.  (The proofs in the standard library use the mean value
    theorem, and with it the law of excluded middle as an axiom.) *)
Lemma exp_lower t : 0 <= t -> 1 + t <= exp t.
Proof.
move=> t0; rewrite /exp; case: (exist_exp t) => v series /=.
have -> : 1 + t = sum_f_R0 (fun i => / INR (fact i) * t ^ i) 1 by rewrite /=; field.
apply: sum_incr => // n; apply: Rmult_le_pos; last exact: pow_le.
exact/Rlt_le/Rinv_0_lt_compat/INR_fact_lt_0.
Qed.

Lemma exp_decreasing s t : s < t -> exp (- t) < exp (- s).
Proof.
move=> lt; have -> : - s = - t + (t - s) by ring.
rewrite exp_plus -[X in X < _]Rmult_1_r; apply: Rmult_lt_compat_l; first exact: exp_pos.
by have := exp_lower (t := t - s); lra.
Qed.

Section Escape.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K).

(** The data term with effective amplitudes c_k = a_k exp(b_k):
    (1/m) sum_i l_i(f(x_i; theta) + (c_k exp(w_k . x_i))_k). *)
Definition effective_risk (theta : Theta) (c : vec K) (W : 'I_K -> vec dx) : R :=
  risk x l (fun u k => f u theta k + c k * exp (dot (W k) u)).

Lemma augmented_risk_effective lam theta a b W :
  augmented_risk x l f lam theta (a, b, W) = effective_risk theta (fun k => a k * exp (b k)) W + lam * sqnorm a.
Proof.
rewrite /augmented_risk /effective_risk; congr (_ + _); apply: risk_ext => u.
by apply: functional_extensionality => k; rewrite /augmented_network /added_neurons exp_plus; ring.
Qed.

(** On the path (a e^{-t}, b + t, W) L~ is the data term, which stays the same, plus lam |a|^2 e^{-2t}. *)
Lemma augmented_risk_path lam theta a b W t :
  augmented_risk x l f lam theta ((fun k => a k * exp (- t)), (fun k => b k + t), W) =
  effective_risk theta (fun k => a k * exp (b k)) W + lam * sqnorm a * exp (- (2 * t)).
Proof.
rewrite augmented_risk_effective; congr (_ + _).
  congr effective_risk; apply: functional_extensionality => k.
  by rewrite exp_plus exp_Ropp; field; have := exp_pos t; lra.
rewrite Rmult_assoc; congr (_ * _); rewrite [RHS]Rmult_comm /sqnorm -sum_scal.
apply: eq_bigr => k _; have -> : - (2 * t) = - t + - t by ring.
by rewrite exp_plus; ring.
Qed.

(** ** ESCAPE: the monotone path
    Let lam > 0.  From any point (a, b, W) with a <> 0 the path (a e^{-t}, b + t, W), t >= 0, runs off to infinity in b
    (all b_k at unit speed), and L~ falls strictly along it, to the limit D_theta(c, W) with c_k = a_k exp(b_k).
    With b = 0, a = c it is the path b_k(t) = t, a_k(t) = c_k e^{-t}. *)
Theorem ESCAPE_path (lam : R) (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  0 < lam -> a <> zero ->
  let path t : neurons dx K := ((fun k => a k * exp (- t)), (fun k => b k + t), W) in
  (forall s t, s < t -> augmented_risk x l f lam theta (path t) < augmented_risk x l f lam theta (path s)) /\
  is_lim (fun t => augmented_risk x l f lam theta (path t)) p_infty
         (effective_risk theta (fun k => a k * exp (b k)) W).
Proof.
move=> lam0 a0 path.
have pos : 0 < lam * sqnorm a.
  apply: Rmult_lt_0_compat => //; apply: Rnot_le_lt => le; exact/a0/sqnorm_eq0.
split=> [s t lt|].
  rewrite !augmented_risk_path; apply/Rplus_lt_compat_l/Rmult_lt_compat_l => //.
  by apply: exp_decreasing; lra.
apply: (is_lim_ext (fun t => effective_risk theta (fun k => a k * exp (b k)) W + lam * sqnorm a * exp (- (2 * t)))).
  by move=> t; rewrite augmented_risk_path.
(* the penalty is below eps as soon as 2 t > lam |a|^2 / eps *)
apply/is_lim_spec => eps; exists (lam * sqnorm a / eps) => t lt.
have eps0 := cond_pos eps.
have t0 : 0 < t by apply: Rlt_trans lt; apply: Rdiv_lt_0_compat.
have := exp_lower (t := 2 * t) ltac:(lra); rewrite exp_Ropp => big.
have e0 : 0 < / exp (2 * t) by apply/Rinv_0_lt_compat/exp_pos.
set d := effective_risk _ _ _; replace (d + lam * sqnorm a * / exp (2 * t) - d) with (lam * sqnorm a * / exp (2 * t)) by ring.
rewrite Rabs_pos_eq; last by apply: Rmult_le_pos; lra.
apply: (Rmult_lt_reg_r (exp (2 * t))); first exact: exp_pos.
have -> : lam * sqnorm a * / exp (2 * t) * exp (2 * t) = lam * sqnorm a by field; have := exp_pos (2 * t); lra.
apply: Rlt_le_trans (_ : eps * (2 * t) <= _); last by apply: Rmult_le_compat_l; lra.
have -> : lam * sqnorm a = eps * (lam * sqnorm a / eps) by field; lra.
by apply: Rmult_lt_compat_l; lra.
Qed.

(** ** ESCAPE: the infimum in (a, b, W)
    For lam > 0 and every theta, inf over (a, b, W) of L~ = inf over (c, W) of D_theta(c, W); lam does not occur on the
    right.  (Infima in the extended reals, so no lower bound is assumed.) *)
Theorem ESCAPE_infimum (lam : R) (theta : Theta) : 0 < lam ->
  Glb_Rbar (fun v => exists a b W, v = augmented_risk x l f lam theta (a, b, W)) =
  Glb_Rbar (fun v => exists c W, v = effective_risk theta c W).
Proof.
move=> lam0; apply: is_glb_Rbar_unique.
have [lower greatest] := Glb_Rbar_correct (fun v => exists c W, v = effective_risk theta c W).
split=> [v [a [b [W ->]]]|bd low]; last first.
  apply: greatest => v [c [W ->]].
  case: (Req_dec (lam * sqnorm c) 0) => [c0|c0].
    have := low _ (ex_intro _ c (ex_intro _ zero (ex_intro _ W erefl))).
    rewrite augmented_risk_effective c0 Rplus_0_r.
    have -> // : (fun k => c k * exp (zero k)) = c.
    by apply: functional_extensionality => k; rewrite /zero exp_0; ring.
  have cz : c <> zero by move=> e; apply: c0; rewrite e sqnorm0; ring.
  have [_ lim] := ESCAPE_path theta zero W lam0 cz.
  have e : (fun k => c k * exp (zero k)) = c.
    by apply: functional_extensionality => k; rewrite /zero exp_0; ring.
  rewrite e in lim.
  have low' t := low _ (ex_intro _ (fun k => c k * exp (- t)) (ex_intro _ (fun k => zero k + t) (ex_intro _ W erefl))).
  case: (bd) low' => [r|/(_ 0) //|_ //] low'.
  exact: (is_lim_le_loc (fun _ => r) _ p_infty r _ (filter_forall _ low') (is_lim_const r p_infty) lim).
apply: Rbar_le_trans (lower (effective_risk theta (fun k => a k * exp (b k)) W) _) _; first by exists (fun k => a k * exp (b k)), W.
rewrite augmented_risk_effective /=.
by have := Rmult_le_pos _ _ (Rlt_le _ _ lam0) (sqnorm_ge0 a); lra.
Qed.

(** ** ESCAPE: the infimum of L~ over all parameters does not depend on lam > 0. *)
Theorem ESCAPE_infimum_lam (lam lam' : R) : 0 < lam -> 0 < lam' ->
  Glb_Rbar (fun v => exists theta a b W, v = augmented_risk x l f lam theta (a, b, W)) =
  Glb_Rbar (fun v => exists theta a b W, v = augmented_risk x l f lam' theta (a, b, W)).
Proof.
move=> lam0 lam0'; apply: is_glb_Rbar_unique.
have [lower greatest] := Glb_Rbar_correct (fun v => exists theta a b W, v = augmented_risk x l f lam' theta (a, b, W)).
split=> [v [theta [a [b [W ->]]]]|bd low].
  have [low_theta _] := Glb_Rbar_correct (fun v => exists a b W, v = augmented_risk x l f lam theta (a, b, W)).
  apply: Rbar_le_trans (low_theta _ (ex_intro _ a (ex_intro _ b (ex_intro _ W erefl)))).
  rewrite ESCAPE_infimum // -(ESCAPE_infimum theta lam0').
  have [_ greatest_theta] := Glb_Rbar_correct (fun v => exists a b W, v = augmented_risk x l f lam' theta (a, b, W)).
  by apply: greatest_theta => v' [a' [b' [W' ->]]]; apply: lower; exists theta, a', b', W'.
apply: greatest => v [theta [a [b [W ->]]]].
have [low_theta _] := Glb_Rbar_correct (fun v => exists a b W, v = augmented_risk x l f lam' theta (a, b, W)).
apply: Rbar_le_trans (low_theta _ (ex_intro _ a (ex_intro _ b (ex_intro _ W erefl)))).
rewrite ESCAPE_infimum // -(ESCAPE_infimum theta lam0).
have [_ greatest_theta] := Glb_Rbar_correct (fun v => exists a b W, v = augmented_risk x l f lam theta (a, b, W)).
by apply: greatest_theta => v' [a' [b' [W' ->]]]; apply: low; exists theta, a', b', W'.
Qed.

(** ** ESCAPE: where the path leads
    Let the assumptions of ELIM or of REAL hold.  If theta is not data-optimal, there are effective amplitudes c and
    weights W with D_theta(c, W) < L(theta): the end of the path is below L(theta).

    Idea: otherwise (0, b, W) would be a minimum of L~ in (a, b, W), against FAIL. *)
Theorem ESCAPE_gain (theta : Theta) :
  ELIM_or_REAL x l -> differentiable_at_outputs x l f theta -> ~ data_optimal x l f theta ->
  exists c W, effective_risk theta c W < L x l f theta.
Proof.
move=> good ex not_opt; apply: NNPP => none.
have above c W : L x l f theta <= effective_risk theta c W.
  by apply: Rnot_lt_le => lt; apply: none; exists c, W.
apply: (FAIL R1_neq_R0 good ex not_opt (a := zero) (b := zero) (W := fun _ => zero)).
exists (mkposreal 1 Rlt_0_1) => -[[a' b'] W'] _; rewrite augmented_risk0 augmented_risk_effective.
by have := above (fun k => a' k * exp (b' k)) W'; have := sqnorm_ge0 a'; lra.
Qed.
End Escape.
