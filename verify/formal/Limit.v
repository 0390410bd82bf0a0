(** * LIMIT: where gradient flow converges, the added neuron is gone

    That a bounded flow of an analytic function converges is a theorem of Lojasiewicz, which is not proved here.  This is
    the rest: if a_k and b_k converge along a flow, and so do the slopes of L~ in them (as they do where L~ is continuously
    differentiable and all parameters converge), then both slopes tend to 0, and a_k does. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit Escape Flow Neuron.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** A function that converges, and whose derivative does: the derivative tends to 0. *)
Lemma limit_of_slope (F dF : R -> R) (end_F end_dF : R) : (forall t, 0 < t -> is_derive F t (dF t)) ->
  is_lim F p_infty end_F -> is_lim dF p_infty end_dF -> end_dF = 0.
Proof.
move=> der lim_F lim_dF.
have ratio := ratio_limit der lim_dF.
have none : is_lim (fun t => F t / t) p_infty 0.
  rewrite -(Rmult_0_r end_F); apply: (is_lim_mult _ (fun t => / t) p_infty end_F 0) => //.
  by have := is_lim_inv (fun t => t) p_infty p_infty (is_lim_id p_infty) => /(_ ltac:(discriminate)).
have := is_lim_unique _ _ _ ratio; rewrite (is_lim_unique _ _ _ none) => e.
by have := f_equal real e => /= <-.
Qed.

Section Limit.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).
Variables (theta : R -> Theta) (a b : R -> vec K) (W : R -> 'I_K -> vec dx) (k : 'I_K).

Theorem LIMIT (end_a end_b end_p end_q : R) :
  lam <> 0 -> (forall t, 0 < t -> gradient_flow x l f lam theta a b W k t) ->
  is_lim (fun t => a t k) p_infty end_a -> is_lim (fun t => b t k) p_infty end_b ->
  is_lim (slope_a x l f lam theta a b W k) p_infty end_p -> is_lim (slope_b x l f lam theta a b W k) p_infty end_q ->
  end_a = 0 /\ end_p = 0 /\ end_q = 0.
Proof.
move=> lam0 flow lim_a lim_b lim_p lim_q.
have p0 : end_p = 0.
  suff : - end_p = 0 by lra.
  apply: (limit_of_slope (F := fun t => a t k) (dF := fun t => - slope_a x l f lam theta a b W k t)) lim_a _ => [t t0|].
    by case: (flow t t0) => _ [].
  exact: (is_lim_opp _ p_infty end_p lim_p).
have q0 : end_q = 0.
  suff : - end_q = 0 by lra.
  apply: (limit_of_slope (F := fun t => b t k) (dF := fun t => - slope_b x l f lam theta a b W k t)) lim_b _ => [t t0|].
    by case: (flow t t0) => _ [].
  exact: (is_lim_opp _ p_infty end_q lim_q).
split=> //.
have law t : 0 < t -> a t k * slope_a x l f lam theta a b W k t - slope_b x l f lam theta a b W k t = 2 * lam * a t k ^ 2.
  move=> t0; have := FLOW (flow t t0); case: (flow t t0) => _ [dera derb].
  by rewrite (is_derive_unique _ _ _ dera) (is_derive_unique _ _ _ derb); lra.
have left_side : is_lim (fun t => a t k * slope_a x l f lam theta a b W k t - slope_b x l f lam theta a b W k t)
    p_infty (end_a * end_p - end_q).
  apply: (is_lim_minus _ _ p_infty (end_a * end_p) end_q) => //.
  exact: (is_lim_mult _ _ p_infty end_a end_p lim_a lim_p).
have right_side : is_lim (fun t => 2 * lam * a t k ^ 2) p_infty (2 * lam * end_a ^ 2).
  apply: (is_lim_scal_l _ (2 * lam) p_infty (end_a ^ 2)).
  have -> : end_a ^ 2 = end_a * end_a by ring.
  apply: (is_lim_ext (fun t => a t k * a t k)) => [t|]; first by ring.
  exact: (is_lim_mult _ _ p_infty end_a end_a lim_a lim_a).
have same : is_lim (fun t => 2 * lam * a t k ^ 2) p_infty (end_a * end_p - end_q).
  apply: (is_lim_ext_loc _ _ p_infty _ _ left_side).
  by exists 0 => t t0; apply: law.
have := f_equal real (is_lim_unique _ _ _ same); rewrite (is_lim_unique _ _ _ right_side) /= p0 q0 => e.
have sq : end_a * end_a = 0.
  have : 2 * lam * (end_a * end_a) = 0 by lra.
  by case/Rmult_integral => // h; exfalso; apply: lam0; lra.
by case/Rmult_integral: sq.
Qed.

End Limit.

(** ** Without the slopes
    Along a gradient flow in (a_k, b_k) at all times t > 0, with lam <> 0 and everything else moving in any way: if a_k and
    b_k converge, a_k tends to 0. *)
Theorem LIMIT_amplitude (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R) (Theta : UniformSpace)
    (f : vec dx -> Theta -> vec K) (lam : R) (theta : R -> Theta) (a b : R -> vec K) (W : R -> 'I_K -> vec dx) (k : 'I_K)
    (a' b' : R) : lam <> 0 -> (forall t, 0 < t -> gradient_flow x l f lam theta a b W k t) ->
  is_lim (fun t => a t k) p_infty a' -> is_lim (fun t => b t k) p_infty b' -> a' = 0.
Proof.
move=> lam0 flow lim_a lim_b; pose y t := b t k - a t k ^ 2 / 2.
have dy t : 0 < t -> is_derive y t (2 * lam * a t k ^ 2).
  move=> t0; have fl := flow t t0; have law := FLOW fl; case: fl => _ [dera derb].
  rewrite (is_derive_unique _ _ _ dera) (is_derive_unique _ _ _ derb) in law.
  apply: derive_value; first apply: derive_minus; first exact: derb.
    by apply: derive_mult; [apply: derive_square; exact: dera | apply: derive_const].
  by rewrite law /=; field.
have lim_dy : is_lim (fun t => 2 * lam * a t k ^ 2) p_infty (2 * lam * a' ^ 2).
  apply: (is_lim_comp_continuous (fun t => a t k) (fun u => 2 * lam * u ^ 2)) => //; continuous_rules.
have lim_ratio := ratio_limit dy lim_dy.
have lim_y : is_lim y p_infty (b' - a' ^ 2 / 2).
  have la : is_lim (fun t => a t k ^ 2 / 2) p_infty (a' ^ 2 / 2).
    by apply: (is_lim_comp_continuous (fun t => a t k) (fun u => u ^ 2 / 2)) => //; rewrite /Rdiv; continuous_rules.
  exact: is_lim_minus'.
have lim_0 : is_lim (fun t => y t / t) p_infty 0.
  have inv : is_lim (fun t => / t) p_infty 0 by apply: (is_lim_inv (fun t => t) p_infty p_infty) => //; apply: is_lim_id.
  have := is_lim_mult _ _ p_infty (b' - a' ^ 2 / 2) 0 lim_y inv I.
  by rewrite /= Rmult_0_r.
have : Finite (2 * lam * a' ^ 2) = Finite 0 by rewrite -(is_lim_unique _ _ _ lim_ratio) -(is_lim_unique _ _ _ lim_0).
by case=> e; apply: (factor_square0 (c := 2 * lam)); lra.
Qed.
