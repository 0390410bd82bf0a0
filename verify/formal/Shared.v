(** * SHARED: one neuron for all outputs is enough

    g(u)_k = a_k exp(w . u + b) with one weight vector w in R^dx, one bias b in R and K amplitudes.  This is the family of
    K neurons with equal biases and equal weights, but fewer variables are free, so the theorems do not follow
    from those for K neurons. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality Classical_Prop.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Escape.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section Shared.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

(** Parameters (a, b, w) of the shared neuron. *)
Definition shared_neuron : Type := vec K * R * vec dx.

(** The same neuron at each output. *)
Definition at_all_outputs (z : shared_neuron) : neurons dx K :=
  let '(a, b, w) := z in (a, (fun _ => b), (fun _ => w)).

(** L~(theta, a, b, w): the risk of f + g plus lam |a|^2. *)
Definition shared_risk (theta : Theta) (z : shared_neuron) : R :=
  augmented_risk x l f lam theta (at_all_outputs z).
Definition shared_network (theta : Theta) (z : shared_neuron) : vec dx -> vec K :=
  augmented_network f theta (at_all_outputs z).

Definition shared_local_minimum (theta : Theta) (z : shared_neuron) :=
  local_minimum (fun p : Theta * shared_neuron => shared_risk p.1 p.2) (theta, z).
Definition shared_frozen_local_minimum (theta : Theta) (z : shared_neuron) :=
  local_minimum (fun z' : shared_neuron => shared_risk theta z') z.

Lemma shared_local_minimum_frozen theta z : shared_local_minimum theta z -> shared_frozen_local_minimum theta z.
Proof.
case=> eps le; exists eps => z' near; apply: (le (theta, z')).
by split=> //; apply: ball_center.
Qed.

(** ** SHARED, VANISH
    Let lam <> 0; nothing is assumed of losses and network.  At every local minimum in (a, b) alone a = 0, the network is
    the original one at every input, and L~ = L.

    Idea: the orbit (a e^{-t}, b + t), all amplitudes together. *)
Theorem SHARED_VANISH (theta : Theta) (a : vec K) (b : R) (w : vec dx) :
  lam <> 0 ->
  local_minimum (fun ab : vec K * R => shared_risk theta (ab.1, ab.2, w)) (a, b) ->
  a = zero /\
  (forall u, shared_network theta (a, b, w) u = f u theta) /\
  shared_risk theta (a, b, w) = L x l f theta.
Proof.
move=> lam0 [eps le].
suff a0 : a = zero by rewrite a0; split=> //; split=> [u|]; [exact: augmented_network0 | exact: augmented_risk0].
pose c := effective_risk x l f theta (fun k => a k * exp b) (fun _ => w).
pose v t : R := c + lam * sqnorm a * exp (- (2 * t)).
have path t : shared_risk theta ((fun k => a k * exp (- t)), b + t, w) = v t by apply: augmented_risk_path.
have der : is_derive v 0 (lam * sqnorm a * - 2).
  by rewrite /v; derive; rewrite (_ : - (2 * 0) = 0) ?exp_0; ring.
suff /(derive_at_local_minimum der) d0 : locally 0 (fun t => v 0 <= v t).
  apply: sqnorm_eq0; apply: Req_le.
  have /Rmult_integral [//|] : lam * sqnorm a = 0 by lra.
  by [].
have near_a : locally 0 (fun t => forall k, ball (a k) eps (a k * exp (- t))).
  apply: filter_all => k.
  have ca : continuous (fun t : R => a k * exp (- t)) 0 by continuous_rules.
  have e0 : a k * exp (- 0) = a k by rewrite Ropp_0 exp_0; ring.
  by move: ca; rewrite /continuous e0 => ca; apply: (ca (ball (a k) eps)); apply: locally_ball.
apply: filter_imp (filter_and _ _ near_a (locally_ball (0 : R) eps)) => t [ta tb].
have at0 : v 0 = shared_risk theta (a, b, w).
  rewrite -path Rplus_0_r; congr (shared_risk theta (_, _, _)).
  by apply: functional_extensionality => k; rewrite Ropp_0 exp_0; ring.
rewrite at0 -path; apply: (le ((fun k => a k * exp (- t)), b + t)); split=> //=.
move: tb; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= => tb.
by have -> : b + t + - b = t + - 0 by ring.
Qed.

Lemma shared_frozen_ab theta a b w : shared_frozen_local_minimum theta (a, b, w) ->
  local_minimum (fun ab : vec K * R => shared_risk theta (ab.1, ab.2, w)) (a, b).
Proof.
case=> eps le; exists eps => -[a' b'] near; apply: le.
by split=> //; apply: ball_center.
Qed.

(** ** SHARED, critical points
    Moving the shared bias moves all outputs at once, so partial derivatives of the losses are not enough.  [smooth_at]
    is the chain rule along curves, which follows from differentiability (and, for convex functions, from partial
    derivatives: theorem convex_chain_rule). *)
Definition smooth_at n (phi : vec n -> R) (p : vec n) := forall (c : R -> vec n) (v : vec n),
  c 0 = p -> (forall k, is_derive (fun t => c t k) 0 (v k)) ->
  (forall k, has_partial phi p k) /\ is_derive (fun t => phi (c t)) 0 (dot (partial phi p) v).

(** sum_k a_k dL~/da_k - dL~/db = 2 lam |a|^2 *)
Theorem SHARED_ORBIT_derivative (theta : Theta) (a : vec K) (b : R) (w : vec dx) :
  (forall i, smooth_at (l i) (shared_network theta (a, b, w) (x i))) ->
  (\sum_k (a k * Derive (fun t => shared_risk theta (shift a k t, b, w)) 0)) -
  Derive (fun t => shared_risk theta (a, b + t, w)) 0 = 2 * lam * sqnorm a.
Proof.
move=> smooth.
pose e i := exp (dot w (x i) + b).
pose d i := partial (l i) (shared_network theta (a, b, w) (x i)).
have ex i k : has_partial (l i) (shared_network theta (a, b, w) (x i)) k.
  by case: (smooth i (fun _ => shared_network theta (a, b, w) (x i)) zero erefl (fun _ => is_derive_const _ _)).
have da k : Derive (fun t => shared_risk theta (shift a k t, b, w)) 0 = / INR m * (\sum_i (e i * d i k)) + 2 * lam * a k.
  by apply: is_derive_unique; apply: (is_derive_risk_a lam (fun i => ex i k)).
have db : Derive (fun t => shared_risk theta (a, b + t, w)) 0 = / INR m * (\sum_i dot (d i) (fun k => a k * e i)).
  apply: is_derive_unique; rewrite /shared_risk /augmented_risk /risk -[X in is_derive _ _ X]Rplus_0_r.
  apply: is_derive_plus; last exact: is_derive_const.
  apply: is_derive_scal; apply: is_derive_sum => i _.
  have [|k|_ //] := smooth i (fun t => augmented_network f theta (a, (fun=> b + t), (fun=> w)) (x i)) (fun k => a k * e i).
    by rewrite Rplus_0_r.
  rewrite /augmented_network /added_neurons /e; derive.
  by rewrite Rplus_0_r; ring.
have da_sum : \sum_k (a k * Derive (fun t => shared_risk theta (shift a k t, b, w)) 0) =
    / INR m * (\sum_i dot (d i) (fun k => a k * e i)) + 2 * lam * sqnorm a.
  rewrite (eq_bigr (fun k => / INR m * (\sum_i (a k * (e i * d i k))) + 2 * lam * a k ^ 2)) => [|k _]; last first.
    by rewrite da sum_scal; ring.
  rewrite sum_plus !sum_scal; congr (_ * _ + _); rewrite exchange_big.
  by apply: eq_bigr => i _; apply: eq_bigr => k _; ring.
by rewrite da_sum db; ring.
Qed.

(** Let lam <> 0 and let the losses be differentiable.  Every critical point has a = 0. *)
Theorem SHARED_VANISH_critical (theta : Theta) (a : vec K) (b : R) (w : vec dx) :
  lam <> 0 ->
  (forall i, smooth_at (l i) (shared_network theta (a, b, w) (x i))) ->
  (forall k, Derive (fun t => shared_risk theta (shift a k t, b, w)) 0 = 0) ->
  Derive (fun t => shared_risk theta (a, b + t, w)) 0 = 0 ->
  a = zero.
Proof.
move=> lam0 smooth da db; have := SHARED_ORBIT_derivative smooth.
rewrite db sum0 => [|k _]; last by rewrite da; ring.
move=> e; apply: sqnorm_eq0; apply: Req_le.
have /Rmult_integral [//|//] : lam * sqnorm a = 0 by lra.
Qed.

(** ** SHARED, RESIDUAL *)
Theorem SHARED_RESIDUAL (theta : Theta) (a : vec K) (b : R) (w : vec dx) :
  lam <> 0 -> differentiable_at_outputs x l f theta -> shared_frozen_local_minimum theta (a, b, w) ->
  a = zero /\ forall u k, residual x l f theta u k = 0.
Proof.
move=> lam0 ex locmin.
have [a0 _] := SHARED_VANISH lam0 (shared_frozen_ab locmin); split=> // u k.
move: locmin; rewrite a0 => -[eps le].
apply: (@residual_from_slopes _ _ _ x l _ f theta k b w); exists eps => w' near_w.
have ex' i : has_partial (l i) (augmented_network f theta (zero, (fun=> b), (fun=> w')) (x i)) k.
  by rewrite augmented_network0; apply: ex.
have := derive_at_local_minimum (is_derive_risk_a lam ex').
rewrite {3}/zero Rmult_0_r Rplus_0_r => d0.
rewrite -[RHS]d0.
  by congr (_ * _); apply: eq_bigr => i _; rewrite augmented_network0.
exists eps => t; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= Ropp_0 Rplus_0_r => small.
rewrite shift0 augmented_risk0 -(augmented_risk0 x l f lam theta (fun=> b) (fun=> w)).
apply: (le (shift zero k t, b, w')); split=> //.
by split; [apply: ball_shift | apply: ball_center].
Qed.

(** ** SHARED, ELIM and REAL
    Let lam <> 0, and let the assumptions of ELIM or of REAL hold.  At every local minimum in (a, b, w) theta is
    data-optimal, and so a global minimum of L. *)
Theorem SHARED_ELIM (theta : Theta) (a : vec K) (b : R) (w : vec dx) :
  lam <> 0 -> convex_losses l -> differentiable_at_outputs x l f theta ->
  shared_frozen_local_minimum theta (a, b, w) ->
  data_optimal x l f theta /\ global_minimum (L x l f) theta.
Proof.
move=> lam0 cvx ex locmin; have [_ res0] := SHARED_RESIDUAL lam0 ex locmin.
have opt : data_optimal x l f theta by move=> j; apply/(convex_grouped cvx)/stationary_grouped_loss.
by split=> //; apply: data_optimal_global.
Qed.

Theorem SHARED_REAL (theta : Theta) (a : vec K) (b : R) (w : vec dx) :
  lam <> 0 -> realizable x l -> stationary_is_global l -> differentiable_at_outputs x l f theta ->
  shared_frozen_local_minimum theta (a, b, w) ->
  (forall i, global_minimum (l i) (f (x i) theta)) /\ data_optimal x l f theta /\ global_minimum (L x l f) theta.
Proof.
move=> lam0 real good ex locmin; have [_ res0] := SHARED_RESIDUAL lam0 ex locmin.
have st j := stationary_grouped_loss ex res0 j.
have opt : data_optimal x l f theta by move=> j; apply: (realizable_grouped real good).
split=> [i|]; first by apply/good/(realizable_stationary real).
by split=> //; apply: data_optimal_global.
Qed.

Lemma shared_data_optimal theta a b w : lam <> 0 -> ELIM_or_REAL x l -> differentiable_at_outputs x l f theta ->
  shared_frozen_local_minimum theta (a, b, w) -> data_optimal x l f theta.
Proof.
move=> lam0 [cvx|[real good]] ex locmin; first by case: (SHARED_ELIM lam0 cvx ex locmin).
by case: (SHARED_REAL lam0 real good ex locmin) => _ [].
Qed.

(** ** SHARED, CHAR *)
Theorem SHARED_CHAR (theta : Theta) (a : vec K) (b : R) (w : vec dx) :
  0 < lam -> ELIM_or_REAL x l -> differentiable_at_outputs x l f theta ->
  (shared_local_minimum theta (a, b, w) <-> a = zero /\ data_optimal x l f theta) /\
  (shared_frozen_local_minimum theta (a, b, w) <-> a = zero /\ data_optimal x l f theta) /\
  (global_minimum (fun p : Theta * shared_neuron => shared_risk p.1 p.2) (theta, (a, b, w)) <->
     a = zero /\ data_optimal x l f theta) /\
  (a = zero /\ data_optimal x l f theta ->
     shared_risk theta (a, b, w) = L x l f theta /\ forall F : vec dx -> vec K, L x l f theta <= risk x l F).
Proof.
move=> lam0 good ex; have lam1 := Rgt_not_eq _ _ lam0.
have frozen : shared_frozen_local_minimum theta (a, b, w) -> a = zero /\ data_optimal x l f theta.
  move=> locmin; split; first by case: (SHARED_RESIDUAL lam1 ex locmin).
  exact: shared_data_optimal locmin.
have full := @shared_local_minimum_frozen theta (a, b, w).
have global : a = zero /\ data_optimal x l f theta ->
    global_minimum (fun p : Theta * shared_neuron => shared_risk p.1 p.2) (theta, (a, b, w)).
  case=> -> opt [theta' z'].
  exact: (data_optimal_global_minimum (fun=> b) (fun=> w) (Rlt_le _ _ lam0) opt (theta', at_all_outputs z')).
have local : global_minimum (fun p : Theta * shared_neuron => shared_risk p.1 p.2) (theta, (a, b, w)) ->
    shared_local_minimum theta (a, b, w) by apply: global_minimum_local.
split; last split; last split.
- by split=> [/full /frozen //|/global /local].
- by split=> [/frozen //|/global /local /full].
- by split=> [/local /full /frozen //|/global].
- by case=> -> opt; split; [exact: augmented_risk0 | apply/data_optimal_floor].
Qed.

(** ** SHARED, EXIST *)
Theorem SHARED_EXIST :
  0 < lam -> ELIM_or_REAL x l -> (forall theta, differentiable_at_outputs x l f theta) ->
  (exists theta a b w, shared_local_minimum theta (a, b, w)) <-> (exists theta, data_optimal x l f theta).
Proof.
move=> lam0 good ex; split=> [[theta [a [b [w locmin]]]]|[theta opt]]; exists theta.
  by move: locmin; case: (SHARED_CHAR a b w lam0 good (ex theta)) => -> _ [].
by exists zero, 0, zero; case: (SHARED_CHAR zero 0 zero lam0 good (ex theta)) => -> _.
Qed.

(** ** SHARED, FAIL *)
Theorem SHARED_FAIL (theta : Theta) :
  lam <> 0 -> ELIM_or_REAL x l -> differentiable_at_outputs x l f theta -> ~ data_optimal x l f theta ->
  forall a b w, ~ shared_frozen_local_minimum theta (a, b, w).
Proof. by move=> lam0 good ex not_opt a b w locmin; apply: not_opt; apply: shared_data_optimal locmin. Qed.

End Shared.

(** ** SHARED, ESCAPE *)
Section SharedEscape.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K).

(** The monotone path, as before: one bias runs off to infinity. *)
Theorem SHARED_ESCAPE_path (lam : R) (theta : Theta) (a : vec K) (b : R) (w : vec dx) :
  0 < lam -> a <> zero ->
  let path t : shared_neuron dx K := ((fun k => a k * exp (- t)), b + t, w) in
  (forall s t, s < t -> shared_risk x l f lam theta (path t) < shared_risk x l f lam theta (path s)) /\
  is_lim (fun t => shared_risk x l f lam theta (path t)) p_infty
         (effective_risk x l f theta (fun k => a k * exp b) (fun _ => w)).
Proof. by move=> lam0 a0; apply: (ESCAPE_path x l f theta (fun=> b) (fun=> w) lam0 a0). Qed.

(** The infimum over (a, b, w) is that of the data term over (c, w), for every lam > 0. *)
Theorem SHARED_ESCAPE_infimum (lam : R) (theta : Theta) : 0 < lam ->
  Glb_Rbar (fun v => exists a b w, v = shared_risk x l f lam theta (a, b, w)) =
  Glb_Rbar (fun v => exists c w, v = effective_risk x l f theta c (fun _ => w)).
Proof.
move=> lam0; apply: is_glb_Rbar_unique.
have [lower greatest] := Glb_Rbar_correct (fun v => exists c w, v = effective_risk x l f theta c (fun _ => w)).
split=> [v [a [b [w ->]]]|bd low]; last first.
  apply: greatest => v [c [w ->]].
  have e : (fun k => c k * exp 0) = c by apply: functional_extensionality => k; rewrite exp_0; ring.
  case: (Req_dec (lam * sqnorm c) 0) => [c0|c0].
    have := low _ (ex_intro _ c (ex_intro _ 0 (ex_intro _ w erefl))).
    by rewrite /shared_risk augmented_risk_effective c0 Rplus_0_r e.
  have cz : c <> zero by move=> e'; apply: c0; rewrite e' sqnorm0; ring.
  have [_ lim] := SHARED_ESCAPE_path theta 0 w lam0 cz; rewrite e in lim.
  have low' t := low _ (ex_intro _ (fun k => c k * exp (- t)) (ex_intro _ (0 + t) (ex_intro _ w erefl))).
  case: (bd) low' => [r|/(_ 0) //|_ //] low'.
  exact: (is_lim_le_loc (fun _ => r) _ p_infty r _ (filter_forall _ low') (is_lim_const r p_infty) lim).
apply: Rbar_le_trans (lower (effective_risk x l f theta (fun k => a k * exp b) (fun _ => w)) _) _.
  by exists (fun k => a k * exp b), w.
rewrite /shared_risk augmented_risk_effective /=.
by have := Rmult_le_pos _ _ (Rlt_le _ _ lam0) (sqnorm_ge0 a); lra.
Qed.

(** If theta is not data-optimal, some data term with one shared neuron lies below L(theta). *)
Theorem SHARED_ESCAPE_gain (theta : Theta) :
  ELIM_or_REAL x l -> differentiable_at_outputs x l f theta -> ~ data_optimal x l f theta ->
  exists c w, effective_risk x l f theta c (fun _ => w) < L x l f theta.
Proof.
move=> good ex not_opt; apply: NNPP => none.
have above c w : L x l f theta <= effective_risk x l f theta c (fun _ => w).
  by apply: Rnot_lt_le => lt; apply: none; exists c, w.
apply: (SHARED_FAIL R1_neq_R0 good ex not_opt (a := zero) (b := 0) (w := zero)).
exists (mkposreal 1 Rlt_0_1) => -[[a' b'] w'] _; rewrite /shared_risk augmented_risk0 augmented_risk_effective.
by have := above (fun k => a' k * exp b') w'; have := sqnorm_ge0 a'; lra.
Qed.
End SharedEscape.
