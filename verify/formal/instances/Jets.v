(** * Second derivatives along lines, by rules *)
From Coq Require Import Reals QArith Qreals Lra Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Language.

Open Scope R_scope.

Definition point := nat -> R.
Definition move (p : point) (t : R) (d : point) : point := fun i => p i + t * d i.

Fixpoint total (n : nat) (f : nat -> R) : R := match n with O => 0 | S k => total k f + f k end.

Lemma total_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> total n f = total n g.
Proof. induction n as [|n IH]; intros e; cbn; [easy|]; rewrite IH, e; auto; lia. Qed.

Lemma total_plus n f g : total n (fun i => f i + g i) = total n f + total n g.
Proof. induction n as [|n IH]; cbn; [|rewrite IH]; ring. Qed.

Lemma total_scal n c f : total n (fun i => c * f i) = c * total n f.
Proof. induction n as [|n IH]; cbn; [|rewrite IH]; ring. Qed.

Lemma total_0 n : total n (fun _ => 0) = 0.
Proof. induction n as [|n IH]; cbn; [|rewrite IH]; ring. Qed.

Lemma total_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> total n f <= total n g.
Proof.
induction n as [|n IH]; intros le; cbn; [lra|].
assert (f n <= g n) by (apply le; lia); assert (total n f <= total n g) by (apply IH; intros; apply le; lia); lra.
Qed.

Lemma total_ge0 n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= total n f.
Proof. intros f0; rewrite <- (total_0 n); now apply total_le. Qed.

Lemma total_ge_term n f i : (i < n)%nat -> (forall j, (j < n)%nat -> 0 <= f j) -> f i <= total n f.
Proof.
induction n as [|n IH]; intros lt f0; cbn; [lia|].
assert (0 <= total n f) by (apply total_ge0; intros; apply f0; lia).
assert (0 <= f n) by (apply f0; lia).
destruct (Nat.eq_dec i n) as [->|ne]; [lra|].
assert (f i <= total n f) by (apply IH; [lia|intros; apply f0; lia]); lra.
Qed.

Lemma total_swap n m f : total n (fun i => total m (fun j => f i j)) = total m (fun j => total n (fun i => f i j)).
Proof.
induction n as [|n IH]; cbn; [now rewrite total_0|].
now rewrite IH, total_plus.
Qed.

Lemma total_unit n i (f : nat -> R) : (i < n)%nat -> total n (fun j => (if Nat.eqb j i then 1 else 0) * f j) = f i.
Proof.
induction n as [|n IH]; intros lt; cbn; [lia|].
destruct (Nat.eqb_spec n i) as [->|ne].
  rewrite (total_ext i _ (fun _ => 0)), total_0; [ring|].
  intros j lj; destruct (Nat.eqb_spec j i); [lia|ring].
rewrite IH; [ring|lia].
Qed.

Lemma is_derive_total n (f : nat -> R -> R) (d : nat -> R) t :
  (forall i, (i < n)%nat -> is_derive (f i) t (d i)) -> is_derive (fun s => total n (fun i => f i s)) t (total n d).
Proof.
induction n as [|n IH]; intros df; cbn; [apply (is_derive_const (V := R_NormedModule) 0)|].
apply (is_derive_plus (fun s => total n (fun i => f i s)) (f n)); [apply IH; intros; apply df; lia|apply df; lia].
Qed.

Lemma move0 p d : move p 0 d = p.
Proof. apply functional_extensionality; intros i; unfold move; ring. Qed.

Ltac real_ring := match goal with |- @eq _ ?a ?b => change (@eq R a b); ring end.

Section Jets.
Variable n : nat.   (* free variables *)

Definition along (g : nat -> R) (d : point) : R := total n (fun i => g i * d i).
Definition form (h : nat -> nat -> R) (d : point) : R := total n (fun i => total n (fun j => h i j * d i * d j)).

(** At the points of [K], [phi] has the gradient [g] and the Hessian [h], in every direction. *)
Definition jets (K : point -> Prop) (phi : point -> R) (g : point -> nat -> R) (h : point -> nat -> nat -> R) :=
  forall p, K p -> forall d,
    is_derive (fun t => phi (move p t d)) 0 (along (g p) d) /\
    is_derive (fun t => along (g (move p t d)) d) 0 (form (h p) d).

Variable K : point -> Prop.

Lemma along_lin a b g1 g2 d : along (fun i => a * g1 i + b * g2 i) d = a * along g1 d + b * along g2 d.
Proof. unfold along; rewrite <- !total_scal, <- total_plus; apply total_ext; intros; ring. Qed.

Lemma form_lin a b h1 h2 d : form (fun i j => a * h1 i j + b * h2 i j) d = a * form h1 d + b * form h2 d.
Proof.
unfold form; rewrite <- !total_scal, <- total_plus; apply total_ext; intros.
rewrite <- !total_scal, <- total_plus; apply total_ext; intros; ring.
Qed.

Lemma form_product g1 g2 d : form (fun i j => g1 i * g2 j) d = along g1 d * along g2 d.
Proof.
unfold form, along; rewrite Rmult_comm, <- total_scal; apply total_ext; intros i _.
rewrite Rmult_comm, <- total_scal; apply total_ext; intros; ring.
Qed.

Lemma along0 d : along (fun _ => 0) d = 0.
Proof. unfold along; rewrite (total_ext n _ (fun _ => 0)), total_0; [easy|intros; ring]. Qed.

Lemma form0 d : form (fun _ _ => 0) d = 0.
Proof. unfold form; rewrite (total_ext n _ (fun _ => 0)), total_0; [easy|intros; rewrite (total_ext n _ (fun _ => 0)), total_0; [easy|intros; ring]]. Qed.

Lemma still (c t : R) : is_derive (fun _ : R => c) t 0.
Proof. apply (is_derive_const (V := R_NormedModule) c). Qed.

Lemma jets_const c : jets K (fun _ => c) (fun _ _ => 0) (fun _ _ _ => 0).
Proof. intros p _ d; rewrite along0, form0; split; apply still. Qed.

Definition unit_at i : nat -> R := fun j => if Nat.eqb j i then 1 else 0.

Lemma jets_free i : (i < n)%nat -> jets K (fun p => p i) (fun _ => unit_at i) (fun _ _ _ => 0).
Proof.
intros lt p Kp d; split; [|rewrite form0; apply still].
unfold along, unit_at; rewrite total_unit; auto; unfold move.
auto_derive; [easy|ring].
Qed.

Section Operations.
Variables (phi psi : point -> R) (g k : point -> nat -> R) (h l : point -> nat -> nat -> R).
Hypothesis phiJ : jets K phi g h.
Hypothesis psiJ : jets K psi k l.

Lemma is_derive_same (f f' : R -> R) t d d' : (forall s, f' s = f s) -> d' = d -> is_derive f t d -> is_derive f' t d'.
Proof. intros e ->; apply is_derive_ext; intros s; now rewrite e. Qed.

Lemma jets_add : jets K (fun p => phi p + psi p) (fun p i => g p i + k p i) (fun p i j => h p i j + l p i j).
Proof.
intros p Kp d; destruct (phiJ p Kp d) as [f1 f2], (psiJ p Kp d) as [s1 s2]; split.
  eapply is_derive_same; [| |apply (is_derive_plus _ _ _ _ _ f1 s1)]; [easy|].
  unfold plus; cbn; unfold along; rewrite <- total_plus; apply total_ext; intros; ring.
eapply is_derive_same; [| |apply (is_derive_plus _ _ _ _ _ f2 s2)]; unfold plus; cbn.
  intros s; unfold along; rewrite <- total_plus; apply total_ext; intros; ring.
unfold form; rewrite <- total_plus; apply total_ext; intros; rewrite <- total_plus; apply total_ext; intros; ring.
Qed.

Lemma is_derive_product (f1 f2 : R -> R) d1 d2 : is_derive f1 0 d1 -> is_derive f2 0 d2 ->
  is_derive (fun t => f1 t * f2 t) 0 (d1 * f2 0 + f1 0 * d2).
Proof.
intros D1 D2; apply (is_derive_mult f1 f2 0 d1 d2); auto; exact Rmult_comm.
Qed.

Lemma jets_mul : jets K (fun p => phi p * psi p) (fun p i => psi p * g p i + phi p * k p i)
  (fun p i j => (psi p * h p i j + phi p * l p i j) + (g p i * k p j + k p i * g p j)).
Proof.
intros p Kp d; destruct (phiJ p Kp d) as [f1 f2], (psiJ p Kp d) as [s1 s2]; split.
  eapply is_derive_same; [| |apply (is_derive_product _ _ _ _ f1 s1)]; [easy|].
  rewrite along_lin, !move0; real_ring.
pose proof (is_derive_plus _ _ _ _ _ (is_derive_product _ _ _ _ s1 f2) (is_derive_product _ _ _ _ f1 s2)) as D.
eapply is_derive_same; [| |apply D].
  intros s; cbv beta; rewrite along_lin; reflexivity.
rewrite !move0; unfold plus; cbn.
replace (form _ d) with (1 * form (fun i j => psi p * h p i j + phi p * l p i j) d +
  1 * form (fun i j => 1 * (g p i * k p j) + 1 * (k p i * g p j)) d).
  rewrite !form_lin, !form_product; real_ring.
rewrite <- form_lin; unfold form; apply total_ext; intros; apply total_ext; intros; ring.
Qed.

(** *** A function of one variable *)

Definition smooth_domain (f : unary) (u : R) : Prop := match f with Sqrt => 0 < u | _ => domain f u end.

Definition slope_of (f : unary) (u : R) : R :=
  match f with
  | Inv => - (/ u * / u)
  | Exp => exp u
  | Ln => / u
  | Sqrt => / 2 * / sqrt u
  | Sin => cos u
  | Cos => - sin u
  | Atan => / (1 + u * u)
  | Power n => INR n * u ^ pred n
  end.

Definition bend_of (f : unary) (u : R) : R :=
  match f with
  | Inv => 2 * (/ u * (/ u * / u))
  | Exp => exp u
  | Ln => - (/ u * / u)
  | Sqrt => - (/ 4 * (/ sqrt u * / u))
  | Sin => - sin u
  | Cos => - cos u
  | Atan => - (2 * (u * (/ (1 + u * u) * / (1 + u * u))))
  | Power n => INR n * INR (pred n) * u ^ pred (pred n)
  end.

Lemma is_derive_apply f u : smooth_domain f u -> is_derive (apply f) u (slope_of f u).
Proof.
destruct f; unfold apply, slope_of, smooth_domain, domain; cbv beta iota; intros ok.
- auto_derive; [easy|field; easy].
- apply is_derive_exp.
- now apply is_derive_ln.
- assert (0 < sqrt u) by now apply sqrt_lt_R0. auto_derive; [easy|field; lra].
- apply is_derive_sin.
- apply is_derive_cos.
- eapply is_derive_same; [| |apply is_derive_atan]; [easy|]; unfold Rsqr; assert (0 < 1 + u * u) by nra; match goal with |- @eq _ ?a ?b => change (@eq R a b) end; field; nra.
- auto_derive; [easy|ring].
Qed.

Lemma is_derive_slope f u : smooth_domain f u -> is_derive (slope_of f) u (bend_of f u).
Proof.
destruct f; unfold slope_of, bend_of, smooth_domain, domain; cbv beta iota; intros ok.
- auto_derive; [tauto|field; easy].
- apply is_derive_exp.
- auto_derive; [lra|field; lra].
- assert (s0 : 0 < sqrt u) by now apply sqrt_lt_R0.
  auto_derive; [split; [easy|split; [lra|easy]]|]. replace (/ u) with (/ (sqrt u * sqrt u)) by (rewrite sqrt_sqrt; lra).
  field; lra.
- apply is_derive_cos.
- eapply is_derive_same; [| |apply (is_derive_opp _ _ _ (is_derive_sin u))]; easy.
- assert (0 < 1 + u * u) by nra. auto_derive; [lra|field; lra].
- auto_derive; [easy|ring].
Qed.

Lemma jets_apply f : (forall p, K p -> smooth_domain f (phi p)) ->
  jets K (fun p => apply f (phi p)) (fun p i => slope_of f (phi p) * g p i)
    (fun p i j => slope_of f (phi p) * h p i j + bend_of f (phi p) * (g p i * g p j)).
Proof.
intros ok p Kp d; destruct (phiJ p Kp d) as [f1 f2].
assert (a1 : is_derive (apply f) (phi (move p 0 d)) (slope_of f (phi p))).
  rewrite move0; now apply is_derive_apply, ok.
assert (a2 : is_derive (slope_of f) (phi (move p 0 d)) (bend_of f (phi p))).
  rewrite move0; now apply is_derive_slope, ok.
assert (S : forall p', along (fun i => slope_of f (phi p') * g p' i) d = slope_of f (phi p') * along (g p') d).
  intros p'; unfold along; rewrite <- total_scal; apply total_ext; intros; ring.
split.
  eapply is_derive_same; [| |apply (is_derive_comp _ _ _ _ _ a1 f1)]; [easy|].
  rewrite S; unfold scal; cbn; unfold mult; cbn; real_ring.
pose proof (is_derive_product _ _ _ _ (is_derive_comp _ _ _ _ _ a2 f1) f2) as D.
eapply is_derive_same; [| |apply D]; [intros s; apply S|].
rewrite form_lin, form_product, !move0; unfold scal; cbn; unfold mult; cbn; real_ring.
Qed.

End Operations.

(** *** One of two, where a third is not 0 *)

Lemma keeps_sign (f : R -> R) d : is_derive f 0 d -> f 0 <> 0 ->
  locally 0 (fun t => (if Rle_dec 0 (f t) then true else false) = (if Rle_dec 0 (f 0) then true else false)).
Proof.
intros D f0; assert (C : continuous (U := R_UniformSpace) f 0) by (apply (ex_derive_continuous (V := R_NormedModule)); now exists d).
assert (pos : 0 < Rabs (f 0)) by now apply Rabs_pos_lt.
assert (N : locally (f 0) (fun v => Rabs (v - f 0) < Rabs (f 0))).
  exists (mkposreal _ pos); intros y b; exact b.
generalize (C _ N); unfold filtermap; apply filter_imp; intros t near.
apply Rabs_def2 in near; destruct near as [n1 n2].
destruct (Rle_dec 0 (f t)), (Rle_dec 0 (f 0)); auto; exfalso.
  rewrite Rabs_left in n1; lra.
rewrite Rabs_pos_eq in n2; lra.
Qed.

Lemma jets_choose (phi psi chi : point -> R) g k c h l m :
  jets K chi c m -> (forall p, K p -> chi p <> 0) ->
  jets (fun p => K p /\ 0 <= chi p) phi g h -> jets (fun p => K p /\ ~ 0 <= chi p) psi k l ->
  jets K (fun p => if Rle_dec 0 (chi p) then phi p else psi p)
    (fun p i => if Rle_dec 0 (chi p) then g p i else k p i)
    (fun p i j => if Rle_dec 0 (chi p) then h p i j else l p i j).
Proof.
intros chiJ ne phiJ psiJ p Kp d.
destruct (chiJ p Kp d) as [c1 _].
assert (f0 : chi (move p 0 d) <> 0) by (rewrite move0; auto).
pose proof (keeps_sign _ _ c1 f0) as same; cbv beta in same; rewrite move0 in same.
destruct (Rle_dec 0 (chi p)) as [pos|neg].
  destruct (phiJ p (conj Kp pos) d) as [f1 f2]; split; eapply is_derive_ext_loc; eauto;
  cbv beta; generalize same; apply filter_imp; intros t e; destruct (Rle_dec 0 (chi (move p t d))); easy.
destruct (psiJ p (conj Kp neg) d) as [f1 f2]; split; eapply is_derive_ext_loc; eauto;
cbv beta; generalize same; apply filter_imp; intros t e; destruct (Rle_dec 0 (chi (move p t d))); easy.
Qed.

End Jets.
