(** * TRADE-OFF: for all networks together it makes no difference whether theta is frozen

    Any augmentation: a function N(u; z) of the input and of added parameters z in any space Z, and any penalty P(z).
    What eliminates for every network has no minimum over outputs that can be improved, frozen or not. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Necessity Neuron.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section Tradeoff.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Z : UniformSpace) (N : Z -> vec dx -> vec K) (P : Z -> R).

(** The augmented objective over the outputs [q], a function of the input: the risk of q + N(z), plus the penalty. *)
Definition cost_over (q : vec dx -> vec K) (z : Z) : R := risk x l (fun u k => q u k + N z u k) + P z.

(** Over every network [f], at each local minimum in all variables theta is a global minimum of L. *)
Definition eliminates (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) := forall theta z,
  local_minimum (fun p : Theta * Z => cost_over (fun u => f u p.1) p.2) (theta, z) -> global_minimum (L x l f) theta.

(** Over outputs that some other ones improve on there is no local minimum in the added parameters. *)
Definition never_rests := forall q, (exists q', risk x l q' < risk x l q) -> forall z, ~ local_minimum (cost_over q) z.

(** The outputs q while t < 1, then on the way to q', which they reach at t = 2 *)
Definition resting_network (q q' : vec dx -> vec K) (u : vec dx) (t : R) : vec K :=
  fun k => q u k + (q' u k - q u k) * Rmax (t - 1) 0.

Lemma resting_network_rests q q' u t : t < 1 -> resting_network q q' u t = q u.
Proof.
move=> lt; apply: functional_extensionality => k.
by rewrite /resting_network Rmax_right; [ring | lra].
Qed.

Lemma resting_network_reaches q q' u : resting_network q q' u 2 = q' u.
Proof.
apply: functional_extensionality => k.
by rewrite /resting_network Rmax_left; [ring | lra].
Qed.

(** What never rests over outputs that can be improved eliminates for every network over any space of parameters. *)
Theorem TRADE_OFF_frozen : never_rests -> forall (Theta : UniformSpace) f, @eliminates Theta f.
Proof.
move=> never Theta f theta z [eps le] theta'.
case: (Rle_lt_dec (L x l f theta) (L x l f theta')) => // lower; exfalso.
apply: (never (fun u => f u theta) _ z); first by exists (fun u => f u theta').
exists eps => z' near; apply: (le (theta, z')); split => //; exact: ball_center.
Qed.

(** And conversely: a network of one real parameter shows it. *)
Theorem TRADE_OFF_every_network : (forall f : vec dx -> R -> vec K, @eliminates R_UniformSpace f) -> never_rests.
Proof.
move=> every q [q' lower] z [eps le].
have eps0 := cond_pos eps.
have rests : local_minimum
  (fun p : R_UniformSpace * Z => cost_over (fun u => resting_network q q' u p.1) p.2) (0, z).
  have min0 : 0 < Rmin eps 1 by apply: Rmin_pos; lra.
  exists (mkposreal _ min0) => [[t z']] [/= near_t near_z].
  have small : t < 1.
    move: near_t; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= => /Rabs_def2.
    by have := Rmin_r eps 1; lra.
  have same_cost t' z'' : t' < 1 -> cost_over (fun u => resting_network q q' u t') z'' = cost_over q z''.
    move=> lt; rewrite /cost_over; congr (_ + _); apply: risk_ext => u.
    by rewrite resting_network_rests.
  rewrite !same_cost; try lra.
  by apply: le; apply: (ball_le z) near_z; exact: Rmin_l.
have := every _ _ _ rests 2.
have at0 : L x l (resting_network q q') 0 = risk x l q.
  by apply: risk_ext => u; apply: resting_network_rests; lra.
have at2 : L x l (resting_network q q') 2 = risk x l q'.
  by apply: risk_ext => u; apply: resting_network_reaches.
rewrite at0 at2.
lra.
Qed.

(** So the failure mode is the price of elimination: what eliminates for every network attains a least value over no
    outputs that can be improved. *)
Theorem TRADE_OFF : (forall f : vec dx -> R -> vec K, @eliminates R_UniformSpace f) ->
  forall q z, global_minimum (cost_over q) z -> forall q', risk x l q <= risk x l q'.
Proof.
move=> every q z least q'; case: (Rle_lt_dec (risk x l q) (risk x l q')) => // lower; exfalso.
apply: (TRADE_OFF_every_network every (q := q) _ (z := z)); first by exists q'.
by exists (mkposreal _ Rlt_0_1) => z' _; apply: least.
Qed.

End Tradeoff.

(** ** COERCIVE
    Let F be continuous on R^n, and let the points with F <= c be bounded, for one c that F takes a value below.  Then F has a
    local minimum.  So an objective without local minima over some theta, as in FAIL, is not coercive there. *)
Theorem COERCIVE n (F : vec n -> R) (c M : R) (q0 : vec n) : (forall q : vec n, continuous F q) ->
  F q0 < c -> (forall q, F q <= c -> forall k, Rabs (q k) <= M) -> ~ (forall q : vec n, ~ local_minimum F q).
Proof.
move=> cont low bounded none.
(* a sequence on which F tends to its infimum *)
pose E (A : vec n -> Prop) := exists y, F y < c /\ forall q, F q <= F y -> A q.
have pE : ProperFilter' E.
  split=> [[y [_ no]]|]; first by apply: (no y); apply: Rle_refl.
  split=> [|A B [y [yc hA]] [y' [yc' hB]]|A B AB [y [yc hA]]]; first by exists q0.
    case: (Rle_dec (F y) (F y')) => le.
      by exists y; split=> // q qy; split; [apply: hA | apply: hB; lra].
    by exists y'; split=> // q qy; split; [apply: hA; lra | apply: hB].
  by exists y; split=> // q qy; apply/AB/hA.
have [|G [p [pG [EG lim]]]] := @cluster_point _ _ E (fun k q => q k) M pE.
  by move=> k; exists q0; split=> // q qy; apply: bounded; lra.
have [proper FG] := pG.
have lim_p : filterlim (fun q : vec n => q) G (locally (p : vec n)) by apply: filterlim_fun.
apply: (none p); exists (mkposreal 1 Rlt_0_1) => q _; apply: Rnot_lt_le => less.
(* q or q0, whichever is lower *)
have [y [yc [yp yq]]] : exists y, F y < c /\ F y < F p /\ F y <= F q.
  case: (Rlt_le_dec (F q) c) => qc; first by exists q; split=> //; split=> //; apply: Rle_refl.
  by exists q0; split=> //; split; lra.
have gap : 0 < F p - F y by lra.
have near : G (fun q => Rabs (F q - F p) < F p - F y).
  have /filterlim_locally /(_ (mkposreal _ gap)) := filterlim_comp _ _ _ _ _ _ _ _ lim_p (cont p); exact: filter_imp.
have below : G (fun q => F q <= F y) by apply: EG; exists y.
by apply: proper; apply: filter_imp (filter_and _ _ near below) => r [/Rabs_def2 []]; lra.
Qed.

(** The paper's augmentation is one that never rests, under the assumptions of ELIM or REAL: so the theorems above are
    about something. *)
Theorem TRADE_OFF_paper (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R) (lam : R) :
  lam <> 0 -> ELIM_or_REAL x l -> (forall i q k, has_partial (l i) q k) ->
  never_rests x l (@added_neurons dx K) (fun z => lam * sqnorm z.1.1).
Proof.
move=> lam0 good ex q [q' lower] [[a b] W] locmin.
pose f (u : vec dx) (_ : R_UniformSpace) := q u.
apply: (FAIL (f := f) (theta := 0) lam0 good _ _ (a := a) (b := b) (W := W)) => [i k||]; first exact: ex.
  move/data_optimal_floor => /(_ q'); have -> : L x l f 0 = risk x l q by [].
  by lra.
case: locmin => eps le; exists eps => [[[a' b'] W']] near.
exact: (le (a', b', W') near).
Qed.
