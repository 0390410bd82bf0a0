(** * Enclosures: values, gradients and Hessians of expressions in interval arithmetic

    The operations on intervals are those of the library CoqInterval, on numbers m 2^e with integers m and e. *)
From Coq Require Import Reals ZArith QArith Qreals List Lra Lia.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Real.Xreal Interval.Interval Interval.Float_full Float.Specific_ops Float.Specific_stdz Float.Basic.
From BadMinima Require Import Language Jets.

Open Scope R_scope.

Module F := SpecificFloat StdZRadix2.
Module I := FloatIntervalFull F.

Definition holds (X : I.type) (x : R) : Prop := contains (I.convert X) (Xreal x).

Section Enclosure.
Variable bits : F.precision.

Definition rational (q : Q) : I.type :=
  match Qden q with
  | 1%positive => I.fromZ bits (Qnum q)
  | d => I.div bits (I.fromZ bits (Qnum q)) (I.fromZ bits (Zpos d))
  end.

Definition positive (X : I.type) : bool := match I.sign_strict X with Xgt => true | _ => false end.
Definition negative (X : I.type) : bool := match I.sign_strict X with Xlt => true | _ => false end.
Definition nonnegative (X : I.type) : bool := match I.sign_large X with Xgt | Xeq => true | _ => false end.
(** x < y, x <= y for all [x] in [X] and [y] in [Y] *)
Definition below (X Y : I.type) : bool := positive (I.sub bits Y X).
Definition at_most (X Y : I.type) : bool := nonnegative (I.sub bits Y X).

Definition admits (f : unary) (X : I.type) : bool :=
  match f with
  | Inv => positive X || negative X
  | Ln | Sqrt => positive X
  | _ => true
  end.

Definition enclose (f : unary) (X : I.type) : I.type :=
  match f with
  | Inv => I.inv bits X
  | Exp => I.exp bits X
  | Ln => I.ln bits X
  | Sqrt => I.sqrt bits X
  | Sin => I.sin bits X
  | Cos => I.cos bits X
  | Atan => I.atan bits X
  | Power n => I.power_int bits X (Z.of_nat n)
  end.

Definition natural (n : nat) : I.type := I.fromZ bits (Z.of_nat n).
Definition square_inv (X : I.type) : I.type := I.inv bits (I.add bits (I.fromZ bits 1) (I.sqr bits X)).

Definition enclose_slope (f : unary) (X Y : I.type) : I.type :=   (* Y encloses f *)
  match f with
  | Inv => I.neg (I.sqr bits Y)
  | Exp => Y
  | Ln => I.inv bits X
  | Sqrt => I.mul bits (rational (1 # 2)) (I.inv bits Y)
  | Sin => I.cos bits X
  | Cos => I.neg (I.sin bits X)
  | Atan => square_inv X
  | Power n => I.mul bits (natural n) (I.power_int bits X (Z.of_nat (pred n)))
  end.

Definition enclose_bend (f : unary) (X Y : I.type) : I.type :=
  match f with
  | Inv => I.mul bits (I.fromZ bits 2) (I.mul bits Y (I.sqr bits Y))
  | Exp => Y
  | Ln => I.neg (I.sqr bits (I.inv bits X))
  | Sqrt => I.neg (I.mul bits (rational (1 # 4)) (I.mul bits (I.inv bits Y) (I.inv bits X)))
  | Sin => I.neg Y
  | Cos => I.neg Y
  | Atan => I.neg (I.mul bits (I.fromZ bits 2) (I.mul bits X (I.sqr bits (square_inv X))))
  | Power n => I.mul bits (I.mul bits (natural n) (natural (pred n))) (I.power_int bits X (Z.of_nat (pred (pred n))))
  end.

(** ** The operations are right *)

Lemma holds_add X Y x y : holds X x -> holds Y y -> holds (I.add bits X Y) (x + y).
Proof. apply (I.add_correct bits X Y (Xreal x) (Xreal y)). Qed.

Lemma holds_sub X Y x y : holds X x -> holds Y y -> holds (I.sub bits X Y) (x - y).
Proof. apply (I.sub_correct bits X Y (Xreal x) (Xreal y)). Qed.

Lemma holds_mul X Y x y : holds X x -> holds Y y -> holds (I.mul bits X Y) (x * y).
Proof. apply (I.mul_correct bits X Y (Xreal x) (Xreal y)). Qed.

Lemma holds_neg X x : holds X x -> holds (I.neg X) (- x).
Proof. apply (I.neg_correct X (Xreal x)). Qed.

Lemma holds_abs X x : holds X x -> holds (I.abs X) (Rabs x).
Proof. apply (I.abs_correct X (Xreal x)). Qed.

Lemma holds_sqr X x : holds X x -> holds (I.sqr bits X) (x * x).
Proof. apply (I.sqr_correct bits X (Xreal x)). Qed.

Lemma holds_inv X x : holds X x -> x <> 0 -> holds (I.inv bits X) (/ x).
Proof.
intros hx x0; pose proof (I.inv_correct bits X (Xreal x) hx) as h; cbn in h; unfold Xinv' in h.
now rewrite (is_zero_false _ x0) in h.
Qed.

Lemma holds_int z : holds (I.fromZ bits z) (IZR z).
Proof. apply I.fromZ_correct. Qed.

Lemma holds_natural n : holds (natural n) (INR n).
Proof. rewrite INR_IZR_INZ; apply holds_int. Qed.

Lemma holds_power X x n : holds X x -> holds (I.power_int bits X (Z.of_nat n)) (x ^ n).
Proof.
intros hx; pose proof (I.power_int_correct bits (Z.of_nat n) X (Xreal x) hx) as h; cbn in h.
destruct n as [|n]; [exact h|]; cbn [Z.of_nat Xpower_int'] in h.
now rewrite SuccNat2Pos.id_succ in h.
Qed.

Lemma holds_rational q : holds (rational q) (Q2R q).
Proof.
unfold rational, Q2R; destruct q as [a b]; cbn [Qden Qnum].
assert (b0 : IZR (Zpos b) <> 0) by (apply not_0_IZR; lia).
assert (D : holds (I.div bits (I.fromZ bits a) (I.fromZ bits (Zpos b))) (IZR a * / IZR (Zpos b))).
  pose proof (I.div_correct bits _ _ _ _ (holds_int a) (holds_int (Zpos b))) as h; cbn in h; unfold Xdiv' in h.
  now rewrite (is_zero_false _ b0) in h.
destruct b; auto; rewrite Rinv_1, Rmult_1_r; apply holds_int.
Qed.

Lemma holds_between X a b t : holds X a -> holds X b -> a <= t <= b -> holds X t.
Proof. intros ha hb ab; exact (contains_connected (I.convert X) a b ha hb t ab). Qed.

Lemma positive_correct X x : positive X = true -> holds X x -> 0 < x.
Proof.
unfold positive; pose proof (I.sign_strict_correct X) as h; destruct (I.sign_strict X); try easy.
intros _ hx; now destruct (h _ hx).
Qed.

Lemma negative_correct X x : negative X = true -> holds X x -> x < 0.
Proof.
unfold negative; pose proof (I.sign_strict_correct X) as h; destruct (I.sign_strict X); try easy.
intros _ hx; now destruct (h _ hx).
Qed.

Lemma nonnegative_correct X x : nonnegative X = true -> holds X x -> 0 <= x.
Proof.
unfold nonnegative; pose proof (I.sign_large_correct X) as h; destruct (I.sign_large X); try easy; intros _ hx.
  pose proof (h _ hx) as e; injection e as ->; lra.
now destruct (h _ hx).
Qed.

Lemma below_correct X Y x y : below X Y = true -> holds X x -> holds Y y -> x < y.
Proof. intros b hx hy; pose proof (positive_correct _ _ b (holds_sub _ _ _ _ hy hx)); lra. Qed.

Lemma at_most_correct X Y x y : at_most X Y = true -> holds X x -> holds Y y -> x <= y.
Proof. intros b hx hy; pose proof (nonnegative_correct _ _ b (holds_sub _ _ _ _ hy hx)); lra. Qed.

Lemma admits_correct f X x : admits f X = true -> holds X x -> smooth_domain f x.
Proof.
destruct f; cbn; auto; intros a hx; try (now apply (positive_correct X)).
apply Bool.orb_prop in a; destruct a as [a|a].
  pose proof (positive_correct _ _ a hx); lra.
pose proof (negative_correct _ _ a hx); lra.
Qed.

Lemma smooth_defined f u : smooth_domain f u -> domain f u.
Proof. destruct f; cbn; auto; lra. Qed.

Lemma enclose_correct f X x : smooth_domain f x -> holds X x -> holds (enclose f X) (apply f x).
Proof.
destruct f; unfold enclose, enclose_slope, enclose_bend, slope_of, bend_of, apply, smooth_domain, domain; intros ok hx.
- now apply holds_inv.
- apply (I.exp_correct bits X (Xreal x) hx).
- pose proof (I.ln_correct bits X (Xreal x) hx) as h; cbn in h; unfold Xln' in h.
  now rewrite (is_positive_true _ ok) in h.
- apply (I.sqrt_correct bits X (Xreal x) hx).
- apply (I.sin_correct bits X (Xreal x) hx).
- apply (I.cos_correct bits X (Xreal x) hx).
- apply (I.atan_correct bits X (Xreal x) hx).
- now apply holds_power.
Qed.

Lemma holds_square_inv X x : holds X x -> holds (square_inv X) (/ (1 + x * x)).
Proof.
intros hx; apply holds_inv; [apply holds_add; [apply holds_int|now apply holds_sqr]|nra].
Qed.

Lemma enclose_slope_correct f X Y x : smooth_domain f x -> holds X x -> holds Y (apply f x) ->
  holds (enclose_slope f X Y) (slope_of f x).
Proof.
destruct f; unfold enclose, enclose_slope, enclose_bend, slope_of, bend_of, apply, smooth_domain, domain; intros ok hx hy.
- now apply holds_neg, holds_sqr.
- easy.
- apply holds_inv; [easy|lra].
- assert (0 < sqrt x) by now apply sqrt_lt_R0.
  apply holds_mul; [|apply holds_inv; [easy|lra]].
  replace (/ 2) with (Q2R (1 # 2)) by (unfold Q2R; cbn; lra); apply holds_rational.
- apply (I.cos_correct bits X (Xreal x) hx).
- apply holds_neg, (I.sin_correct bits X (Xreal x) hx).
- now apply holds_square_inv.
- apply holds_mul; [apply holds_natural|now apply holds_power].
Qed.

Lemma enclose_bend_correct f X Y x : smooth_domain f x -> holds X x -> holds Y (apply f x) ->
  holds (enclose_bend f X Y) (bend_of f x).
Proof.
destruct f; unfold enclose, enclose_slope, enclose_bend, slope_of, bend_of, apply, smooth_domain, domain; intros ok hx hy.
- apply holds_mul; [apply holds_int|apply holds_mul; [easy|now apply holds_sqr]].
- easy.
- apply holds_neg, holds_sqr, holds_inv; [easy|lra].
- assert (0 < sqrt x) by now apply sqrt_lt_R0.
  apply holds_neg, holds_mul; [|apply holds_mul; apply holds_inv; auto; lra].
  replace (/ 4) with (Q2R (1 # 4)) by (unfold Q2R; cbn; lra); apply holds_rational.
- now apply holds_neg.
- now apply holds_neg.
- apply holds_neg, holds_mul; [apply holds_int|apply holds_mul; [easy|]].
  now apply holds_sqr, holds_square_inv.
- apply holds_mul; [apply holds_mul; apply holds_natural|now apply holds_power].
Qed.

(** ** Values *)

(** An interval with the value of an expression that is defined there; None if that is not certain. *)
Fixpoint range (xs qs : nat -> I.type) (e : expr) : option I.type :=
  match e with
  | Const c => Some (rational c)
  | Pi => Some (I.pi bits)
  | Given j => Some (xs j)
  | Free i => Some (qs i)
  | Add a b =>
    match range xs qs a, range xs qs b with Some A, Some B => Some (I.add bits A B) | _, _ => None end
  | Mul a b =>
    match range xs qs a, range xs qs b with Some A, Some B => Some (I.mul bits A B) | _, _ => None end
  | Apply f a =>
    match range xs qs a with Some A => if admits f A then Some (enclose f A) else None | None => None end
  | Where c a b =>
    match range xs qs c with
    | Some C => if nonnegative C then range xs qs a else if negative C then range xs qs b else None
    | None => None
    end
  end.

Lemma range_correct xs qs x q e X : (forall j, holds (xs j) (x j)) -> (forall i, holds (qs i) (q i)) ->
  range xs qs e = Some X -> holds X (eval x q e) /\ defined x q e.
Proof.
intros hx hq; revert X; induction e as [c| |j|i|a IHa b IHb|a IHa b IHb|f a IHa|c IHc a IHa b IHb]; cbn; intros X E.
- injection E as <-; split; [apply holds_rational|easy].
- injection E as <-; split; [apply I.pi_correct|easy].
- injection E as <-; auto.
- injection E as <-; auto.
- destruct (range xs qs a) as [A|], (range xs qs b) as [B|]; try easy; injection E as <-.
  destruct (IHa A eq_refl), (IHb B eq_refl); split; auto; now apply holds_add.
- destruct (range xs qs a) as [A|], (range xs qs b) as [B|]; try easy; injection E as <-.
  destruct (IHa A eq_refl), (IHb B eq_refl); split; auto; now apply holds_mul.
- destruct (range xs qs a) as [A|]; try easy; destruct (admits f A) eqn:ok; try easy; injection E as <-.
  destruct (IHa A eq_refl) as [ha da]; pose proof (admits_correct _ _ _ ok ha) as sm.
  split; [now apply enclose_correct|split; [easy|now apply smooth_defined]].
- destruct (range xs qs c) as [C|]; try easy; destruct (IHc C eq_refl) as [hc dc].
  destruct (nonnegative C) eqn:pos.
    pose proof (nonnegative_correct _ _ pos hc); destruct (Rle_dec 0 (eval x q c)); try easy.
    destruct (IHa X E); auto.
  destruct (negative C) eqn:neg; try easy.
  pose proof (negative_correct _ _ neg hc); destruct (Rle_dec 0 (eval x q c)); try lra.
  destruct (IHb X E); auto.
Qed.

(** ** Gradients and Hessians *)

Variable n : nat.   (* free variables *)

Record jet := Jet { value : I.type; slope : list I.type; bend : list (list I.type) }.

Definition vector (f : nat -> I.type) : list I.type := map f (seq 0 n).
Definition matrix (f : nat -> nat -> I.type) : list (list I.type) := map (fun i => vector (f i)) (seq 0 n).
Definition entry (v : list I.type) (i : nat) : I.type := nth i v I.nai.
Definition entry2 (v : list (list I.type)) (i j : nat) : I.type := nth j (nth i v nil) I.nai.

Lemma entry_vector f i : (i < n)%nat -> entry (vector f) i = f i.
Proof.
intros lt; unfold entry, vector; rewrite (nth_indep _ _ (f 0%nat)) by (now rewrite map_length, seq_length).
now rewrite map_nth, seq_nth.
Qed.

Lemma entry2_matrix f i j : (i < n)%nat -> (j < n)%nat -> entry2 (matrix f) i j = f i j.
Proof.
intros li lj; unfold entry2, matrix; rewrite (nth_indep _ _ (vector (f 0%nat))) by (now rewrite map_length, seq_length).
rewrite (map_nth (fun k => vector (f k))), seq_nth by easy; now apply entry_vector.
Qed.

Definition plain (X : I.type) : jet := Jet X (vector (fun _ => I.zero)) (matrix (fun _ _ => I.zero)).
Definition coordinate (i : nat) (X : I.type) : jet :=
  Jet X (vector (fun j => if Nat.eqb j i then I.fromZ bits 1 else I.zero)) (matrix (fun _ _ => I.zero)).

Definition jet_add (a b : jet) : jet :=
  Jet (I.add bits (value a) (value b)) (vector (fun i => I.add bits (entry (slope a) i) (entry (slope b) i)))
    (matrix (fun i j => I.add bits (entry2 (bend a) i j) (entry2 (bend b) i j))).

Definition jet_mul (a b : jet) : jet :=
  Jet (I.mul bits (value a) (value b))
    (vector (fun i => I.add bits (I.mul bits (value b) (entry (slope a) i)) (I.mul bits (value a) (entry (slope b) i))))
    (matrix (fun i j => I.add bits
      (I.add bits (I.mul bits (value b) (entry2 (bend a) i j)) (I.mul bits (value a) (entry2 (bend b) i j)))
      (I.add bits (I.mul bits (entry (slope a) i) (entry (slope b) j)) (I.mul bits (entry (slope b) i) (entry (slope a) j))))).

Definition jet_apply (f : unary) (a : jet) : jet :=
  let Y := enclose f (value a) in
  let D := enclose_slope f (value a) Y in
  let E := enclose_bend f (value a) Y in
  Jet Y (vector (fun i => I.mul bits D (entry (slope a) i)))
    (matrix (fun i j => I.add bits (I.mul bits D (entry2 (bend a) i j))
      (I.mul bits E (I.mul bits (entry (slope a) i) (entry (slope a) j))))).

Fixpoint jet_of (xs : nat -> I.type) (qs : nat -> jet) (e : expr) : option jet :=
  match e with
  | Const c => Some (plain (rational c))
  | Pi => Some (plain (I.pi bits))
  | Given j => Some (plain (xs j))
  | Free i => Some (qs i)
  | Add a b => match jet_of xs qs a, jet_of xs qs b with Some A, Some B => Some (jet_add A B) | _, _ => None end
  | Mul a b => match jet_of xs qs a, jet_of xs qs b with Some A, Some B => Some (jet_mul A B) | _, _ => None end
  | Apply f a =>
    match jet_of xs qs a with Some A => if admits f (value A) then Some (jet_apply f A) else None | None => None end
  | Where c a b =>
    match jet_of xs qs c with
    | Some C => if positive (value C) then jet_of xs qs a else if negative (value C) then jet_of xs qs b else None
    | None => None
    end
  end.

(** [phi] is a function with a gradient and a Hessian at the points of [K], and these are in the jet. *)
Definition in_jet (K : point -> Prop) (J : jet) (phi : point -> R) := exists g h, jets n K phi g h /\
  forall p, K p -> holds (value J) (phi p) /\ (forall i, (i < n)%nat -> holds (entry (slope J) i) (g p i)) /\
    (forall i j, (i < n)%nat -> (j < n)%nat -> holds (entry2 (bend J) i j) (h p i j)).

Lemma holds_zero : holds I.zero 0.
Proof. unfold holds; rewrite I.zero_correct; cbn; lra. Qed.

Variable K : point -> Prop.

Lemma in_jet_plain X c : holds X c -> in_jet K (plain X) (fun _ => c).
Proof.
intros hX; exists (fun _ _ => 0), (fun _ _ _ => 0); split; [apply jets_const|].
intros p _; cbn [value slope bend plain coordinate jet_add jet_mul jet_apply]; split; [easy|split; intros]; [rewrite entry_vector|rewrite entry2_matrix]; auto; apply holds_zero.
Qed.

Lemma in_jet_coordinate i X : (i < n)%nat -> (forall p, K p -> holds X (p i)) -> in_jet K (coordinate i X) (fun p => p i).
Proof.
intros lt hX; exists (fun _ => unit_at i), (fun _ _ _ => 0); split; [now apply jets_free|].
intros p Kp; cbn [value slope bend plain coordinate jet_add jet_mul jet_apply]; split; [auto|split; intros]; [rewrite entry_vector|rewrite entry2_matrix]; auto; try apply holds_zero.
unfold unit_at; destruct (Nat.eqb i0 i); [apply holds_int|apply holds_zero].
Qed.

Lemma in_jet_add A B phi psi : in_jet K A phi -> in_jet K B psi -> in_jet K (jet_add A B) (fun p => phi p + psi p).
Proof.
intros (g & h & J1 & e1) (k & l & J2 & e2); eexists; eexists; split; [apply (jets_add n K _ _ _ _ _ _ J1 J2)|].
intros p Kp; destruct (e1 p Kp) as (v1 & s1 & b1), (e2 p Kp) as (v2 & s2 & b2); cbn [value slope bend plain coordinate jet_add jet_mul jet_apply]; split; [now apply holds_add|].
split; intros; [rewrite entry_vector|rewrite entry2_matrix]; auto; apply holds_add; auto.
Qed.

Lemma in_jet_mul A B phi psi : in_jet K A phi -> in_jet K B psi -> in_jet K (jet_mul A B) (fun p => phi p * psi p).
Proof.
intros (g & h & J1 & e1) (k & l & J2 & e2); eexists; eexists; split; [apply (jets_mul n K _ _ _ _ _ _ J1 J2)|].
intros p Kp; destruct (e1 p Kp) as (v1 & s1 & b1), (e2 p Kp) as (v2 & s2 & b2); cbn [value slope bend plain coordinate jet_add jet_mul jet_apply]; split; [now apply holds_mul|].
split; intros; [rewrite entry_vector|rewrite entry2_matrix]; auto; repeat apply holds_add; apply holds_mul; auto.
Qed.

Lemma in_jet_apply f A phi : admits f (value A) = true -> in_jet K A phi ->
  in_jet K (jet_apply f A) (fun p => apply f (phi p)).
Proof.
intros ok (g & h & J1 & e1).
assert (sm : forall p, K p -> smooth_domain f (phi p)).
  intros p Kp; destruct (e1 p Kp) as (v1 & _); now apply (admits_correct f (value A)).
eexists; eexists; split; [apply (jets_apply n K _ _ _ J1 f sm)|].
intros p Kp; destruct (e1 p Kp) as (v1 & s1 & b1); pose proof (sm p Kp) as s.
pose proof (enclose_correct f _ _ s v1) as v.
pose proof (enclose_slope_correct f _ _ _ s v1 v) as v'; pose proof (enclose_bend_correct f _ _ _ s v1 v) as v''.
cbn [value slope bend jet_apply]; split; [easy|].
split; intros; [rewrite entry_vector|rewrite entry2_matrix]; auto.
  now apply holds_mul; auto.
apply holds_add; [apply holds_mul; auto|apply holds_mul; [easy|apply holds_mul; auto]].
Qed.

Lemma jets_smaller (K' : point -> Prop) phi g h : (forall p, K' p -> K p) -> jets n K phi g h -> jets n K' phi g h.
Proof. intros sub J p Kp; apply J; auto. Qed.

End Enclosure.

Lemma jet_of_correct bits n xs x qs (phis : nat -> point -> R) e J K :
  (forall j, holds (xs j) (x j)) -> (forall i, in_jet n K (qs i) (phis i)) -> jet_of bits n xs qs e = Some J ->
  in_jet n K J (fun p => eval x (fun i => phis i p) e) /\ forall p, K p -> defined x (fun i => phis i p) e.
Proof.
intros hx hq; revert J.
induction e as [c| |j|i|a IHa b IHb|a IHa b IHb|f a IHa|c IHc a IHa b IHb]; cbn; intros J E.
- injection E as <-; split; [apply in_jet_plain, holds_rational|easy].
- injection E as <-; split; [apply in_jet_plain, I.pi_correct|easy].
- injection E as <-; split; [now apply in_jet_plain|easy].
- injection E as <-; split; [apply hq|easy].
- destruct (jet_of bits n xs qs a) as [A|], (jet_of bits n xs qs b) as [B|]; try easy; injection E as <-.
  destruct (IHa A eq_refl), (IHb B eq_refl); split; [now apply in_jet_add|auto].
- destruct (jet_of bits n xs qs a) as [A|], (jet_of bits n xs qs b) as [B|]; try easy; injection E as <-.
  destruct (IHa A eq_refl), (IHb B eq_refl); split; [now apply in_jet_mul|auto].
- destruct (jet_of bits n xs qs a) as [A|]; try easy; destruct (admits f (value A)) eqn:ok; try easy; injection E as <-.
  destruct (IHa A eq_refl) as [ha da]; split; [now apply in_jet_apply|].
  intros p Kp; split; [auto|]; destruct ha as (g & h & _ & e1); destruct (e1 p Kp) as (v & _).
  now apply smooth_defined, (admits_correct f (value A)).
- destruct (jet_of bits n xs qs c) as [C|]; try easy; destruct (IHc C eq_refl) as [hc dc].
  destruct hc as (gc & hc & Jc & ec).
  destruct (positive (value C)) eqn:pos.
    assert (P : forall p, K p -> 0 < eval x (fun i => phis i p) c).
      intros p Kp; destruct (ec p Kp) as (v & _); now apply (positive_correct (value C)).
    destruct (IHa J E) as [(g & h & Ja & ea) da]; split.
      eexists; eexists; split.
        apply (jets_choose n K _ _ (fun p => eval x (fun i => phis i p) c) g (fun _ _ => 0) gc h (fun _ _ _ => 0) hc); auto.
        - intros p Kp; pose proof (P p Kp); lra.
        - apply (jets_smaller n K); [tauto|exact Ja].
        - intros p [Kp no]; pose proof (P p Kp); lra.
      intros p Kp; pose proof (P p Kp); cbv beta; destruct (Rle_dec 0 (eval x (fun i => phis i p) c)); [apply ea; auto|lra].
    intros p Kp; split; [auto|]; pose proof (P p Kp); destruct (Rle_dec 0 (eval x (fun i => phis i p) c)); [auto|lra].
  destruct (negative (value C)) eqn:neg; try easy.
  assert (P : forall p, K p -> eval x (fun i => phis i p) c < 0).
    intros p Kp; destruct (ec p Kp) as (v & _); now apply (negative_correct (value C)).
  destruct (IHb J E) as [(g & h & Ja & ea) da]; split.
    eexists; eexists; split.
      apply (jets_choose n K _ _ (fun p => eval x (fun i => phis i p) c) (fun _ _ => 0) g gc (fun _ _ _ => 0) h hc); auto.
      - intros p Kp; pose proof (P p Kp); lra.
      - intros p [Kp no]; pose proof (P p Kp); lra.
      - apply (jets_smaller n K); [tauto|exact Ja].
    intros p Kp; pose proof (P p Kp); cbv beta; destruct (Rle_dec 0 (eval x (fun i => phis i p) c)); [lra|apply ea; auto].
  intros p Kp; split; [auto|]; pose proof (P p Kp); destruct (Rle_dec 0 (eval x (fun i => phis i p) c)); [lra|auto].
Qed.
