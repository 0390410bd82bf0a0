(** * The three tasks: the theorem of the abstract for each of them

    Multi-class classification, binary classification and regression.  The network is any map, theta lies in any uniform
    space, the data and the number of samples are any, each sample has its weight.  Nothing is left to be assumed of the
    losses: they are named, and what ELIM asks of them is proved in Losses.v. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Losses.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section Tasks.
Variables (m dx K : nat) (x : 'I_m -> vec dx).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

(** What the abstract says of a point (theta, a, b, W) of L~: the effects of the added neurons vanish, at every input;
    theta is a global minimum of L; and, which is more, no function of the input has a lower risk than the network. *)
Definition eliminated (l : 'I_m -> vec K -> R) (theta : Theta) (z : neurons dx K) :=
  (forall u, augmented_network f theta z u = f u theta) /\
  augmented_risk x l f lam theta z = L x l f theta /\
  global_minimum (L x l f) theta /\
  forall F : vec dx -> vec K, L x l f theta <= risk x l F.

Lemma eliminated_convex (l : 'I_m -> vec K -> R) (theta : Theta) (z : neurons dx K) : lam <> 0 ->
  (forall i, convex_with_partials (l i)) -> augmented_local_minimum x l f lam theta z -> eliminated l theta z.
Proof.
move: z => [[a b] W] lam0 good /local_minimum_frozen locmin.
have [_ [net value]] := VANISH lam0 (frozen_local_minimum_ab locmin).
have [opt glob] : data_optimal x l f theta /\ global_minimum (L x l f) theta.
  by apply: ELIM locmin => // i; [case: (good i) | move=> k; case: (good i) => _; apply].
by split=> //; split=> //; split=> //; apply/data_optimal_floor.
Qed.

Lemma failure_convex (l : 'I_m -> vec K -> R) (theta : Theta) : lam <> 0 ->
  (forall i, convex_with_partials (l i)) -> ~ global_minimum (L x l f) theta ->
  forall z, ~ frozen_local_minimum x l f lam theta z.
Proof.
move=> lam0 good bad [[a b] W]; apply: FAIL_bad_minimum => // [|i k]; first by left=> i; case: (good i).
by case: (good i) => _; apply.
Qed.

(** ** Multi-class classification: softmax cross-entropy
    Sample i has a distribution y_i over the K classes as its target, and the weight c_i >= 0. *)
Definition multiclass (c : 'I_m -> R) (y : 'I_m -> vec K) (i : 'I_m) (q : vec K) : R := c i * soft_cross_entropy (y i) q.

Lemma multiclass_good c y : (forall i, 0 <= c i) -> (forall i, distribution (y i)) ->
  forall i, convex_with_partials (multiclass c y i).
Proof. by move=> c0 dist i; apply: weighted_loss => //; apply: loss_soft_cross_entropy. Qed.

Theorem ELIM_multiclass (c : 'I_m -> R) (y : 'I_m -> vec K) (theta : Theta) (z : neurons dx K) : lam <> 0 ->
  (forall i, 0 <= c i) -> (forall i, distribution (y i)) ->
  augmented_local_minimum x (multiclass c y) f lam theta z -> eliminated (multiclass c y) theta z.
Proof. by move=> lam0 c0 dist; apply: eliminated_convex => //; apply: multiclass_good. Qed.

(** Hard labels: one class for each sample. *)
Theorem ELIM_multiclass_hard (c : 'I_m -> R) (label : 'I_m -> 'I_K) (theta : Theta) (z : neurons dx K) : lam <> 0 ->
  (forall i, 0 <= c i) ->
  augmented_local_minimum x (fun i q => c i * cross_entropy (label i) q) f lam theta z ->
  eliminated (fun i q => c i * cross_entropy (label i) q) theta z.
Proof.
move=> lam0 c0; apply: eliminated_convex => // i; apply: weighted_loss => //.
by apply: (loss_ext (cross_entropy_hard (label i))); apply/loss_soft_cross_entropy/distribution_one_hot.
Qed.

Theorem FAIL_multiclass (c : 'I_m -> R) (y : 'I_m -> vec K) (theta : Theta) : lam <> 0 ->
  (forall i, 0 <= c i) -> (forall i, distribution (y i)) -> ~ global_minimum (L x (multiclass c y) f) theta ->
  forall z, ~ frozen_local_minimum x (multiclass c y) f lam theta z.
Proof. by move=> lam0 c0 dist; apply: failure_convex => //; apply: multiclass_good. Qed.

(** ** Regression: squared loss in R^K, or Huber's *)
Definition regression_loss (y : vec K) (phi : vec K -> R) :=
  (forall q, phi q = squared_loss y q) \/ exists d, 0 < d /\ forall q, phi q = huber_loss d y q.

Lemma regression_good (y : vec K) phi : regression_loss y phi -> convex_with_partials phi.
Proof.
case=> [e|[d [d0 e]]]; apply: (loss_ext e); [exact: loss_squared | exact: loss_huber].
Qed.

(** Sample i has the target y_i in R^K, one of these losses, and the weight c_i >= 0. *)
Theorem ELIM_regression (c : 'I_m -> R) (y : 'I_m -> vec K) (l : 'I_m -> vec K -> R) (theta : Theta) (z : neurons dx K) :
  lam <> 0 -> (forall i, 0 <= c i) -> (forall i, regression_loss (y i) (l i)) ->
  augmented_local_minimum x (fun i q => c i * l i q) f lam theta z -> eliminated (fun i q => c i * l i q) theta z.
Proof.
move=> lam0 c0 kind; apply: eliminated_convex => // i; apply: weighted_loss => //; exact: regression_good (kind i).
Qed.

Theorem FAIL_regression (c : 'I_m -> R) (y : 'I_m -> vec K) (l : 'I_m -> vec K -> R) (theta : Theta) :
  lam <> 0 -> (forall i, 0 <= c i) -> (forall i, regression_loss (y i) (l i)) ->
  ~ global_minimum (L x (fun i q => c i * l i q) f) theta ->
  forall z, ~ frozen_local_minimum x (fun i q => c i * l i q) f lam theta z.
Proof.
move=> lam0 c0 kind; apply: failure_convex => // i; apply: weighted_loss => //; exact: regression_good (kind i).
Qed.
End Tasks.

Section Binary.
Variables (m dx : nat) (x : 'I_m -> vec dx).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec 1) (lam : R).

(** ** Binary classification: logistic loss, squared hinge, smoothed hinge of an order p > 1
    Sample i has the label s_i (1 or -1; it may be any number), one of these losses, and the weight c_i >= 0. *)
Definition binary_loss (s : R) (phi : vec 1 -> R) :=
  (forall q, phi q = logistic s q) \/ (forall q, phi q = squared_hinge s q) \/
  exists p, 1 < p /\ forall q, phi q = smoothed_hinge p s q.

Lemma binary_good s phi : binary_loss s phi -> convex_with_partials phi.
Proof.
case=> [e|[e|[p [p1 e]]]]; apply: (loss_ext e);
  [exact: loss_logistic | exact: loss_squared_hinge | exact: loss_smoothed_hinge].
Qed.

Theorem ELIM_binary (c s : 'I_m -> R) (l : 'I_m -> vec 1 -> R) (theta : Theta) (z : neurons dx 1) : lam <> 0 ->
  (forall i, 0 <= c i) -> (forall i, binary_loss (s i) (l i)) ->
  augmented_local_minimum x (fun i q => c i * l i q) f lam theta z ->
  eliminated x f lam (fun i q => c i * l i q) theta z.
Proof.
move=> lam0 c0 kind; apply: eliminated_convex => // i; apply: weighted_loss => //; exact: binary_good (kind i).
Qed.

Theorem FAIL_binary (c s : 'I_m -> R) (l : 'I_m -> vec 1 -> R) (theta : Theta) : lam <> 0 ->
  (forall i, 0 <= c i) -> (forall i, binary_loss (s i) (l i)) ->
  ~ global_minimum (L x (fun i q => c i * l i q) f) theta ->
  forall z, ~ frozen_local_minimum x (fun i q => c i * l i q) f lam theta z.
Proof.
move=> lam0 c0 kind; apply: failure_convex => // i; apply: weighted_loss => //; exact: binary_good (kind i).
Qed.
End Binary.
