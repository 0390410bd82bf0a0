(** * DICHOTOMY: a neuron a phi(b + w x) has an orbit, or its parameters can be read off its outputs

    One input, so dx = 1.  If phi, phi' and s phi' are linearly dependent on an interval, phi is an exponential or a power
    there, and scaling or shifting gives an orbit; if they are independent, no other parameters near by give the same
    function. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality Classical_Prop.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char Fail Necessity Neuron Atlas.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** ** The dependent case: on an interval without a zero of beta + gamma s
    alpha phi + (beta + gamma s) phi' = 0 has the solutions C e^(k s) and C |s + delta|^r only. *)
Theorem DICHOTOMY_dependent (phi dphi : R -> R) (p q alpha beta gamma : R) :
  (forall s, p < s < q -> is_derive phi s (dphi s)) ->
  (forall s, p < s < q -> beta + gamma * s <> 0) ->
  (forall s, p < s < q -> alpha * phi s + (beta + gamma * s) * dphi s = 0) ->
  (exists C k, forall s, p < s < q -> phi s = C * exp (k * s)) \/
  (exists C delta r, forall s, p < s < q -> s + delta <> 0 /\ phi s = C * Rpower (Rabs (s + delta)) r).
Proof.
move=> der nonzero law.
(* a function with derivative 0 on the interval is constant there *)
have flat (F : R -> R) : (forall s, p < s < q -> is_derive F s 0) -> forall s t, p < s < q -> p < t < q -> F s = F t.
  move=> dF; suff up s t : p < s -> s <= t -> t < q -> F t = F s.
    by move=> s t ps pt; case: (Rle_dec s t) => st; [apply/esym | ]; apply: up; lra.
  move=> ps st tq; have [r [_ e]] := @mean_value F (fun _ => 0) s t st (fun r rs => dF r ltac:(lra)); lra.
case: (Rle_lt_dec q p) => [none|pq]; first by left; exists 0, 0 => s; lra.
pose s0 := (p + q) / 2; have s0I : p < s0 < q by rewrite /s0; lra.
case: (Req_dec gamma 0) => g0.
  have b0 : beta <> 0 by have := nonzero s0 s0I; rewrite g0; lra.
  left; exists (phi s0 * exp (alpha / beta * s0)), (- (alpha / beta)) => s sI.
  have cst : phi s * exp (alpha / beta * s) = phi s0 * exp (alpha / beta * s0).
    apply: (flat (fun s => phi s * exp (alpha / beta * s))) => // r rI.
    apply: derive_value; first (by apply: derive_mult; [exact: der r rI | derive_rules]); rewrite /=.
    have := law r rI; rewrite g0 => l0; have -> : dphi r = - (alpha / beta) * phi r.
      by apply: (Rmult_eq_reg_l beta) => //; have -> : beta * (- (alpha / beta) * phi r) = - (alpha * phi r); [field | lra].
    by ring.
  rewrite -cst Rmult_assoc -exp_plus; have -> : alpha / beta * s + - (alpha / beta) * s = 0 by ring.
  by rewrite exp_0; ring.
right; pose delta := beta / gamma; pose r := - (alpha / gamma).
have off s : p < s < q -> s + delta <> 0.
  move=> sI e; apply: (nonzero s sI); have -> : beta + gamma * s = gamma * (s + delta) by rewrite /delta; field.
  by rewrite e; ring.
exists (phi s0 * Rpower (Rabs (s0 + delta)) (- r)), delta, r => s sI; split; first exact: off.
have abs_pos t : p < t < q -> 0 < Rabs (t + delta) by move=> tI; apply: Rabs_pos_lt; apply: off.
have cst : phi s * Rpower (Rabs (s + delta)) (- r) = phi s0 * Rpower (Rabs (s0 + delta)) (- r).
  apply: (flat (fun s => phi s * Rpower (Rabs (s + delta)) (- r))) => // t tI.
  have dlog : is_derive (fun t => ln (Rabs (t + delta))) t (/ (t + delta)).
    have n0 := off t tI; case: (Rle_lt_dec 0 (t + delta)) => side.
      have pos : 0 < t + delta by lra.
      apply: (is_derive_ext_loc (fun t => ln (t + delta))).
        by exists (mkposreal _ pos) => u /ball_R /= near; rewrite Rabs_pos_eq; lra.
      apply: derive_value; first apply: (is_derive_comp ln (fun t => t + delta) t (/ (t + delta)) 1).
      - by apply: is_derive_ln.
      - by derive; ring.
      - exact: Rmult_1_l.
    have pos : 0 < - (t + delta) by lra.
    apply: (is_derive_ext_loc (fun t => ln (- (t + delta)))).
      by exists (mkposreal _ pos) => u /ball_R /= near; rewrite Rabs_left; lra.
    apply: derive_value; first apply: (is_derive_comp ln (fun t => - (t + delta)) t (/ (- (t + delta))) (-1)).
    - by apply: is_derive_ln.
    - by derive; ring.
    - by rewrite /scal /= /mult /=; field.
  apply: (is_derive_eqfun (F := fun t => phi t * exp (- r * ln (Rabs (t + delta))))) => [u //|].
  apply: derive_value.
    apply: derive_mult; first exact: der t tI.
    by apply: derive_exp; apply: derive_mult; [apply: derive_const | exact: dlog].
  rewrite /=; have n0 := off t tI; have := law t tI.
  have -> : beta + gamma * t = gamma * (t + delta) by rewrite /delta; field.
  move=> l0; have -> : dphi t = r * phi t / (t + delta).
    apply: (Rmult_eq_reg_l (gamma * (t + delta))); last by apply: Rmult_integral_contrapositive.
    have -> : gamma * (t + delta) * (r * phi t / (t + delta)) = - (alpha * phi t) by rewrite /r; field.
    lra.
  by field.
have pw : Rpower (Rabs (s + delta)) (- r) * Rpower (Rabs (s + delta)) r = 1.
  by rewrite -Rpower_plus Rplus_opp_l Rpower_O //; apply: abs_pos.
by rewrite -cst Rmult_assoc pw; ring.
Qed.

(** ** Three points
    Three functions that are linearly independent on a set have a regular matrix of values at some three of its points. *)
Definition det3 (a1 a2 a3 b1 b2 b3 c1 c2 c3 : R) : R :=
  a1 * (b2 * c3 - b3 * c2) - a2 * (b1 * c3 - b3 * c1) + a3 * (b1 * c2 - b2 * c1).

Definition independent (I : R -> Prop) (f g h : R -> R) := forall u v w,
  (forall s, I s -> u * f s + v * g s + w * h s = 0) -> u = 0 /\ v = 0 /\ w = 0.

Lemma three_points (I : R -> Prop) (f g h : R -> R) : independent I f g h ->
  exists s1 s2 s3, I s1 /\ I s2 /\ I s3 /\ det3 (f s1) (g s1) (h s1) (f s2) (g s2) (h s2) (f s3) (g s3) (h s3) <> 0.
Proof.
move=> ind; have point (F : R -> R) : (~ forall s, I s -> F s = 0) -> exists s, I s /\ F s <> 0.
  move=> not0; apply: NNPP => none; apply: not0 => s Is; apply: NNPP => Fs; apply: none; by exists s.
have [s1 [I1 f1]] : exists s, I s /\ f s <> 0.
  by apply: point => all; case: (ind 1 0 0) => [s Is|e _]; [rewrite all //; ring | lra].
have [s2 [I2 m2]] : exists s, I s /\ - g s1 * f s + f s1 * g s <> 0.
  apply: point => all; case: (ind (- g s1) (f s1) 0) => [s Is|_ [f0 _]]; last by apply: f1.
  by have := all s Is; lra.
have [s3 [I3 m3]] : exists s, I s /\ (g s1 * h s2 - h s1 * g s2) * f s + (h s1 * f s2 - f s1 * h s2) * g s +
    (- g s1 * f s2 + f s1 * g s2) * h s <> 0.
  by apply: point => all; case: (ind _ _ _ all) => _ [_ m0].
exists s1, s2, s3; do 3 split=> //; move=> d0; apply: m3; rewrite -[RHS]d0 /det3; ring.
Qed.

Lemma three_terms (A1 A2 A3 y1 y2 y3 e : R) : Rabs y1 <= e -> Rabs y2 <= e -> Rabs y3 <= e ->
  Rabs (A1 * y1 + A2 * y2 + A3 * y3) <= (Rabs A1 + Rabs A2 + Rabs A3) * e.
Proof.
move=> h1 h2 h3; apply: Rle_trans (Rabs_triang _ _) _; have := Rabs_triang (A1 * y1) (A2 * y2); rewrite !Rabs_mult.
have := Rmult_le_compat_l _ _ _ (Rabs_pos A1) h1; have := Rmult_le_compat_l _ _ _ (Rabs_pos A2) h2.
have := Rmult_le_compat_l _ _ _ (Rabs_pos A3) h3; lra.
Qed.

(** ** The independent case: the fibre through z0 is z0 alone near by
    phi is differentiable at three points at which the matrix of phi, phi', s phi' is regular; a0 and w0 are not 0. *)
Section Isolated.
Variables (phi dphi : R -> R) (s : 'I_3 -> R) (a0 b0 w0 : R).
Hypothesis der : forall i, is_derive phi (s i) (dphi (s i)).
Let p i := phi (s i).
Let q i := dphi (s i).
Let r i := s i * dphi (s i).
Let i1 : 'I_3 := ord0.
Let i2 : 'I_3 := inord 1.
Let i3 : 'I_3 := inord 2.
Let D := det3 (p i1) (q i1) (r i1) (p i2) (q i2) (r i2) (p i3) (q i3) (r i3).
Hypotheses (D0 : D <> 0) (a00 : a0 <> 0) (w00 : w0 <> 0).

Let X i := (s i - b0) / w0.

(** Cramer's rule, as a bound *)
Let solution_bound : exists G, 0 < G /\ forall u v t e, (forall i, Rabs (p i * u + q i * v + r i * t) <= e) ->
  Rabs u <= G * e /\ Rabs v <= G * e /\ Rabs t <= G * e.
Proof.
pose c u1 u2 u3 := Rabs (u1 / D) + Rabs (u2 / D) + Rabs (u3 / D).
have cb u1 u2 u3 y1 y2 y3 e : Rabs y1 <= e -> Rabs y2 <= e -> Rabs y3 <= e ->
    Rabs ((u1 * y1 + u2 * y2 + u3 * y3) / D) <= c u1 u2 u3 * e.
  move=> h1 h2 h3; have -> : (u1 * y1 + u2 * y2 + u3 * y3) / D = u1 / D * y1 + u2 / D * y2 + u3 / D * y3 by field.
  exact: three_terms.
pose gu := c (q i2 * r i3 - q i3 * r i2) (q i3 * r i1 - q i1 * r i3) (q i1 * r i2 - q i2 * r i1).
pose gv := c (p i3 * r i2 - p i2 * r i3) (p i1 * r i3 - p i3 * r i1) (p i2 * r i1 - p i1 * r i2).
pose gt := c (p i2 * q i3 - p i3 * q i2) (p i3 * q i1 - p i1 * q i3) (p i1 * q i2 - p i2 * q i1).
have c0 u1 u2 u3 : 0 <= c u1 u2 u3.
  by have := Rabs_pos (u1 / D); have := Rabs_pos (u2 / D); have := Rabs_pos (u3 / D); rewrite /c; lra.
have gu0 : 0 <= gu by apply: c0. have gv0 : 0 <= gv by apply: c0. have gt0 : 0 <= gt by apply: c0.
exists (1 + gu + gv + gt); split; first by lra.
move=> u v t e y; have e0 : 0 <= e by apply: Rle_trans (Rabs_pos _) (y i1).
have [ue [ve te]] : Rabs u <= gu * e /\ Rabs v <= gv * e /\ Rabs t <= gt * e.
  have y1 := y i1; have y2 := y i2; have y3 := y i3; split; last split.
  - by have := cb _ _ _ _ _ _ _ y1 y2 y3; rewrite -/gu => le; apply: Rle_trans (Req_le _ _ _) (le _ _ _);
      congr Rabs; rewrite /D /det3; field; exact: D0.
  - by have := cb _ _ _ _ _ _ _ y1 y2 y3; rewrite -/gv => le; apply: Rle_trans (Req_le _ _ _) (le _ _ _);
      congr Rabs; rewrite /D /det3; field; exact: D0.
  - by have := cb _ _ _ _ _ _ _ y1 y2 y3; rewrite -/gt => le; apply: Rle_trans (Req_le _ _ _) (le _ _ _);
      congr Rabs; rewrite /D /det3; field; exact: D0.
have h1 := Rmult_le_pos _ _ gu0 e0; have h2 := Rmult_le_pos _ _ gv0 e0; have h3 := Rmult_le_pos _ _ gt0 e0.
by split; [|split]; lra.
Qed.

Theorem DICHOTOMY_isolated : locally ((a0, (b0, scalar w0)) : prod_UniformSpace R_UniformSpace
    (prod_UniformSpace R_UniformSpace (fct_UniformSpace 'I_1 R_UniformSpace)))
  (fun z => fibre (ridge phi) ((a0, (b0, scalar w0)) : ridge_parameters 1) z -> z = (a0, (b0, scalar w0))).
Proof.
have [G [G0 solve]] := solution_bound.
pose Ba := / Rabs a0; pose Bw := Rabs (w0 / a0); pose Bb := Rabs (b0 / w0).
have Ba0 : 0 < Ba by apply/Rinv_0_lt_compat/Rabs_pos_lt.
have Bw0 : 0 <= Bw by apply: Rabs_pos. have Bb0 : 0 <= Bb by apply: Rabs_pos.
have Bbw := Rmult_le_pos _ _ Bb0 Bw0.
pose Q := 1 + Ba + (1 + Bb) * Bw; have Q1 : 1 <= Q by rewrite /Q; lra.
have QG : 0 < Q * G by apply: Rmult_lt_0_compat; lra.
pose kappa := / (6 * (Q * G)); have k0 : 0 < kappa by apply: Rinv_0_lt_compat; lra.
pose B := 1 + \sum_i (Rabs (X i) + Rabs (q i)).
have term i : Rabs (X i) + Rabs (q i) <= \sum_i (Rabs (X i) + Rabs (q i)).
  apply: (sum_ge_term (F := fun i => Rabs (X i) + Rabs (q i)) (i0 := i)) => // j _.
  by have := Rabs_pos (X j); have := Rabs_pos (q j); lra.
have B1 : 1 <= B by have := term i1; have := Rabs_pos (X i1); have := Rabs_pos (q i1); rewrite /B; lra.
have BX i : 1 + Rabs (X i) <= B by have := term i; have := Rabs_pos (q i); rewrite /B; lra.
have Bq i : Rabs (q i) <= B by have := term i; have := Rabs_pos (X i); rewrite /B; lra.
pose A := Rabs a0 + 1; have A1 : 1 <= A by have := Rabs_pos a0; rewrite /A; lra.
have AB : 0 < A * B by apply: Rmult_lt_0_compat; lra.
pose eps := kappa / (2 * (A * B)); have eps0 : 0 < eps by apply: Rdiv_lt_0_compat; lra.
have [delta near] : locally (0 : R) (fun d => forall i, Rabs (phi (s i + d) - p i - q i * d) <= eps * Rabs d).
  apply: filter_all => i; have /is_derive_Reals /(_ eps eps0) [delta near] := der i.
  exists delta => d; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= Ropp_0 Rplus_0_r => dd.
  case: (Req_dec d 0) => [->|d0]; first by rewrite Rplus_0_r /p; rewrite Rmult_0_r !Rminus_0_r Rminus_eq_0 Rabs_R0; lra.
  have := near d d0 dd; have ad := Rabs_pos_lt d d0; rewrite -/(p i) -/(q i) => lt.
  have -> : phi (s i + d) - p i - q i * d = ((phi (s i + d) - p i) / d - q i) * d by field.
  by rewrite Rabs_mult; apply: Rmult_le_compat_r; lra.
have d0 := cond_pos delta.
pose eta := Rmin 1 (Rmin (delta / (4 * B)) (kappa / (2 * (B * B)))).
have BB : 0 < B * B by apply: Rmult_lt_0_compat; lra.
have eta0 : 0 < eta by apply: Rmin_pos; [lra | apply: Rmin_pos; apply: Rdiv_lt_0_compat; lra].
have e1 : eta <= 1 by apply: Rmin_l.
have e2 : eta * (4 * B) <= delta.
  have : eta <= delta / (4 * B) by apply: Rle_trans (Rmin_r _ _) (Rmin_l _ _).
  move=> h; have := Rmult_le_compat_r (4 * B) _ _ ltac:(lra) h.
  by have -> : delta / (4 * B) * (4 * B) = delta by (field; lra).
have e3 : eta * (B * B) <= kappa / 2.
  have : eta <= kappa / (2 * (B * B)) by apply: Rle_trans (Rmin_r _ _) (Rmin_r _ _).
  move=> h; have := Rmult_le_compat_r (B * B) _ _ ltac:(lra) h.
  by have -> : kappa / (2 * (B * B)) * (B * B) = kappa / 2 by (field; lra).
exists (mkposreal _ eta0) => -[a' [b' w]]; pose a : R := a'; pose b : R := b'; rewrite -/a -/b => -[/ball_R /= na [/ball_R /= nb nw]] fib.
have {nw} nw := ball_R (nw ord0); rewrite /scalar /= in nw.
pose u := a - a0; pose db := b - b0; pose dw := w ord0 - w0.
pose v := a0 * (db - b0 / w0 * dw); pose t := a0 / w0 * dw.
pose H := Rabs u + Rabs db + Rabs dw.
have ua : Rabs u < eta by apply: Rabs_def1; rewrite /u; lra.
have ub : Rabs db < eta by apply: Rabs_def1; rewrite /db; lra.
have uw : Rabs dw < eta by apply: Rabs_def1; rewrite /dw; lra.
have H0 : 0 <= H by rewrite /H; have := Rabs_pos u; have := Rabs_pos db; have := Rabs_pos dw; lra.
have small i : Rabs (p i * u + q i * v + r i * t) <= kappa * H.
  pose d := db + dw * X i.
  have dH : Rabs d <= B * H.
    apply: Rle_trans (Rabs_triang _ _) _; rewrite Rabs_mult.
    have := Rmult_le_compat_r H _ _ H0 (BX i); rewrite /H.
    have := Rmult_le_pos _ _ (Rabs_pos (X i)) (Rabs_pos u); have := Rmult_le_pos _ _ (Rabs_pos (X i)) (Rabs_pos db).
    by have := Rabs_pos u; have := Rabs_pos dw; have := Rabs_pos db; lra.
  have dd : Rabs d < delta.
    have : B * H <= B * (3 * eta) by apply: Rmult_le_compat_l; [lra | rewrite /H; lra].
    have := Rmult_lt_0_compat _ _ eta0 (Rlt_le_trans _ _ _ Rlt_0_1 B1); lra.
  pose e := phi (s i + d) - p i - q i * d.
  have se : Rabs e <= eps * Rabs d.
    by apply: near; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /= Ropp_0 Rplus_0_r.
  have value : a * (p i + q i * d + e) = a0 * p i.
    have := fib (scalar (X i)); rewrite /ridge /dot /= !sum_one /scalar.
    have -> : b0 + w0 * X i = s i by rewrite /X; field.
    have -> : b + w ord0 * X i = s i + d.
      have : s i = b0 + w0 * X i by rewrite /X; field.
      by move=> ->; rewrite /d /db /dw; ring.
    by move=> eq; rewrite -/(p i) in eq; rewrite -eq /e; ring.
  have -> : p i * u + q i * v + r i * t = - (u * (q i * d) + a * e).
    have -> : p i * u + q i * v + r i * t = p i * u + (q i * v + r i * t) by ring.
    have -> : q i * v + r i * t = a0 * (q i * d) by rewrite /v /t /r /d /X -/(q i); field.
    by rewrite /u; lra.
  rewrite Rabs_Ropp; apply: Rle_trans (Rabs_triang _ _) _; rewrite !Rabs_mult.
  have aA : Rabs a <= A.
    have -> : a = a0 + u by rewrite /u; ring.
    by apply: Rle_trans (Rabs_triang _ _) _; rewrite /A; lra.
  have h1 : Rabs u * (Rabs (q i) * Rabs d) <= eta * (B * (B * H)).
    apply: Rmult_le_compat; [exact: Rabs_pos | apply: Rmult_le_pos; apply: Rabs_pos | lra |].
    by apply: Rmult_le_compat => //; apply: Rabs_pos.
  have h2 : Rabs a * Rabs e <= A * (eps * (B * H)).
    apply: Rmult_le_compat => //; [exact: Rabs_pos | exact: Rabs_pos |].
    by apply: Rle_trans se _; apply: Rmult_le_compat_l; lra.
  have h3 : A * (eps * (B * H)) = kappa / 2 * H by rewrite /eps; field; lra.
  have := Rmult_le_compat_r H _ _ H0 e3; rewrite h3 in h2; lra.
have [bu [bv bt]] := solve u v t _ small.
have dwE : Rabs dw = Bw * Rabs t.
  by rewrite /Bw -Rabs_mult; congr Rabs; rewrite /t; field.
have dbE : Rabs db <= Ba * Rabs v + Bb * Rabs dw.
  have -> : db = / a0 * v + b0 / w0 * dw by rewrite /v; field.
  by apply: Rle_trans (Rabs_triang _ _) _; rewrite (Rabs_mult (/ a0)) (Rabs_mult (b0 / w0)) Rabs_inv; apply: Rle_refl.
have HQ : H <= Q * (G * (kappa * H)).
  set N := G * (kappa * H) in bu bv bt *.
  have m1 := Rmult_le_compat_l _ _ _ (Rlt_le _ _ Ba0) bv; have m2 := Rmult_le_compat_l _ _ _ Bw0 bt.
  have m3 := Rmult_le_compat_l _ _ _ Bbw bt; rewrite dwE in dbE; rewrite /H dwE /Q; lra.
have half : Q * (G * (kappa * H)) = H / 6 by rewrite /kappa; field; split; lra.
have Hz : H = 0 by lra.
have z1 := Rabs_pos u; have z2 := Rabs_pos db; have z3 := Rabs_pos dw.
have u0 : u = 0 by apply: Rabs_eq_0; rewrite /H in Hz; lra.
have b0' : db = 0 by apply: Rabs_eq_0; rewrite /H in Hz; lra.
have w0' : dw = 0 by apply: Rabs_eq_0; rewrite /H in Hz; lra.
have -> : a = a0 by move: u0; rewrite /u; lra.
have -> : b = b0 by move: b0'; rewrite /db; lra.
congr (_, (_, _)); apply: functional_extensionality => e; rewrite (ord1 e) /scalar; move: w0'; rewrite /dw; lra.
Qed.
End Isolated.

(** ** DICHOTOMY
    Let phi be differentiable at the points of a set I.  Either phi, phi', s phi' are linearly dependent on I, or every
    (a, b, w) with a and w not 0 is alone in its fibre near by, so that by no small change of the parameters the neuron stays
    what it is. *)
Theorem DICHOTOMY (phi dphi : R -> R) (I : R -> Prop) : (forall s, I s -> is_derive phi s (dphi s)) ->
  (exists u v w, ~ (u = 0 /\ v = 0 /\ w = 0) /\ forall s, I s -> u * phi s + v * dphi s + w * (s * dphi s) = 0) \/
  (forall a b w, a <> 0 -> w <> 0 -> locally ((a, (b, scalar w)) : prod_UniformSpace R_UniformSpace
      (prod_UniformSpace R_UniformSpace (fct_UniformSpace 'I_1 R_UniformSpace)))
    (fun z => fibre (ridge phi) ((a, (b, scalar w)) : ridge_parameters 1) z -> z = (a, (b, scalar w)))).
Proof.
move=> der; case: (classic (independent I phi dphi (fun s => s * dphi s))) => [ind|dep]; last first.
  left; apply: NNPP => none; apply: dep => u v w law; apply: NNPP => no; apply: none.
  by exists u, v, w.
right=> a b w a0 w0; have [s1 [s2 [s3 [I1 [I2 [I3 d]]]]]] := three_points ind.
pose s (i : 'I_3) := if i == ord0 then s1 else if i == inord 1 then s2 else s3.
have e1 : s (inord 1) = s2 by rewrite /s -!val_eqE /= !inordK.
have e2 : s (inord 2) = s3 by rewrite /s -!val_eqE /= !inordK.
apply: (@DICHOTOMY_isolated phi dphi s a b w) => // [i|].
  by rewrite /s; case: ifP => _; [|case: ifP => _]; apply: der.
by rewrite e1 e2.
Qed.
