(** * A flow in closed form, so that FLOW is about something

    One sample at 0 with the loss q^2, f = theta, lam = 1/4.  With s = t + 1
      a(t) = s^(-1/2),  b(t) = log(s)/2 + 1/(2 s)
    solve the flow equations of the pair (a, b) while theta moves as given below (not by its own gradient: FLOW lets theta
    move in any way).  The effective amplitude a e^b = e^(1/(2 s)) tends to 1. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Escape Necessity Flow.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Definition flow_a (t : R) : vec 1 := scalar (exp (- (ln (t + 1) / 2))).
Definition flow_b (t : R) : vec 1 := scalar (ln (t + 1) / 2 + / (2 * (t + 1))).
Definition flow_theta (t : R) : R :=
  - (t / (4 * (t + 1) ^ 2) * exp (- / (2 * (t + 1)))) - exp (/ (2 * (t + 1))).

Lemma is_derive_log t : 0 < t -> is_derive (fun t => ln (t + 1) / 2) t (/ (t + 1) / 2).
Proof.
move=> t0; have d : is_derive (fun t => ln (t + 1)) t (1 * / (t + 1)).
  apply: (is_derive_comp ln (fun t => t + 1)); first by apply: is_derive_ln; lra.
  by derive; ring.
by apply: derive_value; first (by apply: derive_mult; [exact: d | exact: derive_const]); rewrite /=; field; lra.
Qed.

Lemma is_derive_inverse t : 0 < t -> is_derive (fun t => / (2 * (t + 1))) t (- / (2 * (t + 1) ^ 2)).
Proof.
move=> t0; have d : is_derive (fun t => 2 * (t + 1)) t 2 by derive; ring.
by apply: derive_value; first (by apply: is_derive_inv; [exact: d | lra]); rewrite /=; field; lra.
Qed.

Theorem FLOW_example (W : R -> 'I_1 -> vec 1) :
  (forall t, 0 < t -> gradient_flow one_input zero_target (identity_network : _ -> R_UniformSpace -> _) (1 / 4)
     (flow_theta : R -> R_UniformSpace) flow_a flow_b W ord0 t) /\
  is_lim (fun t => flow_a t ord0 * exp (flow_b t ord0)) p_infty 1 /\
  is_lim (fun t => flow_a t ord0 * sqrt (4 * (1 / 4) * t)) p_infty (sign 1) /\
  is_lim (fun t => flow_b t ord0 - ln (4 * (1 / 4) * 1 ^ 2 * t) / 2) p_infty 0.
Proof.
have amplitude t : flow_a t ord0 * exp (flow_b t ord0) = exp (/ (2 * (t + 1))).
  rewrite /flow_a /flow_b /scalar -exp_plus; congr exp; ring.
have flow t : 0 < t -> gradient_flow one_input zero_target (identity_network : _ -> R_UniformSpace -> _) (1 / 4)
    (flow_theta : R -> R_UniformSpace) flow_a flow_b W ord0 t.
  move=> t0; have ex (i : 'I_1) : has_partial (zero_target i) (augmented_network
      (identity_network : _ -> R_UniformSpace -> _) (flow_theta t) (flow_a t, flow_b t, W t) (one_input i)) ord0.
    exact: has_partial_squared_error.
  split=> //; pose A := exp (- (ln (t + 1) / 2)); pose E := exp (ln (t + 1) / 2 + / (2 * (t + 1))).
  have output : augmented_network (identity_network : _ -> R_UniformSpace -> _) (flow_theta t)
      (flow_a t, flow_b t, W t) (one_input ord0) ord0 = - (t / (4 * (t + 1) ^ 2) * exp (- / (2 * (t + 1)))).
    rewrite /augmented_network /added_neurons /identity_network /one_input /dot sum_one /scalar Rmult_0_r Rplus_0_l.
    by rewrite [X in _ + X](amplitude t) /flow_theta; ring.
  have slope : partial (zero_target ord0) (augmented_network (identity_network : _ -> R_UniformSpace -> _) (flow_theta t)
      (flow_a t, flow_b t, W t) (one_input ord0)) ord0 = - (t / (2 * (t + 1) ^ 2) * exp (- / (2 * (t + 1)))).
    apply: partial_unique; rewrite /zero_target /squared_error /shift eqxx output.
    by derive; field; lra.
  have root : A * A = / (t + 1).
    rewrite /A -exp_plus -[RHS]exp_ln; last by apply: Rinv_0_lt_compat; lra.
    by congr exp; rewrite ln_Rinv; [field | lra].
  have AE : A * E = exp (/ (2 * (t + 1))) by exact: amplitude.
  have EX : E * exp (- / (2 * (t + 1))) * A = 1.
    by rewrite (Rmult_comm E) Rmult_assoc (Rmult_comm E) AE -exp_plus Rplus_opp_l exp_0.
  have A0 : 0 < A by apply: exp_pos.
  have fa : flow_a t ord0 = A by [].
  have fb : exp (flow_b t ord0) = E by [].
  have E1 : E * exp (- / (2 * (t + 1))) = A * (t + 1).
    apply: (Rmult_eq_reg_r A); last by lra.
    by rewrite EX; have -> : A * (t + 1) * A = A * A * (t + 1); [ring | rewrite root; field; lra].
  split.
    have -> : - slope_a one_input zero_target (identity_network : _ -> R_UniformSpace -> _) (1 / 4)
        (flow_theta : R -> R_UniformSpace) flow_a flow_b W ord0 t = - (/ (t + 1) / 2) * A.
      rewrite /slope_a (is_derive_unique _ _ _ (is_derive_risk_a (1 / 4) ex)) sum_one slope.
      rewrite /one_input /dot sum_one /scalar Rmult_0_r Rplus_0_l /= fb fa.
      have -> : E * - (t / (2 * ((t + 1) * ((t + 1) * 1))) * exp (- / (2 * (t + 1)))) =
          - (E * exp (- / (2 * (t + 1)))) * (t / (2 * (t + 1) ^ 2)) by field; lra.
      by rewrite E1; field; lra.
    rewrite /flow_a /scalar; apply: (derive_exp (F := fun t => - (ln (t + 1) / 2))).
    exact: derive_opp (is_derive_log t0).
  have -> : - slope_b one_input zero_target (identity_network : _ -> R_UniformSpace -> _) (1 / 4)
      (flow_theta : R -> R_UniformSpace) flow_a flow_b W ord0 t = / (t + 1) / 2 + - / (2 * (t + 1) ^ 2).
    rewrite /slope_b (is_derive_unique _ _ _ (is_derive_risk_b (1 / 4) ex)) sum_one slope.
    rewrite /one_input /dot sum_one /scalar Rmult_0_r Rplus_0_l /= fb fa.
    have -> : A * (E * - (t / (2 * ((t + 1) * ((t + 1) * 1))) * exp (- / (2 * (t + 1))))) =
        - (E * exp (- / (2 * (t + 1))) * A) * (t / (2 * (t + 1) ^ 2)) by field; lra.
    by rewrite EX; field; lra.
  rewrite /flow_b /scalar; exact: derive_plus (is_derive_log t0) (is_derive_inverse t0).
have lim : is_lim (fun t => flow_a t ord0 * exp (flow_b t ord0)) p_infty 1.
  have : is_lim (fun t => / (2 * (t + 1))) p_infty 0.
    apply/is_lim_spec => eps; have e0 := cond_pos eps; exists (/ eps) => t lt.
    have ie := Rinv_0_lt_compat _ e0.
    rewrite Rminus_0_r Rabs_pos_eq; last by apply/Rlt_le/Rinv_0_lt_compat; lra.
    by rewrite -[X in _ < X]Rinv_involutive; [apply: Rinv_lt_contravar; [apply: Rmult_lt_0_compat|]; lra | lra].
  move=> lim0; have := is_lim_comp_continuous _ exp p_infty 0 lim0; rewrite exp_0 => lim1.
  apply: (is_lim_ext (fun t => exp (/ (2 * (t + 1))))) => [t|]; first by rewrite amplitude.
  by apply: lim1; continuous_rules.
split=> //; split=> //.
by apply: FLOW_rate flow _ lim; lra.
Qed.
