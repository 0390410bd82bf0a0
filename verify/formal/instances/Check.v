(** * The checker: a strict local minimum of the objective of a problem *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals QArith Qreals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Language Jets Problem Enclosure Minimum Definite.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** ** Sequences of answers *)
Fixpoint collected A (s : seq (option A)) : option (seq A) :=
  match s with
  | nil => Some nil
  | Some a :: s' => if collected s' is Some v then Some (a :: v) else None
  | None :: _ => None
  end.

Lemma collectedP A B (F : B -> option A) (s : seq B) v (a : A) (b : B) i :
  collected (map F s) = Some v -> (i < size s)%N -> F (nth b s i) = Some (nth a v i).
Proof.
elim: s v i => [//|c s IH] v i /=; case e: (F c) => [a'|//].
case e': (collected _) => [v'|//] [<-]; case: i => [|i] //= lt; exact: IH.
Qed.

Lemma collected_size A B (F : B -> option A) (s : seq B) v : collected (map F s) = Some v -> size v = size s.
Proof.
elim: s v => [|c s IH] v /=; first by case=> <-.
by case: (F c) => // a; case e: (collected _) => [v'|//] [<-] /=; rewrite (IH _ e).
Qed.

Section Check.
Variables (bits : F.precision) (P : problem).
Notation n := (parameters P).

Definition padded (k : nat) (F : nat -> I.type) : nat -> I.type := fun i => if (i < k)%N then F i else I.zero.
Definition nothing : nat -> I.type := fun _ => I.zero.

Lemma holds_padded k F p : (forall i, (i < k)%N -> holds (F i) (p i)) -> forall i, holds (padded k F i) (truncated k p i).
Proof. by move=> h i; rewrite /padded /truncated; case: ifP => [/h|_] //; apply: holds_zero. Qed.

Lemma holds_nothing i : holds (nothing i) (nowhere i).
Proof. exact: holds_zero. Qed.

Definition inputs_of (i : nat) : nat -> I.type :=
  padded (dimension P) (fun j => rational bits (nth 0%Q (nth nil (inputs P) i) j)).
Definition target_ranges (i : nat) : option (seq I.type) :=
  collected (map (range bits nothing nothing) (nth nil (targets P) i)).

Lemma holds_inputs i j : holds (inputs_of i j) (truncated (dimension P) (coordinate_of P i) j).
Proof. by apply: holds_padded => k _; apply: holds_rational. Qed.

Lemma holds_targets i v : target_ranges i = Some v -> forall j, holds (nth I.zero v j) (target_of P i j).
Proof.
move=> e j; rewrite /target_of; case: (ltnP j (size (nth nil (targets P) i))) => lt.
  have := collectedP I.zero (int 0) e lt.
  by case/(range_correct _ _ _ nowhere nowhere _ _ holds_nothing holds_nothing).
rewrite [nth I.zero v j]nth_default ?(collected_size e) // [nth (int 0) _ j]nth_default // eval_int; exact: holds_zero.
Qed.

(** ** Values *)
Section Range.
Variable th : nat -> I.type.

Definition sample_range (i : nat) : option I.type :=
  match collected (map (range bits (inputs_of i) (padded n th)) (network P)), target_ranges i with
  | Some out, Some y =>
    if range bits (nth I.zero y) (nth I.zero out) (sample_loss P) is Some X
    then Some (I.mul bits (rational bits (nth 1%Q (weights P) i)) X) else None
  | _, _ => None
  end.

Definition share_range : I.type :=
  if mean P then rational bits (Qmake 1 (Pos.of_nat (samples P))) else I.fromZ bits 1.
Definition regularizer_range : option I.type :=
  if regularizer P is Some e then range bits nothing (padded n th) e else Some I.zero.
Definition objective_range : option I.type :=
  match collected (map sample_range (seq.iota 0 (samples P))), regularizer_range with
  | Some v, Some X => Some (I.add bits (I.mul bits share_range (itotal bits (samples P) (nth I.zero v))) X)
  | _, _ => None
  end.
End Range.

(** ** Jets *)
Section Jet.
Variable th : nat -> jet.
Notation none := (plain n I.zero).

Definition padded_jets : nat -> jet := fun i => if (i < n)%N then th i else none.

Definition sample_jet (i : nat) : option jet :=
  match collected (map (jet_of bits n (inputs_of i) padded_jets) (network P)), target_ranges i with
  | Some out, Some y =>
    if jet_of bits n (nth I.zero y) (nth none out) (sample_loss P) is Some X
    then Some (jet_mul bits n (plain n (rational bits (nth 1%Q (weights P) i))) X) else None
  | _, _ => None
  end.

Fixpoint jet_total (k : nat) (v : nat -> jet) : jet :=
  match k with O => none | S j => jet_add bits n (jet_total j v) (v j) end.

Definition regularizer_jet : option jet :=
  if regularizer P is Some e then jet_of bits n nothing padded_jets e else Some none.
Definition objective_jet : option jet :=
  match collected (map sample_jet (seq.iota 0 (samples P))), regularizer_jet with
  | Some v, Some X => Some (jet_add bits n (jet_mul bits n (plain n share_range) (jet_total (samples P) (nth none v))) X)
  | _, _ => None
  end.
End Jet.

(** ** They are right *)
Definition outputs_at (p : point) (i : nat) : point :=
  truncated (outputs P) (fun k => eval (truncated (dimension P) (coordinate_of P i)) (truncated n p) (formula_of P k)).

Definition well_defined_at (p : point) : Prop :=
  (forall i, (i < samples P)%N -> forall k, (k < outputs P)%N ->
     defined (truncated (dimension P) (coordinate_of P i)) (truncated n p) (formula_of P k)) /\
  (forall i, (i < samples P)%N -> defined (target_of P i) (outputs_at p i) (sample_loss P)) /\
  (if regularizer P is Some e then defined nowhere (truncated n p) e else True).

Lemma well_definedE theta : well_defined_at (env theta) -> well_defined P theta.
Proof.
case=> d1 [d2 d3]; split; [|split].
- by move=> i k; have := d1 i (ltn_ord i) k (ltn_ord k); rewrite truncated_env -env_truncated.
- by move=> i; have := d2 i (ltn_ord i); rewrite /outputs_at -f_at.
- by move: d3; rewrite truncated_env.
Qed.

Lemma holds_share : (0 < samples P)%N -> holds share_range (share P).
Proof.
move=> m0; rewrite /share_range /share; case: (mean P); last exact: holds_int.
have -> : / INR (samples P) = Q2R (Qmake 1 (Pos.of_nat (samples P))); last exact: holds_rational.
rewrite /Q2R /= Rmult_1_l INR_IZR_INZ; congr (/ IZR _).
by case: (samples P) m0 => // k _; rewrite -Pos.of_nat_succ.
Qed.

Lemma objective_range_correct th p X : (0 < samples P)%N -> (forall i, (i < n)%N -> holds (th i) (p i)) ->
  objective_range th = Some X -> holds X (objective_at P p) /\ well_defined_at p.
Proof.
move=> m0 hth; rewrite /objective_range; case ev: (collected _) => [v|//].
case er: regularizer_range => [Y|//] [<-].
have hp := holds_padded hth.
have reg : holds Y (if regularizer P is Some e then eval nowhere (truncated n p) e else 0) /\
  (if regularizer P is Some e then defined nowhere (truncated n p) e else True).
  move: er; rewrite /regularizer_range; case: (regularizer P) => [e er|[<-]]; last by split=> //; apply: holds_zero.
  exact: (range_correct _ _ _ _ _ _ _ holds_nothing hp er).
have each i : (i < samples P)%N -> holds (nth I.zero v i) (sample_at P p i) /\
    (forall k, (k < outputs P)%N -> defined (truncated (dimension P) (coordinate_of P i)) (truncated n p) (formula_of P k)) /\
    defined (target_of P i) (outputs_at p i) (sample_loss P).
  move=> lt; have := collectedP I.zero 0%N ev; rewrite size_iota => /(_ i lt); rewrite nth_iota // add0n /sample_range.
  case eo: (collected _) => [out|//]; case et: (target_ranges i) => [y|//].
  have ho k : (k < outputs P)%N -> holds (nth I.zero out k)
      (eval (truncated (dimension P) (coordinate_of P i)) (truncated n p) (formula_of P k)) /\
      defined (truncated (dimension P) (coordinate_of P i)) (truncated n p) (formula_of P k).
    by move=> lk; apply: (range_correct _ _ _ _ _ _ _ (holds_inputs i) hp); apply: (collectedP I.zero (int 0) eo lk).
  have ho' k : holds (nth I.zero out k) (outputs_at p i k).
    rewrite /outputs_at /truncated; case: ifP => [lk|/negbT]; first by case: (ho k lk).
    by rewrite -leqNgt => ge; rewrite nth_default ?(collected_size eo) //; apply: holds_zero.
  case el: (range _ _ _ _) => [Z|//] [<-].
  have [hZ dZ] := range_correct _ _ _ _ _ _ _ (holds_targets et) ho' el.
  split; first by apply: holds_mul => //; apply: holds_rational.
  by split=> // k /ho [].
split.
  apply: holds_add; last by case: reg.
  apply: holds_mul; first exact: holds_share.
  by apply: holds_total => i /ltP /each [].
split; first by move=> i /each [_ []].
by split; [move=> i /each [_ []] | case: reg].
Qed.

Lemma in_jet_ext K J (phi psi : point -> R) : (forall p, phi p = psi p) -> in_jet n K J phi -> in_jet n K J psi.
Proof. by move=> e; have -> : phi = psi by apply: functional_extensionality. Qed.

Lemma in_jet_total K k v (F : nat -> point -> R) : (forall i, (i < k)%N -> in_jet n K (v i) (F i)) ->
  in_jet n K (jet_total k v) (fun p => total k (fun i => F i p)).
Proof.
elim: k => [|k IH] h /=; first by apply: in_jet_plain; apply: holds_zero.
apply: in_jet_add; first by apply: IH => i lt; apply: h; apply: leqW.
exact: h.
Qed.

Lemma objective_jet_correct K th J : (0 < samples P)%N ->
  (forall i, (i < n)%N -> in_jet n K (th i) (fun p => p i)) ->
  objective_jet th = Some J -> in_jet n K J (objective_at P) /\ forall p, K p -> well_defined_at p.
Proof.
move=> m0 hth; rewrite /objective_jet; case ev: (collected _) => [v|//].
case er: regularizer_jet => [Y|//] [<-].
have hp i : in_jet n K (padded_jets th i) (fun p => truncated n p i).
  rewrite /padded_jets /truncated; case: ifP => [/hth //|_]; apply: in_jet_plain; exact: holds_zero.
have reg : in_jet n K Y (fun p => if regularizer P is Some e then eval nowhere (truncated n p) e else 0) /\
  forall p, K p -> if regularizer P is Some e then defined nowhere (truncated n p) e else True.
  move: er; rewrite /regularizer_jet; case: (regularizer P) => [e er|[<-]].
    exact: (jet_of_correct _ _ _ _ _ _ _ _ _ holds_nothing hp er).
  by split=> //; apply: in_jet_plain; apply: holds_zero.
have each i : (i < samples P)%N -> in_jet n K (nth (plain n I.zero) v i) (fun p => sample_at P p i) /\
    forall p, K p ->
    (forall k, (k < outputs P)%N -> defined (truncated (dimension P) (coordinate_of P i)) (truncated n p) (formula_of P k)) /\
    defined (target_of P i) (outputs_at p i) (sample_loss P).
  move=> lt; have := collectedP (plain n I.zero) 0%N ev; rewrite size_iota => /(_ i lt).
  rewrite nth_iota // add0n /sample_jet.
  case eo: (collected _) => [out|//]; case et: (target_ranges i) => [y|//].
  have ho k : (k < outputs P)%N -> in_jet n K (nth (plain n I.zero) out k)
      (fun p => eval (truncated (dimension P) (coordinate_of P i)) (truncated n p) (formula_of P k)) /\
      forall p, K p -> defined (truncated (dimension P) (coordinate_of P i)) (truncated n p) (formula_of P k).
    move=> lk; apply: (jet_of_correct _ _ _ _ _ _ _ _ _ (holds_inputs i) hp).
    exact: (collectedP (plain n I.zero) (int 0) eo lk).
  have ho' k : in_jet n K (nth (plain n I.zero) out k) (fun p => outputs_at p i k).
    case lk: (k < outputs P)%N.
      by apply: in_jet_ext (proj1 (ho k lk)) => p; rewrite /outputs_at /truncated lk.
    apply: (in_jet_ext (phi := fun _ => 0)) => [p|]; first by rewrite /outputs_at {1}/truncated lk.
    have ge : (size out <= k)%N by rewrite (collected_size eo) leqNgt -/(outputs P) lk.
    rewrite (nth_default _ ge); apply: in_jet_plain; exact: holds_zero.
  case el: (jet_of _ _ _ _ _) => [Z|//] [<-].
  have [hZ dZ] := jet_of_correct _ _ _ _ _ _ _ _ _ (holds_targets et) ho' el.
  split; first by apply: in_jet_mul => //; apply: in_jet_plain; apply: holds_rational.
  by move=> p Kp; split; [move=> k /ho [_ /(_ p Kp)] | apply: dZ].
split.
  apply: in_jet_add; last by case: reg.
  apply: in_jet_mul; first by apply: in_jet_plain; apply: holds_share.
  by apply: in_jet_total => i /each [].
move=> p Kp; split; first by move=> i /each [_ /(_ p Kp) []].
by split; [move=> i /each [_ /(_ p Kp) []] | case: reg => _ /(_ p Kp)].
Qed.

End Check.
