(** * PGB: the perturbable gradient basis condition, and PGB-TANGENT

    A necessary condition for a local minimum z of Q(z) = (1/m) sum_i [Q_i(phi_i(z)) + R_i(psi_i(z))] with convex Q_i, R_i:
    Q(z) is at most what the model that is linear in the gradients of phi_i and psi_i, taken at perturbed points, achieves. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit Convex.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** ** Tools: linearity of the dot product *)

Lemma dot_sum n (T : finType) (g : vec n) (F : T -> vec n) : dot g (fun j => \sum_s F s j) = \sum_s dot g (F s).
Proof. by rewrite /dot exchange_big /=; apply: eq_bigr => j _; rewrite sum_scal. Qed.

Lemma dot_scal n (g : vec n) c (v : vec n) : dot g (fun j => c * v j) = c * dot g v.
Proof. by rewrite /dot -sum_scal; apply: eq_bigr => j _; ring. Qed.

Lemma dot_minus n (g u v : vec n) : dot g (fun j => u j - v j) = dot g u - dot g v.
Proof. by rewrite /dot -sum_minus; apply: eq_bigr => j _; ring. Qed.

(** d_k F(z), the partial derivative of a map into R^p, a vector of R^p *)
Definition partial_map d p (F : vec d -> vec p) (z : vec d) (k : 'I_d) : vec p := fun j => partial (fun y => F y j) z k.
(** All these derivatives exist at z. *)
Definition differentiable_map d p (F : vec d -> vec p) (z : vec d) := forall k j, has_partial (fun y => F y j) z k.
(** z + eps v *)
Definition perturbed d (z : vec d) (eps : R) (v : vec d) : vec d := fun k => z k + eps * v k.
(** The basis of gradients: sum_k sum_v alpha_kv d_k F(z + eps v), with v in a finite family S *)
Definition gradient_basis_model d p (S : finType) (F : vec d -> vec p) (z : vec d) (eps : R) (v : S -> vec d)
    (alpha : 'I_d -> S -> R) : vec p :=
  fun j => \sum_k \sum_s (alpha k s * partial_map F (perturbed z eps (v s)) k j).

Lemma perturbed0 d (z v : vec d) : perturbed z 0 v = z.
Proof. by apply: functional_extensionality => k; rewrite /perturbed; ring. Qed.

Section PGB.
Variables (m d p p' : nat).
Variables (Q : 'I_m -> vec p -> R) (phi : 'I_m -> vec d -> vec p).
Variables (Rr : 'I_m -> vec p' -> R) (psi : 'I_m -> vec d -> vec p').

(** Q(z) = (1/m) sum_i [Q_i(phi_i(z)) + R_i(psi_i(z))] *)
Definition composite_objective (z : vec d) : R := / INR m * (\sum_i (Q i (phi i z) + Rr i (psi i z))).

(** V(eps): perturbations that change no phi_i and no psi_i *)
Definition admissible (z : vec d) (eps : R) (v : vec d) := sqnorm v <= 1 /\
  forall i, phi i (perturbed z eps v) = phi i z /\ psi i (perturbed z eps v) = psi i z.

Hypothesis cvxQ : forall i, convex (Q i).
Hypothesis cvxR : forall i, convex (Rr i).
Variable z : vec d.
Hypothesis exQ : forall i k, has_partial (Q i) (phi i z) k.
Hypothesis exR : forall i k, has_partial (Rr i) (psi i z) k.

(** The derivative of the objective in coordinate k, at a point y with the same phi_i and psi_i as z. *)
Lemma is_derive_composite y k : (forall i, phi i y = phi i z /\ psi i y = psi i z) ->
  (forall i, differentiable_map (phi i) y) -> (forall i, differentiable_map (psi i) y) ->
  is_derive (fun t => composite_objective (shift y k t)) 0
    (/ INR m * (\sum_i (dot (partial (Q i) (phi i z)) (partial_map (phi i) y k) +
                        dot (partial (Rr i) (psi i z)) (partial_map (psi i) y k)))).
Proof.
move=> same_values dphi dpsi; apply: is_derive_scal; apply: is_derive_sum => i _; apply: is_derive_plus.
  apply: (convex_chain_rule (cvxQ i) (exQ i)) => [|j]; last exact: is_derive_partial (dphi i k j).
  by rewrite shift0; case: (same_values i).
apply: (convex_chain_rule (cvxR i) (exR i)) => [|j]; last exact: is_derive_partial (dpsi i k j).
by rewrite shift0; case: (same_values i).
Qed.

(** The bound, from stationarity at the perturbed points.
    Idea: convexity at phi_i(z), psi_i(z) bounds the right side from below by Q(z) plus first-order terms; those with alpha
    vanish because the perturbed points are stationary, those with h because z is. *)
Lemma PGB_bound (S : finType) (v : S -> vec d) (eps : R) (alpha : 'I_d -> S -> R) (h : vec d) (r : R) :
  (forall s i, phi i (perturbed z eps (v s)) = phi i z /\ psi i (perturbed z eps (v s)) = psi i z) ->
  (forall s i, differentiable_map (phi i) (perturbed z eps (v s))) ->
  (forall s i, differentiable_map (psi i) (perturbed z eps (v s))) ->
  (forall s, stationary composite_objective (perturbed z eps (v s))) ->
  (forall i, differentiable_map (phi i) z) -> (forall i, differentiable_map (psi i) z) ->
  stationary composite_objective z ->
  (forall i j, phi i z j = \sum_k (h k * partial_map (phi i) z k j)) ->
  (forall i j, r * psi i z j = \sum_k (h k * partial_map (psi i) z k j)) ->
  composite_objective z <=
    / INR m * (\sum_i (Q i (gradient_basis_model (phi i) z eps v alpha) +
                       Rr i (gradient_basis_model (psi i) z eps v alpha))) +
    (1 - r) * (/ INR m * (\sum_i dot (partial (Rr i) (psi i z)) (psi i z))).
Proof.
move=> same_values dphi dpsi st dphi0 dpsi0 st0 hphi hpsi.
pose gQ i := partial (Q i) (phi i z); pose gR i := partial (Rr i) (psi i z).
pose slope y k : R := / INR m * (\sum_i (dot (gQ i) (partial_map (phi i) y k) + dot (gR i) (partial_map (psi i) y k))).
have slope0 s k : slope (perturbed z eps (v s)) k = 0.
  have der := is_derive_composite k (same_values s) (dphi s) (dpsi s).
  by rewrite -(is_derive_unique _ _ _ (st s k)) (is_derive_unique _ _ _ der).
have slope_z k : slope z k = 0.
  have der := is_derive_composite k (fun i => conj erefl erefl) dphi0 dpsi0.
  by rewrite -(is_derive_unique _ _ _ (st0 k)) (is_derive_unique _ _ _ der).
pose mphi i := gradient_basis_model (phi i) z eps v alpha; pose mpsi i := gradient_basis_model (psi i) z eps v alpha.
(* the terms with alpha *)
have alpha0 : / INR m * (\sum_i (dot (gQ i) (mphi i) + dot (gR i) (mpsi i))) = 0.
  have -> : \sum_i (dot (gQ i) (mphi i) + dot (gR i) (mpsi i)) = \sum_k \sum_s (alpha k s *
      (\sum_i (dot (gQ i) (partial_map (phi i) (perturbed z eps (v s)) k) +
               dot (gR i) (partial_map (psi i) (perturbed z eps (v s)) k)))).
    have dot_model q (F : vec d -> vec q) g : dot g (gradient_basis_model F z eps v alpha) =
        \sum_k \sum_s (alpha k s * dot g (partial_map F (perturbed z eps (v s)) k)).
      rewrite dot_sum; apply: eq_bigr => k _; rewrite dot_sum; apply: eq_bigr => s _; exact: dot_scal.
    rewrite (eq_bigr (fun i => \sum_k \sum_s (alpha k s *
      (dot (gQ i) (partial_map (phi i) (perturbed z eps (v s)) k) +
       dot (gR i) (partial_map (psi i) (perturbed z eps (v s)) k))))) => [|i _]; last first.
      rewrite !dot_model -sum_plus; apply: eq_bigr => k _; rewrite -sum_plus; apply: eq_bigr => s _; ring.
    rewrite exchange_big; apply: eq_bigr => k _; rewrite exchange_big; apply: eq_bigr => s _; exact: sum_scal.
  rewrite -sum_scal sum0 // => k _; rewrite -sum_scal sum0 // => s _.
  by have := slope0 s k; rewrite /slope => e; rewrite Rmult_comm Rmult_assoc (Rmult_comm _ (/ INR m)) e; ring.
(* the terms with h *)
have h0 : / INR m * (\sum_i (dot (gQ i) (phi i z) + r * dot (gR i) (psi i z))) = 0.
  have -> : \sum_i (dot (gQ i) (phi i z) + r * dot (gR i) (psi i z)) = \sum_k (h k *
      (\sum_i (dot (gQ i) (partial_map (phi i) z k) + dot (gR i) (partial_map (psi i) z k)))).
    rewrite (eq_bigr (fun i => \sum_k (h k * (dot (gQ i) (partial_map (phi i) z k) + dot (gR i) (partial_map (psi i) z k)))))
      => [|i _]; last first.
      have -> : phi i z = fun j => \sum_k (h k * partial_map (phi i) z k j) by apply: functional_extensionality => j.
      rewrite -dot_scal.
      have -> : (fun j => r * psi i z j) = fun j => \sum_k (h k * partial_map (psi i) z k j).
        by apply: functional_extensionality => j.
      by rewrite !dot_sum -sum_plus; apply: eq_bigr => k _; rewrite !dot_scal; ring.
    by rewrite exchange_big; apply: eq_bigr => k _; exact: sum_scal.
  rewrite -sum_scal sum0 // => k _.
  by have := slope_z k; rewrite /slope => e; rewrite Rmult_comm Rmult_assoc (Rmult_comm _ (/ INR m)) e; ring.
(* convexity *)
have cvx : \sum_i ((Q i (phi i z) + Rr i (psi i z)) +
    ((dot (gQ i) (mphi i) + dot (gR i) (mpsi i)) -
     ((dot (gQ i) (phi i z) + r * dot (gR i) (psi i z)) + (1 - r) * dot (gR i) (psi i z)))) <=
    \sum_i (Q i (mphi i) + Rr i (mpsi i)).
  apply: sum_le => i _.
  have := gradient_inequality (cvxQ i) (exQ i) (mphi i); have := gradient_inequality (cvxR i) (exR i) (mpsi i).
  by rewrite !dot_minus -/(gQ i) -/(gR i); lra.
move: (mean_le cvx); rewrite sum_plus sum_minus.
set A1 := \sum_i (dot (gQ i) (mphi i) + dot (gR i) (mpsi i)) in alpha0 *.
set A2 := \sum_i (dot (gQ i) (phi i z) + r * dot (gR i) (psi i z)) in h0.
set A3 := \sum_i dot (gR i) (psi i z).
have -> : \sum_i (dot (gQ i) (phi i z) + r * dot (gR i) (psi i z) + (1 - r) * dot (gR i) (psi i z)) = A2 + (1 - r) * A3.
  by rewrite sum_plus sum_scal.
rewrite /composite_objective; set A0 := \sum_i (Q i (phi i z) + Rr i (psi i z)) => le.
have e : / INR m * (A0 + (A1 - (A2 + (1 - r) * A3))) =
    / INR m * A0 + (/ INR m * A1 - (/ INR m * A2 + (1 - r) * (/ INR m * A3))) by ring.
move: le; rewrite e alpha0 h0; rewrite /mphi /mpsi => le; lra.
Qed.

(** ** PGB
    Let Q_i and R_i be convex, with partial derivatives at phi_i(z) and psi_i(z), and let phi_i, psi_i have their partial
    derivatives near z.  Suppose there are h in R^d and r in R with phi_i(z) = sum_k h_k d_k phi_i(z) and
    r psi_i(z) = sum_k h_k d_k psi_i(z) for all i.  If z is a local minimum of Q, there is eps0 > 0 such that for all eps in
    [0, eps0), all finite families v in V(eps) and all alpha
      Q(z) <= (1/m) sum_i [Q_i(phi_i^alpha) + R_i(psi_i^alpha)] + (1 - r) (1/m) sum_i R_i'(psi_i(z)) . psi_i(z),
    where phi_i^alpha = sum_k sum_v alpha_kv d_k phi_i(z + eps v), and psi_i^alpha likewise.

    Idea: for small eps the points z + eps v are local minima too, hence stationary. *)
Theorem PGB (h : vec d) (r : R) :
  locally z (fun y => (forall i, differentiable_map (phi i) y) /\ (forall i, differentiable_map (psi i) y)) ->
  (forall i j, phi i z j = \sum_k (h k * partial_map (phi i) z k j)) ->
  (forall i j, r * psi i z j = \sum_k (h k * partial_map (psi i) z k j)) ->
  local_minimum composite_objective z ->
  exists eps0, 0 < eps0 /\
  forall eps, 0 <= eps < eps0 ->
  forall (S : finType) (v : S -> vec d), (forall s, admissible z eps (v s)) ->
  forall alpha : 'I_d -> S -> R,
  composite_objective z <=
    / INR m * (\sum_i (Q i (gradient_basis_model (phi i) z eps v alpha) +
                       Rr i (gradient_basis_model (psi i) z eps v alpha))) +
    (1 - r) * (/ INR m * (\sum_i dot (partial (Rr i) (psi i z)) (psi i z))).
Proof.
move=> diff hphi hpsi locmin.
have [eps0 near] := filter_and _ _ (locally_locally _ _ diff) (locally_locally _ _ locmin).
exists eps0; split=> [|eps [eps_ge eps_lt] S v adm alpha]; first exact: cond_pos.
have in_ball s : ball z eps0 (perturbed z eps (v s)).
  apply: ball_vec => k; rewrite /perturbed; replace (z k + eps * v s k - z k) with (eps * v s k) by ring.
  rewrite Rabs_mult (Rabs_pos_eq eps) //; apply: Rle_lt_trans eps_lt.
  rewrite -[X in _ <= X]Rmult_1_r; apply: Rmult_le_compat_l => //.
  have [small _] := adm s.
  have := sum_ge_term (F := fun k => v s k ^ 2) (i0 := k) isT (fun k _ => pow2_ge_0 (v s k)).
  move=> le; have vk1 : v s k ^ 2 <= 1 by apply: Rle_trans le small.
  rewrite -Rabs_R1; apply: Rsqr_le_abs_0; rewrite /Rsqr; lra.
(* a point of the ball with the value Q(z) is a local minimum, and stationary *)
have st y : ball z eps0 y -> (forall i, phi i y = phi i z /\ psi i y = psi i z) -> stationary composite_objective y.
  move=> /near [dy my] same_values k; have [dphi dpsi] := locally_singleton _ _ dy.
  have der := is_derive_composite k same_values dphi dpsi.
  suff low : locally 0 (fun t => composite_objective (shift y k 0) <= composite_objective (shift y k t)).
    by have := der; rewrite (derive_at_local_minimum der low).
  have same_value : composite_objective y = composite_objective z.
    by rewrite /composite_objective; congr (_ * _); apply: eq_bigr => i _; case: (same_values i) => -> ->.
  case: my => e my; exists e => t; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= Ropp_0 Rplus_0_r => small.
  by rewrite shift0 same_value; apply: my; apply: ball_shift.
have [[d0 _] _] : (_ /\ _) /\ True := conj (near z (ball_center _ _)) I.
have [dphi0 dpsi0] := locally_singleton _ _ d0.
apply: (@PGB_bound S v eps alpha h r) => //.
- by move=> s i; case: (adm s) => _; apply.
- by move=> s i; have [dy _] := near _ (in_ball s); case: (locally_singleton _ _ dy).
- by move=> s i; have [dy _] := near _ (in_ball s); case: (locally_singleton _ _ dy).
- by move=> s; apply: st => // i; case: (adm s) => _; apply.
- by apply: st => //; apply: ball_center.
Qed.
End PGB.

(** ** PGB-TANGENT
    Let the losses be convex with partial derivatives at the outputs, let theta range over R^d, let f(x_i; .) have its
    partial derivatives at theta, and let f be linear in its last layer: f(x_i; theta) = sum_k h_k d_k f(x_i; theta), with h made of
    the weights of this layer and zeros.  At every critical point theta of L, in particular at every local minimum,
      L(theta) = min over alpha of (1/m) sum_i l_i(sum_k alpha_k d_k f(x_i; theta)).

    Idea: PGB with eps = 0 and without R.  Equality at alpha = h. *)
Section Tangent.
Variables (m dx K d : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variable f : vec dx -> vec d -> vec K.

(** The tangent model at theta *)
Definition tangent_model (theta alpha : vec d) (u : vec dx) : vec K :=
  fun j => \sum_k (alpha k * partial_map (f u) theta k j).

Let L := L x l (f : vec dx -> fct_UniformSpace 'I_d R_UniformSpace -> vec K).

Theorem PGB_TANGENT_critical (theta h : vec d) :
  convex_losses l ->
  differentiable_at_outputs x l (f : vec dx -> fct_UniformSpace 'I_d R_UniformSpace -> vec K) theta ->
  (forall i, differentiable_map (f (x i)) theta) ->
  (forall i j, f (x i) theta j = \sum_k (h k * partial_map (f (x i)) theta k j)) ->
  stationary L theta ->
  (forall alpha, L theta <= risk x l (tangent_model theta alpha)) /\ L theta = risk x l (tangent_model theta h).
Proof.
move=> cvx exl diff lin st; split=> [alpha|]; last first.
  rewrite /L /Setting.L /risk; congr (_ * _); apply: eq_bigr => i _; congr (l i _).
  by apply: functional_extensionality => j; apply: lin.
(* R_i = 0 on R^0 *)
pose R0 (i : 'I_m) (q : vec 0) : R := 0; pose psi0 (i : 'I_m) (y : vec d) : vec 0 := zero.
have cvx0 i : convex (R0 i) by move=> p q s _; rewrite /R0; lra.
have ex0 i k : has_partial (R0 i) (psi0 i theta) k by case: k.
pose obj := composite_objective l (fun i => f (x i)) R0 psi0.
have objE y : obj y = L y.
  by rewrite /obj /composite_objective; congr (_ * _); apply: eq_bigr => i _; rewrite /R0 Rplus_0_r.
have st' : stationary obj theta by move=> k; apply: is_derive_eqfun (st k) => t; rewrite objE.
have model i : gradient_basis_model (S := [finType of 'I_1]) (f (x i)) theta 0 (fun _ => zero) (fun k _ => alpha k) =
    tangent_model theta alpha (x i).
  apply: functional_extensionality => j; rewrite /gradient_basis_model perturbed0; apply: eq_bigr => k _.
  by rewrite big_ord_recl big_ord0 Rplus_0_r.
have := @PGB_bound m d K 0 l (fun i => f (x i)) R0 psi0 cvx cvx0 theta exl ex0 [finType of 'I_1]
  (fun _ => zero) 0 (fun k _ => alpha k) h 1.
rewrite -/obj perturbed0 objE => bound; apply: Rle_trans (bound _ _ _ _ _ _ _ _ _) _ => //.
- by move=> s i k [].
- by move=> i k [].
- by move=> i [].
rewrite Rminus_eq_0 Rmult_0_l Rplus_0_r; apply: Req_le; congr (_ * _); apply: eq_bigr => i _.
by rewrite /R0 Rplus_0_r model.
Qed.

Theorem PGB_TANGENT (theta h : vec d) :
  convex_losses l ->
  differentiable_at_outputs x l (f : vec dx -> fct_UniformSpace 'I_d R_UniformSpace -> vec K) theta ->
  (forall i, differentiable_map (f (x i)) theta) ->
  (forall i j, f (x i) theta j = \sum_k (h k * partial_map (f (x i)) theta k j)) ->
  local_minimum L theta ->
  (forall alpha, L theta <= risk x l (tangent_model theta alpha)) /\ L theta = risk x l (tangent_model theta h).
Proof.
move=> cvx exl diff lin locmin; apply: PGB_TANGENT_critical => // k.
have der : is_derive (fun t => L (shift theta k t)) 0
    (/ INR m * (\sum_i dot (partial (l i) (f (x i) theta)) (partial_map (f (x i)) theta k))).
  apply: is_derive_scal; apply: is_derive_sum => i _.
  apply: (convex_chain_rule (cvx i) (exl i)) => [|j]; last exact: is_derive_partial (diff i k j).
  by rewrite shift0.
suff low : locally 0 (fun t => L (shift theta k 0) <= L (shift theta k t)).
  by have := der; rewrite (derive_at_local_minimum der low).
case: locmin => e low; exists e => t; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= Ropp_0 Rplus_0_r => small.
by rewrite shift0; apply: low; apply: ball_shift.
Qed.
End Tangent.
