(** * A strictly convex function on a box has a minimum there

    No compactness and no choice of a sequence: sets of points with almost the least value are small, and so they are
    a Cauchy filter, which has a limit. *)
From Coq Require Import Reals Lra Lia Classical_Prop FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Jets.

Open Scope R_scope.

(** ** One variable: Taylor's formula as an inequality *)
Lemma taylor_below (f f' f'' : R -> R) (M : R) :
  (forall t, 0 <= t <= 1 -> is_derive f t (f' t)) -> (forall t, 0 <= t <= 1 -> is_derive f' t (f'' t)) ->
  (forall t, 0 <= t <= 1 -> M <= f'' t) -> f 0 + f' 0 + M / 2 <= f 1.
Proof.
intros D1 D2 low.
assert (up : forall t, 0 <= t <= 1 -> f' 0 + M * t <= f' t).
  intros t [t0 t1]; destruct (Req_dec t 0) as [->|ne]; [lra|].
  destruct (MVT_gen f' 0 t f'') as (c & [c0 c1] & e).
  - intros s; rewrite Rmin_left, Rmax_right by lra; intros; apply D2; lra.
  - intros s; rewrite Rmin_left, Rmax_right by lra; intros.
    apply continuity_pt_filterlim; apply (ex_derive_continuous (V := R_NormedModule)); exists (f'' s); apply D2; lra.
  rewrite Rmin_left in c0 by lra; rewrite Rmax_right in c1 by lra.
  assert (M <= f'' c) by (apply low; lra); nra.
destruct (MVT_gen (fun t => f t - f' 0 * t - M / 2 * (t * t)) 0 1 (fun t => f' t - f' 0 - M * t)) as (c & [c0 c1] & e).
- intros t; rewrite Rmin_left, Rmax_right by lra; intros.
  auto_derive; [exists (f' t); apply D1; lra|].
  replace (Derive (fun x => f x) t) with (f' t) by (symmetry; apply is_derive_unique, D1; lra); field.
- intros t; rewrite Rmin_left, Rmax_right by lra; intros.
  apply continuity_pt_filterlim.
  apply (ex_derive_continuous (V := R_NormedModule) (fun t => f t - f' 0 * t - M / 2 * (t * t))).
  exists (f' t - f' 0 - M * t); auto_derive; [exists (f' t); apply D1; lra|].
  replace (Derive (fun x => f x) t) with (f' t) by (symmetry; apply is_derive_unique, D1; lra); field.
- rewrite Rmin_left in c0 by lra; rewrite Rmax_right in c1 by lra.
  assert (0 <= f' c - f' 0 - M * c) by (pose proof (up c (conj c0 c1)); lra); nra.
Qed.

Section Minimum.
Variables (n : nat) (centre : point) (r mu : R).
Hypothesis r0 : 0 < r.
Hypothesis mu0 : 0 < mu.

(** All coordinates within [r] of the centre; those beyond the first [n] are the centre's. *)
Definition box (p : point) := (forall i, (i < n)%nat -> Rabs (p i - centre i) <= r) /\ forall i, (n <= i)%nat -> p i = centre i.

Definition sq (d : point) : R := total n (fun i => d i * d i).
Definition minus (p q : point) : point := fun i => p i - q i.

Variables (phi : point -> R) (g : point -> nat -> R) (h : point -> nat -> nat -> R).
Hypothesis J : jets n box phi g h.
Hypothesis convex : forall p d, box p -> mu * sq d <= form n (h p) d.

Lemma box_move p q t : box p -> box q -> 0 <= t <= 1 -> box (move p t (minus q p)).
Proof.
intros [p1 p2] [q1 q2] t01; split; intros i li; unfold move, minus.
  pose proof (p1 i li) as a; pose proof (q1 i li) as b.
  apply Rabs_le_between in a; apply Rabs_le_between in b; apply Rabs_le_between; nra.
rewrite (p2 i li), (q2 i li); ring.
Qed.

Lemma box_centre : box centre.
Proof. split; intros; auto; rewrite Rminus_eq_0, Rabs_R0; lra. Qed.

(** The function lies above its tangent plane, by a quadratic amount. *)
Lemma above_tangent p q : box p -> box q ->
  phi p + along n (g p) (minus q p) + mu / 2 * sq (minus q p) <= phi q.
Proof.
intros bp bq; set (d := minus q p).
assert (go : forall t, move (move p t d) 0 d = move p t d) by (intros; apply move0).
assert (step : forall t s, move (move p t d) s d = move p (t + s) d).
  intros t s; apply functional_extensionality; intros i; unfold move; ring.
assert (shift : forall (f : R -> R) t l, is_derive (fun s => f (t + s)) 0 l -> is_derive f t l).
  intros f t l D.
  assert (D' : is_derive (fun s => f (t + s)) (t - t) l) by now rewrite Rminus_eq_0.
  apply (is_derive_ext (fun s => f (t + (s - t)))); [intros s; f_equal; ring|].
  replace l with (scal 1 l) by (unfold scal; cbn; unfold mult; cbn; ring).
  apply (is_derive_comp (fun s => f (t + s)) (fun s => s - t) t l 1); [exact D'|auto_derive; [easy|ring]].
replace q with (move p 1 d) by (apply functional_extensionality; intros i; unfold move, d, minus; ring).
pose proof (taylor_below (fun t => phi (move p t d)) (fun t => along n (g (move p t d)) d)
  (fun t => form n (h (move p t d)) d) (mu * sq d)) as T; cbv beta in T; rewrite !move0 in T.
enough (phi p + along n (g p) d + mu * sq d / 2 <= phi (move p 1 d)) by lra.
apply T; intros t t01.
- apply shift; destruct (J (move p t d) (box_move p q t bp bq t01) d) as [D _].
  apply (is_derive_ext _ _ _ _ (fun s => f_equal phi (step t s)) D).
- apply shift; destruct (J (move p t d) (box_move p q t bp bq t01) d) as [_ D].
  apply (is_derive_ext _ _ _ _ (fun s => f_equal (fun p => along n (g p) d) (step t s)) D).
- now apply convex, box_move.
Qed.

Lemma along_opp a d : along n a (fun i => - d i) = - along n a d.
Proof.
unfold along; replace (- total n (fun i => a i * d i)) with (-1 * total n (fun i => a i * d i)) by ring.
rewrite <- total_scal; apply total_ext; intros; ring.
Qed.

Definition norm1 (a : nat -> R) : R := total n (fun i => Rabs (a i)).

Lemma along_norm1 a d s : (forall i, (i < n)%nat -> Rabs (d i) <= s) -> - (norm1 a * s) <= along n a d.
Proof.
intros small; unfold along, norm1.
replace (- (total n (fun i => Rabs (a i)) * s)) with (total n (fun i => - s * Rabs (a i))) by (rewrite total_scal; ring).
apply total_le; intros i li; pose proof (small i li) as b.
assert (Rabs (a i * d i) <= Rabs (a i) * s) by (rewrite Rabs_mult; apply Rmult_le_compat_l; [apply Rabs_pos|easy]).
pose proof (Rle_abs (- (a i * d i))) as c; rewrite Rabs_Ropp in c; lra.
Qed.

Lemma norm1_ge0 a : 0 <= norm1 a.
Proof. apply total_ge0; intros; apply Rabs_pos. Qed.

Lemma sq_ge0 d : 0 <= sq d.
Proof. apply total_ge0; intros; nra. Qed.

Lemma box_small p q : box p -> box q -> forall i, (i < n)%nat -> Rabs (minus q p i) <= 2 * r.
Proof.
intros [p1 _] [q1 _] i li; unfold minus; pose proof (p1 i li) as a; pose proof (q1 i li) as b.
apply Rabs_le_between in a; apply Rabs_le_between in b; apply Rabs_le_between; lra.
Qed.

(** The greatest lower bound of the values *)
Lemma infimum : exists m, (forall p, box p -> m <= phi p) /\ forall eps, 0 < eps -> exists p, box p /\ phi p < m + eps.
Proof.
destruct (completeness (fun v => exists p, box p /\ v = - phi p)) as [s [up least]].
- exists (- (phi centre - norm1 (g centre) * (2 * r))); intros v (p & bp & ->).
  pose proof (above_tangent centre p box_centre bp) as a.
  pose proof (along_norm1 (g centre) _ _ (box_small centre p box_centre bp)).
  pose proof (sq_ge0 (minus p centre)); nra.
- exists (- phi centre), centre; split; [apply box_centre|easy].
- exists (- s); split.
    intros p bp; enough (- phi p <= s) by lra; apply up; now exists p.
  intros eps e0; apply NNPP; intros no.
  enough (s <= s - eps) by lra; apply least; intros v (p & bp & ->).
  apply Rnot_lt_le; intros lt; apply no; exists p; split; [easy|lra].
Qed.

Lemma middle p q m : box p -> box q -> (forall z, box z -> m <= phi z) ->
  mu / 4 * sq (minus q p) <= (phi p - m) + (phi q - m).
Proof.
intros bp bq low; set (z := move p (1 / 2) (minus q p)).
assert (bz : box z) by (apply box_move; auto; lra).
pose proof (above_tangent z p bz bp) as a; pose proof (above_tangent z q bz bq) as b; pose proof (low z bz).
assert (e : minus p z = fun i => - minus q z i).
  apply functional_extensionality; intros i; unfold z, move, minus; field.
rewrite e, along_opp in a.
assert (e1 : sq (fun i => - minus q z i) = / 4 * sq (minus q p)).
  unfold sq; rewrite <- total_scal; apply total_ext; intros; unfold z, move, minus; field.
assert (e2 : sq (minus q z) = / 4 * sq (minus q p)).
  unfold sq; rewrite <- total_scal; apply total_ext; intros; unfold z, move, minus; field.
rewrite e1 in a; rewrite e2 in b; lra.
Qed.

(** ** Existence *)
Theorem minimum_exists : exists p, box p /\ forall q, box q -> phi p <= phi q.
Proof.
destruct infimum as (m & low & near).
pose (S (eps : R) (p : point) := box p /\ phi p < m + eps).
pose (Fil (P : point -> Prop) := exists eps, 0 < eps /\ forall p, S eps p -> P p).
assert (FP : ProperFilter Fil).
  constructor.
    intros P (eps & e0 & all); destruct (near eps e0) as (p & bp & lt); exists p; apply all; now split.
  constructor.
  - exists 1; split; [lra|easy].
  - intros P Q (e1 & p1 & a1) (e2 & p2 & a2); exists (Rmin e1 e2); split; [now apply Rmin_pos|].
    intros p [bp lt]; pose proof (Rmin_l e1 e2); pose proof (Rmin_r e1 e2); split; [apply a1|apply a2]; split; auto; lra.
  - intros P Q sub (e & p0 & a); exists e; split; auto.
pose (T := @fct_CompleteSpace nat R_CompleteSpace).
assert (C : cauchy (T := T) Fil).
  intros eps.
  pose (e := mu * (eps * eps) / 16).
  assert (0 < eps * eps) by (pose proof (cond_pos eps); nra).
  assert (e0 : 0 < e) by (unfold e; nra).
  destruct (near e e0) as (p & bp & lt); exists p; exists e; split; [easy|].
  intros q [bq lq] i; change (Rabs (q i - p i) < eps).
  destruct (Nat.lt_ge_cases i n) as [li|ge].
    pose proof (middle p q m bp bq low) as mid.
    assert (t : (q i - p i) * (q i - p i) <= sq (minus q p)).
      apply (total_ge_term n (fun i => minus q p i * minus q p i) i li); intros; nra.
    assert (small : (q i - p i) * (q i - p i) < eps * eps) by (unfold e in *; nra).
    apply Rabs_def1; pose proof (cond_pos eps); nra.
  destruct bp as [_ p2], bq as [_ q2]; rewrite (p2 i ge), (q2 i ge), Rminus_eq_0, Rabs_R0; apply cond_pos.
pose (p := lim (T := T) Fil).
assert (L : forall eps : posreal, Fil (ball (M := T) p eps)) by (intros; now apply (complete_cauchy (T := T))); clearbody p.
assert (hit : forall eps e : posreal, exists q, S e q /\ forall i, Rabs (q i - p i) < eps).
  intros eps e; destruct (L eps) as (e1 & p1 & a1).
  assert (m0 : 0 < Rmin e e1) by (apply Rmin_pos; [apply cond_pos|easy]).
  destruct (near _ m0) as (q & bq & lt); pose proof (Rmin_l e e1); pose proof (Rmin_r e e1).
  exists q; split; [split; [easy|lra]|]; apply a1; split; [easy|lra].
assert (bp : box p).
  split; intros i li.
    apply Rnot_lt_le; intros lt.
    assert (e0 : 0 < Rabs (p i - centre i) - r) by lra.
    destruct (hit (mkposreal _ e0) (mkposreal 1 Rlt_0_1)) as (q & [[q1 _] _] & d); pose proof (d i) as di; cbn in di.
    pose proof (q1 i li); pose proof (Rabs_triang (q i - centre i) (- (q i - p i))) as tr.
    rewrite Rabs_Ropp in tr; replace (q i - centre i + - (q i - p i)) with (p i - centre i) in tr by ring; lra.
  apply NNPP; intros ne; assert (e0 : 0 < Rabs (centre i - p i)) by (apply Rabs_pos_lt; intros e; apply ne; lra).
  destruct (hit (mkposreal _ e0) (mkposreal 1 Rlt_0_1)) as (q & [[_ q2] _] & d); pose proof (d i) as di; cbn in di.
  rewrite (q2 i li) in di; apply Rlt_irrefl in di; easy.
exists p; split; [easy|]; intros q bq; apply Rle_trans with m; [|now apply low].
apply Rnot_lt_le; intros lt; pose (gap := phi p - m).
assert (g1 : 0 < norm1 (g p) + 1) by (pose proof (norm1_ge0 (g p)); lra).
assert (e0 : 0 < gap / 2) by (unfold gap; lra).
assert (d0 : 0 < gap / 2 / (norm1 (g p) + 1)) by now apply Rdiv_lt_0_compat.
destruct (hit (mkposreal _ d0) (mkposreal _ e0)) as (z & [bz lz] & d); cbn in lz, d.
pose proof (above_tangent p z bp bz) as a; pose proof (sq_ge0 (minus z p)).
assert (b : - (norm1 (g p) * (gap / 2 / (norm1 (g p) + 1))) <= along n (g p) (minus z p)).
  apply along_norm1; intros i _; apply Rlt_le, d.
assert (norm1 (g p) * (gap / 2 / (norm1 (g p) + 1)) <= gap / 2).
  apply Rle_trans with ((norm1 (g p) + 1) * (gap / 2 / (norm1 (g p) + 1))); [nra|right; field; lra].
unfold gap in *; nra.
Qed.

(** ** A strict minimum inside, if the gradient at the centre is small *)
Hypothesis small_gradient : 2 * norm1 (g centre) < mu * r.

Theorem strict_minimum_inside : exists p, box p /\ (forall i, (i < n)%nat -> Rabs (p i - centre i) < r) /\
  forall q, box q -> q <> p -> phi p < phi q.
Proof.
destruct minimum_exists as (p & bp & least); exists p; split; [easy|split].
- intros i li; destruct bp as [p1 p2]; pose proof (p1 i li) as le.
  apply Rnot_le_lt; intros ge; assert (e : Rabs (p i - centre i) = r) by lra.
  pose proof (above_tangent centre p box_centre (conj p1 p2)) as a.
  pose proof (along_norm1 (g centre) (minus p centre) r p1) as b.
  assert (t : (p i - centre i) * (p i - centre i) <= sq (minus p centre)).
    apply (total_ge_term n (fun i => minus p centre i * minus p centre i) i li); intros; nra.
  assert (e2 : (p i - centre i) * (p i - centre i) = r * r).
    rewrite <- e; unfold Rabs; destruct (Rcase_abs (p i - centre i)); ring.
  pose proof (least centre box_centre); nra.
- intros q bq ne; apply Rnot_le_lt; intros le; apply ne.
  pose proof (middle p q (phi p) bp bq least) as mid; pose proof (sq_ge0 (minus q p)).
  assert (z : sq (minus q p) = 0) by nra.
  apply functional_extensionality; intros i; destruct (Nat.lt_ge_cases i n) as [li|ge].
    assert (t : (q i - p i) * (q i - p i) <= sq (minus q p)).
      apply (total_ge_term n (fun i => minus q p i * minus q p i) i li); intros; nra.
    nra.
  destruct bp as [_ p2], bq as [_ q2]; now rewrite (p2 i ge), (q2 i ge).
Qed.
End Minimum.
