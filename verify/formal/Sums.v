(** * Finite sums of real numbers

    The toolbox: sums over a finite index set, their order, linearity and
    derivative.  Nothing here is about networks. *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Open Scope R_scope.
(** [%N] means natural numbers, as in mathcomp (Coq's reals redefine it). *)
Delimit Scope nat_scope with N.

(** [\sum_i F], [\sum_(i < n) F] and [\sum_(i | P) F] are sums of reals from here on.
    The body of a sum extends as far to the right as possible: write [(\sum_i F) + G]. *)
Notation "\sum_ i F" := (\big[Rplus/0]_i F%R) : R_scope.
Notation "\sum_ ( i < n ) F" := (\big[Rplus/0]_(i < n) F%R) : R_scope.
Notation "\sum_ ( i | P ) F" := (\big[Rplus/0]_(i | P%B) F%R) : R_scope.
Notation "\sum_ ( i <- r ) F" := (\big[Rplus/0]_(i <- r) F%R) : R_scope.

Lemma Rplus_assoc_mc : associative Rplus.
Proof. by move=> u v w; rewrite Rplus_assoc. Qed.
Lemma Rmult_assoc_mc : associative Rmult.
Proof. by move=> u v w; rewrite Rmult_assoc. Qed.
Canonical Rplus_monoid := Monoid.Law Rplus_assoc_mc Rplus_0_l Rplus_0_r.
Canonical Rplus_comoid := Monoid.ComLaw Rplus_comm.
Canonical Rmult_monoid := Monoid.Law Rmult_assoc_mc Rmult_1_l Rmult_1_r.
Canonical Rmult_comoid := Monoid.ComLaw Rmult_comm.
Canonical Rmult_muloid := Monoid.MulLaw Rmult_0_l Rmult_0_r.
Canonical Rplus_addoid := Monoid.AddLaw Rmult_plus_distr_r Rmult_plus_distr_l.

Section Sums.
Variables (T : finType) (P : pred T).
Implicit Types F G : T -> R.

Lemma sum_le F G : (forall i, P i -> F i <= G i) -> \sum_(i | P i) F i <= \sum_(i | P i) G i.
Proof. move=> le; apply: (big_ind2 (fun u v => u <= v)) => //; [lra | move=> *; lra]. Qed.

Lemma sum_ge0 F : (forall i, P i -> 0 <= F i) -> 0 <= \sum_(i | P i) F i.
Proof. move=> ge; apply: (big_ind (fun u => 0 <= u)) => //; [lra | move=> *; lra]. Qed.

Lemma sum_scal c F : \sum_(i | P i) (c * F i) = c * (\sum_(i | P i) F i).
Proof. by rewrite big_distrr. Qed.

Lemma sum_plus F G : \sum_(i | P i) (F i + G i) = (\sum_(i | P i) F i) + \sum_(i | P i) G i.
Proof. by rewrite big_split. Qed.

Lemma sum_minus F G : \sum_(i | P i) (F i - G i) = (\sum_(i | P i) F i) - \sum_(i | P i) G i.
Proof.
rewrite /Rminus sum_plus; congr (_ + _).
by rewrite -[RHS]Rmult_1_l -Ropp_mult_distr_r Ropp_mult_distr_l -sum_scal; apply: eq_bigr => i _; ring.
Qed.

Lemma sum0 F : (forall i, P i -> F i = 0) -> \sum_(i | P i) F i = 0.
Proof. by move=> F0; rewrite big1. Qed.

Lemma sum_const c : \sum_(i | P i) c = INR #|P| * c.
Proof.
rewrite big_const; elim: #|P| => [|n IH]; first by rewrite /=; ring.
by rewrite iterS IH S_INR; ring.
Qed.

(** A sum of nonnegative terms that is 0 (or less) has all terms 0. *)
Lemma sum_ge0_eq0 F : (forall i, P i -> 0 <= F i) -> \sum_(i | P i) F i <= 0 -> forall i, P i -> F i = 0.
Proof.
move=> ge le i Pi; move: le; rewrite (bigD1 i) //= => le.
have := ge i Pi; have : 0 <= \sum_(j | P j && (j != i)) F j.
  by apply: (big_ind (fun u => 0 <= u)) => [|u v|j /andP[Pj _]]; [lra | lra | apply: ge].
lra.
Qed.

(** A term is at most the sum. *)
Lemma sum_ge_term F i0 : P i0 -> (forall i, P i -> 0 <= F i) -> F i0 <= \sum_(i | P i) F i.
Proof.
move=> P0 ge; rewrite (bigD1 i0) //= -[X in X <= _]Rplus_0_r; apply: Rplus_le_compat_l.
by apply: (big_ind (fun u => 0 <= u)) => [|u v|j /andP[Pj _]]; [lra | lra | apply: ge].
Qed.

(** The term [i0] alone. *)
Lemma sum_single F i0 : P i0 -> (forall i, P i -> i != i0 -> F i = 0) -> \sum_(i | P i) F i = F i0.
Proof.
move=> P0 F0; rewrite (bigD1 i0) //= big1 ?Rplus_0_r // => i /andP[Pi ne]; exact: F0.
Qed.

Lemma is_derive_sum (F : T -> R -> R) t (d : T -> R) :
  (forall i, P i -> is_derive (F i) t (d i)) ->
  is_derive (fun s => \sum_(i | P i) F i s) t (\sum_(i | P i) d i).
Proof.
move=> der.
suff: forall r : seq T, is_derive (fun s => \big[Rplus/0]_(i <- r | P i) F i s) t
                                  (\big[Rplus/0]_(i <- r | P i) d i) by apply.
elim=> [|i r IH].
  rewrite big_nil; apply: (is_derive_ext (fun _ => 0)) => [s|]; first by rewrite big_nil.
  exact: is_derive_const.
rewrite big_cons; case Pi: (P i); last first.
  by apply: is_derive_ext IH => s; rewrite big_cons Pi.
apply: (is_derive_ext (fun s => F i s + \big[Rplus/0]_(j <- r | P j) F j s)) => [s|].
  by rewrite big_cons Pi.
by apply: is_derive_plus => //; apply: der.
Qed.
End Sums.

(** Strict inequality in one term makes the sums strictly ordered. *)
Lemma sum_lt (T : finType) (P : pred T) (F G : T -> R) i0 : P i0 -> F i0 < G i0 ->
  (forall i, P i -> F i <= G i) -> \sum_(i | P i) F i < \sum_(i | P i) G i.
Proof.
move=> P0 lt le; rewrite (bigD1 i0) //= [X in _ < X](bigD1 i0) //=.
apply: Rplus_lt_le_compat => //; apply: (big_ind2 (fun u v => u <= v)) => [|*|i /andP[Pi _]].
- lra.
- lra.
- exact: le.
Qed.

(** Coquelicot's extensionality of the derivative, for real functions. *)
Lemma is_derive_eqfun (F G : R -> R) (t d : R) : (forall s : R, F s = G s) -> is_derive F t d -> is_derive G t d.
Proof. exact: is_derive_ext. Qed.

(** ** Derivatives of expressions
    [derive] finds the derivative of an expression made of +, -, *, powers and exp, and leaves the equation that it equals the
    given one.  (Coquelicot's [auto_derive] does more, and needs the law of excluded middle as an axiom.) *)
Section Derive.
Variables (F G : R -> R) (t f g : R).
Hypotheses (dF : is_derive F t f) (dG : is_derive G t g).
Lemma derive_plus : is_derive (fun s => F s + G s) t (f + g).
Proof. exact: is_derive_plus. Qed.
Lemma derive_minus : is_derive (fun s => F s - G s) t (f - g).
Proof. exact: is_derive_minus. Qed.
Lemma derive_opp : is_derive (fun s => - F s) t (- f).
Proof. exact: is_derive_opp. Qed.
Lemma derive_mult : is_derive (fun s => F s * G s) t (f * G t + F t * g).
Proof. by apply: is_derive_mult => // n m; apply: Rmult_comm. Qed.
Lemma derive_square : is_derive (fun s => F s ^ 2) t (2 * F t * f).
Proof.
apply: (is_derive_eqfun (F := fun s => F s * F s)) => [s|]; first by ring.
have -> : 2 * F t * f = f * F t + F t * f by ring.
by apply: is_derive_mult => // n m; apply: Rmult_comm.
Qed.
Lemma derive_exp : is_derive (fun s => exp (F s)) t (f * exp (F t)).
Proof. by apply: (is_derive_comp exp F) => //; apply: is_derive_exp. Qed.
Lemma derive_value f' : f = f' -> is_derive F t f'.
Proof. by move=> <-. Qed.
Lemma derive_exists : ex_derive F t.
Proof. by exists f. Qed.
Lemma derive_continuous : continuous F t.
Proof. by apply: ex_derive_continuous; exists f. Qed.
End Derive.
Lemma derive_const (c t : R) : is_derive (fun _ => c) t 0.
Proof. exact: is_derive_const. Qed.
Lemma derive_id (t : R) : is_derive (fun s => s) t 1.
Proof. exact: is_derive_id. Qed.

Ltac derive_rules := lazymatch goal with
  | |- @is_derive _ _ Ropp _ _ => refine (@derive_opp (fun s => s) _ _ (derive_id _))
  | |- @is_derive _ _ exp _ _ => refine (@derive_exp (fun s => s) _ _ (derive_id _))
  | |- @is_derive _ _ (fun s => s) _ _ => refine (derive_id _)
  | |- @is_derive _ _ (fun s => @?F s + @?G s) _ _ => refine (@derive_plus F G _ _ _ _ _); derive_rules
  | |- @is_derive _ _ (fun s => @?F s - @?G s) _ _ => refine (@derive_minus F G _ _ _ _ _); derive_rules
  | |- @is_derive _ _ (fun s => - @?F s) _ _ => refine (@derive_opp F _ _ _); derive_rules
  | |- @is_derive _ _ (fun s => (@?F s) ^ 2) _ _ => refine (@derive_square F _ _ _); derive_rules
  | |- @is_derive _ _ (fun s => @?F s * @?G s) _ _ => refine (@derive_mult F G _ _ _ _ _); derive_rules
  | |- @is_derive _ _ (fun s => exp (@?F s)) _ _ => refine (@derive_exp F _ _ _); derive_rules
  | |- @is_derive _ _ (fun s => _) _ _ => refine (derive_const _ _)
  end.
Ltac derive := refine (derive_value _ _); [derive_rules | cbv beta].
Ltac ex_derive_rules := refine (derive_exists _); derive_rules.
Ltac continuous_rules := refine (derive_continuous _); derive_rules.

(** Fermat: the derivative at a local minimum of a function of one variable is 0. *)
Lemma derive_at_local_minimum (F : R -> R) t d :
  is_derive F t d -> locally t (fun s => F t <= F s) -> d = 0.
Proof.
move=> der [eps le].
have pr : derivable_pt F t by exists d; apply/is_derive_Reals.
have e0 := cond_pos eps.
rewrite -(derive_pt_eq_0 F t d pr); last by apply/is_derive_Reals.
apply: (deriv_minimum F (t - eps) (t + eps)) => [||s s1 s2]; [lra | lra |].
apply: le; rewrite /ball /= /AbsRing_ball /abs /minus /plus /opp /=; apply: Rabs_def1; lra.
Qed.

(** The mean value theorem on [s, t], for a function with a derivative at each of its points. *)
Lemma mean_value (F dF : R -> R) (s t : R) : s <= t -> (forall r, s <= r <= t -> is_derive F r (dF r)) ->
  exists r, s <= r <= t /\ F t - F s = dF r * (t - s).
Proof.
move=> le der; have [||r [sr e]] := MVT_gen F s t dF.
- by move=> r; rewrite Rmin_left // Rmax_right // => lt; apply: der; lra.
- move=> r; rewrite Rmin_left // Rmax_right // => sr.
  by apply/continuity_pt_filterlim/ex_derive_continuous; exists (dF r); apply: der.
by exists r; rewrite Rmin_left // Rmax_right // in sr.
Qed.
