(** * Neurons of the atlas: which vanish, which eliminate

    Neurons a phi(b + w . u).  Each theorem is an instance of the orbit argument or of the residuals that are seen, for a
    whole family of neurons; and OPEN-STEP, whose residuals are seen through half-spaces. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Neuron.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** Parameters (a, (b, w)) *)
Definition ridge_parameters (dx : nat) : Type := R * (R * vec dx).
(** a phi(b + w . u) *)
Definition ridge dx (phi : R -> R) (z : ridge_parameters dx) (u : vec dx) : R := z.1 * phi (z.2.1 + dot z.2.2 u).
(** The penalty of the paper, a^2 *)
Definition amplitude_penalty dx (z : ridge_parameters dx) : R := z.1 ^ 2.

Lemma continuous_pair (U V : UniformSpace) (F : R -> U) (G : R -> V) (t : R) :
  continuous F t -> continuous G t -> continuous (fun t => (F t, G t)) t.
Proof.
move=> /filterlim_locally cF /filterlim_locally cG; apply/filterlim_locally => eps.
by apply: filter_imp (filter_and _ _ (cF eps) (cG eps)) => s [].
Qed.

Lemma continuous_vec n (F : R -> vec n) (t : R) : (forall e, continuous (fun t => F t e) t) -> continuous F t.
Proof.
move=> cF; apply/filterlim_locally => eps.
suff all (A : seq 'I_n) : locally t (fun s => forall e, e \in A -> ball (F t e) eps (F s e)).
  by apply: filter_imp (all (enum 'I_n)) => s h e; apply: h; rewrite mem_enum.
elim: A => [|e A IH]; first exact: filter_imp filter_true.
have /filterlim_locally ce := cF e.
by apply: filter_imp (filter_and _ _ (ce eps) IH) => s [he hA] j; rewrite inE => /orP [/eqP -> | /hA].
Qed.

Section Atlas.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

Lemma amplitude_vanishes (phi : R -> R) (theta : Theta) (z : 'I_K -> ridge_parameters dx) (k : 'I_K) (p : R)
    (y : R -> R * vec dx) : lam <> 0 -> p <> 0 ->
  neuron_local_minimum x l f lam (ridge phi) (@amplitude_penalty dx) theta z ->
  y 0 = (z k).2 -> continuous y 0 ->
  (forall t u, exp (- (p * t)) * phi ((y t).1 + dot (y t).2 u) = phi ((z k).2.1 + dot (z k).2.2 u)) -> (z k).1 = 0.
Proof.
move=> lam0 p0 locmin y0 cont fib.
pose c t : ridge_parameters dx := ((z k).1 * exp (- (p * t)), y t).
have der : is_derive (fun t => amplitude_penalty (c t)) 0 (-2 * p * (z k).1 ^ 2).
  by rewrite /amplitude_penalty /c /=; derive; rewrite Rmult_0_r Ropp_0 exp_0; ring.
have := FIBRE_orbit (k := k) (c := c) lam0 locmin _ _ _ der.
have -> : c 0 = z k by rewrite /c y0 Rmult_0_r Ropp_0 exp_0 Rmult_1_r; case: (z k).
have ca : continuous c 0 by apply: continuous_pair => //; continuous_rules.
have cf t : fibre (ridge phi) (z k) (c t) by move=> u; rewrite /ridge /c /= Rmult_assoc fib.
by move=> /(_ erefl ca cf); apply: factor_square0; lra.
Qed.

(** ** VANISH for homogeneous activations: phi(e^t s) = e^(p t) phi(s) with p <> 0, as relu, |s|^p and s^p
    Let lam <> 0 and let the penalty be lam |a|^2.  At every local minimum of L~ in the neurons all amplitudes are 0. *)
Theorem VANISH_homogeneous (phi : R -> R) (p : R) (theta : Theta) (z : 'I_K -> ridge_parameters dx) : lam <> 0 -> p <> 0 ->
  (forall t s, phi (exp t * s) = exp (p * t) * phi s) ->
  neuron_local_minimum x l f lam (ridge phi) (@amplitude_penalty dx) theta z -> forall k, (z k).1 = 0.
Proof.
move=> lam0 p0 hom locmin k.
apply: (amplitude_vanishes (p := p) (y := fun t => (exp t * (z k).2.1, fun e => exp t * (z k).2.2 e)) lam0 p0 locmin).
- by rewrite exp_0 Rmult_1_l; case: (z k) => a [b w] /=; congr (_, _); apply: functional_extensionality => e; ring.
- by apply: continuous_pair; [|apply: continuous_vec => e]; continuous_rules.
- move=> t u; have -> : exp t * (z k).2.1 + dot (fun e => exp t * (z k).2.2 e) u = exp t * ((z k).2.1 + dot (z k).2.2 u).
    by rewrite Rmult_plus_distr_l /dot -sum_scal; congr (_ + _); apply: eq_bigr => e _; ring.
  by rewrite hom -Rmult_assoc -exp_plus Rplus_opp_l exp_0 Rmult_1_l.
Qed.

Corollary VANISH_relu (theta : Theta) (z : 'I_K -> ridge_parameters dx) : lam <> 0 ->
  neuron_local_minimum x l f lam (ridge (Rmax 0)) (@amplitude_penalty dx) theta z -> forall k, (z k).1 = 0.
Proof.
move=> lam0; apply: (VANISH_homogeneous (p := 1)) => [//||t s]; first by lra.
have et := exp_pos t; rewrite Rmult_1_l /Rmax.
by case: Rle_dec => h1 /=; case: Rle_dec => h2 /=; try ring; exfalso; nra.
Qed.

Corollary VANISH_power (n : nat) (theta : Theta) (z : 'I_K -> ridge_parameters dx) : lam <> 0 ->
  neuron_local_minimum x l f lam (ridge (fun s => s ^ n.+1)) (@amplitude_penalty dx) theta z -> forall k, (z k).1 = 0.
Proof.
move=> lam0; apply: (VANISH_homogeneous (p := INR n.+1)) => [//||t s]; first exact: not_0_INR.
by rewrite Rpow_mult_distr -Rpower_pow; [rewrite /Rpower ln_exp | apply: exp_pos].
Qed.

(** ** VANISH and ELIM for the exponentials e^(rate s), rate <> 0, such as 2^s *)
Theorem VANISH_rate (rate : R) (theta : Theta) (z : 'I_K -> ridge_parameters dx) : lam <> 0 -> rate <> 0 ->
  neuron_local_minimum x l f lam (ridge (fun s => exp (rate * s))) (@amplitude_penalty dx) theta z -> forall k, (z k).1 = 0.
Proof.
move=> lam0 p0 locmin k.
apply: (amplitude_vanishes (p := rate) (y := fun t => (t + (z k).2.1, (z k).2.2)) lam0 p0 locmin).
- by rewrite Rplus_0_l; case: (z k) => a [b w].
- by apply: continuous_pair; [continuous_rules | apply: continuous_const].
- by move=> t u; rewrite -exp_plus /=; congr exp; ring.
Qed.

Theorem ELIM_rate (rate : R) (theta : Theta) (z : 'I_K -> ridge_parameters dx) : lam <> 0 -> rate <> 0 ->
  grouped_stationary_is_global x l -> differentiable_at_outputs x l f theta ->
  neuron_local_minimum x l f lam (ridge (fun s => exp (rate * s))) (@amplitude_penalty dx) theta z ->
  (forall k, (z k).1 = 0) /\ data_optimal x l f theta /\ global_minimum (L x l f) theta.
Proof.
move=> lam0 p0 good ex locmin; have a0 := VANISH_rate lam0 p0 locmin; split=> //.
have zE : z = (fun k => (0, (z k).2)).
  by apply: functional_extensionality => k; move: (a0 k); case: (z k) => a y /= ->.
apply: (@SEEN_elim _ _ _ x l _ f lam _ (ridge (fun s => exp (rate * s))) (@amplitude_penalty dx)
  (fun y u => exp (rate * (y.1 + dot y.2 u))) theta (fun k => (z k).2)) => //.
- split; first by move=> y u; rewrite /ridge /= Rmult_0_l.
  split; first by move=> y u; rewrite /ridge /=; derive; rewrite Rmult_0_l Rplus_0_r Rmult_1_l.
  split; first by [].
  by move=> y; apply: (is_derive_eqfun (F := fun a => a ^ 2)) => //; derive; ring.
- move=> [b w] c [eps h] u.
  have ab : 0 < Rabs rate * eps by apply: Rmult_lt_0_compat; [apply: Rabs_pos_lt | apply: cond_pos].
  have near : locally (fun e => rate * w e : R) (fun v : vec dx => \sum_i (c i * exp (rate * b) * exp (dot v (x i))) = 0).
    exists (mkposreal _ ab) => v near.
    rewrite -[RHS](h (b, fun e => v e / rate)).
      apply: eq_bigr => i _; rewrite /= Rmult_assoc -exp_plus; congr (_ * exp _).
      rewrite Rmult_plus_distr_l /dot -sum_scal; congr (_ + _); apply: eq_bigr => e _; by field.
    split; first exact: ball_center.
    apply: ball_vec => e; have := near e; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= => lt.
    apply: (Rmult_lt_reg_l (Rabs rate)); first exact: Rabs_pos_lt.
    by rewrite -Rabs_mult; have -> : rate * (v e / rate - w e) = v e + - (rate * w e) by field.
  have := EXPSUM near u.
  rewrite (eq_bigr (fun i => exp (rate * b) * c i)) => [|i _]; last by ring.
  by rewrite sum_scal => /Rmult_integral [e|//]; have := exp_pos (rate * b); lra.
- by move: locmin; rewrite {1}zE.
Qed.
End Atlas.
