(** * Any neuron, any penalty: the orbit argument and the residuals that a neuron sees

    One added neuron for each output, with parameters in any uniform space Z, any function N(z) of the input, and any penalty
    lam sum_k P(z_k).  Data, losses and network are any. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** One entry of a family is changed. *)
Definition replaced (Z : Type) K (z : 'I_K -> Z) (k : 'I_K) (z' : Z) : 'I_K -> Z := fun j => if j == k then z' else z j.

Lemma replaced_self (Z : Type) K (z : 'I_K -> Z) k : replaced z k (z k) = z.
Proof. by apply: functional_extensionality => j; rewrite /replaced; case: eqP => [->|]. Qed.

Lemma ball_replaced (Z : UniformSpace) K (z : 'I_K -> Z) k (z' : Z) (eps : posreal) :
  ball (z k) eps z' -> ball z eps (replaced z k z').
Proof. by move=> near j; rewrite /replaced; case: eqP => [->|_] //; apply: ball_center. Qed.

Section Neuron.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).
Variables (Z : UniformSpace) (N : Z -> vec dx -> R) (P : Z -> R).

(** L~ with these neurons and this penalty *)
Definition neuron_network (theta : Theta) (z : 'I_K -> Z) (u : vec dx) : vec K := fun k => f u theta k + N (z k) u.
Definition neuron_risk (theta : Theta) (z : 'I_K -> Z) : R :=
  risk x l (neuron_network theta z) + lam * (\sum_k P (z k)).

(** A local minimum in the parameters of the neurons, with theta frozen; every local minimum of L~ is one. *)
Definition neuron_local_minimum (theta : Theta) (z : 'I_K -> Z) :=
  local_minimum (fun z' : 'I_K -> Z => neuron_risk theta z') z.

Lemma neuron_local_minimum_frozen theta (z : 'I_K -> Z) :
  local_minimum (fun p : Theta * ('I_K -> Z) => neuron_risk p.1 p.2) (theta, z) -> neuron_local_minimum theta z.
Proof.
by case=> eps le; exists eps => z' near; apply: (le (theta, z')); split=> //; apply: ball_center.
Qed.

Lemma penalty_replaced (z : 'I_K -> Z) k z' : \sum_j P (replaced z k z' j) = (\sum_j P (z j)) - P (z k) + P z'.
Proof.
rewrite (bigD1 k) //= [in RHS](bigD1 k) //= /replaced eqxx.
by rewrite (eq_bigr (fun j => P (z j))) => [|j /negbTE -> //]; ring.
Qed.

(** The fibre of a neuron: the parameters with the same function of the input. *)
Definition fibre (z z' : Z) := forall u, N z' u = N z u.

Lemma risk_fibre theta (z : 'I_K -> Z) k z' : fibre (z k) z' ->
  neuron_risk theta (replaced z k z') = neuron_risk theta z + lam * (P z' - P (z k)).
Proof.
move=> fib; rewrite /neuron_risk penalty_replaced.
have -> : risk x l (neuron_network theta (replaced z k z')) = risk x l (neuron_network theta z); last by ring.
apply: risk_ext => u; apply: functional_extensionality => j; rewrite /neuron_network /replaced.
by case: eqP => [->|//]; rewrite fib.
Qed.

(** ** FIBRE: what matters is the penalty on the fibres
    Let lam > 0.  At a local minimum of L~ in the neurons each z_k is a local minimum of the penalty on its fibre. *)
Theorem FIBRE (theta : Theta) (z : 'I_K -> Z) (k : 'I_K) : 0 < lam -> neuron_local_minimum theta z ->
  locally (z k) (fun z' => fibre (z k) z' -> P (z k) <= P z').
Proof.
move=> lam0 [eps le]; exists eps => z' near fib.
have := le _ (ball_replaced near); rewrite risk_fibre // => h.
by apply: (Rmult_le_reg_l lam) => //; lra.
Qed.

(** ** FIBRE, the orbit argument
    Let lam <> 0, and let a curve through z_k stay in the fibre.  At a local minimum of L~ in the neurons the derivative of
    the penalty along it is 0. *)
Theorem FIBRE_orbit (theta : Theta) (z : 'I_K -> Z) (k : 'I_K) (c : R -> Z) (d : R) : lam <> 0 ->
  neuron_local_minimum theta z ->
  c 0 = z k -> continuous c 0 -> (forall t, fibre (z k) (c t)) -> is_derive (fun t => P (c t)) 0 d -> d = 0.
Proof.
move=> lam0 [eps le] c0 cont fib der.
have der' : is_derive (fun t => neuron_risk theta z + lam * (P (c t) - P (z k))) 0 (0 + lam * (d - 0)).
  apply: is_derive_plus; first exact: is_derive_const.
  by apply: is_derive_scal; apply: is_derive_minus => //; apply: is_derive_const.
suff /(derive_at_local_minimum der') : locally 0 (fun t =>
    neuron_risk theta z + lam * (P (c 0) - P (z k)) <= neuron_risk theta z + lam * (P (c t) - P (z k))).
  by rewrite Rplus_0_l Rminus_0_r => /Rmult_integral [].
have near : locally 0 (fun t => ball (z k) eps (c t)) by rewrite -c0; apply: (cont (ball (c 0) eps)); apply: locally_ball.
apply: filter_imp near => t near; rewrite -!risk_fibre ?c0 ?replaced_self //.
exact: (le _ (ball_replaced near)).
Qed.

(** ** Local minima exist over every data-optimal theta: where neurons and penalty are 0, if the penalty is nowhere negative. *)
Theorem NEURON_attained (theta : Theta) (z : 'I_K -> Z) : 0 <= lam -> data_optimal x l f theta ->
  (forall k u, N (z k) u = 0) -> (forall k, P (z k) = 0) -> (forall z', 0 <= P z') -> neuron_local_minimum theta z.
Proof.
move=> lam0 /data_optimal_floor floor N0 P0 ge; exists (mkposreal 1 Rlt_0_1) => z' _.
rewrite /neuron_risk [\sum_k P (z k)]sum0 => [|k _]; last exact: P0.
have -> : risk x l (neuron_network theta z) = L x l f theta.
  apply: risk_ext => u; apply: functional_extensionality => k; rewrite /neuron_network N0; exact: Rplus_0_r.
have pen : 0 <= lam * (\sum_k P (z' k)) by apply: Rmult_le_pos => //; apply: sum_ge0 => k _; apply: ge.
by have := floor (neuron_network theta z'); lra.
Qed.
End Neuron.

(** ** SEEN: the residuals that a neuron sees
    A neuron (a, y) with an amplitude a and other parameters y, which is 0 at a = 0 and has there the slope phi_y in a, and a
    penalty that is the same at all (0, y) and has there the slope 0 in a.  The neuron sees the residuals if no others are
    orthogonal to phi_y' for all y' near y. *)
Section Seen.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).
Variables (Y : UniformSpace) (N : R * Y -> vec dx -> R) (P : R * Y -> R) (phi : Y -> vec dx -> R).

Definition linear_at_zero :=
  (forall y u, N (0, y) u = 0) /\ (forall y u, is_derive (fun a => N (a, y) u) 0 (phi y u)) /\
  (forall y y', P (0, y) = P (0, y')) /\ (forall y, is_derive (fun a => P (a, y)) 0 0).

Definition sees (y : Y) := forall c : 'I_m -> R,
  locally y (fun y' => \sum_i (c i * phi y' (x i)) = 0) -> forall u, \sum_(i | same (x i) u) c i = 0.

(** Let each l_i have its partial derivatives at f(x_i; theta).  At a local minimum of L~ in the neurons at which all
    amplitudes are 0, the residuals are orthogonal to phi_y for all y near y_k. *)
Theorem SEEN (theta : Theta) (y : 'I_K -> Y) (k : 'I_K) : linear_at_zero -> differentiable_at_outputs x l f theta ->
  neuron_local_minimum x l f lam N P theta (fun k => (0, y k)) ->
  locally (y k) (fun y' => \sum_i (partial (l i) (f (x i) theta) k * phi y' (x i)) = 0).
Proof.
move=> [N0 [dN [P0 dP]]] ex [eps le]; exists eps => y' near.
pose z a : 'I_K -> R * Y := replaced (fun k => (0, y k)) k (a, y').
have net a i : neuron_network f N theta (z a) (x i) = shift (f (x i) theta) k (N (a, y') (x i)).
  apply: functional_extensionality => j; rewrite /neuron_network /z /replaced /shift; case: eqP => [->|_] //.
  by rewrite N0; ring.
have der : is_derive (fun a => neuron_risk x l f lam N P theta (z a)) 0
    (/ INR m * (\sum_i (phi y' (x i) * partial (l i) (f (x i) theta) k)) + lam * (0 - 0 + 0)).
  apply: is_derive_plus.
    apply: is_derive_scal; apply: is_derive_sum => i _.
    apply: (is_derive_ext (fun a => l i (shift (f (x i) theta) k (N (a, y') (x i))))) => [a|]; first by rewrite net.
    exact: is_derive_shift.
  apply: is_derive_scal; apply: (is_derive_ext (fun a => (\sum_j P (0, y j)) - P (0, y k) + P (a, y'))) => [a|].
    by rewrite /z penalty_replaced.
  apply: is_derive_plus => //; apply: is_derive_minus; exact: is_derive_const.
have at0 : neuron_risk x l f lam N P theta (z 0) = neuron_risk x l f lam N P theta (fun k => (0, y k)).
  rewrite /neuron_risk /z penalty_replaced (P0 y' (y k)); congr (_ + _); last by ring.
  apply: risk_ext => u; apply: functional_extensionality => j; rewrite /neuron_network /replaced.
  by case: eqP => // _; rewrite !N0.
have d0 : / INR m * (\sum_i (phi y' (x i) * partial (l i) (f (x i) theta) k)) + lam * (0 - 0 + 0) = 0.
  apply: (derive_at_local_minimum der); exists eps => a near_a; rewrite at0; apply: le.
  by apply: ball_replaced; split.
case: (posnP m) => [m0|m0].
  by apply: sum0 => i _; have := leq_ltn_trans (leq0n i) (ltn_ord i); rewrite m0.
have inv : / INR m <> 0 by apply/Rinv_neq_0_compat/not_0_INR/eqP; rewrite -lt0n.
have : / INR m * (\sum_i (phi y' (x i) * partial (l i) (f (x i) theta) k)) = 0 by lra.
case/Rmult_integral => [//|s0]; rewrite -[RHS]s0; apply: eq_bigr => i _; exact: Rmult_comm.
Qed.

(** If moreover the neurons see the residuals, all residuals are 0; so under the assumptions of ELIM or of REAL theta is
    data-optimal, and a global minimum of L. *)
Theorem SEEN_elim (theta : Theta) (y : 'I_K -> Y) : linear_at_zero -> (forall y, sees y) ->
  grouped_stationary_is_global x l -> differentiable_at_outputs x l f theta ->
  neuron_local_minimum x l f lam N P theta (fun k => (0, y k)) ->
  data_optimal x l f theta /\ global_minimum (L x l f) theta.
Proof.
move=> lin see good ex locmin.
have res0 u k : residual x l f theta u k = 0 by apply: (see (y k)); apply: SEEN lin ex locmin.
have opt : data_optimal x l f theta by move=> j; apply/good/stationary_grouped_loss.
by split=> //; apply: data_optimal_global.
Qed.
End Seen.
