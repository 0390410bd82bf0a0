(** * AUX: the construction with one auxiliary pair of variables

    M(theta, a, b) = L(theta) (1 + (a e^b - 1)^2) + lam a^2.  The same orbit as in VANISH.
    (The file is not called Aux.v because Windows reserves this name.) *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit Char.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Section Auxiliary.
Variables (Theta : UniformSpace) (L : Theta -> R) (lam : R).

(** M(theta, a, b), with the two new variables written as a pair *)
Definition auxiliary_objective (theta : Theta) (z : R * R) : R :=
  L theta * (1 + (z.1 * exp z.2 - 1) ^ 2) + lam * z.1 ^ 2.

(** Let lam <> 0.  At a local minimum of M in (a, b), theta frozen, a = 0 and L(theta) = 0. *)
Lemma AUX_frozen (theta : Theta) (a b : R) :
  lam <> 0 -> local_minimum (fun z : R * R => auxiliary_objective theta z) (a, b) -> a = 0 /\ L theta = 0.
Proof.
move=> lam0 [eps le]; have e0 := cond_pos eps.
have a0 : a = 0.
  have der : is_derive (fun t => auxiliary_objective theta (a * exp (- t), b + t)) 0 (- 2 * lam * a ^ 2).
    apply: (is_derive_eqfun (F := fun t => L theta * (1 + (a * exp b - 1) ^ 2) + lam * (a * exp (- t)) ^ 2)) => [t|].
      rewrite /auxiliary_objective /=; suff -> : a * exp (- t) * exp (b + t) = a * exp b by ring.
      by rewrite Rmult_assoc -exp_plus; congr (_ * exp _); ring.
    by derive; rewrite Ropp_0 exp_0; ring.
  suff /(derive_at_local_minimum der) d0 : locally 0 (fun t =>
      auxiliary_objective theta (a * exp (- 0), b + 0) <= auxiliary_objective theta (a * exp (- t), b + t)).
    by apply: (factor_square0 lam0); lra.
  have ca : continuous (fun t : R => a * exp (- t)) 0 by continuous_rules.
  have e1 : a * exp (- 0) = a by rewrite Ropp_0 exp_0; ring.
  have near_a : locally 0 (fun t => ball a eps (a * exp (- t))).
    by move: ca; rewrite /continuous e1 => ca; apply: (ca (ball a eps)); apply: locally_ball.
  apply: filter_imp (filter_and _ _ near_a (locally_ball (0 : R) eps)) => t [ta tb].
  rewrite e1 Rplus_0_r; apply: le; split=> //=.
  move: tb; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= => tb.
  by have -> : b + t + - b = t + - 0 by ring.
split=> //; move: le; rewrite a0 => le.
have der : is_derive (fun t => auxiliary_objective theta (t, b)) 0 (- (2 * exp b * L theta)).
  by rewrite /auxiliary_objective /fst /snd; derive; ring.
suff /(derive_at_local_minimum der) d0 : locally 0 (fun t =>
    auxiliary_objective theta (0, b) <= auxiliary_objective theta (t, b)).
  have /Rmult_integral [e|//] : exp b * L theta = 0 by lra.
  by have := exp_pos b; lra.
by exists eps => t small; apply: le; split=> //; apply: ball_center.
Qed.

(** ** AUX
    Let L >= 0 be any function and lam > 0.  For a point (theta, a, b) these are equivalent: it is a local minimum of M;
    it is a global minimum of M; a = 0 and L(theta) = 0.  Then theta is a global minimum of L.
    In particular M has no local minimum if L does not attain the value 0. *)
Theorem AUX (theta : Theta) (a b : R) :
  0 < lam -> (forall theta', 0 <= L theta') ->
  let M := fun p : Theta * (R * R) => auxiliary_objective p.1 p.2 in
  (local_minimum M (theta, (a, b)) <-> a = 0 /\ L theta = 0) /\
  (global_minimum M (theta, (a, b)) <-> a = 0 /\ L theta = 0) /\
  (local_minimum M (theta, (a, b)) -> global_minimum L theta).
Proof.
move=> lam0 L0 M.
have frozen : local_minimum M (theta, (a, b)) -> a = 0 /\ L theta = 0.
  case=> eps le; apply: (AUX_frozen (b := b) (Rgt_not_eq _ _ lam0)); exists eps => z near.
  by apply: (le (theta, z)); split=> //; apply: ball_center.
have global : a = 0 /\ L theta = 0 -> global_minimum M (theta, (a, b)).
  case=> a0 Lt [theta' [a' b']]; rewrite /M /auxiliary_objective /= a0 Lt.
  have : 0 <= L theta' * (1 + (a' * exp b' - 1) ^ 2).
    by apply: Rmult_le_pos => //; have := pow2_ge_0 (a' * exp b' - 1); lra.
  by have := Rmult_le_pos _ _ (Rlt_le _ _ lam0) (pow2_ge_0 a'); lra.
split; last split.
- by split=> [/frozen //|/global /global_minimum_local].
- by split=> [/global_minimum_local /frozen //|/global].
- by case/frozen => _ Lt theta'; rewrite Lt.
Qed.
End Auxiliary.
