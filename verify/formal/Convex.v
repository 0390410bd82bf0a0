(** * Convex functions of several variables

    A convex function that has all its partial derivatives at one point lies above its tangent plane there,
    and is differentiable there.  Partial derivatives at this single point are all that is assumed. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section Convex.
Variables (n : nat) (phi : vec n -> R) (p : vec n).

(** [p + v] *)
Let plus_vec (v : vec n) : vec n := fun k => p k + v k.

(** The value at a midpoint is at most the mean of the values. *)
Lemma convex_midpoint (u v : vec n) : convex phi ->
  phi (plus_vec (fun k => (u k + v k) / 2)) <= (phi (plus_vec u) + phi (plus_vec v)) / 2.
Proof.
move=> cvx; have := cvx (plus_vec u) (plus_vec v) (1 / 2) ltac:(lra).
have -> : (fun k => 1 / 2 * plus_vec u k + (1 - 1 / 2) * plus_vec v k) = plus_vec (fun k => (u k + v k) / 2).
  by apply: functional_extensionality => k; rewrite /plus_vec; field.
lra.
Qed.

(** Near a stationary point p a convex function rises at most by a small multiple of the distance:
    phi(p + v) <= phi(p) + eps s if all |v_k| <= s and s is small.
    Idea: one coordinate after the other; (v + h e_k) is the midpoint of 2 v and 2 h e_k. *)
Lemma convex_upper : convex phi -> stationary phi p ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\
  forall s v, 0 < s < delta -> (forall k, Rabs (v k) <= s) -> phi (plus_vec v) <= phi p + eps * s.
Proof.
move=> cvx st.
suff coordinates (A : seq 'I_n) : forall eps, 0 < eps -> exists delta, 0 < delta /\
    forall s v, 0 < s < delta -> (forall k, Rabs (v k) <= s) -> (forall k, k \notin A -> v k = 0) ->
    phi (plus_vec v) <= phi p + eps * s.
  move=> eps /(coordinates (enum 'I_n)) [delta [d0 le]]; exists delta; split=> // s v s0 vs.
  by apply: le => // k; rewrite mem_enum.
elim: A => [|k A IH] eps eps0.
  exists 1; split=> [|s v s0 _ v0]; first by lra.
  have -> : plus_vec v = p by apply: functional_extensionality => j; rewrite /plus_vec v0 //; ring.
  by have := Rmult_lt_0_compat eps s eps0 (proj1 s0); lra.
have [d1 [d10 le1]] := IH (eps / 2) ltac:(lra).
have [d2 le2] : exists d2 : posreal, forall t, Rabs t < d2 -> phi (shift p k t) <= phi p + eps / 2 * Rabs t.
  have /is_derive_Reals /(_ (eps / 2) ltac:(lra)) [d le] := st k; exists d => t lt.
  case: (Req_dec t 0) => [->|t0]; first by rewrite shift0 Rabs_R0; lra.
  have := le t t0 lt; rewrite Rplus_0_l shift0 Rminus_0_r Rabs_div // => h.
  have at0 := Rabs_pos_lt t t0.
  have : Rabs (phi (shift p k t) - phi p) < eps / 2 * Rabs t.
    have -> : Rabs (phi (shift p k t) - phi p) = Rabs (phi (shift p k t) - phi p) / Rabs t * Rabs t by field; lra.
    exact: Rmult_lt_compat_r.
  by move: (Rle_abs (phi (shift p k t) - phi p)); lra.
have d20 := cond_pos d2.
exists (Rmin d1 d2 / 2); split=> [|s v [s0 sd] vs v0]; first by have := Rmin_pos d1 d2 d10 d20; lra.
have m1 := Rmin_l d1 d2; have m2 := Rmin_r d1 d2.
have two u : Rabs u <= s -> Rabs (2 * u) <= 2 * s by rewrite Rabs_mult (Rabs_pos_eq 2); lra.
have := convex_midpoint (fun j => if j == k then 0 else 2 * v j) (fun j => if j == k then 2 * v k else 0) cvx.
have -> : (fun j => ((if j == k then 0 else 2 * v j) + (if j == k then 2 * v k else 0)) / 2) = v.
  by apply: functional_extensionality => j; case: eqP => [->|_]; field.
have -> : plus_vec (fun j => if j == k then 2 * v k else 0) = shift p k (2 * v k).
  by apply: functional_extensionality => j; rewrite /plus_vec /shift; case: eqP => [->|_]; ring.
have h1 : phi (plus_vec (fun j => if j == k then 0 else 2 * v j)) <= phi p + eps / 2 * (2 * s).
  apply: le1 => [|j|j nA]; first by lra.
    by case: eqP => _; [rewrite Rabs_R0; lra | apply: two].
  by case: eqP => // /eqP ne; rewrite v0 ?inE ?negb_or ?ne //; ring.
have h2 : phi (shift p k (2 * v k)) <= phi p + eps / 2 * (2 * s).
  apply: Rle_trans (le2 _ _) _; first by have := two _ (vs k); lra.
  by apply/Rplus_le_compat_l/Rmult_le_compat_l; [lra | apply: two].
lra.
Qed.

(** ** CONVEX
    If phi is convex and all its partial derivatives at p exist and are 0, then p is a global minimum of phi.

    Idea: phi(p) <= (phi(p + s h) + phi(p - s h)) / 2, where phi(p - s h) <= phi(p) + o(s); so phi(p + s h) >= phi(p) - o(s);
    but phi(p + s h) <= (1 - s) phi(p) + s phi(p + h). *)
Theorem CONVEX : convex phi -> stationary phi p -> global_minimum phi p.
Proof.
move=> cvx st q; apply: Rnot_lt_le => lt.
pose h : vec n := fun k => q k - p k; pose M := 1 + \sum_k Rabs (h k).
have M1 : 1 <= M by rewrite /M; have := sum_ge0 (fun k (_ : xpredT k) => Rabs_pos (h k)); lra.
have hM k : Rabs (h k) <= M.
  by have := sum_ge_term (F := fun j => Rabs (h j)) (i0 := k) isT (fun j _ => Rabs_pos (h j)); rewrite /M; lra.
pose gap := phi p - phi q; have gap0 : 0 < gap by rewrite /gap; lra.
have [delta [d0 upper]] := convex_upper cvx st (Rdiv_lt_0_compat gap (2 * M) gap0 ltac:(lra)).
pose s := Rmin (delta / 2 / M) 1.
have s0 : 0 < s by apply: Rmin_pos; [apply: Rdiv_lt_0_compat | ]; lra.
have s1 : s <= 1 by apply: Rmin_r.
have sM : s * M < delta.
  have : s * M <= delta / 2 / M * M by apply: Rmult_le_compat_r; [lra | apply: Rmin_l].
  have -> : delta / 2 / M * M = delta / 2 by field; lra.
  lra.
have down : phi (plus_vec (fun k => - (s * h k))) <= phi p + gap / (2 * M) * (s * M).
  apply: upper => [|k]; first by split=> //; apply: Rmult_lt_0_compat; lra.
  by rewrite Rabs_Ropp Rabs_mult (Rabs_pos_eq s); [apply: Rmult_le_compat_l | ]; lra || apply: hM.
have := convex_midpoint (fun k => - (s * h k)) (fun k => s * h k) cvx.
have -> : plus_vec (fun k => (- (s * h k) + s * h k) / 2) = p.
  by apply: functional_extensionality => k; rewrite /plus_vec; field.
have := cvx q p s ltac:(lra).
have -> : (fun k => s * q k + (1 - s) * p k) = plus_vec (fun k => s * h k).
  by apply: functional_extensionality => k; rewrite /plus_vec /h; ring.
have e : gap / (2 * M) * (s * M) = s * gap / 2 by field; lra.
have : 0 < s * gap by apply: Rmult_lt_0_compat.
have -> : phi q = phi p - gap by rewrite /gap; ring.
rewrite e in down => *; lra.
Qed.
End Convex.

(** ** Sums and shifts of convex functions *)

Lemma convex_sum n (T : finType) (P : pred T) (F : T -> vec n -> R) :
  (forall i, P i -> convex (F i)) -> convex (fun q => \sum_(i | P i) F i q).
Proof.
move=> cvx p q s s01; rewrite -!sum_scal -sum_plus.
by apply: sum_le => i Pi; apply: cvx.
Qed.

(** Subtracting the linear function g . q keeps convexity and shifts the partial derivatives by g. *)
Lemma convex_minus_linear n (phi : vec n -> R) (g : vec n) : convex phi -> convex (fun q => phi q - dot g q).
Proof.
move=> cvx p q s s01 /=.
have -> : dot g (fun k => s * p k + (1 - s) * q k) = s * dot g p + (1 - s) * dot g q.
  by rewrite /dot -!sum_scal -sum_plus; apply: eq_bigr => k _; ring.
by have := cvx p q s s01; lra.
Qed.

Lemma dot_shift_r n (g q : vec n) k t : dot g (shift q k t) = dot g q + g k * t.
Proof.
rewrite /dot (bigD1 k) //= [in RHS](bigD1 k) //= /shift eqxx.
rewrite (eq_bigr (fun j => g j * q j)) => [|j /negbTE -> //]; ring.
Qed.

Section Gradient.
Variables (n : nat) (phi : vec n -> R) (p : vec n).
Hypotheses (cvx : convex phi) (ex : forall k, has_partial phi p k).

Let tilted q := phi q - dot (partial phi p) q.

Lemma tilted_stationary : stationary tilted p.
Proof.
move=> k; have e : minus (partial phi p k) (partial phi p k) = 0 by exact: minus_eq_zero.
rewrite -[X in is_derive _ _ X]e; apply: is_derive_minus; first exact: is_derive_partial.
apply: (is_derive_ext (fun t => dot (partial phi p) p + partial phi p k * t)) => [t|]; first by rewrite dot_shift_r.
by derive; ring.
Qed.

(** ** The gradient inequality: phi(q) >= phi(p) + grad phi(p) . (q - p) *)
Theorem gradient_inequality q : phi p + dot (partial phi p) (fun k => q k - p k) <= phi q.
Proof.
have := CONVEX (convex_minus_linear (partial phi p) cvx) tilted_stationary q; rewrite /tilted.
have -> : dot (partial phi p) (fun k => q k - p k) = dot (partial phi p) q - dot (partial phi p) p.
  by rewrite /dot -sum_minus; apply: eq_bigr => k _; ring.
lra.
Qed.

(** ** The chain rule along a curve
    A convex function with partial derivatives at p is differentiable there: along every curve through p whose coordinates
    are differentiable it has the derivative grad phi(p) . velocity. *)
Theorem convex_chain_rule (c : R -> vec n) (v : vec n) :
  c 0 = p -> (forall k, is_derive (fun t => c t k) 0 (v k)) ->
  is_derive (fun t => phi (c t)) 0 (dot (partial phi p) v).
Proof.
move=> c0 dc.
(* the tilted function has derivative 0 along the curve, since it rises at most by o(t) and does not fall *)
suff d0 : is_derive (fun t => tilted (c t)) 0 0.
  apply: (is_derive_eqfun (F := fun t => tilted (c t) + dot (partial phi p) (c t))) => [t|]; first by rewrite /tilted; ring.
  rewrite -[X in is_derive _ _ X]Rplus_0_l; apply: is_derive_plus => //.
  by apply: is_derive_sum => k _; apply: is_derive_scal.
apply/is_derive_Reals => eps eps0.
pose M := 1 + \sum_k Rabs (v k).
have M1 : 1 <= M by rewrite /M; have := sum_ge0 (fun k (_ : xpredT k) => Rabs_pos (v k)); lra.
have vM k : Rabs (v k) + 1 <= M.
  by have := sum_ge_term (F := fun j => Rabs (v j)) (i0 := k) isT (fun j _ => Rabs_pos (v j)); rewrite /M; lra.
(* near 0 each coordinate moves at most M |t| *)
have [d1 near1] : exists d1 : posreal, forall t, Rabs t < d1 -> forall k, Rabs (c t k - p k) <= M * Rabs t.
  suff near1 (A : seq 'I_n) : exists d1 : posreal,
      forall t, Rabs t < d1 -> forall k, k \in A -> Rabs (c t k - p k) <= M * Rabs t.
    by case: (near1 (enum 'I_n)) => d h; exists d => t lt k; apply: h => //; rewrite mem_enum.
  elim: A => [|k A [d h]]; first by exists (mkposreal 1 Rlt_0_1).
  have /is_derive_Reals /(_ 1 Rlt_0_1) [d' h'] := dc k.
  exists (mkposreal _ (Rmin_pos _ _ (cond_pos d) (cond_pos d'))) => t /= lt j.
  have lt1 := Rlt_le_trans _ _ _ lt (Rmin_l _ _); have lt2 := Rlt_le_trans _ _ _ lt (Rmin_r _ _).
  rewrite inE => /orP [/eqP -> | /(h t lt1) //] {j}.
  case: (Req_dec t 0) => [->|t0]; first by rewrite c0 Rminus_eq_0 Rabs_R0; lra.
  have := h' t t0 lt2; rewrite Rplus_0_l c0 => hd.
  have at0 := Rabs_pos_lt t t0.
  have -> : c t k - p k = ((c t k - p k) / t - v k) * t + v k * t by field.
  apply: Rle_trans (Rabs_triang _ _) _; rewrite !Rabs_mult -Rmult_plus_distr_r.
  by apply: Rmult_le_compat_r; [lra | have := vM k; lra].
have [d2 [d20 upper]] := convex_upper (convex_minus_linear (partial phi p) cvx) tilted_stationary
                          (Rdiv_lt_0_compat eps (2 * M) eps0 ltac:(lra)).
have d3 : 0 < Rmin d1 (d2 / M) by apply: Rmin_pos; [apply: cond_pos | apply: Rdiv_lt_0_compat; lra].
exists (mkposreal _ d3) => t t0 /= lt.
have lt1 := Rlt_le_trans _ _ _ lt (Rmin_l _ _); have lt2 := Rlt_le_trans _ _ _ lt (Rmin_r _ _).
have at0 := Rabs_pos_lt t t0.
rewrite Rplus_0_l Rminus_0_r c0.
have lower := CONVEX (convex_minus_linear (partial phi p) cvx) tilted_stationary (c t).
have up : tilted (c t) <= tilted p + eps / (2 * M) * (M * Rabs t).
  have := upper (M * Rabs t) (fun k => c t k - p k) _ (near1 t lt1).
  have -> : (fun k => p k + (c t k - p k)) = c t by apply: functional_extensionality => k; ring.
  apply; split; first by apply: Rmult_lt_0_compat; lra.
  have -> : d2 = M * (d2 / M) by field; lra.
  by apply: Rmult_lt_compat_l; lra.
have e : eps / (2 * M) * (M * Rabs t) = eps / 2 * Rabs t by field; lra.
rewrite /Rdiv Rabs_mult Rabs_inv Rabs_pos_eq; last by move: lower; rewrite /tilted; lra.
apply: (Rmult_lt_reg_r (Rabs t)) => //.
have -> : (tilted (c t) - tilted p) * / Rabs t * Rabs t = tilted (c t) - tilted p by field; lra.
have : 0 < eps * Rabs t by apply: Rmult_lt_0_compat.
move: up; rewrite e; lra.
Qed.
End Gradient.
