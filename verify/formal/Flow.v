(** * FLOW: how fast gradient flow runs off to infinity: logarithmically

    theta, W, and the other amplitudes and biases may move in any way, or not at all: only the flow equations of one
    pair (a_k, b_k) are used. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit Escape.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** ** Functions of time *)

(** If F' tends to kappa, F(t) = kappa t + o(t). *)
Lemma ratio_limit (F dF : R -> R) (kappa : R) : (forall t, 0 < t -> is_derive F t (dF t)) ->
  is_lim dF p_infty kappa -> is_lim (fun t => F t / t) p_infty kappa.
Proof.
move=> der /is_lim_spec lim; apply/is_lim_spec => eps; have eps0 := cond_pos eps.
have half0 : 0 < eps / 2 by lra.
have [t0 near] := lim (mkposreal _ half0).
pose t1 := Rmax 1 (t0 + 1); have t1l : 1 <= t1 by apply: Rmax_l.
have t1r : t0 + 1 <= t1 by apply: Rmax_r.
pose D := Rabs (F t1 - kappa * t1); have D0 : 0 <= D by apply: Rabs_pos.
exists (Rmax t1 (2 * D / eps)) => t big.
have bigl := Rle_lt_trans _ _ _ (Rmax_l _ _) big; have bigr := Rle_lt_trans _ _ _ (Rmax_r _ _) big.
have [r [rt e]] : exists r, t1 <= r <= t /\ F t - F t1 = dF r * (t - t1).
  by apply: mean_value => [|r rt]; [lra | apply: der; lra].
have /= small : Rabs (dF r - kappa) < eps / 2 by apply: near; lra.
have -> : F t / t - kappa = (F t - kappa * t) / t by field; lra.
rewrite Rabs_div; last by lra.
rewrite (Rabs_pos_eq t); last by lra.
apply: (Rmult_lt_reg_r t); first by lra.
have -> : Rabs (F t - kappa * t) / t * t = Rabs (F t - kappa * t) by field; lra.
have Ft : F t = F t1 + dF r * (t - t1) by lra.
have -> : F t - kappa * t = (F t1 - kappa * t1) + (dF r - kappa) * (t - t1) by rewrite Ft; ring.
apply: Rle_lt_trans (Rabs_triang _ _) _; rewrite Rabs_mult (Rabs_pos_eq (t - t1)) -/D; last by lra.
have h1 : Rabs (dF r - kappa) * (t - t1) <= eps / 2 * (t - t1) by apply: Rmult_le_compat_r; lra.
have h2 : D < eps / 2 * t.
  have : 2 * D / eps * (eps / 2) < t * (eps / 2) by apply: Rmult_lt_compat_r.
  have -> : 2 * D / eps * (eps / 2) = D by field; lra.
  lra.
have : 0 < eps / 2 * t1 by apply: Rmult_lt_0_compat; lra.
lra.
Qed.

(** A function at most C / E, where E grows at least linearly, tends to 0; here in the form that is used. *)
Lemma squeeze_to_0 (p E : R -> R) (C d t1 : R) : 0 < d -> 0 <= C ->
  (forall t, t1 <= t -> 0 <= p t /\ p t * E t <= C /\ d * (t - t1) <= E t) -> is_lim p p_infty 0.
Proof.
move=> d0 C0 bound; apply/is_lim_spec => eps; have eps0 := cond_pos eps.
have ed : 0 < eps * d by apply: Rmult_lt_0_compat.
have Q0 : 0 <= C / (eps * d) by apply: Rmult_le_pos => //; apply/Rlt_le/Rinv_0_lt_compat.
exists (t1 + C / (eps * d)) => t big; have [p0 [pE Et]] := bound t ltac:(lra).
rewrite Rminus_0_r Rabs_pos_eq //; apply: Rnot_le_lt => le.
have h1 : C < eps * (d * (t - t1)).
  have : C / (eps * d) * (eps * d) < (t - t1) * (eps * d) by apply: Rmult_lt_compat_r; lra.
  have -> : C / (eps * d) * (eps * d) = C by field; lra.
  lra.
have dt : 0 <= d * (t - t1) by apply: Rmult_le_pos; lra.
have h2 : eps * (d * (t - t1)) <= p t * E t by apply: Rmult_le_compat; lra.
lra.
Qed.

(** ** The rate, for any pair of functions with b' = a a' + 2 lam a^2 *)
Section Rate.
Variables (lam c0 : R) (a b da db : R -> R).
Hypotheses (lam0 : 0 < lam) (c00 : c0 <> 0).
Hypothesis dera : forall t, 0 < t -> is_derive a t (da t).
Hypothesis derb : forall t, 0 < t -> is_derive b t (db t).
Hypothesis law : forall t, 0 < t -> db t = a t * da t + 2 * lam * a t ^ 2.
Hypothesis lim_c : is_lim (fun t => a t * exp (b t)) p_infty c0.

Let c t := a t * exp (b t).
(** e^{2y}, where y = b - a^2/2 *)
Let E t := exp (2 * b t - a t ^ 2).
Let dE t := 4 * lam * (c t ^ 2 * exp (- a t ^ 2)).

Let E_pos t : 0 < E t.
Proof. exact: exp_pos. Qed.

(** a^2 e^{2y} = c^2 e^{-a^2} *)
Let a2E t : a t ^ 2 * E t = c t ^ 2 * exp (- a t ^ 2).
Proof.
have -> : c t ^ 2 = a t ^ 2 * (exp (b t) * exp (b t)) by rewrite /c; ring.
by rewrite /E -exp_plus Rmult_assoc -exp_plus; congr (_ * exp _); ring.
Qed.

Let derE t : 0 < t -> is_derive E t (dE t).
Proof.
move=> t0; rewrite /E /dE -a2E.
apply: derive_value; first apply: derive_exp.
  apply: derive_minus; last by apply: derive_square; apply: dera.
  by apply: derive_mult; [apply: derive_const | apply: derb].
by rewrite law // -/(E t); ring.
Qed.

Let sqr_pos u : u <> 0 -> 0 < u ^ 2.
Proof. by move=> u0; rewrite -Rsqr_pow2; apply: Rlt_0_sqr. Qed.

(** a^2 -> 0.  Idea: a^2 <= c^2 / E is bounded, since E does not fall; so E' is at least a positive number, E grows at
    least linearly, and a^2 <= c^2 / E tends to 0. *)
Let amplitude_vanishes : is_lim (fun t => a t ^ 2) p_infty 0.
Proof.
have c2 := sqr_pos c00.
have lim_c2 : is_lim (fun t => c t ^ 2) p_infty (c0 ^ 2).
  by apply: (is_lim_comp_continuous c (fun u => u ^ 2)) => //; continuous_rules.
have half0 : 0 < c0 ^ 2 / 2 by lra.
have /is_lim_spec /(_ (mkposreal _ half0)) [t0 /= near] := lim_c2.
pose t1 := Rmax 1 (t0 + 1); have t1l : 1 <= t1 by apply: Rmax_l.
have t1r : t0 + 1 <= t1 by apply: Rmax_r.
have c_near t : t1 <= t -> c0 ^ 2 / 2 <= c t ^ 2 <= 2 * c0 ^ 2.
  by move=> tt; have /Rabs_def2 := near t ltac:(lra); lra.
have dE0 t : 0 <= dE t.
  by apply: Rmult_le_pos; [lra | apply: Rmult_le_pos; [apply: pow2_ge_0 | apply/Rlt_le/exp_pos]].
have E_up t : t1 <= t -> E t1 <= E t.
  move=> tt; have [r [_ e]] : exists r, t1 <= r <= t /\ E t - E t1 = dE r * (t - t1).
    by apply: mean_value => // r rt; apply: derE; lra.
  by have := Rmult_le_pos _ (t - t1) (dE0 r) ltac:(lra); lra.
have decay u : 0 <= u -> exp (- u) <= 1.
  move=> u0; rewrite -exp_0; case: u0 => [lt|<-]; last by rewrite Ropp_0; apply: Rle_refl.
  by apply/Rlt_le/exp_increasing; lra.
have a2_le t : t1 <= t -> a t ^ 2 * E t <= 2 * c0 ^ 2.
  move=> tt; rewrite a2E; have := decay _ (pow2_ge_0 (a t)); have := c_near t tt; have := pow2_ge_0 (c t) => h0 h1 h2.
  by have := Rmult_le_compat_l _ _ _ h0 h2; lra.
pose A := 2 * c0 ^ 2 / E t1.
have A_le t : t1 <= t -> a t ^ 2 <= A.
  move=> tt; apply: (Rmult_le_reg_r (E t1)) => //.
  have -> : A * E t1 = 2 * c0 ^ 2 by rewrite /A; field; have := E_pos t1; lra.
  apply: Rle_trans (a2_le t tt); apply: Rmult_le_compat_l; [exact: pow2_ge_0 | exact: E_up].
pose d := 4 * lam * (c0 ^ 2 / 2 * exp (- A)).
have d0 : 0 < d by apply: Rmult_lt_0_compat; [lra | apply: Rmult_lt_0_compat => //; apply: exp_pos].
have d_le t : t1 <= t -> d <= dE t.
  move=> tt; apply: Rmult_le_compat_l; first by lra.
  apply: Rmult_le_compat; [lra | exact/Rlt_le/exp_pos | by case: (c_near t tt) |].
  have := A_le t tt; case=> [lt|->]; last exact: Rle_refl.
  by apply/Rlt_le/exp_increasing; lra.
apply: (squeeze_to_0 (E := E) (C := 2 * c0 ^ 2) (t1 := t1) d0) => [|t tt]; first by lra.
split; first exact: pow2_ge_0.
split; first exact: a2_le.
have [r [rt e]] : exists r, t1 <= r <= t /\ E t - E t1 = dE r * (t - t1).
  by apply: mean_value => // r rt; apply: derE; lra.
have : d * (t - t1) <= dE r * (t - t1) by apply: Rmult_le_compat_r; [lra | apply: d_le; lra].
by have := E_pos t1; lra.
Qed.

Let kappa := 4 * lam * c0 ^ 2.
Let kappa_pos : 0 < kappa.
Proof. by apply: Rmult_lt_0_compat; [lra | apply: sqr_pos]. Qed.

(** e^{2y} = kappa t + o(t) *)
Let growth : is_lim (fun t => E t / t) p_infty kappa.
Proof.
apply: (ratio_limit derE).
have lim_e : is_lim (fun t => exp (- a t ^ 2)) p_infty 1.
  rewrite -exp_0 -Ropp_0; apply: (is_lim_comp_continuous (fun t => a t ^ 2) (fun u => exp (- u))) => //.
  by continuous_rules.
have lim_c2 : is_lim (fun t => c t ^ 2) p_infty (c0 ^ 2).
  by apply: (is_lim_comp_continuous c (fun u => u ^ 2)) => //; continuous_rules.
rewrite /dE /kappa -[X in is_lim _ _ (Finite (_ * X))]Rmult_1_r.
apply: (is_lim_scal_l _ (4 * lam) p_infty (c0 ^ 2 * 1)).
exact: (is_lim_mult _ _ p_infty (c0 ^ 2) 1).
Qed.

Lemma flow_rate :
  is_lim (fun t => a t * sqrt (4 * lam * t)) p_infty (sign c0) /\
  is_lim (fun t => b t - ln (4 * lam * c0 ^ 2 * t) / 2) p_infty 0.
Proof.
have after0 (P : R -> Prop) : (forall t, 0 < t -> P t) -> Rbar_locally' p_infty P by move=> h; exists 0.
split.
- (* a sqrt(4 lam t) = c e^{-a^2/2} sqrt(4 lam t / E) *)
  have root : is_lim (fun t => sqrt (4 * lam * / (E t / t))) p_infty (sqrt (4 * lam * / kappa)).
    apply: (is_lim_comp_continuous (fun t => E t / t) (fun u => sqrt (4 * lam * / u))) => //.
    apply: continuous_sqrt_comp; apply: continuous_scal_r.
    by apply: continuous_Rinv; lra.
  have lim_e : is_lim (fun t => exp (- (a t ^ 2 / 2))) p_infty 1.
    have := is_lim_comp_continuous (fun t => a t ^ 2) (fun u => exp (- (u / 2))) p_infty 0 amplitude_vanishes.
    rewrite /Rdiv Rmult_0_l Ropp_0 exp_0; apply.
    by continuous_rules.
  have -> : sign c0 = c0 * 1 * sqrt (4 * lam * / kappa).
    have -> : 4 * lam * / kappa = (/ c0) ^ 2 by rewrite /kappa; field; split; lra.
    rewrite -Rsqr_pow2 sqrt_Rsqr_abs Rmult_1_r.
    case: (Rtotal_order c0 0) => [neg|[//|pos]].
      by rewrite sign_eq_m1 // Rabs_left; [field; lra | apply: Rinv_lt_0_compat].
    by rewrite sign_eq_1 // Rabs_pos_eq; [field; lra | apply/Rlt_le/Rinv_0_lt_compat].
  apply: (is_lim_ext_loc (fun t => c t * exp (- (a t ^ 2 / 2)) * sqrt (4 * lam * / (E t / t)))).
    apply: after0 => t t0; have E0 := E_pos t.
    have -> : 4 * lam * / (E t / t) = 4 * lam * t * / E t by field; lra.
    rewrite sqrt_mult_alt; last by apply: Rmult_le_pos; lra.
    have -> : / E t = (exp (- (b t - a t ^ 2 / 2)))².
      by rewrite /E -exp_Ropp /Rsqr -exp_plus; congr exp; field.
    rewrite sqrt_Rsqr; last exact/Rlt_le/exp_pos.
    have -> : c t * exp (- (a t ^ 2 / 2)) * (sqrt (4 * lam * t) * exp (- (b t - a t ^ 2 / 2))) =
              a t * sqrt (4 * lam * t) * (exp (b t) * (exp (- (a t ^ 2 / 2)) * exp (- (b t - a t ^ 2 / 2)))).
      by rewrite /c; ring.
    rewrite -!exp_plus (_ : b t + _ = 0) ?exp_0; [ring | field].
  apply: (is_lim_mult _ _ p_infty (c0 * 1) (sqrt (4 * lam * / kappa))) => //.
  exact: (is_lim_mult _ _ p_infty c0 1).
- (* b - ln(kappa t)/2 = ln(E/t / kappa)/2 + a^2/2 *)
  have lim_ln : is_lim (fun t => ln (E t / t / kappa) / 2) p_infty 0.
    have := is_lim_comp_continuous (fun t => E t / t) (fun u => ln (u / kappa) / 2) p_infty kappa growth.
    have -> : kappa / kappa = 1 by field; lra.
    rewrite ln_1 /Rdiv Rmult_0_l; apply.
    apply: (continuous_scal_l (K := R_AbsRing) (V := R_NormedModule)).
    apply: (continuous_comp (fun u => u * / kappa) ln); first by continuous_rules.
    by apply: continuous_ln; rewrite Rinv_r; lra.
  have lim_a : is_lim (fun t => a t ^ 2 / 2) p_infty 0.
    have := is_lim_comp_continuous (fun t => a t ^ 2) (fun u => u / 2) p_infty 0 amplitude_vanishes.
    by rewrite /Rdiv Rmult_0_l; apply; continuous_rules.
  rewrite -(Rplus_0_r 0).
  apply: (is_lim_ext_loc (fun t => ln (E t / t / kappa) / 2 + a t ^ 2 / 2)); last exact: (is_lim_plus' _ _ p_infty 0 0).
  apply: after0 => t t0; have E0 := E_pos t; rewrite -/kappa.
  have kt : 0 < kappa * t by apply: Rmult_lt_0_compat.
  have -> : E t / t / kappa = E t / (kappa * t) by field; lra.
  by rewrite ln_div // /E ln_exp; field.
Qed.
End Rate.

Section Flow.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

(** ** The flow
    A point (theta, a, b, W) that moves with time. *)
Variables (theta : R -> Theta) (a b : R -> vec K) (W : R -> 'I_K -> vec dx) (k : 'I_K).

(** dL~/da_k and dL~/db_k at time t *)
Definition slope_a (t : R) : R :=
  Derive (fun s => augmented_risk x l f lam (theta t) (shift (a t) k s, b t, W t)) 0.
Definition slope_b (t : R) : R :=
  Derive (fun s => augmented_risk x l f lam (theta t) (a t, shift (b t) k s, W t)) 0.

(** Each l_i has its partial derivative k at the output of the augmented network at time t, and
    a_k' = - dL~/da_k, b_k' = - dL~/db_k. *)
Definition gradient_flow (t : R) :=
  (forall i, has_partial (l i) (augmented_network f (theta t) (a t, b t, W t) (x i)) k) /\
  is_derive (fun s => a s k) t (- slope_a t) /\ is_derive (fun s => b s k) t (- slope_b t).

(** ** FLOW
    Along a flow b_k' = a_k a_k' + 2 lam a_k^2, whatever the losses, the data, the network and lam are.

    Idea: the derivative of ORBIT, theorem ORBIT_derivative. *)
Theorem FLOW (t : R) : gradient_flow t ->
  Derive (fun s => b s k) t = a t k * Derive (fun s => a s k) t + 2 * lam * a t k ^ 2.
Proof.
case=> ex [dera derb]; rewrite (is_derive_unique _ _ _ dera) (is_derive_unique _ _ _ derb).
by have := ORBIT_derivative lam ex; rewrite /slope_a /slope_b; lra.
Qed.

(** ** FLOW, integrated
    If the flow equations hold at each time in [0, T], then
    b_k(T) - b_k(0) = (a_k(T)^2 - a_k(0)^2)/2 + 2 lam int_0^T a_k^2 dt. *)
Theorem FLOW_integral (T : R) : 0 <= T -> (forall t, 0 <= t <= T -> gradient_flow t) ->
  ex_RInt (fun t => a t k ^ 2) 0 T /\
  b T k - b 0 k = (a T k ^ 2 - a 0 k ^ 2) / 2 + 2 * lam * RInt (fun t => a t k ^ 2) 0 T.
Proof.
move=> T0 flow; pose y t := b t k - a t k ^ 2 / 2.
have cont t : 0 <= t <= T -> continuous (fun t => a t k ^ 2) t.
  by move=> /flow [_ [dera _]]; apply: ex_derive_continuous; eexists; apply: derive_square dera.
have ex : ex_RInt (fun t => a t k ^ 2) 0 T.
  by apply: ex_RInt_continuous => t; rewrite Rmin_left // Rmax_right //; apply: cont.
split=> //; have der t : 0 <= t <= T -> is_derive y t (2 * lam * a t k ^ 2).
  move=> /flow fl; have law := FLOW fl; case: fl => _ [dera derb].
  rewrite (is_derive_unique _ _ _ dera) (is_derive_unique _ _ _ derb) in law.
  apply: derive_value; first apply: derive_minus; first exact: derb.
    by apply: derive_mult; [apply: derive_square; exact: dera | apply: derive_const].
  by rewrite law /=; field.
have int : is_RInt (fun t => 2 * lam * a t k ^ 2) 0 T (minus (y T) (y 0)).
  apply: is_RInt_derive => t; rewrite Rmin_left // Rmax_right // => tT; first exact: der.
  by apply: continuous_scal_r; apply: cont.
have := is_RInt_unique _ _ _ _ int; rewrite (RInt_scal (V := R_CompleteNormedModule)) // => e.
move: e; rewrite /scal /= /mult /= /minus /plus /opp /= /y => e; rewrite e; lra.
Qed.

(** ** FLOW, the rate
    Let lam > 0, let the flow equations hold at each time t > 0, and let the effective amplitude a_k e^{b_k} tend to c <> 0.
    Then a_k sqrt(4 lam t) -> sign c and b_k - ln(4 lam c^2 t)/2 -> 0.  No rate of convergence to c is assumed. *)
Theorem FLOW_rate (c : R) :
  0 < lam -> (forall t, 0 < t -> gradient_flow t) ->
  c <> 0 -> is_lim (fun t => a t k * exp (b t k)) p_infty c ->
  is_lim (fun t => a t k * sqrt (4 * lam * t)) p_infty (sign c) /\
  is_lim (fun t => b t k - ln (4 * lam * c ^ 2 * t) / 2) p_infty 0.
Proof.
move=> lam0 flow c0 lim.
apply: (flow_rate (da := fun t => - slope_a t) (db := fun t => - slope_b t)) lim => // t t0.
- by case: (flow t t0) => _ [].
- by case: (flow t t0) => _ [].
- have law := FLOW (flow t t0); case: (flow t t0) => _ [dera derb].
  by rewrite (is_derive_unique _ _ _ dera) (is_derive_unique _ _ _ derb) in law.
Qed.
End Flow.

(** ** FLOW, the gradient
    At every point where the losses have their partial derivatives, whatever lam is,
    ((dL~/da_k)^2 + (dL~/db_k)^2) (1 + a_k^2) >= (2 lam a_k^2)^2.

    Idea: with p and q for the two derivatives, (p^2 + q^2)(1 + a^2) = (a p - q)^2 + (p + a q)^2. *)
Theorem FLOW_gradient (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R) (Theta : UniformSpace)
    (f : vec dx -> Theta -> vec K) (lam : R) (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) (k : 'I_K) :
  (forall i, has_partial (l i) (augmented_network f theta (a, b, W) (x i)) k) ->
  (2 * lam * a k ^ 2) ^ 2 <=
  (Derive (fun t => augmented_risk x l f lam theta (shift a k t, b, W)) 0 ^ 2 +
   Derive (fun t => augmented_risk x l f lam theta (a, shift b k t, W)) 0 ^ 2) * (1 + a k ^ 2).
Proof.
move=> ex; have := ORBIT_derivative lam ex.
set p := Derive _ 0; set q := Derive _ 0 => <-.
have -> : (p ^ 2 + q ^ 2) * (1 + a k ^ 2) = (a k * p - q) ^ 2 + (p + a k * q) ^ 2 by ring.
by have := pow2_ge_0 (p + a k * q); lra.
Qed.
