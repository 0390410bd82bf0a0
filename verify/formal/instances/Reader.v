(** * From the text of a problem to the problem

    Whatever is not understood is refused: an unknown key, loss, activation or function, rows of different lengths. *)
From Coq Require Import String Ascii List ZArith QArith Bool DecimalString.
From BadMinima Require Import Language Formula Json Problem.

Open Scope nat_scope.
Open Scope list_scope.

Definition bind {A B} (a : option A) (f : A -> option B) : option B := match a with Some x => f x | None => None end.
Notation "'let?' x := a 'in' b" := (bind a (fun x => b)) (at level 200, x pattern, b at level 200).
Definition only {A} (b : bool) (a : option A) : option A := if b then a else None.

(** ** Names of variables *)
Fixpoint position (name : string) (l : list string) : option nat :=
  match l with
  | nil => None
  | n :: l => if String.eqb n name then Some 0 else match position name l with Some i => Some (S i) | None => None end
  end.

(** "x3" is number 2 of its kind. *)
Definition numbered (letter : ascii) (most : nat) (name : string) : option nat :=
  match list_ascii_of_string name with
  | c :: d =>
    match span is_digit d with
    | ((_ :: _) as u, nil) =>
      let i := Z.to_nat (digits u) in only (Ascii.eqb c letter && Nat.leb 1 i && Nat.leb i most) (Some (pred i))
    | _ => None
    end
  | nil => None
  end.

Definition first {A} (a b : option A) : option A := match a with Some x => Some x | None => b end.
Definition network_names (parameters : list string) (dimension : nat) (name : string) : option expr :=
  first (option_map Free (position name parameters)) (option_map Given (numbered "x" dimension name)).
Definition loss_names (K k : nat) (name : string) : option expr :=
  if String.eqb name "q" then Some (Free k) else if String.eqb name "y" then Some (Given k) else None.
Definition indexed_loss_names (K : nat) (name : string) : option expr :=
  first (option_map Free (numbered "q" K name)) (option_map Given (numbered "y" K name)).

(** ** Losses *)
Definition sum_of (l : list expr) : expr :=
  match l with nil => int 0 | a :: l => fold_left Add l a end.
Definition over_outputs (K : nat) (f : expr -> expr -> expr) : expr :=
  sum_of (map (fun k => f (Free k) (Given k)) (seq 0 K)).
Definition Square (e : expr) := Apply (Power 2) e.

Definition named_loss (name : string) (K : nat) : option expr :=
  match name with
  | "squared" => Some (over_outputs K (fun q y => Square (Sub q y)))
  | "logistic" => Some (over_outputs K (fun q y => Softplus (Neg (Mul y q))))
  | "binary-cross-entropy" => Some (over_outputs K (fun q y => Sub (Softplus q) (Mul y q)))
  | "softmax-cross-entropy" =>
    Some (Sub (Apply Ln (sum_of (map (fun k => Apply Exp (Free k)) (seq 0 K)))) (over_outputs K (fun q y => Mul y q)))
  | "absolute" => Some (over_outputs K (fun q y => Absolute (Sub q y)))
  | "hinge" => Some (over_outputs K (fun q y => Relu (Sub (int 1) (Mul y q))))
  | "geman-mcclure" => Some (over_outputs K (fun q y => Div (Square (Sub q y)) (Add (int 1) (Square (Sub q y)))))
  | "cauchy" => Some (over_outputs K (fun q y => Apply Ln (Add (int 1) (Square (Sub q y)))))
  | "double-well" =>
    Some (over_outputs K (fun q y => Mul (Square (Sub q y)) (Add (Square (Sub (Sub q y) (int 2))) (Const (3 # 8)))))
  | "squared-on-sigmoid" => Some (over_outputs K (fun q y => Square (Sub (Sigmoid q) y)))
  | _ => None
  end%string.

Definition written_loss (s : string) (K : nat) : option expr :=
  match every (fun k => formula (loss_names K k) s) (seq 0 K) with
  | Some l => Some (sum_of l)
  | None => formula (indexed_loss_names K) s
  end.

Definition known (keys : list string) (l : list (string * json)) : bool :=
  forallb (fun m => existsb (String.eqb (fst m)) keys) l.

Definition read_loss (j : json) (K : nat) : option expr :=
  match j with
  | Text s => named_loss s K
  | Table l =>
    only (known ("formula" :: "facts" :: nil)%string l)
      (let? j := key "formula" l in let? s := text j in written_loss s K)
  | _ => None
  end.

(** ** Networks *)
(** One layer: rows of weights from parameter [off] on, then the biases. *)
Definition layer (off cols rows : nat) (bias : bool) (h : list expr) : list expr :=
  map (fun r =>
    let z := sum_of (map (fun c => Mul (Free (off + r * cols + c)) (nth c h (int 0))) (seq 0 cols)) in
    if bias then Add z (Free (off + rows * cols + r)) else z) (seq 0 rows).

Fixpoint layers (off : nat) (bias : bool) (act : expr -> expr) (h : list expr) (widths : list nat) : nat * list expr :=
  match widths with
  | nil => (off, h)
  | w :: rest =>
    let z := layer off (length h) w bias h in
    let off := off + w * length h + (if bias then w else 0) in
    match rest with nil => (off, z) | _ => layers off bias act (map act z) rest end
  end.

(** The names of the parameters: W1_2_3 is the weight of layer 1 to unit 2 from input 3, b1_2 the bias of that unit. *)
Definition decimal (n : nat) : string := NilEmpty.string_of_uint (Nat.to_uint n).
Definition weight_name (j r c : nat) : string := ("W" ++ decimal j ++ "_" ++ decimal r ++ "_" ++ decimal c)%string.
Definition bias_name (j r : nat) : string := ("b" ++ decimal j ++ "_" ++ decimal r)%string.
Fixpoint layer_names (j cols : nat) (bias : bool) (widths : list nat) : list string :=
  match widths with
  | nil => nil
  | w :: rest =>
    flat_map (fun r => map (fun c => weight_name j r c) (seq 1 cols)) (seq 1 w) ++
    (if bias then map (bias_name j) (seq 1 w) else nil) ++ layer_names (S j) w bias rest
  end.

Definition whole (j : json) : option nat := match j with Whole z => Some (Z.to_nat z) | _ => None end.
Definition flag (j : json) : option bool := match j with Flag b => Some b | _ => None end.

(** The number of parameters, and a formula for each output *)
Definition read_network (l : list (string * json)) (dimension : nat) : option (nat * (list string * list expr)) :=
  match key "formula" l with
  | Some j =>
    only (known ("formula" :: "parameters" :: nil)%string l)
      (let? p := key "parameters" l in let? names := texts p in let? s := texts j in
       let? e := every (formula (network_names names dimension)) s in Some (length names, (names, e)))
  | None =>
    only (known ("widths" :: "activation" :: "bias" :: nil)%string l)
      (let? j := key "widths" l in let? a := array j in let? w := every whole a in
       let? act := match key "activation" l with None => Some (fun e => e) | Some j => let? s := text j in call1 s end in
       let? bias := match key "bias" l with None => Some true | Some j => flag j end in
       match w with
       | d :: w =>
         only (Nat.eqb d dimension) (let (n, e) := layers 0 bias act (map Given (seq 0 d)) w in Some (n, (layer_names 1 d bias w, e)))
       | nil => None
       end)
  end.

(** ** The problem *)
Definition read_problem (l : list (string * json)) : option problem :=
  only (known ("inputs" :: "loss" :: "network" :: "reduction" :: "regularizer" :: "targets" :: "weights" :: nil)%string l)
  (let? j := key "inputs" l in let? x := rows j in let? x := every (every rational_of) x in
   let d := length (hd nil x) in
   let? j := key "network" l in
   let? t := match j with Table t => Some t | _ => None end in
   let? (n, (names, f)) := read_network t d in
   let K := length f in
   let? j := key "loss" l in let? e := read_loss j K in
   let? j := key "targets" l in let? y := rows j in let? y := every (every (formula (fun _ => None))) y in
   let? w := match key "weights" l with
             | None => Some (map (fun _ => 1%Q) x)
             | Some j => let? s := texts j in every rational_of s
             end in
   let? mean := match key "reduction" l with
                | None => Some true
                | Some (Text s) => if String.eqb s "mean" then Some true else only (String.eqb s "sum") (Some false)
                | Some _ => None
                end in
   let? reg := match key "regularizer" l with
               | None => Some None
               | Some j => let? s := text j in let? e := formula (network_names names 0) s in Some (Some e)
               end in
   only (forallb (fun r => Nat.eqb (length r) d) x && forallb (fun r => Nat.eqb (length r) K) y
         && Nat.eqb (length y) (length x) && Nat.eqb (length w) (length x))
     (Some (Problem n d f e x y w mean reg))).

(** The problem that a text states, [None] if it states none that is understood *)
Definition stated (s : string) : option problem :=
  let? j := parsed s in
  match j with
  | Table l =>
    only (known ("augment" :: "problem" :: nil)%string l)
      (let? p := key "problem" l in match p with Table t => read_problem t | _ => None end)
  | _ => None
  end.
