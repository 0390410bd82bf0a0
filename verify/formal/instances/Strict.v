(** * Bad local minima: what is claimed, the checker, and that its yes is a proof *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals QArith Qreals Lra FunctionalExtensionality Classical_Prop.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Language Jets Problem Enclosure Minimum Definite Check.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Definition strict_local_minimum (U : UniformSpace) (F : U -> R) (z : U) := locally z (fun z' => z' <> z -> F z < F z').
Arguments strict_local_minimum {U} F z.

(** Within [r] of the decimals [c], in each coordinate, there is a strict local minimum of the objective; its value is
    [v], up to [err]; and at the decimals [b] the objective is lower.  All formulas are defined there. *)
Definition bad_strict_minimum (P : problem) (c : list Q) (r v err : Q) (b : list Q) (theta : vec (parameters P)) :=
  (within_of P r c theta /\ (forall theta', within_of P r c theta' -> well_defined P theta')) /\
  strict_local_minimum (objective P) theta /\
  Rabs (objective P theta - Q2R v) <= Q2R err /\
  well_defined P (at_decimals P b) /\ objective P (at_decimals P b) < objective P theta.

Lemma strict_local_minimum_local (U : UniformSpace) (F : U -> R) z : strict_local_minimum F z -> local_minimum F z.
Proof.
apply: filter_imp => z' lt; case: (classic (z' = z)) => [->|ne]; first exact: Rle_refl.
by apply: Rlt_le; apply: lt.
Qed.

Section Strict.
Variables (bits : F.precision) (P : problem).
Notation n := (parameters P).
Variables (c : list Q) (r v err : Q) (b : list Q) (root : list (list Q)) (mu : Q).

Definition symmetric_unit : I.type := I.join (I.fromZ bits (-1)) (I.fromZ bits 1).
Definition around (i : nat) : I.type :=
  I.add bits (rational bits (nth 0%Q c i)) (I.mul bits (rational bits r) symmetric_unit).

Definition positive_rational (q : Q) : bool := Z.ltb 0 (Qnum q).

Definition check_strict : bool :=
  (0 < samples P)%N && positive_rational r && positive_rational mu &&
  match objective_jet bits P (fun i => coordinate bits n i (around i)),
        objective_jet bits P (fun i => coordinate bits n i (rational bits (nth 0%Q c i))),
        objective_range bits P (fun i => rational bits (nth 0%Q b i)) with
  | Some near, Some at_centre, Some better =>
    definite bits n (entry2 (bend near)) (fun i j => nth 0%Q (nth nil root i) j) mu &&
    below bits (I.mul bits (I.fromZ bits 2) (itotal bits n (fun i => I.abs (entry (slope at_centre) i))))
      (rational bits (Qmult mu r)) &&
    at_most bits (I.abs (I.sub bits (value near) (rational bits v))) (rational bits err) &&
    below bits better (value near)
  | _, _, _ => false
  end.

Lemma positive_rationalP q : positive_rational q -> 0 < Q2R q.
Proof.
move=> /Z.ltb_lt lt; rewrite /Q2R; apply: Rmult_lt_0_compat; first exact: IZR_lt.
by apply: Rinv_0_lt_compat; apply: IZR_lt; apply: Pos2Z.is_pos.
Qed.

Lemma holds_symmetric_unit t : -1 <= t <= 1 -> holds symmetric_unit t.
Proof.
apply: holds_between; apply: I.join_correct; [left|right]; exact: I.fromZ_correct.
Qed.

Definition centre_point : point := truncated n (fun i => Q2R (nth 0%Q c i)).

Lemma box_within p : box n centre_point (Q2R r) p -> exists2 theta, env theta = p & within_of P r c theta.
Proof.
case=> near far; exists (fun i : 'I_n => p i).
  rewrite env_truncated; apply: functional_extensionality => i; rewrite /truncated.
  case: ltnP => // ge; rewrite far; last exact/leP.
  by rewrite /centre_point /truncated ltnNge ge.
move=> i; have := near i (elimT ltP (ltn_ord i)).
by rewrite /centre_point /truncated ltn_ord.
Qed.

Lemma within_box (theta : vec n) : within_of P r c theta -> box n centre_point (Q2R r) (env theta).
Proof.
move=> near; split=> i.
  move/ltP => lt; have := near (Ordinal lt); rewrite /centre_point /truncated lt /at_decimals /=.
  by rewrite -(env_ord theta (Ordinal lt)).
by move/leP => ge; rewrite /centre_point -truncated_env /truncated ltnNge ge.
Qed.

Lemma holds_around i t : 0 < Q2R r -> Rabs (t - Q2R (nth 0%Q c i)) <= Q2R r -> holds (around i) t.
Proof.
move=> r0 /Rabs_le_between' near.
have -> : t = Q2R (nth 0%Q c i) + Q2R r * ((t - Q2R (nth 0%Q c i)) / Q2R r) by field; lra.
apply: holds_add; first exact: holds_rational.
apply: holds_mul; first exact: holds_rational.
apply: holds_symmetric_unit; split.
  by apply: (Rmult_le_reg_r (Q2R r)) => //; rewrite /Rdiv Rmult_assoc Rinv_l; lra.
by apply: (Rmult_le_reg_r (Q2R r)) => //; rewrite /Rdiv Rmult_assoc Rinv_l; lra.
Qed.

(** A positive distance from the border, for all coordinates at once *)
Lemma room k (p q : point) s : (forall i, (i < k)%coq_nat -> Rabs (p i - q i) < s) ->
  exists eps : posreal, forall i, (i < k)%coq_nat -> Rabs (p i - q i) + eps <= s.
Proof.
elim: k => [|k IH] lt; first by exists (mkposreal 1 Rlt_0_1) => i /Nat.nlt_0_r.
have [i li|eps small] := IH; first by apply: lt; apply: Nat.lt_lt_succ_r.
have last : 0 < s - Rabs (p k - q k) by have := lt k (Nat.lt_succ_diag_r k); lra.
have e0 : 0 < Rmin eps (s - Rabs (p k - q k)) by apply: Rmin_pos => //; apply: cond_pos.
exists (mkposreal _ e0) => i /Nat.lt_succ_r /Nat.lt_eq_cases [li|->] /=.
  have := small i li; have := Rmin_l eps (s - Rabs (p k - q k)); lra.
have := Rmin_r eps (s - Rabs (p k - q k)); lra.
Qed.

Theorem check_strict_correct : check_strict -> exists theta, bad_strict_minimum c r v err b (theta : vec (parameters P)).
Proof.
case/andP=> /andP [/andP [m0 /positive_rationalP r0] /positive_rationalP mu0].
case near: (objective_jet _ _ _) => [J|//]; case at0: (objective_jet _ _ _) => [J0|//].
case bet: (objective_range _ _ _) => [B|//].
case/andP => /andP [/andP [def small] val] low.
pose K := box n centre_point (Q2R r).
have cE i : (i < n)%N -> centre_point i = Q2R (nth 0%Q c i) by rewrite /centre_point /truncated => ->.
have [inJ defJ] : in_jet n K J (objective_at P) /\ forall p, K p -> well_defined_at P p.
  apply: (objective_jet_correct m0 _ near) => i lt; apply: in_jet_coordinate => [|p [Kp _]]; first exact/ltP.
  by apply: holds_around => //; rewrite -cE //; apply: Kp; apply/ltP.
have [inJ0 _] : in_jet n (fun p => p = centre_point) J0 (objective_at P) /\ forall p, p = centre_point -> well_defined_at P p.
  apply: (objective_jet_correct m0 _ at0) => i lt; apply: in_jet_coordinate => [|p ->]; first exact/ltP.
  by rewrite cE //; apply: holds_rational.
case: inJ => g [h [jj enc]]; case: inJ0 => g0 [h0 [jj0 enc0]].
have Kc : K centre_point by apply: box_centre.
have convex p d : K p -> Q2R mu * sq n d <= form n (h p) d.
  by move=> Kp; apply: (definite_correct _ _ _ _ _ _ _ def) => i j li lj; case: (enc p Kp) => _ [_]; apply.
(* the two gradients at the centre are the same *)
have same i : (i < n)%coq_nat -> g centre_point i = g0 centre_point i.
  move=> li; pose d : point := fun j => if Nat.eqb j i then 1 else 0.
  have e (a : nat -> R) : along n a d = a i.
    by rewrite -(total_unit n i a li); apply: total_ext => j _; rewrite /d Rmult_comm.
  rewrite -(e (g centre_point)) -(e (g0 centre_point)).
  have [D _] := jj centre_point Kc d; have [D0 _] := jj0 centre_point erefl d.
  by rewrite -(is_derive_unique _ _ _ D) -(is_derive_unique _ _ _ D0).
have grad : 2 * norm1 n (g centre_point) < Q2R mu * Q2R r.
  rewrite -Q2R_mult; apply: (below_correct _ _ _ _ _ small); last exact: holds_rational.
  apply: holds_mul; first exact: holds_int.
  apply: holds_total => i li; apply: holds_abs; rewrite same //.
  by case: (enc0 centre_point erefl) => _ [h1 _]; apply: h1.
have [p [Kp [inside least]]] := strict_minimum_inside n centre_point (Q2R r) (Q2R mu) r0 mu0 _ g h jj convex grad.
have [theta eq_p near_theta] := box_within Kp.
exists theta; split; [split=> //|split; [|split; [|]]].
- by move=> theta' /within_box K'; apply: well_definedE; apply: defJ.
- have [eps small_eps] := room inside.
  exists eps => theta' close ne; rewrite !objectiveE eq_p; apply: least.
    apply: within_box => i; have li := ltn_ord i.
    have := small_eps i (elimT ltP li); rewrite /centre_point /truncated li -eq_p env_ord /=.
    have d : Rabs (theta' i - theta i) < eps := close i.
    have := Rabs_triang (theta' i - theta i) (theta i - Q2R (nth 0%Q c i)); rewrite /at_decimals.
    have -> : theta' i - theta i + (theta i - Q2R (nth 0%Q c i)) = theta' i - Q2R (nth 0%Q c i) by ring.
    lra.
  move=> e; apply: ne; apply: functional_extensionality => i.
  by rewrite -(env_ord theta' i) -(env_ord theta i) e eq_p.
- rewrite objectiveE eq_p; apply: (at_most_correct _ _ _ _ _ val); last exact: holds_rational.
  apply: holds_abs; apply: holds_sub; last exact: holds_rational.
  by case: (enc p Kp).
have hb i : (i < n)%N -> holds (rational bits (nth 0%Q b i)) (env (at_decimals P b) i).
  by move=> lt; rewrite -[i]/(nat_of_ord (Ordinal lt)) env_ord; apply: holds_rational.
have [hB dB] := objective_range_correct m0 hb bet.
split; first exact: well_definedE.
rewrite !objectiveE eq_p; apply: (below_correct _ _ _ _ _ low hB).
by case: (enc p Kp).
Qed.
End Strict.
