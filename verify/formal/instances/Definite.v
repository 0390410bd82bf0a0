(** * A matrix of intervals that is positive definite, by a witness

    With a rational matrix R, H - R'R is strictly diagonally dominant, with a margin: then d'Hd >= mu |d|^2. *)
From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From BadMinima Require Import Language Jets Enclosure Minimum.

Open Scope R_scope.

Fixpoint forall_below (n : nat) (b : nat -> bool) : bool := match n with O => true | S k => forall_below k b && b k end.

Lemma forall_below_correct n b : forall_below n b = true -> forall i, (i < n)%nat -> b i = true.
Proof.
induction n as [|n IH]; cbn; intros e i li; [lia|]; apply andb_prop in e; destruct e as [e1 e2].
destruct (Nat.eq_dec i n) as [->|]; [easy|apply IH; [easy|lia]].
Qed.

Section Definite.
Variables (bits : F.precision) (n : nat) (H : nat -> nat -> I.type) (root : nat -> nat -> Q) (mu : Q).

Fixpoint itotal (k : nat) (f : nat -> I.type) : I.type :=
  match k with O => I.zero | S j => I.add bits (itotal j f) (f j) end.

Lemma holds_total k f g : (forall i, (i < k)%nat -> holds (f i) (g i)) -> holds (itotal k f) (total k g).
Proof.
induction k as [|k IH]; intros h; cbn [itotal total]; [apply holds_zero|].
apply holds_add; [apply IH; intros; apply h; lia|apply h; lia].
Qed.

Definition roots : list (list I.type) := matrix n (fun i j => rational bits (root i j)).
Definition rest (R : list (list I.type)) (i j : nat) : I.type :=
  I.sub bits (H i j) (itotal n (fun k => I.mul bits (entry2 R k i) (entry2 R k j))).
Definition half_of (X : I.type) : I.type := I.mul bits (rational bits (1 # 2)) X.
Definition margin (A : list (list I.type)) (i : nat) : I.type :=
  itotal n (fun j => if Nat.eqb j i then entry2 A i i
    else I.neg (half_of (I.add bits (I.abs (entry2 A i j)) (I.abs (entry2 A j i))))).

Definition definite : bool :=
  let R := roots in let A := matrix n (rest R) in
  forall_below n (fun i => at_most bits (rational bits mu) (margin A i)).

Theorem definite_correct (h : nat -> nat -> R) (d : point) : definite = true ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> holds (H i j) (h i j)) -> Q2R mu * sq n d <= form n h d.
Proof.
intros ok hh; unfold definite in ok; cbv zeta in ok.
pose (c i j := Q2R (root i j)).
pose (a i j := h i j - total n (fun k => c k i * c k j)).
assert (ha : forall i j, (i < n)%nat -> (j < n)%nat -> holds (entry2 (matrix n (rest roots)) i j) (a i j)).
  intros i j li lj; rewrite entry2_matrix by easy; unfold rest, a; apply holds_sub; [auto|].
  apply holds_total; intros k lk; unfold roots; rewrite !entry2_matrix by easy.
  apply holds_mul; apply holds_rational.
set (A := matrix n (rest roots)) in *; clearbody A.
(* the square is not negative *)
assert (s0 : 0 <= form n (fun i j => total n (fun k => c k i * c k j)) d).
  replace (form n (fun i j => total n (fun k => c k i * c k j)) d)
    with (total n (fun k => along n (c k) d * along n (c k) d)).
    apply total_ge0; intros; nra.
  unfold form, along.
  transitivity (total n (fun k => total n (fun i => total n (fun j => c k i * d i * (c k j * d j))))).
    apply total_ext; intros k _; rewrite <- total_scal; apply total_ext; intros i _.
    rewrite Rmult_comm, <- total_scal; apply total_ext; intros; ring.
  rewrite total_swap; apply total_ext; intros i _; rewrite total_swap; apply total_ext; intros j _.
  rewrite !Rmult_assoc, (Rmult_comm (total n _)), <- total_scal; apply total_ext; intros; ring.
pose (u i j := if Nat.eqb j i then a i i else - (/ 2 * Rabs (a i j))).
pose (v i j := if Nat.eqb j i then 0 else - (/ 2 * Rabs (a j i))).
assert (low : total n (fun i => total n (fun j => u i j * (d i * d i) + v j i * (d j * d j))) <= form n a d).
  apply total_le; intros i _; apply total_le; intros j _; unfold u, v.
  rewrite (Nat.eqb_sym i j); destruct (Nat.eqb_spec j i) as [->|ne]; [nra|].
  assert (b : Rabs (a i j * (d i * d j)) <= Rabs (a i j) * (/ 2 * (d i * d i + d j * d j))).
    rewrite Rabs_mult; apply Rmult_le_compat_l; [apply Rabs_pos|]; apply Rabs_le.
    pose proof (pow2_ge_0 (d i + d j)); pose proof (pow2_ge_0 (d i - d j)); split; nra.
  pose proof (Rle_abs (- (a i j * (d i * d j)))) as t; rewrite Rabs_Ropp in t; nra.
assert (e : total n (fun i => total n (fun j => u i j * (d i * d i) + v j i * (d j * d j)))
  = total n (fun i => total n (fun j => u i j + v i j) * (d i * d i))).
  transitivity (total n (fun i => total n (fun j => u i j * (d i * d i))) + total n (fun i => total n (fun j => v j i * (d j * d j)))).
    rewrite <- total_plus; apply total_ext; intros; now rewrite total_plus.
  rewrite (total_swap n n (fun i j => v j i * (d j * d j))), <- total_plus; apply total_ext; intros i _.
  rewrite <- total_plus, (Rmult_comm (total n (fun j => u i j + v i j))), <- total_scal; apply total_ext; intros; ring.
rewrite e in low.
assert (m : Q2R mu * sq n d <= total n (fun i => total n (fun j => u i j + v i j) * (d i * d i))).
  unfold sq; rewrite <- total_scal; apply total_le; intros i li.
  apply Rmult_le_compat_r; [nra|].
  pose proof (forall_below_correct _ _ ok i li) as oki; cbv beta in oki.
  apply (at_most_correct bits _ _ _ _ oki); [apply holds_rational|].
  unfold margin; apply holds_total; intros j lj; unfold u, v; destruct (Nat.eqb j i).
    rewrite Rplus_0_r; auto.
  replace (- (/ 2 * Rabs (a i j)) + - (/ 2 * Rabs (a j i))) with (- (Q2R (1 # 2) * (Rabs (a i j) + Rabs (a j i))))
    by (unfold Q2R; cbn; lra).
  apply holds_neg, holds_mul; [apply holds_rational|apply holds_add; apply holds_abs; auto].
assert (hs : form n h d = 1 * form n a d + 1 * form n (fun i j => total n (fun k => c k i * c k j)) d).
  rewrite <- form_lin; unfold form, a; apply total_ext; intros; apply total_ext; intros; ring.
lra.
Qed.
End Definite.
