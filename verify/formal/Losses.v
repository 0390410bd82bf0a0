(** * Losses: cross-entropy, logistic, hinge, squared, Huber

    The losses of the three tasks.  Each is convex and has all its partial derivatives everywhere, which is what ELIM asks.
    Weights of the samples change nothing. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Convex Char.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** All that ELIM asks of a loss, at all outputs. *)
Definition convex_with_partials n (phi : vec n -> R) := convex phi /\ forall q k, has_partial phi q k.

(** ** Tools *)

Lemma supported_convex n (phi : vec n -> R) (g : vec n -> vec n) :
  (forall p q, phi p + dot (g p) (fun k => q k - p k) <= phi q) -> convex phi.
Proof.
move=> support p q s s01; set r := fun k => s * p k + (1 - s) * q k.
have e : s * dot (g r) (fun k => p k - r k) + (1 - s) * dot (g r) (fun k => q k - r k) = 0.
  by rewrite /dot -!sum_scal -sum_plus; apply: sum0 => k _; rewrite /r; ring.
have := Rmult_le_compat_l s _ _ (proj1 s01) (support r p).
have s1 : 0 <= 1 - s by lra.
by have := Rmult_le_compat_l (1 - s) _ _ s1 (support r q); rewrite !Rmult_plus_distr_l; lra.
Qed.

(** A function of one variable whose derivative does not fall lies above its tangents. *)
Lemma above_tangent (h dh : R -> R) : (forall u, is_derive h u (dh u)) -> (forall u v, u <= v -> dh u <= dh v) ->
  forall u v, h u + dh u * (v - u) <= h v.
Proof.
move=> der mono u v; case: (Rle_dec u v) => [uv|vu].
  have [r [[ur rv] e]] := mean_value uv (fun r _ => der r).
  have : dh u * (v - u) <= dh r * (v - u) by apply: Rmult_le_compat_r; [lra | apply: mono].
  lra.
have [r [[vr ru] e]] := mean_value (Rlt_le _ _ (Rnot_le_lt _ _ vu)) (fun r _ => der r).
have : dh r * (u - v) <= dh u * (u - v) by apply: Rmult_le_compat_r; [lra | apply: mono].
lra.
Qed.

(** h(c q_k + d) as a function of q *)
Lemma scalar_loss (h dh : R -> R) : (forall u, is_derive h u (dh u)) -> (forall u v, u <= v -> dh u <= dh v) ->
  forall n (k : 'I_n) c d, convex_with_partials (fun q : vec n => h (c * q k + d)).
Proof.
move=> der mono n k c d; split=> [|q j].
  apply: (@supported_convex _ _ (fun p j => if j == k then c * dh (c * p k + d) else 0)) => p q.
  rewrite /dot (sum_single (i0 := k)) ?eqxx // => [|j _ /negbTE ->]; last by ring.
  have := above_tangent der mono (c * p k + d) (c * q k + d).
  have -> : c * q k + d - (c * p k + d) = c * (q k - p k) by ring.
  lra.
rewrite /has_partial /shift; case: eqP => _; last by exists 0; apply: is_derive_const.
exists (c * dh (c * (q k + 0) + d)).
apply: (is_derive_comp h (fun t => c * (q k + t) + d)); first exact: der.
by derive; ring.
Qed.

Lemma loss_ext n (phi psi : vec n -> R) : (forall q, psi q = phi q) -> convex_with_partials phi -> convex_with_partials psi.
Proof. by move=> e; have -> : psi = phi by apply: functional_extensionality. Qed.

Lemma loss_sum n (T : finType) (phi : T -> vec n -> R) :
  (forall i, convex_with_partials (phi i)) -> convex_with_partials (fun q => \sum_i phi i q).
Proof.
move=> good; split=> [|q k]; first by apply: convex_sum => i _; case: (good i).
exists (\sum_i partial (phi i) q k); apply: is_derive_sum => i _; apply: is_derive_partial.
by case: (good i).
Qed.

(** ** Sample weights *)
Theorem weighted_loss n (phi : vec n -> R) (c : R) : 0 <= c -> convex_with_partials phi ->
  convex_with_partials (fun q => c * phi q).
Proof.
move=> c0 [cvx ex]; split=> [p q s s01|q k].
  have := Rmult_le_compat_l c _ _ c0 (cvx p q s s01); lra.
by exists (c * partial phi q k); apply: is_derive_scal; apply: is_derive_partial.
Qed.

(** ** Softmax cross-entropy *)

Definition softmax n (q : vec n) : vec n := fun k => exp (q k) / partition_function q.

(** - sum_k y_k log softmax(q)_k for the target y, a distribution over the classes *)
Definition soft_cross_entropy n (y q : vec n) : R := - (\sum_k (y k * ln (softmax q k))).

Definition distribution n (y : vec n) := (forall k, 0 <= y k) /\ \sum_k y k = 1.

(** The distribution that is 1 at the class c *)
Definition one_hot n (c : 'I_n) : vec n := fun k => if k == c then 1 else 0.

Lemma distribution_one_hot n (c : 'I_n) : distribution (one_hot c).
Proof.
split=> [k|]; first by rewrite /one_hot; case: eqP; lra.
by rewrite (sum_single (i0 := c)) /one_hot ?eqxx // => k _ /negbTE ->.
Qed.

(** A sum over the coordinates is not 0: so there is one. *)
Lemma distribution_inhabited n (y : vec n) : distribution y -> 'I_n.
Proof.
move=> [_ y1]; case: n y y1 => [|n] y y1; last exact: ord0.
by exfalso; move: y1; rewrite big_ord0; lra.
Qed.

Lemma ln_softmax n (c : 'I_n) (q : vec n) k : ln (softmax q k) = q k - ln (partition_function q).
Proof.
by rewrite /softmax ln_div ?ln_exp //; [apply: exp_pos | apply: partition_function_pos].
Qed.

Lemma soft_cross_entropyE n (y q : vec n) : distribution y ->
  soft_cross_entropy y q = ln (partition_function q) - dot y q.
Proof.
move=> dy; have c := distribution_inhabited dy; case: dy => _ y1.
rewrite /soft_cross_entropy (eq_bigr (fun k => y k * q k - ln (partition_function q) * y k)) => [|k _]; last first.
  by rewrite (ln_softmax c); ring.
by rewrite sum_minus sum_scal y1 /dot; ring.
Qed.

(** With a hard label it is the cross-entropy of Char.v. *)
Theorem cross_entropy_hard n (c : 'I_n) (q : vec n) : cross_entropy c q = soft_cross_entropy (one_hot c) q.
Proof.
rewrite (soft_cross_entropyE _ (distribution_one_hot c)) /cross_entropy /dot.
by rewrite (sum_single (i0 := c)) /one_hot ?eqxx // => [|k _ /negbTE ->]; ring.
Qed.

Lemma softmax_sum n (c : 'I_n) (q : vec n) : \sum_k softmax q k = 1.
Proof.
have Z0 := partition_function_pos c q.
rewrite (eq_bigr (fun k => / partition_function q * exp (q k))) => [|k _]; last by rewrite /softmax /Rdiv; ring.
by rewrite sum_scal -/(partition_function q); field; lra.
Qed.

(** log sum_k exp(q_k) lies above its tangent planes: exp(t) >= 1 + t, averaged with the weights softmax(p). *)
Lemma log_sum_exp_support n (c : 'I_n) (p q : vec n) :
  ln (partition_function p) + dot (softmax p) (fun k => q k - p k) <= ln (partition_function q).
Proof.
have Zp := partition_function_pos c p; have Zq := partition_function_pos c q.
set t := dot _ _; rewrite -[X in X <= _]ln_exp exp_plus exp_ln //; apply: ln_le.
  by apply: Rmult_lt_0_compat => //; apply: exp_pos.
have tangent : \sum_k (softmax p k * (1 + (q k - p k - t))) <= \sum_k (softmax p k * exp (q k - p k - t)).
  apply: sum_le => k _; apply: Rmult_le_compat_l; last exact: exp_ineq1_le.
  by apply: Rlt_le; apply: Rdiv_lt_0_compat => //; apply: exp_pos.
have left : \sum_k (softmax p k * (1 + (q k - p k - t))) = 1.
  rewrite (eq_bigr (fun k => (1 - t) * softmax p k + softmax p k * (q k - p k))) => [|k _]; last by ring.
  by rewrite sum_plus sum_scal (softmax_sum c) -/(dot (softmax p) (fun k => q k - p k)) -/t; ring.
have right : \sum_k (softmax p k * exp (q k - p k - t)) = / partition_function p * exp (- t) * partition_function q.
  rewrite /partition_function -sum_scal; apply: eq_bigr => k _; rewrite /softmax -/(partition_function p).
  have -> : q k - p k - t = - p k + (- t + q k) by ring.
  rewrite !exp_plus (exp_Ropp (p k)); field; split; [lra | have := exp_pos (p k); lra].
rewrite left right in tangent; have et := exp_pos t.
have : partition_function p * exp t * 1 <=
    partition_function p * exp t * (/ partition_function p * exp (- t) * partition_function q).
  by apply: Rmult_le_compat_l => //; apply: Rmult_le_pos; lra.
have -> : partition_function p * exp t * (/ partition_function p * exp (- t) * partition_function q) = partition_function q.
  by rewrite exp_Ropp; field; split; lra.
lra.
Qed.

Lemma is_derive_log_sum_exp n (q : vec n) k :
  is_derive (fun t => ln (partition_function (shift q k t))) 0 (softmax q k).
Proof.
have dZ : is_derive (fun t => partition_function (shift q k t)) 0 (exp (q k)).
  have -> : exp (q k) = \sum_j (if j == k then exp (q j) else 0).
    by rewrite (sum_single (i0 := k)) ?eqxx // => j _ /negbTE ->.
  apply: is_derive_sum => j _; rewrite /shift; case: eqP => _; last exact: is_derive_const.
  by derive; rewrite Rplus_0_r; ring.
have -> : softmax q k = exp (q k) * / partition_function (shift q k 0) by rewrite shift0.
by apply: (is_derive_comp ln) => //; apply: is_derive_ln; rewrite shift0; apply: partition_function_pos k _.
Qed.

(** Convex and differentiable, with d/dq_k = softmax(q)_k - y_k. *)
Theorem loss_soft_cross_entropy n (y : vec n) : distribution y -> convex_with_partials (soft_cross_entropy y).
Proof.
move=> dy; have c := distribution_inhabited dy.
apply: (loss_ext (fun q => soft_cross_entropyE q dy)); split=> [|q k].
  apply: convex_minus_linear; apply: (@supported_convex _ _ (@softmax n)) => p q.
  exact: log_sum_exp_support.
exists (softmax q k - y k); apply: is_derive_minus; first exact: is_derive_log_sum_exp.
apply: (is_derive_eqfun (F := fun t => dot y q + y k * t)) => [t|]; first by rewrite dot_shift_r.
by derive; ring.
Qed.

(** ** Losses of binary classification: functions of the margin s q, for a label s = 1 or s = -1 *)

Lemma is_derive_softplus u : is_derive (fun u => ln (1 + exp u)) u (1 - / (1 + exp u)).
Proof.
have e0 := exp_pos u.
have -> : 1 - / (1 + exp u) = exp u * / (1 + exp u) by field; lra.
apply: (is_derive_comp ln (fun u => 1 + exp u)); first by apply: is_derive_ln; lra.
by derive; ring.
Qed.

Theorem loss_logistic (s : R) : convex_with_partials (logistic s).
Proof.
apply: (loss_ext (phi := fun q => ln (1 + exp (- s * q ord0 + 0)))) => [q|].
  by rewrite /logistic; congr (ln (1 + exp _)); ring.
apply: (scalar_loss is_derive_softplus) => u v uv; have eu := exp_pos u.
have euv : exp u <= exp v by case: uv => [/exp_increasing /Rlt_le //|e]; rewrite e; apply: Rle_refl.
suff : / (1 + exp v) <= / (1 + exp u) by lra.
by apply: Rinv_le_contravar; lra.
Qed.

(** max(0, u)^p *)
Definition positive_power (p u : R) : R := if Rlt_dec 0 u then Rpower u p else 0.

(** max(0, 1 - s q)^p *)
Definition smoothed_hinge (p s : R) (q : vec 1) : R := positive_power p (1 - s * q ord0).
Definition squared_hinge (s : R) (q : vec 1) : R := Rmax 0 (1 - s * q ord0) ^ 2.

Lemma Rpower_two u : 0 < u -> Rpower u 2 = u ^ 2.
Proof. by move=> u0; have := Rpower_pow 2 u u0; rewrite /=; replace (1 + 1) with 2 by ring. Qed.

Lemma positive_power_two u : positive_power 2 u = Rmax 0 u ^ 2.
Proof.
rewrite /positive_power; case: Rlt_dec => u0; first by rewrite Rpower_two // Rmax_right //; lra.
by rewrite Rmax_left /=; lra.
Qed.

Theorem squared_hinge_smoothed s q : squared_hinge s q = smoothed_hinge 2 s q.
Proof. by rewrite /smoothed_hinge positive_power_two. Qed.

Lemma is_derive_positive_power p u : 1 < p -> is_derive (positive_power p) u (p * positive_power (p - 1) u).
Proof.
move=> p1; case: (Rtotal_order u 0) => [u0|[->|u0]].
- have -> : p * positive_power (p - 1) u = 0 by rewrite /positive_power; case: Rlt_dec => h /=; [lra | ring].
  apply: (is_derive_ext_loc (fun _ => 0)); last exact: is_derive_const.
  have d0 : 0 < - u by lra.
  exists (mkposreal _ d0) => v; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= => /Rabs_def2 [near _].
  by rewrite /positive_power; case: Rlt_dec => h //; lra.
- have -> : p * positive_power (p - 1) 0 = 0 by rewrite /positive_power; case: Rlt_dec => h /=; [lra | ring].
  apply/is_derive_Reals => eps eps0.
  exists (mkposreal _ (exp_pos (/ (p - 1) * ln eps))) => t t0 /= lt.
  rewrite Rplus_0_l /positive_power; case: (Rlt_dec 0 0) => h /=; first by lra.
  case: Rlt_dec => tpos; last by rewrite !Rminus_0_r /Rdiv Rmult_0_l Rabs_R0.
  have -> : (Rpower t p - 0) / t - 0 = Rpower t (p - 1).
    have {1}-> : p = (p - 1) + 1 by ring.
    by rewrite Rpower_plus Rpower_1 //; field; lra.
  rewrite Rabs_pos_eq; last exact/Rlt_le/exp_pos.
  have e : Rpower (exp (/ (p - 1) * ln eps)) (p - 1) = eps.
    by rewrite /Rpower ln_exp -[RHS]exp_ln //; congr exp; field; lra.
  by rewrite -e; apply: Rlt_Rpower_l; [lra | split=> //; move: lt; rewrite Rabs_pos_eq; lra].
- have -> : p * positive_power (p - 1) u = p * Rpower u (p - 1) by rewrite /positive_power; case: Rlt_dec => h //; lra.
  apply: (is_derive_ext_loc (fun u => Rpower u p)); last by apply/is_derive_Reals; apply: derivable_pt_lim_power.
  exists (mkposreal _ u0) => v; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= => /Rabs_def2 [_ near].
  by rewrite /positive_power; case: Rlt_dec => h //; lra.
Qed.

Lemma positive_power_mono p u v : 0 < p -> u <= v -> positive_power p u <= positive_power p v.
Proof.
move=> p0 uv; rewrite /positive_power; case: Rlt_dec => u0 /=; case: Rlt_dec => v0 /=.
- by apply: Rle_Rpower_l; lra.
- by lra.
- exact/Rlt_le/exp_pos.
- exact: Rle_refl.
Qed.

Theorem loss_smoothed_hinge (p s : R) : 1 < p -> convex_with_partials (smoothed_hinge p s).
Proof.
move=> p1; apply: (loss_ext (phi := fun q => positive_power p (- s * q ord0 + 1))) => [q|].
  by rewrite /smoothed_hinge; congr positive_power; ring.
apply: (scalar_loss (fun u => is_derive_positive_power u p1)) => u v uv.
by apply: Rmult_le_compat_l; [lra | apply: positive_power_mono; lra].
Qed.

Theorem loss_squared_hinge (s : R) : convex_with_partials (squared_hinge s).
Proof. by apply: (loss_ext (squared_hinge_smoothed s)); apply: loss_smoothed_hinge; lra. Qed.

(** ** Losses of regression, with K outputs *)

(** |q - y|^2 *)
Definition squared_loss n (y q : vec n) : R := sqnorm (fun k => q k - y k).

(** e^2/2 near 0, of slope d beyond d, and the sum of that over the outputs *)
Definition huber (d e : R) : R := if Rle_dec (Rabs e) d then e ^ 2 / 2 else d * (Rabs e - d / 2).
Definition huber_loss n (d : R) (y q : vec n) : R := \sum_k huber d (q k - y k).

Theorem loss_squared n (y : vec n) : convex_with_partials (squared_loss y).
Proof.
rewrite /squared_loss /sqnorm; apply: loss_sum => k.
apply: (loss_ext (phi := fun q => (1 * q k + - y k) ^ 2)) => [q|]; first by congr (_ ^ 2); ring.
have der u : is_derive (fun u => u ^ 2) u (2 * u) by derive; ring.
by apply: (scalar_loss der) => u v; lra.
Qed.

(** Huber's function, without cases *)
Lemma huber_positive_parts d e : 0 < d ->
  huber d e = (e ^ 2 - positive_power 2 (e - d) - positive_power 2 (- e - d)) / 2.
Proof.
move=> d0; rewrite !positive_power_two /huber; case: Rle_dec => small /=.
  have := Rle_abs e; have := Rle_abs (- e); rewrite Rabs_Ropp => h1 h2.
  rewrite !Rmax_left; lra.
case: (Rle_dec 0 e) => e0.
  by move: small; rewrite Rabs_pos_eq // => small; rewrite Rmax_right ?(Rmax_left 0 (- e - d)); lra.
by move: small; rewrite Rabs_left => [small|]; rewrite ?(Rmax_left 0 (e - d)) ?(Rmax_right 0 (- e - d)); lra.
Qed.

Theorem loss_huber n (d : R) (y : vec n) : 0 < d -> convex_with_partials (huber_loss d y).
Proof.
move=> d0; apply: loss_sum => k.
pose h e := (e ^ 2 - positive_power 2 (e - d) - positive_power 2 (- e - d)) / 2.
pose dh e := e - positive_power 1 (e - d) + positive_power 1 (- e - d).
apply: (loss_ext (phi := fun q => h (1 * q k + - y k))) => [q|].
  by rewrite huber_positive_parts // /h; have -> : q k - y k = 1 * q k + - y k by ring.
have part c u : is_derive (fun u => positive_power 2 (c * u - d)) u (c * (2 * positive_power 1 (c * u - d))).
  have := is_derive_positive_power (c * u - d) (p := 2) ltac:(lra).
  have -> : 2 - 1 = 1 by ring.
  move=> der; apply: (is_derive_comp (positive_power 2) (fun u => c * u - d)) => //.
  by derive; ring.
apply: (@scalar_loss h dh) => [u|u v uv].
  have p1 := part 1 u; have p2 := part (-1) u.
  have e : forall s, (s ^ 2 - positive_power 2 (1 * s - d) - positive_power 2 (-1 * s - d)) * / 2 = h s.
    by move=> s; rewrite /h /Rdiv Rmult_1_l; have -> : -1 * s = - s by ring.
  apply: (is_derive_eqfun e); rewrite /dh.
  have -> : u - positive_power 1 (u - d) + positive_power 1 (- u - d) =
      (2 * u * 1 - 1 * (2 * positive_power 1 (1 * u - d)) - -1 * (2 * positive_power 1 (-1 * u - d))) * / 2 +
      (u ^ 2 - positive_power 2 (1 * u - d) - positive_power 2 (-1 * u - d)) * 0.
    have -> : 1 * u = u by ring.
    have -> : -1 * u = - u by ring.
    by field.
  apply: derive_mult; last exact: derive_const.
  by apply: derive_minus => //; apply: derive_minus => //; apply: derive_square; apply: derive_id.
have one w : positive_power 1 w = Rmax 0 w.
  rewrite /positive_power; case: Rlt_dec => w0 /=; first by rewrite Rpower_1 // Rmax_right //; lra.
  by rewrite Rmax_left //; lra.
rewrite /dh !one /Rmax; repeat case: Rle_dec; lra.
Qed.
