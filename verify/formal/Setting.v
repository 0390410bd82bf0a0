(** * The setting

    Data, network, losses, the added exponential neurons, the two objectives,
    and what "local minimum", "data-optimal", "stationary" and "convex" mean.
    These definitions, and the statements of the theorems, are all that has to be read
    in order to know what is proved; Coq checks the rest. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** ** Vectors *)

(** R^n.  As a uniform space (a set with a notion of closeness) it carries the sup-norm:
    [ball q eps q'] means |q' k - q k| < eps for each k. *)
Definition vec (n : nat) := 'I_n -> R.

Definition dot n (u v : vec n) : R := \sum_e (u e * v e).
(** |a|^2, the square of the Euclidean norm *)
Definition sqnorm n (a : vec n) : R := \sum_k (a k) ^ 2.
Definition zero {n} : vec n := fun _ => 0.
(** [q + t e_k], where [e_k] is the unit vector of coordinate [k] *)
Definition shift n (q : vec n) (k : 'I_n) (t : R) : vec n := fun j => if j == k then q j + t else q j.

(** ** Minima.  They need not be strict. *)

Definition global_minimum (T : Type) (F : T -> R) (z : T) := forall z', F z <= F z'.

(** Some ball around [z] contains no point with a lower value. *)
Definition local_minimum (U : UniformSpace) (F : U -> R) (z : U) := locally z (fun z' => F z <= F z').
Arguments local_minimum {U} F z.

(** ** Functions on R^n *)

Definition has_partial n (phi : vec n -> R) q k := ex_derive (fun t => phi (shift q k t)) 0.
Definition partial n (phi : vec n -> R) q k : R := Derive (fun t => phi (shift q k t)) 0.
(** All partial derivatives exist at [q] and are 0. *)
Definition stationary n (phi : vec n -> R) q := forall k, is_derive (fun t => phi (shift q k t)) 0 0.
Definition convex n (phi : vec n -> R) := forall p q s, 0 <= s <= 1 ->
  phi (fun k => s * p k + (1 - s) * q k) <= s * phi p + (1 - s) * phi q.

(** ** The objectives *)

Section Setting.
Variables (m dx K : nat).          (* samples, input dimension, outputs *)
Variable x : 'I_m -> vec dx.        (* inputs; they may repeat *)
Variable l : 'I_m -> vec K -> R.     (* l i: the loss of sample i as a function of the output; the target is inside *)
Variable Theta : UniformSpace.     (* the parameters of the network: anything with a notion of closeness *)
Variable f : vec dx -> Theta -> vec K.  (* the network: any map whatsoever *)
Variable lam : R.                  (* the factor of the penalty *)

(** The risk of a function [F]: (1/m) sum_i l_i(F(x_i)). *)
Definition risk (F : vec dx -> vec K) : R := / INR m * (\sum_i l i (F (x i))).

(** The objective of the network, L(theta). *)
Definition L (theta : Theta) : R := risk (fun u => f u theta).

(** Parameters (a, b, W) of the added neurons: amplitudes [a] and biases [b] in R^K, and a weight vector
    [W k] in R^dx for each output [k].  They are written [(a, b, W)]. *)
Definition neurons : Type := vec K * vec K * ('I_K -> vec dx).

(** g(u; a, b, W)_k = a_k exp(w_k . u + b_k): one exponential neuron for each output. *)
Definition added_neurons (z : neurons) (u : vec dx) : vec K :=
  let '(a, b, W) := z in fun k => a k * exp (dot (W k) u + b k).

(** f~ = f + g *)
Definition augmented_network (theta : Theta) (z : neurons) (u : vec dx) : vec K :=
  fun k => f u theta k + added_neurons z u k.

(** L~(theta, a, b, W): the risk of f~ plus lam |a|^2. *)
Definition augmented_risk (theta : Theta) (z : neurons) : R :=
  let '(a, b, W) := z in risk (augmented_network theta z) + lam * sqnorm a.

(** A local minimum of L~ in all its variables ... *)
Definition augmented_local_minimum (theta : Theta) (z : neurons) :=
  local_minimum (fun p : Theta * neurons => augmented_risk p.1 p.2) (theta, z).
(** ... and one in (a, b, W) alone, with theta frozen: a weaker hypothesis in a theorem. *)
Definition frozen_local_minimum (theta : Theta) (z : neurons) :=
  local_minimum (fun z' : neurons => augmented_risk theta z') z.

(** ** Data-optimal parameters *)

(** Equality of two inputs, as a boolean. *)
Definition same (u v : vec dx) : bool := [forall e, if Req_EM_T (u e) (v e) then true else false].

(** phi_u: the sum of the losses of all samples with input [u]. *)
Definition grouped_loss (u : vec dx) (q : vec K) : R := \sum_(i | same (x i) u) l i q.

(** At every input of the data the output of the network minimises the grouped loss over all of R^K. *)
Definition data_optimal (theta : Theta) := forall j, global_minimum (grouped_loss (x j)) (f (x j) theta).

(** rho_k(u) = sum of d l_i / d q_k (f(u; theta)) over the samples i with input [u]. *)
Definition residual (theta : Theta) (u : vec dx) (k : 'I_K) : R :=
  \sum_(i | same (x i) u) partial (l i) (f (x i) theta) k.

(** ** Assumptions, by name *)

(** Each l_i has its partial derivatives at the current output.  This is all the differentiability used. *)
Definition differentiable_at_outputs (theta : Theta) := forall i k, has_partial (l i) (f (x i) theta) k.
(** For ELIM: *)
Definition convex_losses := forall i, convex (l i).
(** For REAL: equal inputs carry equal targets, and each stationary point of a loss is a global minimum of it. *)
Definition realizable := forall i j, x i = x j -> l i = l j.
Definition stationary_is_global := forall i q, stationary (l i) q -> global_minimum (l i) q.
(** What ELIM and REAL have in common: *)
Definition grouped_stationary_is_global := forall j q,
  stationary (grouped_loss (x j)) q -> global_minimum (grouped_loss (x j)) q.

(** ** First facts *)

Lemma sameP u v : reflect (u = v) (same u v).
Proof.
apply: (iffP forallP) => [eq_uv|->] => [|e]; last by case: Req_EM_T.
by apply: functional_extensionality => e; move: (eq_uv e); case: Req_EM_T.
Qed.

Lemma same_refl u : same u u.
Proof. exact/sameP. Qed.

(** A local minimum in all variables is one in (a, b, W). *)
Lemma local_minimum_frozen theta z : augmented_local_minimum theta z -> frozen_local_minimum theta z.
Proof.
case=> eps le; exists eps => z' near.
by apply: (le (theta, z')); split => //; apply: ball_center.
Qed.

(** With a = 0 the added neurons vanish at every input, and L~ = L. *)
Lemma added_neurons0 b W u : added_neurons (zero, b, W) u = zero.
Proof. by apply: functional_extensionality => k; rewrite /added_neurons /zero; ring. Qed.

Lemma sqnorm0 n : sqnorm (@zero n) = 0.
Proof. by apply: sum0 => k _; rewrite /zero; ring. Qed.

Lemma sqnorm_ge0 n (a : vec n) : 0 <= sqnorm a.
Proof. by apply: sum_ge0 => k _; apply: pow2_ge_0. Qed.

Lemma sqnorm_eq0 n (a : vec n) : sqnorm a <= 0 -> a = zero.
Proof.
move=> le; apply: functional_extensionality => k.
have := sum_ge0_eq0 (fun k _ => pow2_ge_0 (a k)) le (i := k) isT.
by rewrite /zero => h; apply: Rsqr_0_uniq; rewrite /Rsqr; lra.
Qed.

Lemma augmented_network0 theta b W u : augmented_network theta (zero, b, W) u = f u theta.
Proof.
by apply: functional_extensionality => k; rewrite /augmented_network added_neurons0 /zero; ring.
Qed.

Lemma augmented_risk0 theta b W : augmented_risk theta (zero, b, W) = L theta.
Proof.
rewrite /augmented_risk sqnorm0 Rmult_0_r Rplus_0_r /L /risk; congr (_ * _).
by apply: eq_bigr => i _; rewrite augmented_network0.
Qed.

(** The factor 1/m is positive if there is a sample, and without samples all sums are 0. *)
Lemma mean_le (u v : 'I_m -> R) : \sum_i u i <= \sum_i v i -> / INR m * (\sum_i u i) <= / INR m * (\sum_i v i).
Proof.
case: (posnP m) => [m0|m0] le; last first.
  by apply: Rmult_le_compat_l => //; apply/Rlt_le/Rinv_0_lt_compat/lt_0_INR/ltP.
have none (w : 'I_m -> R) : \sum_i w i = 0.
  by apply: sum0 => i; have := leq_ltn_trans (leq0n i) (ltn_ord i); rewrite m0.
by rewrite !none; apply: Rle_refl.
Qed.

Lemma mean_pos (j : 'I_m) : 0 < / INR m.
Proof. by apply/Rinv_0_lt_compat/lt_0_INR/ltP; apply: leq_ltn_trans (ltn_ord j). Qed.

Lemma risk_ext F G : (forall u, F u = G u) -> risk F = risk G.
Proof. by move=> e; rewrite /risk; congr (_ * _); apply: eq_bigr => i _; rewrite e. Qed.

Lemma risk_le F G : (forall i, l i (F (x i)) <= l i (G (x i))) -> risk F <= risk G.
Proof.
by move=> le; apply: mean_le; apply: sum_le.
Qed.

(** The sum over the samples is the sum over the distinct inputs of the grouped sums:
    if all grouped sums are ordered, so are the sums. *)
Lemma sum_le_by_input (u v : 'I_m -> R) :
  (forall j, \sum_(i | same (x i) (x j)) u i <= \sum_(i | same (x i) (x j)) v i) ->
  \sum_i u i <= \sum_i v i.
Proof.
(* the first sample with the input of sample i stands for its group *)
move=> le; pose first (i : 'I_m) : 'I_m := [arg min_(j < i | same (x j) (x i)) (j : nat)]%N.
have fP i : same (x (first i)) (x i) by rewrite /first; case: arg_minnP => //; apply: same_refl.
have fE i j : x i = x j -> first i = first j.
  move=> e; apply/val_inj/eqP; rewrite eqn_leq /first.
  case: arg_minnP => [|p /sameP xp mp]; first exact: same_refl.
  case: arg_minnP => [|q /sameP xq mq]; first exact: same_refl.
  by apply/andP; split; [apply: mp; apply/sameP; rewrite xq | apply: mq; apply/sameP; rewrite xp].
rewrite (partition_big first xpredT) //= [X in _ <= X](partition_big first xpredT) //=.
apply: sum_le => j _.
case fj: (first j == j); last first.
  suff none i : (first i == j) = false by rewrite !big_pred0 //; apply: Rle_refl.
  apply/eqP => ij; move/eqP: fj; apply; rewrite -{2}ij; apply: fE.
  by rewrite -ij; apply/sameP/fP.
have group i : (first i == j) = same (x i) (x j).
  by apply/eqP/sameP => [<-|e]; [apply/esym/sameP/fP | rewrite (fE _ _ e); apply/eqP].
by rewrite (eq_bigl _ _ group) [X in _ <= X](eq_bigl _ _ group).
Qed.

(** theta is data-optimal exactly if L(theta) is the floor: the least risk of any function of the input. *)
Theorem data_optimal_floor theta :
  data_optimal theta <-> forall F : vec dx -> vec K, L theta <= risk F.
Proof.
split=> [opt F|floor j q].
  apply: mean_le.
  apply: sum_le_by_input => j; have := opt j (F (x j)).
  rewrite /grouped_loss => le.
  rewrite (eq_bigr (fun i => l i (f (x j) theta))) => [|i /sameP -> //].
  by rewrite [X in _ <= X](eq_bigr (fun i => l i (F (x j)))) => // i /sameP ->.
(* compare theta with the function that differs from it at x_j only *)
have := floor (fun u => if same u (x j) then q else f u theta).
have m0 := mean_pos j.
rewrite /L /risk => /Rmult_le_reg_l => /(_ m0).
rewrite (bigID (fun i => same (x i) (x j))) [X in _ <= X](bigID (fun i => same (x i) (x j))) /=.
rewrite /grouped_loss => le.
rewrite (eq_bigr (fun i => l i (f (x i) theta))) => [|i /sameP -> //].
rewrite [X in _ <= X](eq_bigr (fun i => l i (if same (x i) (x j) then q else f (x i) theta))) => [|i -> //].
move: le; rewrite [X in _ <= _ + X](eq_bigr (fun i => l i (f (x i) theta))) => [|i /negbTE -> //].
lra.
Qed.

(** A data-optimal theta is a global minimum of L.  (The converse is false: see Necessity.v.) *)
Lemma data_optimal_global theta : data_optimal theta -> global_minimum L theta.
Proof. by move/data_optimal_floor => floor theta'; apply: floor. Qed.

End Setting.

Arguments augmented_risk : simpl never.
Arguments augmented_network : simpl never.
Arguments added_neurons : simpl never.

(** ** Tools for vectors *)

Lemma shift0 n (q : vec n) k : shift q k 0 = q.
Proof. by apply: functional_extensionality => j; rewrite /shift; case: eqP => // _; ring. Qed.

Lemma ball_vec n (q q' : vec n) (eps : posreal) :
  (forall k, Rabs (q' k - q k) < eps) -> ball q eps q'.
Proof. by move=> near k; apply: near. Qed.

Lemma ball_shift n (q : vec n) k (eps : posreal) t : Rabs t < eps -> ball q eps (shift q k t).
Proof.
move=> lt; apply: ball_vec => j; rewrite /shift; case: eqP => _.
  by replace (q j + t - q j) with t by ring.
by rewrite Rminus_eq_0 Rabs_R0; apply: cond_pos.
Qed.

Lemma is_derive_partial n (phi : vec n -> R) q k :
  has_partial phi q k -> is_derive (fun t => phi (shift q k t)) 0 (partial phi q k).
Proof. exact: Derive_correct. Qed.

Lemma partial_unique n (phi : vec n -> R) q k d :
  is_derive (fun t => phi (shift q k t)) 0 d -> partial phi q k = d.
Proof. exact: is_derive_unique. Qed.

Lemma stationaryP n (phi : vec n -> R) q :
  stationary phi q <-> forall k, has_partial phi q k /\ partial phi q k = 0.
Proof.
split=> [st k|st k]; first by split; [exists 0; apply: st | apply: partial_unique; apply: st].
by case: (st k) => ex d0; have := is_derive_partial ex; rewrite d0.
Qed.
