(** * SHARED by one map

    [at_all_outputs] sends the shared neuron (a, b, w) to K neurons with equal biases and equal weights, and L~ of the shared
    neuron is L~ of the K neurons behind it.  Under the assumptions of ELIM or of REAL it also matches the local minima; so
    what is known of K neurons is known of the shared one. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Escape Shared Necessity Mask Expansion.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section SharedMap.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

(** ** The map
    Let lam > 0, and let the assumptions of ELIM or of REAL hold.  (theta, a, b, w) is a local minimum of L~ with the shared
    neuron exactly if its image is one of L~ with K neurons; with theta free, and with theta frozen. *)
Theorem SHARED_map (theta : Theta) (z : shared_neuron dx K) :
  0 < lam -> ELIM_or_REAL x l -> differentiable_at_outputs x l f theta ->
  (shared_local_minimum x l f lam theta z <-> augmented_local_minimum x l f lam theta (at_all_outputs z)) /\
  (shared_frozen_local_minimum x l f lam theta z <-> frozen_local_minimum x l f lam theta (at_all_outputs z)).
Proof.
move: z => [[a b] w] lam0 good ex.
have [s1 [s2 _]] := SHARED_CHAR a b w lam0 good ex.
have [k1 [k2 _]] := CHAR a (fun=> b) (fun=> w) lam0 good ex.
by split; [apply: iff_trans s1 (iff_sym k1) | apply: iff_trans s2 (iff_sym k2)].
Qed.

(** One direction needs nothing: the image of a small ball lies in a small ball. *)
Theorem SHARED_map_frozen (theta : Theta) (z : shared_neuron dx K) :
  frozen_local_minimum x l f lam theta (at_all_outputs z) -> shared_frozen_local_minimum x l f lam theta z.
Proof.
case: z => [[a b] w] [eps le]; exists eps => -[[a' b'] w'] [[near_a near_b] near_w]; apply: le.
by split; [split=> // k; apply: near_b | move=> k; apply: near_w].
Qed.

(** ** EXIST, the vacuous cases
    If over every theta some residual is not 0, L~ with the shared neuron has no local minimum. *)
Theorem SHARED_EXIST_never : lam <> 0 -> (forall theta, differentiable_at_outputs x l f theta) ->
  (forall theta, exists u k, residual x l f theta u k <> 0) ->
  forall theta z, ~ shared_frozen_local_minimum x l f lam theta z.
Proof.
move=> lam0 ex res theta [[a b] w] locmin; have [u [k]] := res theta; apply.
by case: (SHARED_RESIDUAL lam0 (ex theta) locmin).
Qed.

(** ** FAIL, the escape to infinity *)
Theorem SHARED_FAIL_unbounded (theta : Theta) (z : nat -> shared_neuron dx K) :
  lam <> 0 -> ELIM_or_REAL x l -> differentiable_at_outputs x l f theta ->
  (forall i q, continuous (l i) q) -> ~ data_optimal x l f theta ->
  is_lim_seq (fun n => shared_risk x l f lam theta (z n))
             (Glb_Rbar (fun v => exists z', v = shared_risk x l f lam theta z')) ->
  forall M, ~ (forall N : nat, exists n : nat, (N <= n)%N /\ bounded_by M (at_all_outputs (z n))).
Proof.
move=> lam0 good ex cont not_opt lim M often.
have [k0|K0] := posnP K.
  (* without outputs every theta is data-optimal *)
  apply: not_opt => j q; have -> : q = f (x j) theta; last exact: Rle_refl.
  by apply: functional_extensionality => k; have := leq_ltn_trans (leq0n k) (ltn_ord k); rewrite k0.
pose k0 := Ordinal K0.
pose coord (z : shared_neuron dx K) (k : 'I_K + 'I_1 + 'I_dx) : R := match k with
  | inl (inl k) => z.1.1 k | inl (inr _) => z.1.2 | inr e => z.2 e end.
pose join (p : 'I_K + 'I_1 + 'I_dx -> R) : shared_neuron dx K := (fun k => p (inl (inl k)), p (inl (inr ord0)), fun e => p (inr e)).
pose U := prod_UniformSpace (prod_UniformSpace (fct_UniformSpace 'I_K R_UniformSpace) R_UniformSpace)
  (fct_UniformSpace 'I_dx R_UniformSpace).
apply: (@minimising_unbounded _ U coord join (fun z => shared_risk x l f lam theta z) z M _ _ _ _ lim).
- by case=> [[a b] w].
- move=> p; apply/filterlim_locally => eps; exists eps => p' near.
  by split; [split=> [k|] | move=> e]; apply: near.
- case=> [[a b] w]; apply: (continuous_comp (@at_all_outputs dx K) (fun z => augmented_risk x l f lam theta z)).
    apply/filterlim_locally => eps; exists eps => -[[a' b'] w'] [[near_a near_b] near_w].
    by split; [split=> // k; apply: near_b | move=> k; apply: near_w].
  exact: augmented_risk_continuous.
- by case=> [[a b] w]; apply: SHARED_FAIL.
- move=> N; have [n [Nn bd]] := often N; exists n; split=> //; move: bd; case: (z n) => [[a b] w] [ha [hb hW]].
  by case=> [[k|k]|e]; [apply: ha | apply: (hb k0) | apply: (hW k0)].
Qed.

(** ** FLOW: b' = sum_k a_k a_k' + 2 lam |a|^2
    wherever the losses are differentiable at the outputs and the flow equations of a and b hold. *)
Theorem SHARED_FLOW (theta : R -> Theta) (a : R -> vec K) (b : R -> R) (w : R -> vec dx) (t : R) :
  (forall i, smooth_at (l i) (shared_network f (theta t) (a t, b t, w t) (x i))) ->
  (forall k, is_derive (fun s => a s k) t (- Derive (fun s => shared_risk x l f lam (theta t) (shift (a t) k s, b t, w t)) 0)) ->
  is_derive b t (- Derive (fun s => shared_risk x l f lam (theta t) (a t, b t + s, w t)) 0) ->
  Derive b t = (\sum_k (a t k * Derive (fun s => a s k) t)) + 2 * lam * sqnorm (a t).
Proof.
move=> smooth da db; have := SHARED_ORBIT_derivative lam smooth; rewrite (is_derive_unique _ _ _ db).
rewrite (eq_bigr (fun k => -1 * (a t k * Derive (fun s => a s k) t))) => [|k _]; last first.
  by rewrite (is_derive_unique _ _ _ (da k)); ring.
by rewrite sum_scal; lra.
Qed.

(** ** MASK: one moment that is not 0 excludes every local minimum over theta; and the bounds of the gain are those of K
    neurons, read at the image. *)
Theorem SHARED_MASK (theta : Theta) (b : vec K) (W : 'I_K -> vec dx) (k : 'I_K) (v : vec dx) (j : nat) : lam <> 0 ->
  differentiable_at_outputs x l f theta -> moment x l f theta b W k v j <> 0 ->
  forall z, ~ shared_frozen_local_minimum x l f lam theta z.
Proof.
move=> lam0 ex mom [[a' b'] w'] locmin; apply: mom; apply: moment_residual => u.
by case: (SHARED_RESIDUAL lam0 ex locmin).
Qed.

Theorem SHARED_MASK_bound (theta : Theta) (a : vec K) (b : R) (w : vec dx) : 0 < lam -> convex_losses l ->
  differentiable_at_outputs x l f theta ->
  L x l f theta - / (4 * lam) * (\sum_k slope x l f theta (fun=> b) (fun=> w) k ^ 2) <= shared_risk x l f lam theta (a, b, w).
Proof. exact: MASK_bound. Qed.
End SharedMap.

(** ** An instance: one sample at 0 with the target 1, squared error, f = theta
    The local minima of L~ with the shared neuron, for every lam > 0, are the points (1, 0, b, w). *)
Theorem SHARED_example (lam theta : R) (a : vec 1) (b : R) (w : vec 1) : 0 < lam ->
  shared_local_minimum one_input one_target (identity_network : _ -> R_UniformSpace -> _) lam theta (a, b, w) <->
  a = zero /\ theta = 1.
Proof.
move=> lam0; have cvx : ELIM_or_REAL one_input one_target by left=> i; apply: convex_squared_error.
have ex : differentiable_at_outputs one_input one_target (identity_network : _ -> R_UniformSpace -> _) theta.
  by move=> i k; apply: has_partial_squared_error.
have [char _] := SHARED_CHAR a b w lam0 cvx ex; apply: (iff_trans char).
have value q : grouped_loss one_input one_target (one_input ord0) q = (q ord0 - 1) ^ 2.
  by rewrite /grouped_loss (bigD1 ord0) ?same_refl //= big1 ?Rplus_0_r // => i /andP [_]; rewrite (ord1 i) eqxx.
split=> -[a0 opt]; split=> //.
  have := opt ord0 (scalar 1); rewrite !value /identity_network /scalar Rminus_eq_0 => le.
  have h := pow2_ge_0 (theta - 1); have : theta - 1 = 0; last by lra.
  by apply: Rsqr_0_uniq; rewrite Rsqr_pow2; move: le h; rewrite /=; lra.
move=> j q; rewrite (ord1 j) !value opt /identity_network /scalar Rminus_eq_0.
by have := pow2_ge_0 (q ord0 - 1); rewrite /=; lra.
Qed.
