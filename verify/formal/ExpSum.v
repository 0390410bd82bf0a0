(** * Sums of exponentials

    A sum of exponentials that vanishes near one point has no coefficients left:
    in any dimension, with repeated exponents, without a choice of direction. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Lemma dot_shift d (w u : vec d) e t : dot (shift w e t) u = dot w u + t * u e.
Proof.
rewrite /dot (bigD1 e) //= [in RHS](bigD1 e) //= /shift eqxx.
rewrite (eq_bigr (fun j => w j * u j)) => [|j /negbTE -> //]; ring.
Qed.

Lemma differing_coordinate d (u v : vec d) : ~~ same u v -> exists e, u e <> v e.
Proof. by rewrite negb_forall => /existsP [e]; case: Req_EM_T => // ne _; exists e. Qed.

Section ExpSum.
Variables (n d : nat) (x : 'I_n -> vec d) (w0 : vec d).

(** The exponential sum with coefficients [c] vanishes near w0. *)
Let vanishes (c : 'I_n -> R) := locally w0 (fun w : vec d => \sum_i (c i * exp (dot w (x i))) = 0).

(** Differentiating in coordinate [e] and subtracting [z] times the sum multiplies each coefficient by x_i(e) - z. *)
Lemma multiply_coefficients c e z : vanishes c -> vanishes (fun i => c i * (x i e - z)).
Proof.
rewrite /vanishes => /locally_locally; apply: filter_imp => w near.
have der : is_derive (fun t => \sum_i (c i * exp (dot (shift w e t) (x i)))) 0
                     (\sum_i (c i * (x i e * exp (dot w (x i))))).
  apply: is_derive_sum => i _; apply: is_derive_scal.
  apply: (is_derive_ext (fun t => exp (dot w (x i) + t * x i e))) => [t|]; first by rewrite dot_shift.
  by derive; rewrite (Rmult_0_l (x i e)) (Rplus_0_r (dot w (x i))); ring.
have zero_near : locally 0 (fun t => \sum_i (c i * exp (dot (shift w e t) (x i))) = 0).
  by case: near => eps near; exists eps => t small; apply/near/ball_shift; rewrite -(Rminus_0_r t).
have d0 : \sum_i (c i * (x i e * exp (dot w (x i)))) = 0.
  have := is_derive_ext_loc _ _ _ _ zero_near der => der0.
  by rewrite -(is_derive_unique _ _ _ der0) Derive_const.
have {near} at_w := locally_singleton _ _ near.
rewrite (eq_bigr (fun i => c i * (x i e * exp (dot w (x i))) - z * (c i * exp (dot w (x i))))) => [|i _]; last by ring.
by rewrite sum_minus sum_scal d0 at_w; ring.
Qed.

(** ** EXPSUM
    If sum_i c_i exp(w . x_i) = 0 for all w near w0, then for every u the coefficients of the points x_i = u
    add up to 0.  In particular all c_i are 0 if the points are distinct.

    Idea: for each point x_j other than u multiply by one factor x_i(e) - x_j(e) that is not 0 at u; then only the points
    equal to u are left.  Evaluate at w0. *)
Theorem EXPSUM (c : 'I_n -> R) :
  locally w0 (fun w : vec d => \sum_i (c i * exp (dot w (x i))) = 0) ->
  forall u, \sum_(i | same (x i) u) c i = 0.
Proof.
move=> van u.
have [p [pu [px /(locally_singleton _ _)]]] : exists p : vec d -> R,
    p u <> 0 /\ (forall j, j \in enum 'I_n -> ~~ same (x j) u -> p (x j) = 0) /\ vanishes (fun i => c i * p (x i)).
  elim: (enum 'I_n) => [|j s [p [pu [px vp]]]].
    exists (fun _ => 1); split; first by lra.
    by split=> //; apply: filter_imp van => w van_w; rewrite -[RHS]van_w; apply: eq_bigr => i _; ring.
  case eq_u: (same (x j) u).
    by exists p; split=> //; split=> // i; rewrite inE => /orP [/eqP -> | /px //]; rewrite eq_u.
  case: (differing_coordinate (negbT eq_u)) => e ne.
  exists (fun v => p v * (v e - x j e)); split; first by apply: Rmult_integral_contrapositive; split=> //; lra.
  split=> [i|]; last by apply: filter_imp (multiply_coefficients e (x j e) vp) => w van_w; rewrite -[RHS]van_w; apply: eq_bigr => i _; ring.
  by rewrite inE => /orP [/eqP -> _ | /px p0 /p0 ->]; ring.
rewrite (bigID (fun i => same (x i) u)) /= [X in _ + X]big1 => [|i ne]; last by rewrite px ?mem_enum //; ring.
rewrite (eq_bigr (fun i => p u * exp (dot w0 u) * c i)) => [|i /sameP ->]; last by ring.
rewrite Rplus_0_r sum_scal => /Rmult_integral [/Rmult_integral [//|e0]|//].
by have := exp_pos (dot w0 u); lra.
Qed.

(** With distinct points every coefficient is 0. *)
Corollary EXPSUM_distinct (c : 'I_n -> R) : (forall i j, x i = x j -> i = j) ->
  locally w0 (fun w : vec d => \sum_i (c i * exp (dot w (x i))) = 0) ->
  forall i, c i = 0.
Proof.
move=> inj /EXPSUM van i; rewrite -(van (x i)) (sum_single (i0 := i)) //; first exact: same_refl.
by move=> j /sameP /inj ->; rewrite eqxx.
Qed.
End ExpSum.

(** ** EXPSUM at a single point
    Let r_1, ..., r_n be distinct reals.  If S(t) = sum_i c_i exp(r_i t) and its first n - 1 derivatives vanish at one
    point, all c_i are 0.

    Idea: the derivatives are the moments of the coefficients c_i exp(r_i t); multiplying the coefficients by r_i - r_j
    costs one moment and removes the term j. *)
Theorem EXPSUM_at_point n (r c : 'I_n -> R) (t : R) :
  (forall i j, r i = r j -> i = j) ->
  (forall j, (j < n)%N -> Derive_n (fun s => \sum_i (c i * exp (r i * s))) j t = 0) ->
  forall i, c i = 0.
Proof.
move=> inj der i0.
have derive_n j s : Derive_n (fun s => \sum_i (c i * exp (r i * s))) j s = \sum_i (c i * r i ^ j * exp (r i * s)).
  elim: j s => [|j IH] s /=; first by apply: eq_bigr => i _; ring.
  rewrite (Derive_ext _ _ _ IH); apply: is_derive_unique; apply: is_derive_sum => i _.
  by derive; ring.
pose c' i := c i * exp (r i * t).
have moments s : exists p : R -> R, (forall i, i \notin s -> p (r i) <> 0) /\ (forall i, i \in s -> p (r i) = 0) /\
    forall j, (j + size s < n)%N -> \sum_i (c' i * p (r i) * r i ^ j) = 0.
  elim: s => [|k s [p [pn [p0 mom]]]].
    exists (fun _ => 1); split=> [i _|]; first by lra.
    split=> // j; rewrite addn0 => /der; rewrite derive_n => mom; rewrite -[RHS]mom.
    by apply: eq_bigr => i _; rewrite /c'; ring.
  exists (fun v => p v * (v - r k)); split=> [i|]; last split=> [i|j /= lt].
  - rewrite inE negb_or => /andP [/eqP ne /pn pi]; apply: Rmult_integral_contrapositive; split=> // e.
    by apply/ne/inj; lra.
  - by rewrite inE => /orP [/eqP -> | /p0 ->]; ring.
  - rewrite (eq_bigr (fun i => c' i * p (r i) * r i ^ j.+1 - r k * (c' i * p (r i) * r i ^ j))) => [|i _]; last first.
      by rewrite /=; ring.
    rewrite sum_minus sum_scal !mom; first by ring.
    + by apply: leq_ltn_trans lt; rewrite leq_add2l.
    + by rewrite addSnnS.
have [p [pn [p0 /(_ 0%N)]]] := moments [seq i <- enum 'I_n | i != i0].
rewrite (sum_single (i0 := i0)) // => [|i _ ne]; last first.
  by rewrite p0; [ring | rewrite mem_filter ne mem_enum].
have -> : (0 + size [seq i <- enum 'I_n | i != i0] < n)%N.
  rewrite add0n size_filter -[X in (_ < X)%N](size_enum_ord n) -(count_predC (fun i => i != i0)).
  rewrite -[X in (X < _)%N]addn0 ltn_add2l -has_count; apply/hasP; exists i0; first by rewrite mem_enum.
  by rewrite /= eqxx.
move=> /(_ isT); rewrite /c' pow_O Rmult_1_r => /Rmult_integral [/Rmult_integral [//|e0]|p00].
  by have := exp_pos (r i0 * t); lra.
by case: (pn i0 _ p00); rewrite mem_filter eqxx.
Qed.
