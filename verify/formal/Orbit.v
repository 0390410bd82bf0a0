(** * The orbit, and VANISH: at every local minimum the added neurons are gone

    Nothing is assumed of the losses, of the network, or of the data. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** Chain rule for one coordinate: only the partial derivative in this coordinate occurs. *)
Lemma is_derive_shift n (phi : vec n -> R) q k (h : R -> R) d :
  has_partial phi q k -> h 0 = 0 -> is_derive h 0 d ->
  is_derive (fun t => phi (shift q k (h t))) 0 (d * partial phi q k).
Proof.
move=> ex h0 der; apply: (is_derive_comp (fun t => phi (shift q k t)) h) => //.
by rewrite h0; apply: is_derive_partial.
Qed.

Lemma sqnorm_shift n (a : vec n) k t : sqnorm (shift a k t) = sqnorm a + 2 * a k * t + t ^ 2.
Proof.
rewrite /sqnorm (bigD1 k) //= [in RHS](bigD1 k) //= /shift eqxx.
rewrite (eq_bigr (fun j => a j ^ 2)) => [|j /negbTE -> //]; rewrite /=; ring.
Qed.

Lemma factor_square0 c u : c <> 0 -> c * u ^ 2 = 0 -> u = 0.
Proof. by move=> c0 /Rmult_integral [//|u2]; apply: Rsqr_0_uniq; rewrite /Rsqr; lra. Qed.

Section Orbit.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

(** ** ORBIT
    For any t in R^K, replacing (a_k, b_k) by (a_k e^{-t_k}, b_k + t_k) leaves the augmented network unchanged at
    every input and changes L~ by - lam sum_k a_k^2 (1 - e^{-2 t_k}).

    Idea: a_k e^{-t_k} exp(w_k . u + b_k + t_k) = a_k exp(w_k . u + b_k); only the penalty changes. *)
Theorem ORBIT (theta : Theta) (a b t : vec K) (W : 'I_K -> vec dx) :
  let a' := fun k => a k * exp (- t k) in
  let b' := fun k => b k + t k in
  (forall u, augmented_network f theta (a', b', W) u = augmented_network f theta (a, b, W) u) /\
  augmented_risk x l f lam theta (a', b', W) =
  augmented_risk x l f lam theta (a, b, W) - lam * (\sum_k (a k ^ 2 * (1 - exp (- 2 * t k)))).
Proof.
move=> a' b'.
have same_network u : augmented_network f theta (a', b', W) u = augmented_network f theta (a, b, W) u.
  apply: functional_extensionality => k; rewrite /augmented_network /added_neurons /a' /b'.
  rewrite Rmult_assoc -exp_plus.
  by have -> : - t k + (dot (W k) u + (b k + t k)) = dot (W k) u + b k by ring.
split=> //; rewrite /augmented_risk (risk_ext x l same_network).
suff -> : sqnorm a' = sqnorm a - \sum_k (a k ^ 2 * (1 - exp (- 2 * t k))) by ring.
rewrite /sqnorm -sum_minus; apply: eq_bigr => k _; rewrite /a'.
have -> : - 2 * t k = - t k + - t k by ring.
by rewrite exp_plus; ring.
Qed.

(** Moving along the orbit of a single neuron is a small move if t is small. *)
Lemma orbit_near (a b : vec K) (k : 'I_K) (eps : posreal) :
  let t_k t : vec K := fun j => if j == k then t else 0 in
  locally 0 (fun t => ball (a, b) eps ((fun j => a j * exp (- t_k t j)), (fun j => b j + t_k t j))).
Proof.
move=> t_k.
have ca : continuous (fun t : R => a k * exp (- t)) 0.
  by continuous_rules.
have e0 : a k * exp (- 0) = a k by rewrite Ropp_0 exp_0; ring.
have near_a : locally 0 (fun t => ball (a k) eps (a k * exp (- t))).
  by move: ca; rewrite /continuous e0 => ca; apply: (ca (ball (a k) eps)); apply: locally_ball.
have near_b := locally_ball (0 : R) eps.
apply: filter_imp (filter_and _ _ near_a near_b) => t [ta tb]; rewrite /t_k.
split=> j /=; case: eqP => [->|_] //.
- by rewrite Ropp_0 exp_0 Rmult_1_r; apply: ball_center.
- move: tb; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= => tb.
  by have -> : b k + t + - b k = t + - 0 by ring.
- by rewrite Rplus_0_r; apply: ball_center.
Qed.

(** ** VANISH
    Let lam <> 0 and let the losses and the network be any functions.  At every local minimum of L~ in (a, b) alone
    (theta and W frozen), a = 0.  Hence the augmented network equals the original one at every input,
    not only on the data, and L~ = L.

    Idea: along the orbit of neuron k, L~ is a constant plus lam a_k^2 e^{-2t}; its derivative at t = 0 is
    - 2 lam a_k^2, and it vanishes at a local minimum. *)
Theorem VANISH (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  lam <> 0 ->
  local_minimum (fun ab : vec K * vec K => augmented_risk x l f lam theta (ab.1, ab.2, W)) (a, b) ->
  a = zero /\
  (forall u, augmented_network f theta (a, b, W) u = f u theta) /\
  augmented_risk x l f lam theta (a, b, W) = L x l f theta.
Proof.
move=> lam0 [eps le].
suff a0 : a = zero by rewrite a0; split=> //; split=> [u|]; [exact: augmented_network0 | exact: augmented_risk0].
apply: functional_extensionality => k; rewrite /zero.
pose v t : R := augmented_risk x l f lam theta (a, b, W) - lam * (a k ^ 2 * (1 - exp (- 2 * t))).
have der : is_derive v 0 (- 2 * lam * a k ^ 2).
  by rewrite /v; derive; rewrite Rmult_0_r exp_0; ring.
suff /(derive_at_local_minimum der) d0 : locally 0 (fun t => v 0 <= v t).
  by apply: (factor_square0 lam0); lra.
apply: filter_imp (orbit_near a b k eps) => t /le lower.
have [_ change] := ORBIT theta a b (fun j => if j == k then t else 0) W.
have {lower change} := Rle_trans _ _ _ lower (Req_le _ _ change).
rewrite (sum_single (i0 := k)) ?eqxx // => [|j _ /negbTE ->].
  by rewrite /v Rmult_0_r exp_0 /=; lra.
by rewrite Rmult_0_r exp_0; ring.
Qed.

(** A local minimum in (a, b, W), hence every local minimum of L~, is one in (a, b) alone. *)
Lemma frozen_local_minimum_ab theta a b W : frozen_local_minimum x l f lam theta (a, b, W) ->
  local_minimum (fun ab : vec K * vec K => augmented_risk x l f lam theta (ab.1, ab.2, W)) (a, b).
Proof.
case=> eps le; exists eps => -[a' b'] near; apply: le.
by split=> //; apply: ball_center.
Qed.

(** ** The derivatives of L~ in a_k and b_k *)

Lemma network_shift_a theta a b W k t u : augmented_network f theta (shift a k t, b, W) u =
  shift (augmented_network f theta (a, b, W) u) k (t * exp (dot (W k) u + b k)).
Proof.
apply: functional_extensionality => j; rewrite /augmented_network /added_neurons /shift.
by case: eqP => [->|_] //; ring.
Qed.

Lemma network_shift_b theta a b W k t u : augmented_network f theta (a, shift b k t, W) u =
  shift (augmented_network f theta (a, b, W) u) k (a k * exp (dot (W k) u + b k) * (exp t - 1)).
Proof.
apply: functional_extensionality => j; rewrite /augmented_network /added_neurons /shift.
by case: eqP => [->|_] //; rewrite -Rplus_assoc exp_plus; ring.
Qed.

Section Derivatives.
Variables (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) (k : 'I_K).
(** Each l_i has the partial derivative k at the output of the augmented network. *)
Hypothesis ex : forall i, has_partial (l i) (augmented_network f theta (a, b, W) (x i)) k.

Let d i := partial (l i) (augmented_network f theta (a, b, W) (x i)) k.
Let e i := exp (dot (W k) (x i) + b k).

Lemma is_derive_risk_a :
  is_derive (fun t => augmented_risk x l f lam theta (shift a k t, b, W)) 0
            (/ INR m * (\sum_i (e i * d i)) + 2 * lam * a k).
Proof.
rewrite /augmented_risk /risk; apply: is_derive_plus.
  apply: is_derive_scal; apply: is_derive_sum => i _.
  apply: (is_derive_ext (fun t => l i (shift (augmented_network f theta (a, b, W) (x i)) k (t * e i)))) => [t|].
    by rewrite network_shift_a.
  apply: is_derive_shift => //; first by ring.
  by derive; ring.
apply: (is_derive_ext (fun t => lam * (sqnorm a + 2 * a k * t + t ^ 2))) => [t|].
  by rewrite sqnorm_shift.
by derive; ring.
Qed.

Lemma is_derive_risk_b :
  is_derive (fun t => augmented_risk x l f lam theta (a, shift b k t, W)) 0
            (/ INR m * (\sum_i (a k * (e i * d i)))).
Proof.
rewrite /augmented_risk /risk -[X in is_derive _ _ X]Rplus_0_r; apply: is_derive_plus.
  apply: is_derive_scal; apply: is_derive_sum => i _; rewrite -Rmult_assoc.
  apply: (is_derive_ext
            (fun t => l i (shift (augmented_network f theta (a, b, W) (x i)) k (a k * e i * (exp t - 1))))) => [t|].
    by rewrite network_shift_b.
  apply: is_derive_shift => //; first by rewrite exp_0; ring.
  by derive; rewrite exp_0; ring.
exact: is_derive_const.
Qed.

(** a_k dL~/da_k - dL~/db_k = 2 lam a_k^2, whatever the data and the network are. *)
Theorem ORBIT_derivative :
  a k * Derive (fun t => augmented_risk x l f lam theta (shift a k t, b, W)) 0 -
  Derive (fun t => augmented_risk x l f lam theta (a, shift b k t, W)) 0 = 2 * lam * a k ^ 2.
Proof.
rewrite (is_derive_unique _ _ _ is_derive_risk_a) (is_derive_unique _ _ _ is_derive_risk_b) sum_scal; ring.
Qed.
End Derivatives.

(** ** VANISH at critical points
    Let lam <> 0 and let each l_i have its partial derivatives at the outputs of the augmented network.  Every point
    with dL~/da_k = dL~/db_k = 0 for all k, in particular every critical point of L~, be it a saddle, has a = 0. *)
Theorem VANISH_critical (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  lam <> 0 ->
  (forall i k, has_partial (l i) (augmented_network f theta (a, b, W) (x i)) k) ->
  (forall k, Derive (fun t => augmented_risk x l f lam theta (shift a k t, b, W)) 0 = 0 /\
             Derive (fun t => augmented_risk x l f lam theta (a, shift b k t, W)) 0 = 0) ->
  a = zero /\
  (forall u, augmented_network f theta (a, b, W) u = f u theta) /\
  augmented_risk x l f lam theta (a, b, W) = L x l f theta.
Proof.
move=> lam0 ex crit.
suff a0 : a = zero by rewrite a0; split=> //; split=> [u|]; [exact: augmented_network0 | exact: augmented_risk0].
apply: functional_extensionality => k; rewrite /zero.
have := @ORBIT_derivative theta a b W k (fun i => ex i k); case: (crit k) => -> -> eq0.
by apply: (factor_square0 lam0); lra.
Qed.
End Orbit.
