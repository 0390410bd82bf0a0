(** * Losses that are seen to be convex and differentiable, and what the elimination theorem says of them *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals QArith Qreals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Elim Fail Language Jets Problem.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

Fixpoint closed (e : expr) : bool :=
  match e with
  | Free _ => false
  | Const _ | Pi | Given _ => true
  | Add a b | Mul a b => closed a && closed b
  | Apply _ a => closed a
  | Where c a b => closed c && closed a && closed b
  end.

Fixpoint affine (e : expr) : bool :=
  match e with
  | Const _ | Pi | Given _ | Free _ => true
  | Add a b => affine a && affine b
  | Mul a b => (closed a && affine b) || (affine a && closed b)
  | _ => false
  end.

(** A positive number *)
Fixpoint positive_constant (e : expr) : bool :=
  match e with
  | Const q => Z.ltb 0 (Qnum q)
  | Mul a b => positive_constant a && positive_constant b
  | Apply Inv a => positive_constant a
  | _ => false
  end.

(** A sum of positive numbers and exponentials of affine functions *)
Fixpoint exponentials (e : expr) : bool :=
  match e with
  | Const q => Z.ltb 0 (Qnum q)
  | Apply Exp a => affine a
  | Add a b => exponentials a && exponentials b
  | _ => false
  end.

Fixpoint seen_convex (e : expr) : bool :=
  affine e ||
  match e with
  | Add a b => seen_convex a && seen_convex b
  | Mul a b => (positive_constant a && seen_convex b) || (seen_convex a && positive_constant b)
  | Apply (Power 2) a | Apply (Power 4) a => affine a
  | Apply Ln a => exponentials a
  | _ => false
  end.

Fixpoint seen_smooth (e : expr) : bool :=
  closed e ||
  match e with
  | Free _ => true
  | Add a b | Mul a b => seen_smooth a && seen_smooth b
  | Apply Ln a => exponentials a && seen_smooth a
  | Apply f a => match f with Exp | Sin | Cos | Atan | Power _ => seen_smooth a | _ => false end
  | _ => false
  end.

Definition mix (s : R) (p q : point) : point := fun i => s * p i + (1 - s) * q i.

Section Seen.
Variable x : point.

Lemma closedP e q q' : closed e -> eval x q e = eval x q' e.
Proof.
elim: e => //= [a IHa b IHb|a IHa b IHb|f a IHa|c IHc a IHa b IHb].
- by case/andP => /IHa -> /IHb ->.
- by case/andP => /IHa -> /IHb ->.
- by move/IHa ->.
- by case/andP => /andP [/IHc -> /IHa ->] /IHb ->.
Qed.

Lemma affineP e s p q : affine e -> eval x (mix s p q) e = s * eval x p e + (1 - s) * eval x q e.
Proof.
elim: e => [c||j|i|a IHa b IHb|a IHa b IHb|f a IHa|c IHc a IHa b IHb] //= H; try by rewrite /mix; ring.
  by case/andP: H => /IHa -> /IHb ->; ring.
case/orP: H => /andP [ca cb].
  by rewrite (IHb cb) (closedP (mix s p q) p ca) (closedP q p ca); ring.
by rewrite (IHa ca) (closedP (mix s p q) p cb) (closedP q p cb); ring.
Qed.

Lemma positive_number c : Z.ltb 0 (Qnum c) -> 0 < Q2R c.
Proof.
move=> /Z.ltb_lt lt; rewrite /Q2R; apply: Rmult_lt_0_compat; first exact: IZR_lt.
by apply: Rinv_0_lt_compat; apply: IZR_lt; apply: Pos2Z.is_pos.
Qed.

Lemma positive_constantP e q q' : positive_constant e -> 0 < eval x q e /\ eval x q e = eval x q' e.
Proof.
elim: e => //= [c|a IHa b IHb|f a IHa].
- by move/positive_number.
- by case/andP => /IHa [a0 ea] /IHb [b0 eb]; split; [apply: Rmult_lt_0_compat | rewrite ea eb].
- by case: f => // /IHa [a0 ea] /=; split; [apply: Rinv_0_lt_compat | rewrite ea].
Qed.

Lemma exp_convex s a b : 0 <= s <= 1 -> exp (s * a + (1 - s) * b) <= s * exp a + (1 - s) * exp b.
Proof.
move=> s01; set m := s * a + (1 - s) * b.
have tangent u : exp m * (1 + (u - m)) <= exp u.
  have -> : exp u = exp m * exp (u - m) by rewrite -exp_plus; congr exp; ring.
  by apply: Rmult_le_compat_l; [apply/Rlt_le/exp_pos | apply: exp_ineq1_le].
have := tangent a; have := tangent b; have := exp_pos m => m0 tb ta.
apply: (Rle_trans _ (s * (exp m * (1 + (a - m))) + (1 - s) * (exp m * (1 + (b - m))))).
  by right; rewrite /m; ring.
by apply: Rplus_le_compat; apply: Rmult_le_compat_l; lra.
Qed.

Lemma exponentials_pos e q : exponentials e -> 0 < eval x q e.
Proof.
elim: e => //= [c|a IHa b IHb|f a IHa]; first exact: positive_number.
  by case/andP => /IHa a0 /IHb b0; lra.
by case: f => // _; apply: exp_pos.
Qed.

(** The logarithm of a sum of exponentials is convex. *)
Lemma exponentialsP e s p q : 0 <= s <= 1 -> exponentials e ->
  ln (eval x (mix s p q) e) <= s * ln (eval x p e) + (1 - s) * ln (eval x q e).
Proof.
move=> s01; elim: e => //= [c|a IHa b IHb|f a IHa]; first by move=> _; lra.
  case/andP => ea eb; have la := IHa ea; have lb := IHb eb.
  have Ap := exponentials_pos p ea; have Aq := exponentials_pos q ea; have Am := exponentials_pos (mix s p q) ea.
  have Bp := exponentials_pos p eb; have Bq := exponentials_pos q eb; have Bm := exponentials_pos (mix s p q) eb.
  set u := ln (eval x p a + eval x p b); set v := ln (eval x q a + eval x q b).
  have eu : exp u = eval x p a + eval x p b by apply: exp_ln; lra.
  have ev : exp v = eval x q a + eval x q b by apply: exp_ln; lra.
  rewrite -[X in _ <= X]ln_exp; apply: ln_le; first lra.
  have part A B C : 0 < A -> 0 < B -> 0 < C -> ln C <= s * ln A + (1 - s) * ln B ->
      C <= exp (s * u + (1 - s) * v) * (s * (A / exp u) + (1 - s) * (B / exp v)).
    move=> A0 B0 C0 le; rewrite -{1}(exp_ln C C0).
    apply: (Rle_trans _ (exp (s * ln A + (1 - s) * ln B))).
      by case: le => [lt|->]; [left; apply: exp_increasing | right].
    have -> : s * ln A + (1 - s) * ln B = (s * u + (1 - s) * v) + (s * (ln A - u) + (1 - s) * (ln B - v)) by ring.
    rewrite exp_plus; apply: Rmult_le_compat_l; first exact/Rlt_le/exp_pos.
    apply: Rle_trans (exp_convex _ _ s01) _; right.
    have quotient D w : 0 < D -> exp (ln D - w) = D / exp w by move=> D0; rewrite /Rminus exp_plus exp_Ropp exp_ln.
    by rewrite !quotient.
  have pa := part _ _ _ Ap Aq Am la; have pb := part _ _ _ Bp Bq Bm lb.
  have one : (s * (eval x p a / exp u) + (1 - s) * (eval x q a / exp v)) +
             (s * (eval x p b / exp u) + (1 - s) * (eval x q b / exp v)) = 1 by rewrite eu ev; field; lra.
  by have := Rplus_le_compat _ _ _ _ pa pb; rewrite -Rmult_plus_distr_l one Rmult_1_r.
case: f => // aff; rewrite /= !ln_exp (affineP _ _ _ aff); lra.
Qed.

Lemma square_convex s a b : 0 <= s <= 1 -> (s * a + (1 - s) * b) ^ 2 <= s * a ^ 2 + (1 - s) * b ^ 2.
Proof.
move=> s01; have : 0 <= s * (1 - s) * (a - b) ^ 2.
  by apply: Rmult_le_pos; [apply: Rmult_le_pos; lra | apply: pow2_ge_0].
lra.
Qed.

Lemma fourth_convex s a b : 0 <= s <= 1 -> (s * a + (1 - s) * b) ^ 4 <= s * a ^ 4 + (1 - s) * b ^ 4.
Proof.
move=> s01; have sq u : u ^ 4 = (u ^ 2) ^ 2 by ring.
rewrite !sq; apply: Rle_trans (square_convex _ _ s01).
apply: pow_incr; split; [exact: pow2_ge_0 | exact: square_convex].
Qed.

Lemma seen_convexP e s p q : 0 <= s <= 1 -> seen_convex e ->
  eval x (mix s p q) e <= s * eval x p e + (1 - s) * eval x q e.
Proof.
move=> s01; elim: e => [c||j|i|a IHa b IHb|a IHa b IHb|f a IHa|c IHc a IHa b IHb] /orP [aff|];
  try (by rewrite (affineP _ _ _ aff); apply: Rle_refl); try by [].
- by case/andP => /IHa la /IHb lb; rewrite /=; lra.
- case/orP => /andP [pos cvx] /=.
    have [a0 ep] := positive_constantP (mix s p q) p pos; have [_ eq] := positive_constantP q p pos.
    by rewrite ep eq; have := IHb cvx; rewrite ep in a0; nra.
  have [b0 ep] := positive_constantP (mix s p q) p cvx; have [_ eq] := positive_constantP q p cvx.
  by rewrite ep eq; have := IHa pos; rewrite ep in b0; nra.
- case: f => // [|k]; first by move=> ex /=; apply: exponentialsP.
  case: k => [|[|[|[|[|k]]]]] // aff; rewrite /= (affineP _ _ _ aff).
    exact: square_convex.
  exact: fourth_convex.
Qed.

Lemma seen_smoothP K e (q : vec K) k : seen_smooth e -> ex_derive (fun t => eval x (env (shift q k t)) e) 0.
Proof.
have cl e' : closed e' -> ex_derive (fun t => eval x (env (shift q k t)) e') 0.
  move=> c; apply: (ex_derive_ext (fun _ => eval x nowhere e')) => [t|]; first exact: closedP.
  exact: ex_derive_const.
have ap f e' : ex_derive (fun t => eval x (env (shift q k t)) e') 0 -> smooth_domain f (eval x (env (shift q k 0)) e') ->
    ex_derive (fun t => eval x (env (shift q k t)) (Apply f e')) 0.
  move=> d sm; apply: (ex_derive_comp (apply f)) => //.
  by exists (slope_of f (eval x (env (shift q k 0)) e')); apply: is_derive_apply.
elim: e => [c||j|i|a IHa b IHb|a IHa b IHb|f a IHa|c IHc a IHa b IHb] /orP [/cl //|];
  try by [].
- move=> _ /=; rewrite /env; case: insubP => [j _ _|_]; last exact: ex_derive_const.
  rewrite /shift; case: eqP => _; last exact: ex_derive_const.
  by exists 1; auto_derive.
- by case/andP => /IHa da /IHb db; apply: (ex_derive_plus (V := R_NormedModule)).
- by case/andP => /IHa da /IHb db; apply: ex_derive_mult.
- case: f ap => [|||||||n] ap //; try (by move/IHa => d; apply: ap).
  by case/andP => ex /IHa d; apply: ap => //=; apply: exponentials_pos.
Qed.
End Seen.

(** ** What it means for a problem *)

Definition convex_problem (P : problem) : bool :=
  seen_smooth (sample_loss P) && seen_convex (sample_loss P) && all (fun w => Z.leb 0 (Qnum w)) (weights P) &&
  ~~ isSome (regularizer P).

(** Whatever the factor of the penalty, over [theta] the augmented objective has no local minimum in (a, b, W), and so
    none in all its variables. *)
Definition eliminated (P : problem) (theta : vec (parameters P)) : Prop :=
  forall lam, lam <> 0 -> forall a b W, ~ frozen_local_minimum (@input P) (@l P) (@f P) lam theta (a, b, W).
Arguments eliminated P theta : clear implicits.

Lemma env_mix n (p q : vec n) s : env (fun k => s * p k + (1 - s) * q k) = mix s (env p) (env q).
Proof. by apply: functional_extensionality => i; rewrite /env /mix; case: insubP => // _; ring. Qed.

Theorem convex_problem_eliminates P theta : convex_problem P ->
  (exists theta', objective P theta' < objective P theta) -> eliminated P theta.
Proof.
case/andP => /andP [/andP [sm cvx] w0] no [theta' lt] lam lam0 a b W.
have c0 i : 0 <= factor P * weight_of P i.
  apply: Rmult_le_pos.
    by rewrite /factor; case: (mean P); [lra | apply: pos_INR].
  rewrite /weight_of; case: (ltnP i (size (weights P))) => [lt_i|ge]; last by rewrite nth_default // /Q2R /=; lra.
  have /Z.leb_le := all_nthP 1%Q w0 i lt_i; rewrite /Q2R => num0.
  apply: Rmult_le_pos; first exact: IZR_le.
  by apply/Rlt_le/Rinv_0_lt_compat/IZR_lt/Pos2Z.is_pos.
apply: FAIL_bad_minimum => //.
- left=> i p q s s01; rewrite /l env_mix.
  have := seen_convexP (target_of P i) (env p) (env q) s01 cvx; have := c0 i; nra.
- move=> i k; rewrite /has_partial /l; apply: ex_derive_scal.
  exact: seen_smoothP.
- move=> glob; have := glob theta'; move: lt; rewrite /objective /penalty.
  by case: (regularizer P) no => // _; lra.
Qed.
