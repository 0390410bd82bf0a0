(** * CHAR and EXIST: all local minima of L~, and whether there are any *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section Char.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

(** The assumptions of ELIM or of REAL, as far as they concern the losses. *)
Definition ELIM_or_REAL := convex_losses l \/ (realizable x l /\ stationary_is_global l).

Lemma ELIM_or_REAL_grouped : ELIM_or_REAL -> grouped_stationary_is_global x l.
Proof. by case=> [|[]]; [apply: convex_grouped | apply: realizable_grouped]. Qed.

(** If lam >= 0, a data-optimal theta with a = 0 is a global minimum of L~: the data term of L~ is the risk of a function,
    and no function has a lower risk.  Nothing is assumed of the losses. *)
Lemma data_optimal_global_minimum (theta : Theta) b W :
  0 <= lam -> data_optimal x l f theta ->
  global_minimum (fun p : Theta * neurons dx K => augmented_risk x l f lam p.1 p.2) (theta, (zero, b, W)).
Proof.
move=> lam0 /data_optimal_floor floor [theta' [[a' b'] W']].
rewrite [X in X <= _]augmented_risk0 /augmented_risk /=.
have := floor (augmented_network f theta' (a', b', W')).
by have := Rmult_le_pos _ _ lam0 (sqnorm_ge0 a'); lra.
Qed.

Lemma global_minimum_local (U : UniformSpace) (F : U -> R) z : global_minimum F z -> local_minimum F z.
Proof. by move=> min; exists (mkposreal 1 Rlt_0_1) => z' _; apply: min. Qed.

(** ** CHAR
    Let lam > 0, and let the assumptions of ELIM or of REAL hold.  For a point (theta, a, b, W) these are equivalent:
    - it is a local minimum of L~;
    - it is a local minimum of L~ in (a, b, W), theta frozen;
    - it is a global minimum of L~;
    - a = 0 and theta is data-optimal (b and W are arbitrary).
    The value is then L(theta), the floor: no function has a lower risk (theorem data_optimal_floor).

    Idea: ELIM and REAL in one direction, [data_optimal_global_minimum] in the other. *)
Theorem CHAR_grouped (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  0 < lam -> grouped_stationary_is_global x l -> differentiable_at_outputs x l f theta ->
  (augmented_local_minimum x l f lam theta (a, b, W) <-> a = zero /\ data_optimal x l f theta) /\
  (frozen_local_minimum x l f lam theta (a, b, W) <-> a = zero /\ data_optimal x l f theta) /\
  (global_minimum (fun p : Theta * neurons dx K => augmented_risk x l f lam p.1 p.2) (theta, (a, b, W)) <->
     a = zero /\ data_optimal x l f theta) /\
  (a = zero /\ data_optimal x l f theta ->
     augmented_risk x l f lam theta (a, b, W) = L x l f theta /\
     forall F : vec dx -> vec K, L x l f theta <= risk x l F).
Proof.
move=> lam0 good ex.
pose target := a = zero /\ data_optimal x l f theta.
have frozen : frozen_local_minimum x l f lam theta (a, b, W) -> target.
  move=> locmin; split; first by case: (RESIDUAL (Rgt_not_eq _ _ lam0) ex locmin).
  by case: (ELIM_grouped (Rgt_not_eq _ _ lam0) good ex locmin).
have full : augmented_local_minimum x l f lam theta (a, b, W) -> frozen_local_minimum x l f lam theta (a, b, W).
  exact: local_minimum_frozen.
have global : target ->
    global_minimum (fun p : Theta * neurons dx K => augmented_risk x l f lam p.1 p.2) (theta, (a, b, W)).
  by case=> -> opt; apply: data_optimal_global_minimum => //; lra.
have local : global_minimum (fun p : Theta * neurons dx K => augmented_risk x l f lam p.1 p.2) (theta, (a, b, W)) ->
    augmented_local_minimum x l f lam theta (a, b, W) by apply: global_minimum_local.
split; last split; last split.
- by split=> [/full /frozen //|/global /local].
- by split=> [/frozen //|/global /local /full].
- by split=> [/local /full /frozen //|/global].
- by case=> -> opt; split; [rewrite augmented_risk0 | apply/data_optimal_floor].
Qed.

Theorem CHAR (theta : Theta) (a b : vec K) (W : 'I_K -> vec dx) :
  0 < lam -> ELIM_or_REAL -> differentiable_at_outputs x l f theta ->
  (augmented_local_minimum x l f lam theta (a, b, W) <-> a = zero /\ data_optimal x l f theta) /\
  (frozen_local_minimum x l f lam theta (a, b, W) <-> a = zero /\ data_optimal x l f theta) /\
  (global_minimum (fun p : Theta * neurons dx K => augmented_risk x l f lam p.1 p.2) (theta, (a, b, W)) <->
     a = zero /\ data_optimal x l f theta) /\
  (a = zero /\ data_optimal x l f theta ->
     augmented_risk x l f lam theta (a, b, W) = L x l f theta /\
     forall F : vec dx -> vec K, L x l f theta <= risk x l F).
Proof. by move=> lam0 /ELIM_or_REAL_grouped; apply: CHAR_grouped. Qed.

(** ** EXIST
    Let lam > 0, and let the assumptions of ELIM or of REAL hold for every theta.  L~ has a local minimum if and only if
    some theta is data-optimal. *)
Theorem EXIST :
  0 < lam -> ELIM_or_REAL -> (forall theta, differentiable_at_outputs x l f theta) ->
  (exists theta a b W, augmented_local_minimum x l f lam theta (a, b, W)) <-> (exists theta, data_optimal x l f theta).
Proof.
move=> lam0 good ex; split=> [[theta [a [b [W locmin]]]]|[theta opt]]; exists theta.
  by move: locmin; case: (CHAR a b W lam0 good (ex theta)) => -> _ [].
by exists zero, zero, (fun _ => zero); case: (CHAR zero zero (fun _ => zero) lam0 good (ex theta)) => -> _.
Qed.

(** ** EXIST, the vacuous case
    Let lam <> 0, and let the losses have their partial derivatives at all outputs; convexity is not needed.  If over every
    theta some residual is not 0, then L~ has no local minimum at all, not even in (a, b, W): ELIM and REAL speak about
    nothing. *)
Theorem EXIST_never :
  lam <> 0 -> (forall theta, differentiable_at_outputs x l f theta) ->
  (forall theta, exists u k, residual x l f theta u k <> 0) ->
  forall theta a b W, ~ frozen_local_minimum x l f lam theta (a, b, W).
Proof.
move=> lam0 ex res theta a b W locmin; have [u [k]] := res theta; apply.
by case: (RESIDUAL lam0 (ex theta) locmin).
Qed.
End Char.

(** ** Cross-entropy *)

Section CrossEntropy.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (label : 'I_m -> 'I_K).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

Definition partition_function n (q : vec n) : R := \sum_k exp (q k).
(** log sum_k exp(q_k) - q_c for the label c *)
Definition cross_entropy n (c : 'I_n) (q : vec n) : R := ln (partition_function q) - q c.
Let loss i := cross_entropy (label i).

Lemma partition_function_pos n (c : 'I_n) (q : vec n) : 0 < partition_function q.
Proof.
apply: Rlt_le_trans (exp_pos (q c)) _; apply: sum_ge_term => // k _; exact/Rlt_le/exp_pos.
Qed.

(** d/dq_k cross_entropy = p_k - [k is the label], where p = softmax(q) *)
Lemma is_derive_cross_entropy n (c : 'I_n) q k :
  is_derive (fun t => cross_entropy c (shift q k t)) 0
            (exp (q k) / partition_function q - (if c == k then 1 else 0)).
Proof.
have Z0 := partition_function_pos c q.
have dZ : is_derive (fun t => partition_function (shift q k t)) 0 (exp (q k)).
  have -> : exp (q k) = \sum_j (if j == k then exp (q j) else 0).
    by rewrite (sum_single (i0 := k)) ?eqxx // => j _ /negbTE ->.
  apply: is_derive_sum => j _; rewrite /shift; case: eqP => _; last exact: is_derive_const.
  by auto_derive => //; rewrite Rplus_0_r; ring.
apply: is_derive_minus.
  have -> : exp (q k) / partition_function q = exp (q k) * / partition_function (shift q k 0) by rewrite shift0.
  by apply: (is_derive_comp ln) => //; apply: is_derive_ln; rewrite shift0.
rewrite /shift; case: eqP => _; last exact: is_derive_const.
by auto_derive.
Qed.

(** ** EXIST for cross-entropy
    Let lam <> 0.  If at some input some class does not occur (one hard label at an input without conflict, two classes or
    more, is the usual case), then L~ for cross-entropy has no local minimum at all, whatever the network is. *)
Theorem EXIST_cross_entropy (j : 'I_m) (c : 'I_K) :
  lam <> 0 -> (forall i, x i = x j -> label i <> c) ->
  forall (theta : Theta) a b W, ~ frozen_local_minimum x loss f lam theta (a, b, W).
Proof.
move=> lam0 absent; apply: (EXIST_never lam0) => [theta i k|theta]; last exists (x j), c.
  by exists (exp (f (x i) theta k) / partition_function (f (x i) theta) - (if label i == k then 1 else 0));
     apply: is_derive_cross_entropy.
apply: Rgt_not_eq; rewrite /residual (bigD1 j) /=; last exact: same_refl.
have pos i : same (x i) (x j) -> 0 < partial (loss i) (f (x i) theta) c.
  move=> /sameP /absent /eqP /negbTE ne; rewrite (partial_unique (is_derive_cross_entropy (label i) (f (x i) theta) c)) ne.
  rewrite Rminus_0_r; apply: Rdiv_lt_0_compat; [exact: exp_pos | exact: partition_function_pos c _].
apply: Rplus_lt_le_0_compat; first by apply: pos; apply: same_refl.
by apply: sum_ge0 => i /andP [/pos /Rlt_le].
Qed.

(** ** Cross-entropy with every class at every input
    If every class occurs at every input, the grouped loss at each input attains its minimum, at q_c = log N_c where N_c is
    the number of samples of class c with this input: the floor is attained by a function, and whether L~ has a local
    minimum depends on the network. *)
Theorem cross_entropy_attained (j : 'I_m) :
  (forall c, exists i, x i = x j /\ label i = c) ->
  global_minimum (grouped_loss x loss (x j))
    (fun c => ln (INR #|[pred i | same (x i) (x j) && (label i == c)]|)).
Proof.
move=> occurs q.
pose N c := INR #|[pred i | same (x i) (x j) && (label i == c)]|.
have Npos c : 0 < N c.
  apply/lt_0_INR/ltP/card_gt0P; case: (occurs c) => i [xi li]; exists i.
  by rewrite inE xi li same_refl eqxx.
(* the grouped loss is sum_c N_c (log Z - q_c) *)
have grouped p : grouped_loss x loss (x j) p = \sum_c (N c * (ln (partition_function p) - p c)).
  rewrite /grouped_loss (partition_big label xpredT) //=; apply: eq_bigr => c _.
  rewrite (eq_bigr (fun _ => ln (partition_function p) - p c)); first by rewrite sum_const.
  by move=> i /andP [_ /eqP e]; rewrite /loss /cross_entropy e.
rewrite !grouped.
have Zln : partition_function (fun c => ln (N c)) = \sum_c N c by apply: eq_bigr => c _; rewrite exp_ln.
rewrite Zln; set S := \sum_c N c; set Z := partition_function q.
have S0 : 0 < S by rewrite /S -Zln; apply: partition_function_pos (label j) _.
have Z0 : 0 < Z by apply: partition_function_pos (label j) _.
(* log t <= t - 1 with t = S e^{q_c} / (Z N_c), summed with the weights N_c *)
have term c : N c * (ln S - ln (N c)) <= N c * (ln Z - q c) + (S / Z * exp (q c) - N c).
  have Nc := Npos c; have ec := exp_pos (q c).
  have t0 : 0 < S * exp (q c) / (Z * N c).
    by apply: Rdiv_lt_0_compat; apply: Rmult_lt_0_compat.
  have lnt : ln (S * exp (q c) / (Z * N c)) = ln S + q c - (ln Z + ln (N c)).
    by rewrite ln_div ?ln_mult ?ln_exp //; apply: Rmult_lt_0_compat.
  have := exp_ineq1_le (ln (S * exp (q c) / (Z * N c))); rewrite exp_ln // lnt => h.
  have h' : N c * (1 + (ln S + q c - (ln Z + ln (N c)))) <= N c * (S * exp (q c) / (Z * N c)).
    by apply: Rmult_le_compat_l; lra.
  have e : N c * (S * exp (q c) / (Z * N c)) = S / Z * exp (q c) by field; lra.
  rewrite e in h'; lra.
apply: Rle_trans (sum_le (fun c (_ : xpredT c) => term c)) _.
rewrite sum_plus sum_minus sum_scal -/S -/Z.
have -> : S / Z * Z - S = 0 by field; lra.
by rewrite Rplus_0_r; apply: Rle_refl.
Qed.
End CrossEntropy.

(** ** Logistic loss: log(1 + exp(- y q)) with labels y = 1 and y = -1, one output *)

Section Logistic.
Variables (m dx : nat) (x : 'I_m -> vec dx) (y : 'I_m -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec 1) (lam : R).

Definition logistic (s : R) (q : vec 1) : R := ln (1 + exp (- (s * q ord0))).
Let loss i := logistic (y i).

Lemma is_derive_logistic s q k :
  is_derive (fun t => logistic s (shift q k t)) 0 (- s * (exp (- (s * q k)) / (1 + exp (- (s * q k))))).
Proof.
rewrite (ord1 k) /logistic /shift eqxx.
have e0 := exp_pos (- (s * q ord0)).
by auto_derive; rewrite Rplus_0_r; [lra | field; lra].
Qed.

(** Let lam <> 0.  If all samples at some input carry the same nonzero label s, L~ for logistic loss has no local minimum
    at all, whatever the network is. *)
Theorem EXIST_logistic (j : 'I_m) (s : R) :
  lam <> 0 -> s <> 0 -> (forall i, x i = x j -> y i = s) ->
  forall (theta : Theta) a b W, ~ frozen_local_minimum x loss f lam theta (a, b, W).
Proof.
move=> lam0 s0 one_label; apply: (EXIST_never lam0) => [theta i k|theta]; last exists (x j), ord0.
  by eexists; apply: is_derive_logistic.
rewrite /residual => res0.
pose p i := exp (- (s * f (x i) theta ord0)) / (1 + exp (- (s * f (x i) theta ord0))).
have p0 i : 0 < p i by have := exp_pos (- (s * f (x i) theta ord0)) => e; apply: Rdiv_lt_0_compat; lra.
have : - s * (\sum_(i | same (x i) (x j)) p i) = 0.
  rewrite -sum_scal -[RHS]res0; apply: eq_bigr => i /sameP /one_label yi.
  by rewrite (partial_unique (is_derive_logistic (y i) (f (x i) theta) ord0)) yi.
case/Rmult_integral => [|sum_p]; first by lra.
have := sum_ge_term (P := fun i => same (x i) (x j)) (F := p) (i0 := j) (same_refl (x j)) (fun i _ => Rlt_le _ _ (p0 i)).
by have := p0 j; lra.
Qed.
End Logistic.
