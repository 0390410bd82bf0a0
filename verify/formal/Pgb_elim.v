(** * PGB-ELIM: a second proof of ELIM, from PGB

    With theta frozen, z = (a, b, W) is a point of R^d, phi_i(z) = g(x_i; z), Q_i(q) = l_i(f(x_i; theta) + q), psi_i(z) = a
    and R_i = lam |.|^2.  At a local minimum a = 0, so every small move of (b, W) is admissible; the derivatives in a at the
    moved points are exponentials with rates near w_k, and these interpolate any values at the inputs. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq choice fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality Classical_Prop.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Fail Escape Pgb.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** ** Linear algebra *)
Section Span.
Variables (P : Type) (A : P -> Prop).

(** The combination sum_(c, y) c F(y) of a finite list of pairs *)
Definition combination n (F : P -> vec n) (r : seq (R * P)) : vec n := fun i => \sum_(cy <- r) (cy.1 * F cy.2 i).

(** A vector t is a combination of vectors F(y), y in A, or some linear form is 0 on all of them but not on t.
    Idea: elimination of one coordinate after the other. *)
Lemma span_or_separate n (F : P -> vec n) (t : vec n) :
  (exists r : seq (R * P), (forall cy, List.In cy r -> A cy.2) /\ combination F r = t) \/
  (exists c : vec n, (forall y, A y -> dot c (F y) = 0) /\ dot c t <> 0).
Proof.
suff main (C : seq 'I_n) : forall (F : P -> vec n) (t : vec n),
    (forall i, i \notin C -> t i = 0 /\ forall y, F y i = 0) ->
    (exists r : seq (R * P), (forall cy, List.In cy r -> A cy.2) /\ combination F r = t) \/
    (exists c : vec n, (forall y, A y -> dot c (F y) = 0) /\ dot c t <> 0).
  by apply: (main (enum 'I_n)) => i; rewrite mem_enum.
elim: C {F t} => [|i0 C IH] F t zeros.
  left; exists [::]; split=> //; apply: functional_extensionality => i.
  by rewrite /combination big_nil; case: (zeros i).
case: (classic (exists y, A y /\ F y i0 <> 0)) => [[y0 [Ay0 v0]]|none].
- (* subtract multiples of v = F(y0) to make coordinate i0 zero *)
  pose v := F y0; pose red (u : vec n) : vec n := fun i => u i - u i0 / v i0 * v i.
  have v0' : v i0 <> 0 by [].
  case: (IH (fun y => red (F y)) (red t)) => [i nC|[r [rA rt]]|[c [c0 ct]]].
  + case: (eqVneq i i0) => [->|ne].
      by rewrite /red; split=> [|y]; field.
    have := zeros i; rewrite inE negb_or ne nC => /(_ isT) [ti Fi].
    by rewrite /red /v ti !Fi; split=> [|y]; rewrite ?Fi; field.
  + left; pose s := \sum_(cy <- r) (cy.1 * F cy.2 i0).
    exists ((t i0 / v i0 - s / v i0, y0) :: r); split=> [cy [<-//|/rA //]|].
    apply: functional_extensionality => i; have := f_equal (fun u : vec n => u i) rt.
    rewrite /combination /red big_cons /= -/v.
    have -> : \sum_(cy <- r) (cy.1 * (F cy.2 i - F cy.2 i0 / v i0 * v i)) =
              (\sum_(cy <- r) (cy.1 * F cy.2 i)) + s * - (v i / v i0).
      rewrite /s big_distrl -big_split; apply: eq_bigr => cy _ /=; field.
      exact: v0'.
    move=> e; have -> : t i = t i - t i0 / v i0 * v i + t i0 / v i0 * v i by ring.
    by rewrite -e; field.
  + right; have red_dot u : dot (shift c i0 (- (dot c v / v i0))) u = dot c (red u).
      rewrite dot_shift /red dot_minus (dot_scal c (u i0 / v i0) v); field; exact: v0'.
    exists (shift c i0 (- (dot c v / v i0))); split=> [y Ay|]; rewrite red_dot //.
    exact: c0.
- have F0 y : A y -> F y i0 = 0.
    by move=> Ay; apply: NNPP => ne; apply: none; exists y.
  have e_dot (u : vec n) : dot (shift zero i0 1) u = u i0.
    by rewrite dot_shift /dot sum0 => [|j _]; rewrite /zero; ring.
  case: (Req_dec (t i0) 0) => [t0|t0]; last first.
    by right; exists (shift zero i0 1); split=> [y /F0|]; rewrite e_dot.
  (* coordinate i0 plays no role on A *)
  case: (IH (fun y => shift (F y) i0 (- F y i0)) t) => [i nC|[r [rA rt]]|[c [c0 ct]]].
  + case: (eqVneq i i0) => [->|ne]; first by rewrite /shift eqxx; split=> // y; ring.
    have := zeros i; rewrite inE negb_or ne nC => /(_ isT) [ti Fi].
    by rewrite /shift (negbTE ne).
  + left; exists r; split=> //; rewrite -rt; apply: functional_extensionality => i; rewrite /combination.
    elim: r rA {rt} => [|cy r IHr] rA; first by rewrite !big_nil.
    rewrite !big_cons IHr => [|cy' inr]; last by apply: rA; right.
    congr (_ * _ + _); rewrite /shift; case: eqP => // ->.
    by rewrite F0; [ring | apply: rA; left].
  + right; exists c; split=> // y Ay; rewrite -(c0 y Ay) (F0 y Ay) Ropp_0.
    by rewrite shift0.
Qed.
End Span.

(** Finitely many choices *)
Lemma finite_choice n (X : Type) (x0 : X) (P : 'I_n -> X -> Prop) :
  (forall k, exists y, P k y) -> exists g : 'I_n -> X, forall k, P k (g k).
Proof.
move=> ex; suff [g h] : exists g : 'I_n -> X, forall k, k \in enum 'I_n -> P k (g k).
  by exists g => k; apply: h; rewrite mem_enum.
elim: (enum 'I_n) => [|k s [g h]]; first by exists (fun _ => x0).
have [y Pk] := ex k; exists (fun j => if j == k then y else g j) => j.
by case: eqP => [-> //|ne]; rewrite inE => /orP [/eqP //|/h].
Qed.

(** A sum over a list is the sum over its positions. *)
Lemma sum_positions X (x0 : X) (r : seq X) (F : X -> R) : \sum_(y <- r) F y = \sum_(q < size r) F (nth x0 r q).
Proof. by rewrite (big_nth x0) big_mkord. Qed.

Lemma In_nth X (x0 : X) (r : seq X) (q : nat) : (q < size r)%N -> List.In (nth x0 r q) r.
Proof. by elim: r q => [|y r IH] [|q] //= lt; [left | right; apply: IH]. Qed.

Section PgbElim.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R) (theta : Theta).

(** ** (a, b, W) as a point of R^d *)
Let coordinate : finType := [finType of 'I_K + 'I_K + 'I_K * 'I_dx].
Let d := #|coordinate|.
Let rank (c : coordinate) : 'I_d := enum_rank c.

Definition encode (z : neurons dx K) : vec d := fun c => match enum_val c with
  | inl (inl k) => z.1.1 k | inl (inr k) => z.1.2 k | inr (k, e) => z.2 k e end.
Definition decode (y : vec d) : neurons dx K :=
  (fun k => y (rank (inl (inl k))), fun k => y (rank (inl (inr k))), fun k e => y (rank (inr (k, e)))).

Lemma encodeK z : decode (encode z) = z.
Proof. by case: z => [[a b] W]; rewrite /decode /encode /rank; congr (_, _, _);
  apply: functional_extensionality => k; try (apply: functional_extensionality => e); rewrite enum_rankK. Qed.

(** phi_i, psi_i, Q_i and R_i *)
Definition phi_i (i : 'I_m) (y : vec d) : vec K := added_neurons (decode y) (x i).
Definition psi_i (i : 'I_m) (y : vec d) : vec K := (decode y).1.1.
Definition Q_i (i : 'I_m) (q : vec K) : R := l i (fun k => f (x i) theta k + q k).
Definition R_i (i : 'I_m) (q : vec K) : R := lam * sqnorm q.

Lemma objective_augmented_risk (j : 'I_m) y : composite_objective Q_i phi_i R_i psi_i y = augmented_risk x l f lam theta (decode y).
Proof.
rewrite /composite_objective sum_plus Rmult_plus_distr_l /augmented_risk /=; congr (_ + _).
rewrite /R_i /psi_i /= sum_const cardE size_enum_ord; field.
by apply/not_0_INR/eqP; rewrite -lt0n; apply: leq_ltn_trans (ltn_ord j).
Qed.

Lemma coordinate_derive (y : vec d) (c c' : 'I_d) : ex_derive (fun t => shift y c t c') 0.
Proof. by rewrite /shift; case: eqP => _; ex_derive_rules. Qed.

Lemma phi_differentiable i y : differentiable_map (phi_i i) y.
Proof.
move=> c k; rewrite /has_partial /phi_i /added_neurons /=.
apply: ex_derive_mult; first exact: coordinate_derive.
apply: (ex_derive_comp exp); first by eexists; apply: is_derive_exp.
apply: (ex_derive_plus (V := R_NormedModule)); last exact: coordinate_derive.
eexists; apply: is_derive_sum => e _; apply: Derive_correct.
apply: ex_derive_mult; [exact: coordinate_derive | exact: ex_derive_const].
Qed.

Lemma psi_differentiable i y : differentiable_map (psi_i i) y.
Proof. by move=> c k; apply: coordinate_derive. Qed.

(** Where a = 0, the derivatives in a_k are the exponential of output k, and 1. *)
Lemma partial_phi i y k j : (decode y).1.1 = zero ->
  partial_map (phi_i i) y (rank (inl (inl k))) j =
  if j == k then exp (dot ((decode y).2 k) (x i) + (decode y).1.2 k) else 0.
Proof.
move=> a0; apply: partial_unique; rewrite /phi_i /added_neurons /=.
have shift_other (c : coordinate) t : c != inl (inl k) -> shift y (rank (inl (inl k))) t (rank c) = y (rank c).
  by move=> ne; rewrite /shift (eqtype.inj_eq enum_rank_inj) (negbTE ne).
apply: (is_derive_eqfun (F := fun t =>
    (if j == k then t else 0) * exp (dot ((decode y).2 j) (x i) + (decode y).1.2 j))) => [t|].
  congr (_ * exp (_ + _)).
  - rewrite /shift (eqtype.inj_eq enum_rank_inj); have /= -> := f_equal (fun q : vec K => q j) a0.
    by rewrite /zero; case: eqP => [->|ne]; [rewrite eqxx; ring | case: eqP => // -[]].
  - by rewrite /dot; apply: eq_bigr => e _; rewrite shift_other.
  - by rewrite shift_other.
by case: eqP => [->|_]; set g := exp _; derive; ring.
Qed.

Lemma partial_psi i y k j : partial_map (psi_i i) y (rank (inl (inl k))) j = if j == k then 1 else 0.
Proof.
apply: partial_unique; rewrite /psi_i /= /shift (eqtype.inj_eq enum_rank_inj).
have -> : (inl (inl j) == inl (inl k) :> coordinate) = (j == k) by apply/eqP/eqP => [[]|->].
by case: eqP => _; derive; ring.
Qed.

(** ** Interpolation: for every output k, every function T, every size rho and every eps > 0 there are moves (w', b') of size
    at most rho and coefficients with
      sum c exp((w_k + eps w') . x_i + b_k + eps b') = T(x_i) for all i,    sum c = 0. *)
Lemma interpolation (w : vec dx) (b rho eps : R) (T : vec dx -> R) : 0 < rho -> 0 < eps ->
  exists r : seq (R * (vec dx * R)),
    (forall cy, List.In cy r -> (forall e, Rabs (cy.2.1 e) <= rho) /\ Rabs cy.2.2 <= rho) /\
    (forall i, \sum_(cy <- r) (cy.1 * exp (dot (perturbed w eps cy.2.1) (x i) + (b + eps * cy.2.2))) = T (x i)) /\
    \sum_(cy <- r) cy.1 = 0.
Proof.
move=> rho0 eps0.
pose A (y : vec dx * R) := (forall e, Rabs (y.1 e) <= rho) /\ Rabs y.2 <= rho.
pose E (y : vec dx * R) i := exp (dot (perturbed w eps y.1) (x i) + (b + eps * y.2)).
pose F (y : vec dx * R) : vec m.+1 := fun i => if unlift ord0 i is Some i then E y i else 1.
pose t : vec m.+1 := fun i => if unlift ord0 i is Some i then T (x i) else 0.
case: (span_or_separate A F t) => [[r [rA rt]]|[c [c0 []]]].
  exists r; split=> //; split=> [i|].
    by have := f_equal (fun u : vec m.+1 => u (lift ord0 i)) rt; rewrite /combination /F /t liftK.
  have := f_equal (fun u : vec m.+1 => u ord0) rt; rewrite /combination /F /t unlift_none => e; rewrite -[RHS]e.
  by apply: eq_bigr => cy _; ring.
(* no linear form separates: EXPSUM *)
pose c' i := c (lift ord0 i).
have dotE (G : vec dx * R) (u : vec m.+1) : dot c u = c ord0 * u ord0 + \sum_i (c' i * u (lift ord0 i)).
  by rewrite /dot big_ord_recl.
have form y : A y -> c ord0 + \sum_i (c' i * E y i) = 0.
  move=> /c0; rewrite (dotE y) /F unlift_none Rmult_1_r => e; rewrite -[RHS]e; congr (_ + _).
  by apply: eq_bigr => i _; rewrite liftK.
have vanish : locally w (fun w' : vec dx => \sum_i (c' i * exp (dot w' (x i))) = 0).
  exists (mkposreal _ (Rmult_lt_0_compat _ _ eps0 rho0)) => w' near.
  pose v : vec dx := fun e => (w' e - w e) / eps.
  have vA : forall e, Rabs (v e) <= rho.
    move=> e; rewrite /v Rabs_div; last by lra.
    rewrite (Rabs_pos_eq eps); last by lra.
    apply: (Rmult_le_reg_r eps) => //; rewrite /Rdiv Rmult_assoc Rinv_l ?Rmult_1_r; last by lra.
    by rewrite Rmult_comm; apply: Rlt_le; apply: (near e).
  have pv : perturbed w eps v = w' by apply: functional_extensionality => e; rewrite /perturbed /v; field; lra.
  have at_b s : Rabs s <= rho -> c ord0 + exp (b + eps * s) * (\sum_i (c' i * exp (dot w' (x i)))) = 0.
    move=> sA; rewrite -[RHS](form (v, s)) //; congr (_ + _); rewrite -sum_scal; apply: eq_bigr => i _.
    by rewrite /E /= pv (exp_plus (dot w' (x i))); ring.
  have h0 := at_b 0 ltac:(rewrite Rabs_R0; lra).
  have h1 := at_b rho ltac:(rewrite Rabs_pos_eq; lra).
  have lt : exp (b + eps * 0) < exp (b + eps * rho).
    have := exp_decreasing (s := - (b + eps * rho)) (t := - (b + eps * 0)); rewrite !Ropp_involutive; apply.
    by have := Rmult_lt_0_compat _ _ eps0 rho0; lra.
  have /Rmult_integral [|//] : (exp (b + eps * rho) - exp (b + eps * 0)) * (\sum_i (c' i * exp (dot w' (x i)))) = 0 by lra.
  lra.
have groups := EXPSUM vanish.
have [cT_le cT_ge] : \sum_i (c' i * T (x i)) <= \sum_(i < m) 0 /\ \sum_(i < m) 0 <= \sum_i (c' i * T (x i)).
  have group j : \sum_(i | same (x i) (x j)) (c' i * T (x i)) = 0.
    rewrite (eq_bigr (fun i => T (x j) * c' i)) => [|i /sameP ->]; last by ring.
    by rewrite sum_scal groups; ring.
  have zero_group j : \sum_(i | same (x i) (x j)) (0 : R) = 0 by apply: sum0.
  by split; apply: (sum_le_by_input (x := x)) => j; rewrite group zero_group; apply: Rle_refl.
have zero_sum : \sum_(i < m) 0 = 0 by apply: sum0.
rewrite (dotE (w, b)) /t unlift_none Rmult_0_r Rplus_0_l.
rewrite (eq_bigr (fun i => c' i * T (x i))) => [|i _]; last by rewrite liftK.
by rewrite zero_sum in cT_le cT_ge; apply: Rle_antisym.
Qed.

Lemma convex_penalty i : 0 <= lam -> convex (R_i i).
Proof.
move=> lam0 p q s s01; rewrite /R_i.
have le : sqnorm (fun k => s * p k + (1 - s) * q k) <= s * sqnorm p + (1 - s) * sqnorm q.
  rewrite /sqnorm -!sum_scal -sum_plus; apply: sum_le => k _.
  have : 0 <= s * (1 - s) * (p k - q k) ^ 2 by apply: Rmult_le_pos; [apply: Rmult_le_pos; lra | apply: pow2_ge_0].
  have -> : (s * p k + (1 - s) * q k) ^ 2 = s * p k ^ 2 + (1 - s) * q k ^ 2 - s * (1 - s) * (p k - q k) ^ 2 by ring.
  lra.
have := Rmult_le_compat_l _ _ _ lam0 le; lra.
Qed.

(** ** The bound of PGB for the added neurons: L(theta) is at most the risk of f(. ; theta) + T, for every T.
    The sample j0 only says that there is one. *)
Theorem PGB_interpolates (a b : vec K) (W : 'I_K -> vec dx) (j0 : 'I_m) (T : vec dx -> vec K) :
  0 < lam -> convex_losses l -> differentiable_at_outputs x l f theta ->
  frozen_local_minimum x l f lam theta (a, b, W) ->
  L x l f theta <= risk x l (fun u k => f u theta k + T u k).
Proof.
move=> lam0 cvx ex locmin.
have [a0 _] := VANISH (Rgt_not_eq _ _ lam0) (frozen_local_minimum_ab locmin).
move: locmin; rewrite a0 => locmin {a0 a}.
pose z := encode (zero, b, W).
have zE : decode z = (zero, b, W) by apply: encodeK.
have phi0 i y : (decode y).1.1 = zero -> phi_i i y = zero.
  by rewrite /phi_i; case: (decode y) => [[a' b'] W'] /= ->; apply: added_neurons0.
have cvxQ i : convex (Q_i i).
  move=> p q s s01; rewrite /Q_i.
  have -> : (fun k => f (x i) theta k + (s * p k + (1 - s) * q k)) =
            fun k => s * (f (x i) theta k + p k) + (1 - s) * (f (x i) theta k + q k).
    by apply: functional_extensionality => k; ring.
  exact: cvx.
have exQ i k : has_partial (Q_i i) (phi_i i z) k.
  rewrite phi0 ?zE // /has_partial /Q_i.
  apply: (ex_derive_ext (fun t => l i (shift (f (x i) theta) k t))) => [t|]; last exact: ex.
  by congr (l i _); apply: functional_extensionality => j; rewrite /shift /zero; case: eqP => _; ring.
have exR i k : has_partial (R_i i) (psi_i i z) k.
  rewrite /has_partial /R_i.
  apply: (ex_derive_ext (fun t => lam * (sqnorm (psi_i i z) + 2 * psi_i i z k * t + t ^ 2))) => [t|].
    by rewrite sqnorm_shift.
  by ex_derive_rules.
have cvxR i : convex (R_i i) by apply: convex_penalty; apply: Rlt_le.
have locmin_z : local_minimum (composite_objective Q_i phi_i R_i psi_i) z.
  case: locmin => e low; exists e => y near; rewrite !(objective_augmented_risk j0) zE; apply: low.
  have near_c (c : coordinate) v : z (rank c) = v -> ball v e (y (rank c)) by move=> <-; apply: near.
  split; first split.
  - by move=> k; apply: near_c; rewrite /z /encode /rank enum_rankK.
  - by move=> k; apply: near_c; rewrite /z /encode /rank enum_rankK.
  - by move=> k e'; apply: near_c; rewrite /z /encode /rank enum_rankK.
have diff : locally z (fun y => (forall i, differentiable_map (phi_i i) y) /\ (forall i, differentiable_map (psi_i i) y)).
  by apply: filter_forall => y; split=> i; [apply: phi_differentiable | apply: psi_differentiable].
have [i j|i j|eps0 [eps0_pos bound]] := PGB cvxQ cvxR exQ exR (h := zero) (r := 1) diff _ _ locmin_z.
- by rewrite phi0 ?zE // sum0 // => k _; rewrite /zero; ring.
- by rewrite /psi_i zE sum0 => [|k _]; rewrite /zero /=; ring.
pose eps := eps0 / 2; have eps_pos : 0 < eps by rewrite /eps; lra.
pose rho := / (1 + INR d); have d0 := pos_INR d.
have rho0 : 0 < rho by apply: Rinv_0_lt_compat; lra.
have [r rP] := finite_choice [::] (fun k => interpolation (W k) (b k) (fun u => T u k) rho0 eps_pos).
pose y0 : R * (vec dx * R) := (0, (zero, 0)).
pose S : finType := [finType of {k : 'I_K & 'I_(size (r k))}].
pose term (s : S) := nth y0 (r (tag s)) (tagged s).
pose v (s : S) : vec d := encode (zero, (fun _ => (term s).2.2), (fun _ => (term s).2.1)).
have termP (s : S) : (forall e, Rabs ((term s).2.1 e) <= rho) /\ Rabs (term s).2.2 <= rho.
  by case: (rP (tag s)) => inA _; apply: inA; apply: In_nth; apply: ltn_ord.
have moved s : decode (perturbed z eps (v s)) =
    (zero, (fun k => b k + eps * (term s).2.2), (fun k => perturbed (W k) eps (term s).2.1)).
  rewrite /decode /perturbed /z /v /encode /rank; congr (_, _, _); apply: functional_extensionality => k.
  - by rewrite enum_rankK /zero /=; ring.
  - by rewrite enum_rankK.
  - by apply: functional_extensionality => e; rewrite enum_rankK.
have adm s : admissible phi_i psi_i z eps (v s).
  split=> [|i]; last by rewrite !phi0 ?moved ?zE // /psi_i moved zE.
  have le : sqnorm (v s) <= \sum_(c < d) rho ^ 2.
    apply: sum_le => c _; rewrite -(pow2_abs (v s c)); apply: pow_incr; split; first exact: Rabs_pos.
    have [h1 h2] := termP s; rewrite /v /encode.
    by case: (enum_val c) => [[k|k]|[k e]] //=; rewrite /zero Rabs_R0; lra.
  apply: Rle_trans le _; rewrite sum_const cardE size_enum_ord.
  have e1 : (1 + INR d) * rho = 1 by rewrite /rho; field; lra.
  have e2 : 0 <= INR d * rho by apply: Rmult_le_pos; lra.
  have e3 : rho <= 1 by lra.
  have -> : INR d * rho ^ 2 = INR d * rho * rho by ring.
  have : INR d * rho * rho <= 1 * 1 by apply: Rmult_le_compat; lra.
  lra.
pose alpha (c : 'I_d) (s : S) : R := if c == rank (inl (inl (tag s))) then (term s).1 else 0.
have eps_lt : eps < eps0 by rewrite /eps; lra.
have := bound eps (conj (Rlt_le _ _ eps_pos) eps_lt) S v adm alpha.
rewrite Rminus_eq_0 Rmult_0_l Rplus_0_r (objective_augmented_risk j0) zE augmented_risk0.
(* a sum over the amplitudes and the family is the sum over the family of the own amplitude *)
have model (F : vec d -> vec K) (G : 'I_K -> R * (vec dx * R) -> R) j :
    (forall s, partial_map F (perturbed z eps (v s)) (rank (inl (inl (tag s)))) j =
               if j == tag s then G j (term s) else 0) ->
    gradient_basis_model F z eps v alpha j = \sum_(cy <- r j) (cy.1 * G j cy).
  move=> pd; rewrite /gradient_basis_model exchange_big.
  rewrite (eq_bigr (fun s : S => if j == tag s then (term s).1 * G j (term s) else 0)) => [|s _]; last first.
    rewrite (sum_single (i0 := rank (inl (inl (tag s))))) // => [|c _ /negbTE ne]; last by rewrite /alpha ne; ring.
    by rewrite /alpha eqxx pd; case: eqP => _; ring.
  rewrite (sum_positions y0).
  rewrite -(sig_big_dep xpredT (fun _ => xpredT) (fun k (q : 'I_(size (r k))) =>
    if j == k then (nth y0 (r k) q).1 * G j (nth y0 (r k) q) else 0)) /=.
  rewrite (sum_single (i0 := j)) // => [|k _ /negbTE ne]; first by rewrite eqxx.
  by apply: sum0 => q _; rewrite eq_sym ne.
have model_phi i : gradient_basis_model (phi_i i) z eps v alpha = T (x i).
  apply: functional_extensionality => j.
  rewrite (model (phi_i i) (fun j cy => exp (dot (perturbed (W j) eps cy.2.1) (x i) + (b j + eps * cy.2.2)))).
    by case: (rP j) => _ [hT _]; apply: hT.
  by move=> s; rewrite partial_phi moved //=; case: eqP => // ->.
have model_psi i : gradient_basis_model (psi_i i) z eps v alpha = zero.
  apply: functional_extensionality => j; rewrite (model (psi_i i) (fun _ _ => 1)).
    rewrite (eq_bigr (fun cy : R * (vec dx * R) => cy.1)) => [|cy _]; last by ring.
    by case: (rP j) => _ [_].
  by move=> s; rewrite partial_psi.
move=> h; apply: Rle_trans h _; apply: Req_le; rewrite /risk; congr (_ * _); apply: eq_bigr => i _.
by rewrite model_phi model_psi /R_i sqnorm0 Rmult_0_r Rplus_0_r.
Qed.

(** ** PGB-ELIM
    Let lam > 0, and let each l_i be convex with partial derivatives at f(x_i; theta).  At every local minimum of L~ in
    (a, b, W) theta is data-optimal.  This is ELIM again, by way of PGB. *)
Theorem PGB_ELIM (a b : vec K) (W : 'I_K -> vec dx) :
  0 < lam -> convex_losses l -> differentiable_at_outputs x l f theta ->
  frozen_local_minimum x l f lam theta (a, b, W) ->
  data_optimal x l f theta.
Proof.
move=> lam0 cvx ex locmin j.
suff opt : data_optimal x l f theta by apply: opt.
apply/data_optimal_floor => F.
have := PGB_interpolates j (fun u k => F u k - f u theta k) lam0 cvx ex locmin.
rewrite (risk_ext x l (_ : forall u, (fun k => f u theta k + (F u k - f u theta k)) = F u)) // => u; apply: functional_extensionality => k; ring.
Qed.
End PgbElim.
