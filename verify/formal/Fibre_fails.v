(** * FIBRE, the other half: a strict minimum of the penalty on a fibre makes vanish and elimination fail

    The parameters of the neuron are a vector z in R^n, neuron and penalty are continuous in z. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra List FunctionalExtensionality Classical_Prop.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Losses Necessity Neuron.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section Box.
Variables (n : nat) (z0 : vec n) (r : R).
Hypothesis r0 : 0 < r.

(** The closed box with the centre z0 and half the width r, and its inside *)
Definition in_box (z : vec n) := forall k, Rabs (z k - z0 k) <= r.
Definition inside (z : vec n) := forall k, Rabs (z k - z0 k) < r.

Lemma limit_le (G : (vec n -> Prop) -> Prop) (F : vec n -> R) (p : vec n) (c : R) : ProperFilter' G ->
  filterlim (fun z => z) G (locally p) -> continuous F p -> G (fun z => F z <= c) -> F p <= c.
Proof.
move=> [proper FG] lim cont le; apply: Rnot_lt_le => lt.
have gap : 0 < F p - c by lra.
have near : G (fun z => Rabs (F z - F p) < F p - c).
  have /filterlim_locally /(_ (mkposreal _ gap)) := filterlim_comp _ _ _ _ _ _ _ _ lim cont; exact: filter_imp.
by apply: proper; apply: filter_imp (filter_and _ _ le near) => z [h /Rabs_def2 []]; lra.
Qed.

Lemma continuous_distance k (p : vec n) : continuous (fun z : vec n => Rabs (z k - z0 k)) p.
Proof.
apply: (continuous_comp (fun z : vec n => z k - z0 k) Rabs); last exact: continuous_Rabs.
by apply: continuous_minus; [apply: continuous_coordinate | apply: continuous_const].
Qed.

(** Compactness: a filter in the box has a limit point in it. *)
Lemma box_cluster (E : (vec n -> Prop) -> Prop) : ProperFilter' E -> E in_box ->
  exists (G : (vec n -> Prop) -> Prop) (p : vec n), ProperFilter' G /\ (forall A, E A -> G A) /\
    filterlim (fun z => z) G (locally p) /\ in_box p.
Proof.
move=> pE Ebox; pose M := r + \sum_k Rabs (z0 k).
have [|G [p [pG [EG lim]]]] := @cluster_point _ _ E (fun k z => z k) M pE.
  move=> k; have FE : Filter E by case: pE.
  apply: filter_imp Ebox => z bz; have -> : z k = (z k - z0 k) + z0 k by ring.
  apply: Rle_trans (Rabs_triang _ _) _; have := bz k.
  have := sum_ge_term (F := fun k => Rabs (z0 k)) (i0 := k) isT (fun j _ => Rabs_pos _); rewrite /M; lra.
have FG : Filter G by case: pG.
have limG : filterlim (fun z : vec n => z) G (locally (p : vec n)) by apply: filterlim_fun.
exists G, p; do 3 split=> //; move=> k.
apply: (limit_le pG limG (F := fun z => Rabs (z k - z0 k))); first exact: continuous_distance.
have FE : Filter E by case: pE.
by apply: EG; apply: filter_imp Ebox => z; apply.
Qed.

(** A continuous function takes its least value on the box. *)
Lemma box_minimum (F : vec n -> R) : (forall z, continuous F z) ->
  exists z, in_box z /\ forall z', in_box z' -> F z <= F z'.
Proof.
move=> cont; pose E (A : vec n -> Prop) := exists y, in_box y /\ forall z, in_box z -> F z <= F y -> A z.
have center : in_box z0 by move=> k; rewrite Rminus_eq_0 Rabs_R0; lra.
have pE : ProperFilter' E.
  split=> [[y [by_ none]]|]; first by apply: (none y) => //; apply: Rle_refl.
  split=> [|P Q [y [by_ hP]] [y' [by' hQ]]|P Q PQ [y [by_ hP]]]; first by exists z0.
    case: (Rle_dec (F y) (F y')) => le.
      by exists y; split=> // z bz lez; split; [apply: hP | apply: hQ => //; lra].
    by exists y'; split=> // z bz lez; split; [apply: hP => //; lra | apply: hQ].
  by exists y; split=> // z bz lez; apply/PQ/hP.
have [|G [p [pG [EG [lim bp]]]]] := box_cluster pE; first by exists z0.
exists p; split=> // y by_; apply: (limit_le pG lim (cont p)); apply: EG; by exists y.
Qed.
End Box.

Section Fails.
Variables (n dx : nat) (N : vec n -> vec dx -> R) (P : vec n -> R) (z0 : vec n) (r : R).
Hypothesis r0 : 0 < r.
Hypothesis N_cont : forall u z, continuous (fun z : vec n => N z u) z.
Hypothesis P_cont : forall z : vec n, continuous P z.
(** z0 is a strict minimum of the penalty on its fibre, within the box *)
Hypothesis strict : forall z : vec n, in_box z0 r z -> fibre N z0 z -> z <> z0 -> P z0 < P z.

(** Finitely many inputs tell z0 from all points on the boundary with no greater penalty. *)
Lemma separating_inputs : exists (s : list (vec dx)) (eps : R), 0 < eps /\ forall z : vec n, in_box z0 r z -> ~ inside z0 r z ->
  P z <= P z0 -> exists u, In u s /\ eps < Rabs (N z u - N z0 u).
Proof.
apply: NNPP => none.
pose E (A : vec n -> Prop) := exists (s : list (vec dx)) eps, 0 < eps /\ forall z : vec n, in_box z0 r z -> ~ inside z0 r z ->
  P z <= P z0 -> (forall u, In u s -> Rabs (N z u - N z0 u) <= eps) -> A z.
have pE : ProperFilter' E.
  split=> [[s [eps [eps0 no]]]|].
    apply: none; exists s, eps; split=> // z bz edge Pz; apply: NNPP => small; apply: (no z) => // u us.
    by apply: Rnot_lt_le => lt; apply: small; exists u.
  split=> [|A B [s [eps [eps0 hA]]] [s' [eps' [eps0' hB]]]|A B AB [s [eps [eps0 hA]]]].
  - by exists nil, 1; split; [lra |].
  - exists (s ++ s')%list, (Rmin eps eps'); split=> [|z bz edge Pz near]; first exact: Rmin_pos.
    split; [apply: hA | apply: hB] => // u us.
      by apply: Rle_trans (near u _) (Rmin_l _ _); apply: in_or_app; left.
    by apply: Rle_trans (near u _) (Rmin_r _ _); apply: in_or_app; right.
  - by exists s, eps; split=> // z bz edge Pz near; apply/AB/hA.
have [|G [p [pG [EG [lim bp]]]]] := box_cluster (z0 := z0) (r := r) pE; first by exists nil, 1; split; [lra |].
have [proper FG] := pG.
have edge : ~ inside z0 r p.
  move=> ins; apply: proper.
  have G1 : G (fun z => ~ inside z0 r z) by apply: EG; exists nil, 1; split; [lra |].
  have G2 : G (fun z => inside z0 r z).
    apply: filter_all => k; have gap : 0 < r - Rabs (p k - z0 k) by have := ins k; lra.
    have := filterlim_comp _ _ _ _ _ _ _ _ lim (@continuous_distance n z0 k p).
    move=> /filterlim_locally /(_ (mkposreal _ gap)); apply: filter_imp => z.
    by rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= => /Rabs_def2 []; lra.
  by apply: filter_imp (filter_and _ _ G1 G2) => z [].
have Pp : P p <= P z0.
  by apply: (limit_le (F := P) pG lim) => //; apply: EG; exists nil, 1; split; [lra |].
have fib : fibre N z0 p.
  move=> u; suff : Rabs (N p u - N z0 u) <= 0.
    move=> le; have ge := Rabs_pos (N p u - N z0 u).
    have /Rabs_eq_0 : Rabs (N p u - N z0 u) = 0 by lra.
    lra.
  apply: le_epsilon => eps eps0; rewrite Rplus_0_l.
  apply: (limit_le pG lim (F := fun z => Rabs (N z u - N z0 u))).
    apply: (continuous_comp (fun z : vec n => N z u - N z0 u) Rabs); last exact: continuous_Rabs.
    by apply: continuous_minus; [apply: N_cont | apply: continuous_const].
  by apply: EG; exists (u :: nil), eps; split=> // z _ _ _; apply; left.
have ne : p <> z0 by move=> e; apply: edge => k; rewrite e Rminus_eq_0 Rabs_R0.
by have := strict bp fib ne; lra.
Qed.

(** The targets of the samples are the outputs of the neuron z0; the loss is a multiple of the squared error. *)
Definition fibre_losses m (x : 'I_m -> vec dx) (C : R) (i : 'I_m) : vec 1 -> R :=
  fun q => C * squared_error (N z0 (x i)) q.
(** The dead network: 0 for theta <= 1, and the targets at theta = 2 *)
Definition fibre_network (u : vec dx) (theta : R_UniformSpace) : vec 1 := scalar (Rmax 0 (theta - 1) * N z0 u).

(** ** FIBRE, where it fails
    For every lam > 0 there are data, and a C > 0, such that L~ with the neuron N and the penalty P has a local minimum in all
    variables, at theta = 0 and at parameters z of the neuron inside the box, and theta = 0 is no global minimum of L.  So if
    all amplitudes in the box are not 0, vanish and elimination both fail; with convex losses and realizable data. *)
Theorem FIBRE_fails (u0 : vec dx) (lam : R) : 0 < lam -> N z0 u0 <> 0 ->
  exists m (x : 'I_m -> vec dx) C (z : vec n), 0 < C /\ inside z0 r z /\
    convex_losses (fibre_losses x C) /\ realizable x (fibre_losses x C) /\
    local_minimum (fun p : R_UniformSpace * ('I_1 -> vec n) =>
      neuron_risk x (fibre_losses x C) fibre_network lam N P p.1 p.2) (0, fun _ => z) /\
    L x (fibre_losses x C) fibre_network 2 < L x (fibre_losses x C) fibre_network 0.
Proof.
move=> lam0 Nu0; have [s [eps [eps0 sep]]] := separating_inputs.
pose m := length (u0 :: s); pose x (i : 'I_m) := List.nth i (u0 :: s) u0.
have m0 : 0 < INR m by apply: lt_0_INR; apply/ltP.
have [zm [_ zmin]] := box_minimum z0 r0 P_cont.
have center : in_box z0 r z0 by move=> k; rewrite Rminus_eq_0 Rabs_R0; lra.
have e2 : 0 < eps ^ 2 by apply: pow_lt.
pose c := (lam * (P z0 - P zm) + 1) / eps ^ 2.
have drop : 0 <= lam * (P z0 - P zm) by apply: Rmult_le_pos; [lra | have := zmin z0 center; lra].
have c0 : 0 < c by apply: Rdiv_lt_0_compat; lra.
pose Phi z := \sum_i (N z (x i) - N z0 (x i)) ^ 2.
pose F z := c * Phi z + lam * P z.
have Phi_ge0 z : 0 <= Phi z by apply: sum_ge0 => i _; apply: pow2_ge_0.
have F_cont (z : vec n) : continuous F z.
  apply: continuous_plus; last exact: continuous_scal_r.
  apply: continuous_scal_r; apply: continuous_sum => i.
  apply: (continuous_comp (fun z : vec n => N z (x i) - N z0 (x i)) (fun y => y ^ 2)); last by continuous_rules.
  by apply: continuous_minus; [apply: N_cont | apply: continuous_const].
have [z [bz least]] := box_minimum z0 r0 F_cont.
have Fz0 : F z0 = lam * P z0.
  by rewrite /F /Phi sum0 => [|i _]; [ring | rewrite Rminus_eq_0 /=; ring].
have ins : inside z0 r z.
  apply: NNPP => edge; have le := least z0 center; rewrite Fz0 in le.
  case: (Rle_lt_dec (P z) (P z0)) => Pz; last first.
    have := Rmult_le_pos _ _ (Rlt_le _ _ c0) (Phi_ge0 z); have := Rmult_lt_compat_l _ _ _ lam0 Pz; rewrite /F in le; lra.
  have [u [us far]] := sep z bz edge Pz.
  have [j [jm xj]] := In_nth (u0 :: s) u u0 (or_intror us).
  have jm' : (j < m)%N by apply/ltP.
  have term : (N z u - N z0 u) ^ 2 <= Phi z.
    have := sum_ge_term (P := xpredT) (F := fun i => (N z (x i) - N z0 (x i)) ^ 2) (i0 := Ordinal jm') isT (fun i _ => pow2_ge_0 _).
    have -> : x (Ordinal jm') = u by exact: xj.
    by [].
  have big : eps ^ 2 <= (N z u - N z0 u) ^ 2 by rewrite -(pow2_abs (N z u - N z0 u)); apply: pow_incr; lra.
  have : c * eps ^ 2 <= c * Phi z by apply: Rmult_le_compat_l; lra.
  have -> : c * eps ^ 2 = lam * (P z0 - P zm) + 1 by rewrite /c; field; lra.
  have := zmin z bz => Pm; have := Rmult_le_compat_l _ _ _ (Rlt_le _ _ lam0) Pm; rewrite /F in le; lra.
exists m, x, (c * INR m), z; split; first exact: Rmult_lt_0_compat.
split=> //; split.
  move=> i p q t t01; have := convex_squared_error (N z0 (x i)) p q t01.
  by move=> le; have := Rmult_le_compat_l (c * INR m) _ _ (Rmult_le_pos _ _ (Rlt_le _ _ c0) (Rlt_le _ _ m0)) le;
    rewrite /fibre_losses; lra.
split; first by move=> i j e; rewrite /fibre_losses e.
have value theta (z' : 'I_1 -> vec n) : theta < 1 ->
    neuron_risk x (fibre_losses x (c * INR m)) fibre_network lam N P theta z' = F (z' ord0).
  move=> t1; rewrite /neuron_risk sum_one /F; congr (_ + _); rewrite /risk /Phi -!sum_scal; apply: eq_bigr => i _.
  rewrite /fibre_losses /squared_error /neuron_network /fibre_network /scalar Rmax_left; last by lra.
  by field; lra.
split.
  have near : locally (z : vec n) (fun z' => inside z0 r z').
    apply: filter_all => k; have gap : 0 < r - Rabs (z k - z0 k) by have := ins k; lra.
    have := @continuous_distance n z0 k z => /filterlim_locally /(_ (mkposreal _ gap)); apply: filter_imp => z'.
    by rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= => /Rabs_def2 []; lra.
  have [d dn] := near; have d0 : 0 < Rmin d 1 by apply: Rmin_pos; [apply: cond_pos | lra].
  exists (mkposreal _ d0) => -[theta z'] [/= near_theta near_z].
  have theta1 : theta < 1 by have /= := ball_R near_theta; have := Rmin_r d 1; lra.
  rewrite !value //; last by lra.
  apply: least => k; apply: Rlt_le; apply: (dn (z' ord0)); apply: ball_le (near_z ord0); exact: Rmin_l.
have L0 : L x (fibre_losses x (c * INR m)) fibre_network 0 = c * \sum_i (N z0 (x i)) ^ 2.
  rewrite /L /risk -!sum_scal; apply: eq_bigr => i _.
  by rewrite /fibre_losses /squared_error /fibre_network /scalar Rmax_left; [field | ]; lra.
have L2 : L x (fibre_losses x (c * INR m)) fibre_network 2 = 0.
  rewrite /L /risk [\sum_i _]sum0 => [|i _]; first by ring.
  by rewrite /fibre_losses /squared_error /fibre_network /scalar Rmax_right; [ring | lra].
rewrite L0 L2; apply: Rmult_lt_0_compat => //.
have m1 : (0 < m)%N by [].
have := sum_ge_term (P := xpredT) (F := fun i => (N z0 (x i)) ^ 2) (i0 := Ordinal m1) isT (fun i _ => pow2_ge_0 _).
have -> : x (Ordinal m1) = u0 by [].
have : 0 < N z0 u0 ^ 2 by rewrite -Rsqr_pow2; apply: Rlt_0_sqr.
by rewrite /=; lra.
Qed.
End Fails.

(** ** An instance: decay of the bias
    The neuron a e^b with the penalty lam (a^2 + b^2).  On its fibre (e^t, 1 - t) the penalty has a strict minimum at t = 0; so
    for every lam > 0 there is a bad local minimum of L~ with a > 0. *)
Definition biased_neuron (z : vec 2) (u : vec 1) : R := z ord0 * exp (z ord_max).
Definition biased_penalty (z : vec 2) : R := z ord0 ^ 2 + z ord_max ^ 2.

Theorem FIBRE_fails_example (lam : R) : 0 < lam ->
  exists m (x : 'I_m -> vec 1) C (z : vec 2), 0 < C /\ 0 < z ord0 /\
    convex_losses (fibre_losses biased_neuron (fun _ => 1) x C) /\
    local_minimum (fun p : R_UniformSpace * ('I_1 -> vec 2) => neuron_risk x (fibre_losses biased_neuron (fun _ => 1) x C)
      (fibre_network biased_neuron (fun _ => 1)) lam biased_neuron biased_penalty p.1 p.2) (0, fun _ => z) /\
    L x (fibre_losses biased_neuron (fun _ => 1) x C) (fibre_network biased_neuron (fun _ => 1)) 2 <
    L x (fibre_losses biased_neuron (fun _ => 1) x C) (fibre_network biased_neuron (fun _ => 1)) 0.
Proof.
move=> lam0; have half0 : 0 < / 2 by lra.
have [||||m [x [C [z [C0 [ins [cvx [_ [locmin less]]]]]]]]] :=
  @FIBRE_fails 2 1 biased_neuron biased_penalty (fun _ => 1) (/ 2) half0 _ _ _ zero lam lam0.
- move=> u z; apply: continuous_mult; first exact: continuous_coordinate.
  apply: (continuous_comp (fun z : vec 2 => z ord_max) exp); first exact: continuous_coordinate.
  by continuous_rules.
- move=> z; apply: continuous_plus.
    apply: (continuous_comp (fun z : vec 2 => z ord0) (fun y => y ^ 2)); first exact: continuous_coordinate.
    by continuous_rules.
  apply: (continuous_comp (fun z : vec 2 => z ord_max) (fun y => y ^ 2)); first exact: continuous_coordinate.
  by continuous_rules.
- move=> z box fib ne; have := fib zero; rewrite /biased_neuron /biased_penalty => e.
  pose t := 1 - z ord_max.
  have a : z ord0 = exp t.
    apply: (Rmult_eq_reg_r (exp (z ord_max))); last by apply: Rgt_not_eq; apply: exp_pos.
    by rewrite e -exp_plus Rmult_1_l; congr exp; rewrite /t; ring.
  have t0 : t <> 0.
    move=> t0; apply: ne; apply: functional_extensionality => k.
    have [->|->] : k = ord0 \/ k = ord_max.
      by case: k => [[|[|k]] lt] //; [left | right]; apply: val_inj.
    - by rewrite a t0 exp_0.
    - by move: t0; rewrite /t; lra.
  have sq : exp t ^ 2 = exp (2 * t) by rewrite /= Rmult_1_r -exp_plus; congr exp; ring.
  have := exp_ineq1_le (2 * t); have : 0 < t ^ 2 by rewrite -Rsqr_pow2; apply: Rlt_0_sqr.
  have -> : z ord_max = 1 - t by rewrite /t; ring.
  by rewrite a sq; lra.
- by rewrite /biased_neuron Rmult_1_l; apply: Rgt_not_eq; apply: exp_pos.
exists m, x, C, z; split=> //; split; last by [].
by have /Rabs_def2 [] := ins ord0; lra.
Qed.
