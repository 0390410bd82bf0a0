(** * Bad minima of the problems that texts state: what is claimed of a file, and how a yes of the checker proves it *)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.
From Coq Require Import Reals QArith String.
From Coquelicot Require Import Coquelicot.
From BadMinima Require Import Sums Setting Language Jets Problem Enclosure Check Strict Convexity Json Reader.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Open Scope R_scope.

(** The text states a problem, and it has the bad minimum: see [bad_strict_minimum]. *)
Definition bad_minimum (text : string) (c : list Q) (r v err : Q) (b : list Q) : Prop :=
  exists P, stated text = Some P /\ exists theta, @bad_strict_minimum P c r v err b theta.

(** The same, and over this bad minimum the augmented objective has no local minimum, whatever lam <> 0. *)
Definition eliminated_bad_minimum (text : string) (c : list Q) (r v err : Q) (b : list Q) : Prop :=
  exists P, stated text = Some P /\ exists theta, @bad_strict_minimum P c r v err b theta /\ eliminated P theta.

Section Bad_minima.
Variables (bits : F.precision) (text : string) (c : list Q) (r v err : Q) (b : list Q) (root : list (list Q)) (mu : Q).

Definition yes_for (P : problem) : bool :=
  (size c == parameters P) && (size b == parameters P) && check_strict bits P c r v err b root mu.

Definition check_bad_minimum : bool := if stated text is Some P then yes_for P else false.
Definition check_eliminated_bad_minimum : bool := if stated text is Some P then convex_problem P && yes_for P else false.

Theorem bad_minimum_by : check_bad_minimum = true -> bad_minimum text c r v err b.
Proof.
rewrite /check_bad_minimum; case e: (stated text) => [P|//] /andP [_ yes].
by exists P; split=> //; apply: check_strict_correct yes.
Qed.

Theorem eliminated_bad_minimum_by : check_eliminated_bad_minimum = true -> eliminated_bad_minimum text c r v err b.
Proof.
rewrite /check_eliminated_bad_minimum; case e: (stated text) => [P|//] /andP [cvx /andP [_ yes]].
have [theta bad] := check_strict_correct yes; exists P; split=> //; exists theta; split=> //.
by apply: convex_problem_eliminates cvx _; case: bad => _ [_ [_ [_ lower]]]; exists (at_decimals P b).
Qed.
End Bad_minima.

(** ** What this says, in the words of Setting.v *)
Theorem bad_minimum_is_bad text c r v err b : bad_minimum text c r v err b ->
  exists P theta, stated text = Some P /\ within_of P r c theta /\
    local_minimum (objective P) theta /\ ~ global_minimum (objective P) theta.
Proof.
case=> P [e [theta [[near _] [loc [_ [_ lower]]]]]]; exists P, theta; split=> //; split=> //.
split; first exact: strict_local_minimum_local.
by move=> /(_ (at_decimals P b)) /Rle_not_lt.
Qed.

Theorem eliminated_bad_minimum_is_bad text c r v err b : eliminated_bad_minimum text c r v err b ->
  exists P theta, stated text = Some P /\ within_of P r c theta /\
    local_minimum (objective P) theta /\ ~ global_minimum (objective P) theta /\
    forall lam, lam <> 0 -> forall a b W, ~ frozen_local_minimum (@input P) (@l P) (@f P) lam theta (a, b, W).
Proof.
case=> P [e [theta [[[near _] [loc [_ [_ lower]]]] gone]]]; exists P, theta; split=> //; split=> //.
split; first exact: strict_local_minimum_local.
by split=> // /(_ (at_decimals P b)) /Rle_not_lt.
Qed.
