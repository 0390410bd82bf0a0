(** * Local minima in the Euclidean norm are those in the sup-norm

    Balls are taken in the sup-norm throughout.  This is no choice: the local minima are the same. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** |q' - q|^2 *)
Definition sqdist n (q q' : vec n) : R := sqnorm (fun k => q' k - q k).

(** The same for parameters (theta, (a, b, W)) with theta in R^p. *)
Definition sqdist_all p dx K (z z' : vec p * neurons dx K) : R :=
  sqdist z.1 z'.1 + sqdist z.2.1.1 z'.2.1.1 + sqdist z.2.1.2 z'.2.1.2 + \sum_k sqdist (z.2.2 k) (z'.2.2 k).

Lemma sqdist_ge0 n (q q' : vec n) : 0 <= sqdist q q'.
Proof. exact: sqnorm_ge0. Qed.

Lemma sqdist_coordinate n (q q' : vec n) (eps : R) k : 0 < eps -> sqdist q q' < eps ^ 2 -> Rabs (q' k - q k) < eps.
Proof.
move=> eps0 lt; apply: Rnot_le_lt => le.
have term : (q' k - q k) ^ 2 <= sqdist q q'.
  exact: (sum_ge_term (F := fun k => (q' k - q k) ^ 2) (i0 := k) isT (fun j _ => pow2_ge_0 _)).
have : eps ^ 2 <= Rabs (q' k - q k) ^ 2 by apply: pow_incr; lra.
by rewrite pow2_abs; lra.
Qed.

Lemma sqdist_ball n (q q' : vec n) (delta : R) : (forall k, Rabs (q' k - q k) < delta) -> sqdist q q' <= INR n * delta ^ 2.
Proof.
move=> near; have -> : INR n * delta ^ 2 = \sum_(k < n) (delta ^ 2) by rewrite sum_const card_ord.
apply: sum_le => k _.
by rewrite -pow2_abs; apply: pow_incr; split; [apply: Rabs_pos | apply: Rlt_le].
Qed.

(** N delta^2 < eps^2 for delta = eps / (N + 1), N >= 0 *)
Lemma small_radius (N eps : R) : 0 <= N -> 0 < eps -> 0 < eps / (N + 1) /\ N * (eps / (N + 1)) ^ 2 < eps ^ 2.
Proof.
move=> N0 eps0; split; first by apply: Rdiv_lt_0_compat; lra.
have e : eps ^ 2 - N * (eps / (N + 1)) ^ 2 = eps ^ 2 * (N ^ 2 + N + 1) * / (N + 1) ^ 2 by field; lra.
have : 0 < eps ^ 2 * (N ^ 2 + N + 1) * / (N + 1) ^ 2.
  apply: Rmult_lt_0_compat; last by apply/Rinv_0_lt_compat/pow_lt; lra.
  by apply: Rmult_lt_0_compat; [apply: pow_lt | have := pow2_ge_0 N; lra].
lra.
Qed.

(** ** On R^n *)
Theorem local_minimum_euclidean n (F : vec n -> R) (q : vec n) :
  local_minimum F q <-> exists eps, 0 < eps /\ forall q', sqdist q q' < eps ^ 2 -> F q <= F q'.
Proof.
split=> [[eps le]|[eps [eps0 le]]].
  exists eps; split=> [|q' near]; first exact: cond_pos.
  by apply: le; apply: ball_vec => k; apply: sqdist_coordinate near; apply: cond_pos.
have [d0 small] := small_radius (pos_INR n) eps0.
exists (mkposreal _ d0) => q' near; apply: le; apply: Rle_lt_trans small; apply: sqdist_ball => k.
exact: near.
Qed.

(** ** For L~ in all its variables, theta in R^p *)
Theorem augmented_local_minimum_euclidean m dx K p (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R)
    (f : vec dx -> vec p -> vec K) (lam : R) (theta : vec p) (z : neurons dx K) :
  augmented_local_minimum x l f lam theta z <->
  exists eps, 0 < eps /\ forall z' : vec p * neurons dx K, sqdist_all (theta, z) z' < eps ^ 2 ->
    augmented_risk x l f lam theta z <= augmented_risk x l f lam z'.1 z'.2.
Proof.
move: z => [[a b] W].
have W_ge0 (W' : 'I_K -> vec dx) : 0 <= \sum_k sqdist (W k) (W' k) by apply: sum_ge0 => k _; apply: sqdist_ge0.
split=> [[eps le]|[eps [eps0 le]]].
  exists eps; split=> [|[theta' [[a' b'] W']]]; first exact: cond_pos.
  move=> near; have eps0 := cond_pos eps.
  have {near} near : sqdist theta theta' + sqdist a a' + sqdist b b' + \sum_k sqdist (W k) (W' k) < eps ^ 2 by [].
  have ht := sqdist_ge0 theta theta'; have ha := sqdist_ge0 a a'; have hb := sqdist_ge0 b b'; have hW := W_ge0 W'.
  apply: (le (theta', ((a', b'), W'))); split; last split.
  - by apply: ball_vec => k; apply: sqdist_coordinate => //; rewrite /=; lra.
  - by split; apply: ball_vec => k; apply: sqdist_coordinate => //; rewrite /=; lra.
  - move=> k; apply: ball_vec => e; apply: sqdist_coordinate => //.
    have term : sqdist (W k) (W' k) <= \sum_j sqdist (W j) (W' j).
      exact: (sum_ge_term (F := fun j => sqdist (W j) (W' j)) (i0 := k) isT (fun j _ => sqdist_ge0 _ _)).
    by rewrite /=; lra.
pose N := INR p + INR K + INR K + INR K * INR dx.
have N0 : 0 <= N.
  have := pos_INR p; have := pos_INR K; have := Rmult_le_pos _ _ (pos_INR K) (pos_INR dx); rewrite /N; lra.
have [d0 small] := small_radius N0 eps0.
exists (mkposreal _ d0) => -[theta' [[a' b'] W']] [near_theta [[near_a near_b] near_W]].
apply: (le (theta', ((a', b'), W'))); apply: Rle_lt_trans small; rewrite /sqdist_all /=.
have ht := sqdist_ball (fun k => near_theta k); have ha := sqdist_ball (fun k => near_a k).
have hb := sqdist_ball (fun k => near_b k).
have hW : \sum_k sqdist (W k) (W' k) <= INR K * (INR dx * (eps / (N + 1)) ^ 2).
  have -> : INR K * (INR dx * (eps / (N + 1)) ^ 2) = \sum_(k < K) (INR dx * (eps / (N + 1)) ^ 2).
    by rewrite sum_const card_ord.
  apply: sum_le => k _; apply: sqdist_ball => e; exact: near_W.
move: ht ha hb hW => /=; rewrite /N; lra.
Qed.
