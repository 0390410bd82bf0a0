(** * FAIL: the failure mode

    The other side of ELIM and REAL: where theta is not data-optimal, the added neurons have no local minimum at all,
    and minimising over them runs off to infinity. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Orbit ExpSum Convex Elim Char.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** ** Compactness: a bounded sequence has a limit point

    In the language of filters: a filter along which every coordinate stays bounded has a finer filter that converges.
    ("~ ~ exists" in place of "exists", so that no axiom of choice is needed; it is used to refute something.) *)
Section Compactness.
Variable D : Type.

(** One coordinate: let s be the supremum of all t such that v < t does not hold eventually; v comes near s again and
    again, and the sets {|v - s| < eps} generate the finer filter. *)
Lemma cluster_real (F : (D -> Prop) -> Prop) (v : D -> R) M : ProperFilter' F -> F (fun n => Rabs (v n) <= M) ->
  exists (G : (D -> Prop) -> Prop) (s : R),
    ProperFilter' G /\ (forall A, F A -> G A) /\ filterlim v G (locally s).
Proof.
move=> [proper FF] bounded.
pose E t := ~ F (fun n => v n < t).
have Ebound : is_upper_bound E M.
  move=> t Et; apply: Rnot_lt_le => lt; apply: Et; apply: filter_imp bounded => n; have := Rle_abs (v n); lra.
have Enonempty : exists t, E t.
  exists (- M) => below; apply: proper; apply: filter_imp (filter_and _ _ below bounded) => n [].
  by have := Rle_abs (- v n); rewrite Rabs_Ropp; lra.
have [s [upper least]] := completeness E (ex_intro _ M Ebound) Enonempty.
have again eps : 0 < eps -> ~ F (fun n => ~ Rabs (v n - s) < eps).
  move=> eps0 far.
  have high : ~ ~ F (fun n => v n < s + eps / 2) by move=> /upper; lra.
  apply: high => high.
  suff : s <= s - eps by lra.
  apply: least => t Et; apply: Rnot_lt_le => lt; apply: Et.
  apply: filter_imp (filter_and _ _ far high) => n [far_n high_n]; apply: Rnot_le_lt => le.
  by apply: far_n; apply: Rabs_def1; lra.
pose G (A : D -> Prop) := exists (B : D -> Prop) eps, F B /\ 0 < eps /\ forall n, B n -> Rabs (v n - s) < eps -> A n.
have FG : Filter G.
  split=> [|P Q [B [eps [FB [eps0 imp]]]] [B' [eps' [FB' [eps0' imp']]]]|P Q PQ [B [eps [FB [eps0 imp]]]]].
  - by exists (fun _ => True), 1; split; [apply: filter_true | split=> //; lra].
  - exists (fun n => B n /\ B' n), (Rmin eps eps'); split; first exact: filter_and.
    split=> [|n [Bn Bn'] near]; first exact: Rmin_pos.
    by split; [apply: imp | apply: imp'] => //; apply: Rlt_le_trans near _; [apply: Rmin_l | apply: Rmin_r].
  - by exists B, eps; split=> //; split=> // n Bn near; apply/PQ/imp.
exists G, s; split; last split.
- split=> // -[B [eps [FB [eps0 none]]]].
  by apply: (again eps eps0); apply: filter_imp FB => n Bn near; apply: (none n).
- by move=> A FA; exists A, 1; split=> //; split=> //; lra.
- apply/filterlim_locally => eps; exists (fun _ => True), eps; split; first exact: filter_true.
  by split=> [|n _]; first exact: cond_pos.
Qed.

(** All coordinates of a finite set, one after the other. *)
Lemma cluster_point (T : finType) (F : (D -> Prop) -> Prop) (u : T -> D -> R) M :
  ProperFilter' F -> (forall k, F (fun n => Rabs (u k n) <= M)) ->
  exists (G : (D -> Prop) -> Prop) (p : T -> R),
    ProperFilter' G /\ (forall A, F A -> G A) /\ forall k, filterlim (u k) G (locally (p k)).
Proof.
move=> proper bounded.
suff [G [p [pG [FG lim]]]] : exists (G : (D -> Prop) -> Prop) (p : T -> R),
    ProperFilter' G /\ (forall A, F A -> G A) /\ forall k, k \in enum T -> filterlim (u k) G (locally (p k)).
  by exists G, p; split=> //; split=> // k; apply: lim; rewrite mem_enum.
elim: (enum T) => [|k A [G [p [pG [FG lim]]]]]; first by exists F, (fun _ => 0).
have [H [s [pH [GH lim_s]]]] := cluster_real pG (FG _ (bounded k)).
exists H, (fun j => if j == k then s else p j); split=> //; split=> [B /FG /GH //|j].
case: eqP => [-> _ //|ne]; rewrite inE => /orP [/eqP // | /lim limj].
by move=> B /limj; apply: GH.
Qed.

(** Convergence of vectors is convergence of the coordinates. *)
Lemma filter_all (T : finType) (F : (D -> Prop) -> Prop) (P : T -> D -> Prop) :
  Filter F -> (forall k, F (P k)) -> F (fun n => forall k, P k n).
Proof.
move=> FF all; suff : F (fun n => forall k, k \in enum T -> P k n).
  by apply: filter_imp => n h k; apply: h; rewrite mem_enum.
elim: (enum T) => [|k A IH]; first exact: filter_imp filter_true.
by apply: filter_imp (filter_and _ _ (all k) IH) => n [Pk PA] j; rewrite inE => /orP [/eqP -> | /PA].
Qed.

Lemma filterlim_fun (T : finType) (U : UniformSpace) (F : (D -> Prop) -> Prop) (u : D -> T -> U) (p : T -> U) :
  Filter F -> (forall k, filterlim (fun n => u n k) F (locally (p k))) -> filterlim u F (locally (p : T -> U)).
Proof.
move=> FF lim; apply/filterlim_locally => eps; apply: filter_all => k.
by have /filterlim_locally := lim k; apply.
Qed.
End Compactness.

Lemma continuous_coordinate (T : Type) (U : UniformSpace) (k : T) (q : T -> U) : continuous (fun q : T -> U => q k) q.
Proof. by apply/filterlim_locally => eps; exists eps => q'; apply. Qed.

Lemma continuous_sum (V : UniformSpace) (T : finType) (F : T -> V -> R) z :
  (forall i, continuous (F i) z) -> continuous (fun z => \sum_i F i z) z.
Proof.
move=> cont; suff s : forall r : seq T, continuous (fun z => \sum_(i <- r) F i z) z by apply: s.
elim=> [|i r IH].
  by apply: (continuous_ext (fun _ => 0)) => [y|]; [rewrite big_nil | apply: continuous_const].
apply: (continuous_ext (fun z => F i z + \sum_(j <- r) F j z)) => [y|]; first by rewrite big_cons.
exact: continuous_plus (cont i) IH.
Qed.

(** Minimising a continuous function without a local minimum runs off to infinity: along a sequence on which F tends to its
    infimum the coordinates are bounded by no M infinitely often.  [join] puts a point together from its coordinates.

    Idea: otherwise F would attain its infimum at a limit point, and this would be a local minimum. *)
Lemma minimising_unbounded (T : finType) (U : UniformSpace) (coord : U -> T -> R) (join : (T -> R) -> U) (F : U -> R)
    (z : nat -> U) (M : R) :
  (forall u, join (coord u) = u) ->
  (forall p, continuous (join : fct_UniformSpace T R_UniformSpace -> U) p) ->
  (forall u, continuous F u) -> (forall u, ~ local_minimum F u) ->
  is_lim_seq (fun n => F (z n)) (Glb_Rbar (fun v => exists u, v = F u)) ->
  ~ (forall N : nat, exists n : nat, (N <= n)%N /\ forall k, Rabs (coord (z n) k) <= M).
Proof.
move=> jc join_cont F_cont none lim often; set inf := Glb_Rbar _ in lim.
(* along the sequence the value is eventually below every value plus eps *)
have low u eps : 0 < eps -> eventually (fun n => F (z n) < F u + eps).
  move=> eps0; have [lb _] := Glb_Rbar_correct (fun v => exists u, v = F u).
  have := lb (F u) (ex_intro _ u erefl); rewrite -/inf => le.
  have : Rbar_locally inf (fun v => v < F u + eps).
    case: (inf) le => [r|//|_] /=; last by exists (F u + eps).
    move=> le; exists (mkposreal eps eps0) => v; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /=.
    by move=> near; have := Rle_abs (v + - r); lra.
  exact: lim.
(* the terms within the bound, far out *)
pose E (A : nat -> Prop) := exists N, forall n, (N <= n)%N -> (forall k, Rabs (coord (z n) k) <= M) -> A n.
have properE : ProperFilter' E.
  split=> [[N no]|]; first by case: (often N) => n [Nn /(no n Nn)].
  split=> [|P Q [N hP] [N' hQ]|P Q PQ [N hP]]; first by exists 0%N.
    exists (maxn N N') => n; rewrite geq_max => /andP [Nn Nn'] bd; split; [exact: hP | exact: hQ].
  by exists N => n Nn bd; apply/PQ/hP.
have [|G [p [pG [EG lim_coord]]]] := @cluster_point _ T E (fun k n => coord (z n) k) M properE.
  by move=> k; exists 0%N => n _; apply.
have fG : Filter G by case: pG.
have lim_z : filterlim z G (locally (join p)).
  have all : filterlim (fun n => coord (z n) : fct_UniformSpace T R_UniformSpace) G (locally (p : fct_UniformSpace T _)).
    exact: filterlim_fun.
  by apply: (filterlim_ext _ _ (fun n => jc (z n))); apply: filterlim_comp all (join_cont p).
have lim_value := filterlim_comp _ _ _ _ _ _ _ _ lim_z (F_cont (join p)).
(* the limit point is a global minimum *)
apply: (none (join p)); exists (mkposreal 1 Rlt_0_1) => u _; apply: Rnot_lt_le => below.
pose gap := (F (join p) - F u) / 2; have gap0 : 0 < gap by rewrite /gap; lra.
have G1 : G (fun n => F (z n) < F u + gap).
  by apply: EG; have [N h] := low u gap gap0; exists N => n /leP Nn _; apply: h.
have G2 : G (fun n => Rabs (F (z n) - F (join p)) < gap).
  by have /filterlim_locally /(_ (mkposreal gap gap0)) := lim_value; apply: filter_imp.
have [proper _] := pG; apply: proper; apply: filter_imp (filter_and _ _ G1 G2) => n [h1 /Rabs_def2 [h2 h3]].
by move: h1 h3; rewrite /gap; lra.
Qed.

Section Fail.
Variables (m dx K : nat) (x : 'I_m -> vec dx) (l : 'I_m -> vec K -> R).
Variables (Theta : UniformSpace) (f : vec dx -> Theta -> vec K) (lam : R).

(** ** FAIL
    Let lam <> 0, and let the assumptions of ELIM or of REAL hold.  If theta is not data-optimal, for instance a bad local
    minimum of L, then (a, b, W) |-> L~(theta, a, b, W) has no local minimum. *)
Theorem FAIL (theta : Theta) :
  lam <> 0 -> ELIM_or_REAL x l -> differentiable_at_outputs x l f theta ->
  ~ data_optimal x l f theta ->
  forall a b W, ~ frozen_local_minimum x l f lam theta (a, b, W).
Proof.
move=> lam0 good ex not_opt a b W locmin; apply: not_opt.
by case: (ELIM_grouped lam0 (ELIM_or_REAL_grouped good) ex locmin).
Qed.

Corollary FAIL_bad_minimum (theta : Theta) :
  lam <> 0 -> ELIM_or_REAL x l -> differentiable_at_outputs x l f theta ->
  ~ global_minimum (L x l f) theta ->
  forall a b W, ~ frozen_local_minimum x l f lam theta (a, b, W).
Proof. by move=> lam0 good ex bad; apply: FAIL => // /data_optimal_global. Qed.

(** L~ is continuous in (a, b, W) if the losses are continuous. *)
Lemma augmented_risk_continuous (theta : Theta) (z : neurons dx K) :
  (forall i q, continuous (l i) q) -> continuous (fun z : neurons dx K => augmented_risk x l f lam theta z) z.
Proof.
move=> cont.
have ca k : continuous (fun z : neurons dx K => z.1.1 k) z.
  apply: (continuous_comp (fun z : neurons dx K => z.1.1) (fun q => q k)); last exact: continuous_coordinate.
  by apply: (continuous_comp fst fst); apply: continuous_fst.
have cb k : continuous (fun z : neurons dx K => z.1.2 k) z.
  apply: (continuous_comp (fun z : neurons dx K => z.1.2) (fun q => q k)); last exact: continuous_coordinate.
  by apply: (continuous_comp fst snd); [apply: continuous_fst | apply: continuous_snd].
have cW k e : continuous (fun z : neurons dx K => z.2 k e) z.
  apply: (continuous_comp (fun z : neurons dx K => z.2 k) (fun q => q e)); last exact: continuous_coordinate.
  by apply: (continuous_comp snd (fun q => q k)); [apply: continuous_snd | apply: continuous_coordinate].
apply: (continuous_ext (fun z : neurons dx K =>
    / INR m * (\sum_i l i (augmented_network f theta z (x i))) + lam * (\sum_k (z.1.1 k * z.1.1 k)))) => [[[a b] W]|].
  by rewrite /augmented_risk; congr (_ + lam * _); apply: eq_bigr => k _ /=; ring.
apply: continuous_plus; last first.
  by apply: continuous_scal_r; apply: continuous_sum => k; apply: continuous_mult.
apply: continuous_scal_r; apply: continuous_sum => i.
apply: (continuous_comp (fun z : neurons dx K => augmented_network f theta z (x i)) (l i)) => //.
apply: filterlim_fun => k.
apply: (continuous_ext (fun z : neurons dx K => f (x i) theta k + z.1.1 k * exp (dot (z.2 k) (x i) + z.1.2 k))).
  by case=> [[a b] W].
apply: continuous_plus; first exact: continuous_const.
apply: continuous_mult => //; apply: (continuous_comp (fun z : neurons dx K => dot (z.2 k) (x i) + z.1.2 k) exp).
  apply: continuous_plus => //; apply: continuous_sum => e.
  by apply: continuous_mult => //; apply: continuous_const.
by continuous_rules.
Qed.

(** All coordinates of (a, b, W) are at most M in absolute value. *)
Definition bounded_by (M : R) (z : neurons dx K) :=
  (forall k, Rabs (z.1.1 k) <= M) /\ (forall k, Rabs (z.1.2 k) <= M) /\ (forall k e, Rabs (z.2 k e) <= M).

(** ** FAIL, the escape to infinity
    Let moreover each l_i be continuous (as it is if it is differentiable).  Every sequence of (a, b, W) along which
    L~(theta, .) tends to its infimum is unbounded, and so is each subsequence of it: for no M do infinitely many terms
    stay within the bound M. *)
Theorem FAIL_unbounded (theta : Theta) (z : nat -> neurons dx K) :
  lam <> 0 -> ELIM_or_REAL x l -> differentiable_at_outputs x l f theta ->
  (forall i q, continuous (l i) q) ->
  ~ data_optimal x l f theta ->
  is_lim_seq (fun n => augmented_risk x l f lam theta (z n))
             (Glb_Rbar (fun v => exists z', v = augmented_risk x l f lam theta z')) ->
  forall M, ~ (forall N : nat, exists n : nat, (N <= n)%N /\ bounded_by M (z n)).
Proof.
move=> lam0 good ex cont not_opt lim M often.
pose coord (z : neurons dx K) (k : 'I_K + 'I_K + 'I_K * 'I_dx) : R := match k with
  | inl (inl k) => z.1.1 k | inl (inr k) => z.1.2 k | inr (k, e) => z.2 k e end.
pose join p : neurons dx K := (fun k => p (inl (inl k)), fun k => p (inl (inr k)), fun k e => p (inr (k, e))).
apply: (@minimising_unbounded _ _ coord join (fun z => augmented_risk x l f lam theta z) z M _ _ _ _ lim).
- by case=> [[a b] W].
- move=> p; apply/filterlim_locally => eps; exists eps => p' near.
  by split; [split|] => k; [| | move=> e]; apply: near.
- by move=> u; apply: augmented_risk_continuous.
- by case=> [[a b] W]; apply: FAIL.
- move=> N; have [n [Nn [ha [hb hW]]]] := often N; exists n; split=> //.
  by case=> [[k|k]|[k e]]; [apply: ha | apply: hb | apply: hW].
Qed.
End Fail.
