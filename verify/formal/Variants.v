(** * Why a point of a variant of L~ is a local minimum

    The conditions under which the project certifies a local minimum of L~ with another neuron or another penalty, as
    theorems: reduction, slice and kink, cusp, hyperplane, samplewise, optimal.  The objective is any function; where it has
    the form risk + penalty, this is said. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Necessity Hyperplane.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** ** Reduction: F >= G near the point, with equality at it, and the point is a local minimum of G. *)
Theorem REDUCTION (U : UniformSpace) (F G : U -> R) (p : U) :
  locally p (fun q => G q <= F q) -> F p = G p -> local_minimum G p -> local_minimum F p.
Proof.
by move=> above e locmin; apply: filter_imp (filter_and _ _ above locmin) => q [le le']; rewrite e; lra.
Qed.

(** A function on [0, 1], continuous, with a derivative >= 0 inside, does not fall. *)
Lemma rises (h dh : R -> R) : (forall t, 0 < t <= 1 -> is_derive h t (dh t) /\ 0 <= dh t) -> continuous h 0 -> h 0 <= h 1.
Proof.
move=> der cont; have [||t [t01 e]] := MVT_gen h 0 1 dh.
- by move=> t; rewrite Rmin_left ?Rmax_right; try lra; move=> t01; case: (der t) => //; lra.
- move=> t; rewrite Rmin_left ?Rmax_right; try lra; move=> t01; apply/continuity_pt_filterlim.
  case: (Req_dec t 0) => [->|t0]; first exact: cont.
  by case: (der t) => [|d _]; [lra | apply: ex_derive_continuous; exists (dh t)].
move: t01; rewrite Rmin_left ?Rmax_right; try lra; move=> t01.
case: (Req_dec t 0) => [t0|t0]; last by case: (der t) => [|_ d0]; lra.
(* the mean value at 0 itself says nothing; go from every s > 0 to 1 *)
apply: Rnot_lt_le => lt; pose gap := h 0 - h 1; have gap0 : 0 < gap by rewrite /gap; lra.
have /filterlim_locally /(_ (mkposreal _ gap0)) [eps near] := cont; have eps0 := cond_pos eps.
pose s := Rmin (eps / 2) 1; have s0 : 0 < s by apply: Rmin_pos; lra.
have s1 : s <= 1 by apply: Rmin_r.
have se : s <= eps / 2 by apply: Rmin_l.
have [r [[sr r1] e']] := mean_value s1 (fun r sr => proj1 (der r (conj (Rlt_le_trans _ _ _ s0 (proj1 sr)) (proj2 sr)))).
have [_ d0] := der r ltac:(lra).
have : 0 <= dh r * (1 - s) by apply: Rmult_le_pos; lra.
have : Rabs (h s - h 0) < gap.
  by apply: (near s); rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= Ropp_0 Rplus_0_r Rabs_pos_eq; lra.
by move/Rabs_def2; rewrite /gap; lra.
Qed.

Section Amplitudes.
Variables (K : nat) (V : UniformSpace) (F : vec K * V -> R) (v0 : V).
Hypothesis rest : local_minimum (fun v => F (zero, v)) v0.

(** All parameters (a, v) near (0, v0) lie above (0, v). *)
Lemma above_slice : locally ((zero, v0) : prod_UniformSpace (fct_UniformSpace _ _) V) (fun p => F (zero, p.2) <= F p) ->
  local_minimum (fun p : vec K * V => F p) (zero, v0).
Proof.
case: rest => eps le [eps' le']; have e0 : 0 < Rmin eps eps' by apply: Rmin_pos; apply: cond_pos.
exists (mkposreal _ e0) => -[a v] near; apply: (Rle_trans _ (F (zero, v))).
  by apply: le; apply: ball_le (proj2 near); apply: Rmin_l.
by apply: (le' (a, v)); apply: ball_le near; apply: Rmin_r.
Qed.

(** ** Slice: v0 is a local minimum on the slice a = 0, and near the point F does not fall along the rays t a, t > 0.
    For one amplitude (K = 1) this is the condition *kink*: the slope in a has the sign of a, except perhaps at a = 0. *)
Theorem SLICE (slope : vec K * V -> R -> R) :
  locally ((zero, v0) : prod_UniformSpace (fct_UniformSpace _ _) V) (fun p =>
    continuous (fun t : R => F ((fun k => t * p.1 k), p.2)) 0 /\
    forall t, 0 < t <= 1 -> is_derive (fun t => F ((fun k => t * p.1 k), p.2)) t (slope p t) /\ 0 <= slope p t) ->
  local_minimum (fun p : vec K * V => F p) (zero, v0).
Proof.
move=> rays; apply: above_slice; apply: filter_imp rays => -[a v] [cont der].
have := rises der cont; rewrite /=.
have -> : (fun k => 0 * a k) = zero by apply: functional_extensionality => k; rewrite /zero; ring.
by have -> : (fun k => 1 * a k) = a by apply: functional_extensionality => k; ring.
Qed.

(** ** Cusp: the penalty outweighs a Lipschitz data term
    Near the point F(a, v) >= F(0, v) + sum_k (c |a_k|^e - C |a_k|), with c > 0 and 0 < e < 1. *)
Theorem CUSP (c C e : R) : 0 < c -> 0 <= C -> 0 < e < 1 ->
  locally ((zero, v0) : prod_UniformSpace (fct_UniformSpace _ _) V) (fun p =>
    F (zero, p.2) + \sum_k ((if Req_EM_T (p.1 k) 0 then 0 else c * Rpower (Rabs (p.1 k)) e) - C * Rabs (p.1 k)) <= F p) ->
  local_minimum (fun p : vec K * V => F p) (zero, v0).
Proof.
move=> c0 C0 e01 [eps low]; apply: above_slice.
pose r := Rpower (c / (C + 1)) (/ (1 - e)); have r0 : 0 < r by apply: exp_pos.
have m0 : 0 < Rmin eps r by apply: Rmin_pos => //; apply: cond_pos.
exists (mkposreal _ m0) => -[a v] near.
have near' : ball ((zero, v0) : prod_UniformSpace (fct_UniformSpace _ _) V) eps (a, v).
  by apply: ball_le near; apply: Rmin_l.
apply: Rle_trans (low _ near'); rewrite -[X in X <= _]Rplus_0_r; apply: Rplus_le_compat_l; apply: sum_ge0 => k _ /=.
case: Req_EM_T => [e0|a0] /=; first by rewrite e0 Rabs_R0; lra.
have ak : 0 < Rabs (a k) by apply: Rabs_pos_lt.
have small : Rabs (a k) < r.
  have := proj1 near k; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= /zero Ropp_0 Rplus_0_r => lt.
  exact: Rlt_le_trans lt (Rmin_r _ _).
have split_power : Rabs (a k) = Rpower (Rabs (a k)) e * Rpower (Rabs (a k)) (1 - e).
  rewrite -Rpower_plus; have -> : e + (1 - e) = 1 by ring.
  by rewrite Rpower_1.
have bound : Rpower (Rabs (a k)) (1 - e) <= c / (C + 1).
  have -> : c / (C + 1) = Rpower r (1 - e).
    rewrite /r Rpower_mult; have -> : / (1 - e) * (1 - e) = 1 by (field; lra).
    by rewrite Rpower_1 //; apply: Rdiv_lt_0_compat; lra.
  by apply: Rle_Rpower_l; lra.
have p0 : 0 < Rpower (Rabs (a k)) e by apply: exp_pos.
have : C * Rabs (a k) <= c * Rpower (Rabs (a k)) e; last by lra.
rewrite {1}split_power; have cC : C * (c / (C + 1)) <= c.
  have -> : C * (c / (C + 1)) = c - c / (C + 1) by field; lra.
  have : 0 < c / (C + 1) by apply: Rdiv_lt_0_compat; lra.
  lra.
have := Rmult_le_compat_l _ _ _ C0 bound => h1.
have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ p0) (Rle_trans _ _ _ h1 cC); lra.
Qed.
End Amplitudes.

(** ** Risk and penalty *)
Section Penalty.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Z : UniformSpace) (f : vec dx -> Z -> vec K) (pen : Z -> R) (z : Z).
(** z are all parameters, those of the neurons too. *)
Hypothesis pen0 : pen z = 0.
Hypothesis pen_ge0 : locally z (fun z' => 0 <= pen z').

Lemma with_penalty : local_minimum (L x l f) z -> local_minimum (fun z' => L x l f z' + pen z') z.
Proof.
move=> locmin; apply: REDUCTION locmin; last by rewrite pen0 Rplus_0_r.
by apply: filter_imp pen_ge0 => z' ge; lra.
Qed.

(** Hyperplane: convex losses, and the sum of the gradients times the outputs does not fall nearby. *)
Theorem HYPERPLANE_penalty : convex_losses l -> differentiable_at_outputs x l f z ->
  locally z (fun z' => \sum_i dot (partial (l i) (f (x i) z)) (f (x i) z) <=
                       \sum_i dot (partial (l i) (f (x i) z)) (f (x i) z')) ->
  local_minimum (fun z' => L x l f z' + pen z') z.
Proof. by move=> cvx ex plane; apply: with_penalty; apply: HYPERPLANE_gradient. Qed.

(** Samplewise: the outputs are continuous at z, and at each input the grouped loss has a local minimum at the output. *)
Theorem SAMPLEWISE : (forall i, continuous (fun z' => f (x i) z') z) ->
  (forall j, local_minimum (grouped_loss x l (x j)) (f (x j) z)) ->
  local_minimum (fun z' => L x l f z' + pen z') z.
Proof.
move=> cont wells; apply: with_penalty.
have near : locally z (fun z' => forall j, grouped_loss x l (x j) (f (x j) z) <= grouped_loss x l (x j) (f (x j) z')).
  by apply: filter_all => j; exact: (cont j _ (wells j)).
apply: filter_imp near => z' le; apply: mean_le; apply: (sum_le_by_input (x := x)) => j.
have := le j; rewrite /grouped_loss.
rewrite (eq_bigr (fun i => l i (f (x i) z))) => [|i /sameP -> //].
by rewrite [X in _ <= X](eq_bigr (fun i => l i (f (x i) z'))) => // i /sameP ->.
Qed.

(** Optimal: the outputs are least for the data among all functions; a term that has a local minimum at z may be added. *)
Theorem OPTIMAL (r : Z -> R) : data_optimal x l f z -> local_minimum r z ->
  local_minimum (fun z' => L x l f z' + pen z' + r z') z.
Proof.
move=> /data_optimal_floor floor rmin; apply: filter_imp (filter_and _ _ pen_ge0 rmin) => z' [ge le].
have := floor (fun u => f u z'); rewrite -/(L x l f z') pen0; lra.
Qed.
End Penalty.

(** ** An instance of the slice: (a e^b - 1)^2 + 4 |a|, one sample with the target 1, the network 0, the penalty 4 |a|
    With the paper's penalty there is no local minimum at a = 0 (FAIL_infinity); with this one (0, b) is one for every b < 0,
    and the value there is 1, though the network 1 would have the value 0. *)
Definition kinked_risk (p : vec 1 * R) : R := (p.1 ord0 * exp p.2 - 1) ^ 2 + 4 * Rabs (p.1 ord0).

Theorem SLICE_example (b : R) : b < 0 -> local_minimum (fun p : vec 1 * R_UniformSpace => kinked_risk p) (zero, b).
Proof.
move=> b0.
pose slope (p : vec 1 * R) (t : R) := 2 * (t * (p.1 ord0 * exp p.2) - 1) * (p.1 ord0 * exp p.2) + 4 * Rabs (p.1 ord0).
have nb : 0 < - b by lra.
apply: (@SLICE 1 R_UniformSpace kinked_risk b _ slope).
  by exists (mkposreal 1 Rlt_0_1) => c _; rewrite /kinked_risk /zero /= !Rmult_0_l; lra.
exists (mkposreal _ nb) => -[a c] [_ /ball_R /= near_c].
have ray t : kinked_risk ((fun k => t * a k), c) = (t * (a ord0 * exp c) - 1) ^ 2 + 4 * Rabs (t * a ord0).
  by rewrite /kinked_risk /= Rmult_assoc.
split=> /= [|t [t0 t1]].
  apply: (continuous_ext (fun t => (t * (a ord0 * exp c) - 1) ^ 2 + 4 * Rabs (t * a ord0))) => [t|]; first by rewrite ray.
  apply: continuous_plus; first by continuous_rules.
  apply: continuous_scal_r; apply: (continuous_comp (fun t => t * a ord0) Rabs); first by continuous_rules.
  exact: continuous_Rabs.
split.
  apply: (is_derive_ext_loc (fun t => (t * (a ord0 * exp c) - 1) ^ 2 + 4 * Rabs (a ord0) * t)).
    exists (mkposreal _ t0) => s /ball_R /= near; rewrite ray Rabs_mult (Rabs_pos_eq s); [ring | lra].
  by rewrite /slope /=; derive; ring.
have ec := exp_pos c; have ec1 : exp c < 1 by rewrite -exp_0; apply: exp_increasing; lra.
have p2 : 0 <= (a ord0 * exp c) ^ 2 by apply: pow2_ge_0.
have ab : a ord0 * exp c <= Rabs (a ord0) * 1.
  apply: Rle_trans (_ : Rabs (a ord0) * exp c <= _).
    by apply: Rmult_le_compat_r; [lra | apply: Rle_abs].
  by apply: Rmult_le_compat_l; [apply: Rabs_pos | lra].
have := Rabs_pos (a ord0); have := Rmult_le_pos _ _ (Rlt_le _ _ t0) p2; rewrite /slope /=; lra.
Qed.

(** ** An instance of the cusp: (a e^b - 1)^2 + 4 sqrt |a| at (0, 0) *)
Definition cusped_risk (p : vec 1 * R) : R :=
  (p.1 ord0 * exp p.2 - 1) ^ 2 + (if Req_EM_T (p.1 ord0) 0 then 0 else 4 * Rpower (Rabs (p.1 ord0)) (/ 2)).

Theorem CUSP_example : local_minimum (fun p : vec 1 * R_UniformSpace => cusped_risk p) (zero, 0).
Proof.
have at0 c : cusped_risk (zero, c) = 1.
  by rewrite /cusped_risk /zero /=; case: Req_EM_T => [e|//] /=; rewrite Rmult_0_l; ring.
apply: (@CUSP 1 R_UniformSpace cusped_risk 0 _ 4 6 (/ 2)); try lra.
  by exists (mkposreal 1 Rlt_0_1) => c _; rewrite !at0; apply: Rle_refl.
exists (mkposreal 1 Rlt_0_1) => -[a c] [_ /ball_R /= near]; rewrite at0 sum_one /cusped_risk /=.
set u := a ord0; have ec : exp c <= 3 by apply: Rle_trans exp_le_3; apply: exp_le; lra.
have e0 := exp_pos c; have p2 := pow2_ge_0 (u * exp c).
have ue : u * exp c <= Rabs u * 3.
  apply: Rle_trans (_ : Rabs u * exp c <= _); first by apply: Rmult_le_compat_r; [lra | apply: Rle_abs].
  by apply: Rmult_le_compat_l => //; apply: Rabs_pos.
by case: Req_EM_T => h /=; lra.
Qed.

(** ** An instance of samplewise: a loss with a bad well, and any penalty on theta *)
Theorem SAMPLEWISE_example :
  local_minimum (fun theta : R_UniformSpace => L one_input tilted_wells (identity_network : _ -> R_UniformSpace -> _) theta +
    theta ^ 2) 0 /\
  tilted_wells ord0 (scalar (3 / 2)) < tilted_wells ord0 (scalar 0).
Proof.
split; last by rewrite /tilted_wells /scalar; lra.
apply: (@SAMPLEWISE 1 1 1 one_input tilted_wells R_UniformSpace identity_network (fun theta => theta ^ 2)).
- by rewrite /=; ring.
- by exists (mkposreal 1 Rlt_0_1) => theta _; apply: pow2_ge_0.
- by move=> i; apply/filterlim_locally => eps; exists eps => theta near k.
- move=> j; exists (mkposreal 1 Rlt_0_1) => q near; rewrite !(ord1 j).
  have value q' : grouped_loss one_input tilted_wells (one_input ord0) q' = tilted_wells ord0 q'.
    by rewrite /grouped_loss (bigD1 ord0) ?same_refl //= big1 ?Rplus_0_r // => i /andP [_]; rewrite (ord1 i) eqxx.
  rewrite !value /tilted_wells /identity_network /scalar; have /= := ball_R (near ord0).
  rewrite /identity_network /scalar; set u := q ord0 => u1.
  have : 0 <= u * u * ((1 - u) * (2 - u)) by apply: Rmult_le_pos; [exact: Rle_0_sqr | apply: Rmult_le_pos; lra].
  lra.
Qed.
