(** * Identities between combinations of gradients, decided by computation

    Nothing here has to be trusted or read: it finds proofs, which Coq checks.  Two combinations of vectors are equal
    when their coefficients are, and two coefficients are, in a field, when they are over a common denominator. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From Coq Require Import ZArith List Setoid Ring_theory Ring_polynom InitialRing.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop ssralg matrix.
Require Export Memformer.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** A coefficient: letters, and denominators, which are polynomials in the letters. *)
Inductive scalar :=
  | Int of Z | Letter of nat | Denominator of nat | Sum of scalar & scalar | Opposite of scalar
  | Product of scalar & scalar | Power of scalar & nat | Inverse of scalar.

(** A combination of gradients, with matrix letters before them. *)
Inductive vector :=
  | Nothing | Gradient of nat | Plus of vector & vector | Minus of vector | Times of scalar & vector
  | Apply of nat & vector.

Section Identities.
Variables (F : fieldType) (d : nat).
Local Notation V := 'cV[F]_d.
Local Notation polynomial := (PExpr Z).
Implicit Types (e : scalar) (p : polynomial) (u v : V) (t : vector).

(** What the letters stand for. *)
Record setting := Setting {
  letters : seq F; denominators : seq polynomial; relations : seq (polynomial * polynomial);
  matrices : seq 'M[F]_d; diagonal : nat -> bool; gradients : seq V }.
Variable s : setting.

(** ** Polynomials, by the normal form of Coq's own ring tactic *)

Definition power (a : F) (k : N) := a ^+ N.to_nat k.
Definition value_of : polynomial -> F :=
  PEeval 0 1 +%R *%R (fun a b => a - b) -%R (number F) id power (letters s).

Let equivalence : Equivalence (@eq F) := Eqsth F.
Let extension : ring_eq_ext +%R *%R -%R (@eq F) := Eq_ext _ _ _.
Lemma field_ring : ring_theory 0 1 +%R *%R (fun a b => a - b) -%R (@eq F).
Proof.
split=> //; [exact: add0r | exact: addrC | exact: addrA | exact: mul1r | exact: mulrC | exact: mulrA
  | exact: mulrDl | exact: subrr].
Qed.

Lemma number_phi z : number F z = gen_phiZ 0 1 +%R *%R -%R z.
Proof.
rewrite (same_genZ equivalence extension field_ring).
have pos (p : positive) : positive_number F p = gen_phiPOS1 1 +%R *%R p.
  by elim: p => //= p <-.
by rewrite /number; case: z => //= p; rewrite pos.
Qed.

Lemma number_morph : ring_morph 0 1 +%R *%R (fun a b => a - b) -%R (@eq F) 0%Z 1%Z Z.add Z.mul Z.sub Z.opp Zeq_bool (number F).
Proof.
have [f0 f1 fD fB fM fN fE] := gen_phiZ_morph equivalence extension field_ring.
by split=> // *; rewrite !number_phi ?fD ?fB ?fM ?fN //; apply: fE.
Qed.

Lemma power_of : power_theory 1 *%R (@eq F) id power.
Proof.
split=> a [|k] //; rewrite /power /=.
elim: k => [k IH|k IH|] //=.
- by rewrite Pos2Nat.inj_xI exprS multE mulnC exprM expr2 IH.
- by rewrite Pos2Nat.inj_xO multE mulnC exprM expr2 IH.
Qed.

Definition holds := interp_PElist 0 1 +%R *%R (fun a b => a - b) -%R (@eq F) (number F) id power (letters s) (relations s).

Definition vanishes p :=
  let rewriting := mk_monpol_list 0%Z 1%Z Z.add Z.mul Z.sub Z.opp Zeq_bool Z.quotrem (relations s) in
  let normal := norm_subst 0%Z 1%Z Z.add Z.mul Z.sub Z.opp Zeq_bool Z.quotrem 100 rewriting in
  Peq Zeq_bool (normal p) (normal (PEc 0%Z)).

Lemma vanishesP p : holds -> vanishes p -> value_of p = 0.
Proof.
move=> h v.
exact: (ring_correct equivalence extension (Rth_ARth equivalence extension field_ring) number_morph power_of
  (Ztriv_div_th equivalence (number F)) 100 (letters s) (relations s) p (PEc 0%Z) h v).
Qed.

(** ** Coefficients, over a product of powers of the denominators *)

Definition denominator i : F := value_of (nth (PEc 1%Z) (denominators s) i).

Fixpoint scalar_of e : F :=
  match e with
  | Int z => number F z
  | Letter i => BinList.nth 0 (Pos.of_succ_nat i) (letters s)
  | Denominator i => denominator i
  | Sum e e' => scalar_of e + scalar_of e'
  | Opposite e => - scalar_of e
  | Product e e' => scalar_of e * scalar_of e'
  | Power e k => scalar_of e ^+ k
  | Inverse e => (scalar_of e)^-1
  end.

(** Exponents of the denominators, and the product they stand for, from the i-th on. *)
Fixpoint merge (f : nat -> nat -> nat) (k k' : seq nat) :=
  match k, k' with
  | a :: k, a' :: k' => f a a' :: merge f k k'
  | [::], _ => map (f 0%N) k'
  | _, [::] => map (f^~ 0%N) k
  end.
Fixpoint product i (k : seq nat) : polynomial :=
  if k is a :: k' then
    if a is 0%N then product i.+1 k'
    else PEmul (PEpow (nth (PEc 1%Z) (denominators s) i) (N.of_nat a)) (product i.+1 k')
  else PEc 1%Z.
Fixpoint product_of i (k : seq nat) : F := if k is a :: k' then denominator i ^+ a * product_of i.+1 k' else 1.

Lemma productE i k : value_of (product i k) = product_of i k.
Proof.
elim: k i => [|a k IH] i //=; case: a => [|a]; first by rewrite expr0 mul1r -IH.
rewrite -IH -[LHS]/(power (denominator i) (N.of_nat a.+1) * value_of (product i.+1 k)).
by rewrite /power Nnat.Nat2N.id.
Qed.

Lemma product_nil i k f : (forall a, f a = a) -> product_of i (map f k) = product_of i k.
Proof. by move=> fE; elim: k i => //= a k IH i; rewrite fE IH. Qed.

Lemma product_add i k k' : product_of i (merge addn k k') = product_of i k * product_of i k'.
Proof.
elim: k k' i => [|a k IH] [|a' k'] i /=; rewrite ?mul1r ?mulr1 ?addn0 ?add0n ?product_nil //.
- by move=> b; rewrite addn0.
- by rewrite IH exprD mulrACA.
Qed.

Lemma product_max i k k' : product_of i (merge maxn k k') = product_of i k * product_of i (merge (fun a b => b - a)%N k k').
Proof.
elim: k k' i => [|a k IH] [|a' k'] i /=; rewrite ?mul1r ?mulr1 ?maxn0 ?max0n ?subn0 ?sub0n ?expr0 ?mul1r //.
- by rewrite !product_nil // => b; rewrite ?max0n ?subn0.
- rewrite product_nil; last by move=> b; rewrite maxn0.
  suff -> : product_of i.+1 [seq (0 - a0)%N | a0 <- k] = 1 by rewrite mulr1.
  by elim: k i.+1 {IH} => //= b k IH j; rewrite expr0 mul1r IH.
- by rewrite IH mulrACA -exprD maxnE.
Qed.

Lemma merge_maxC k k' : merge maxn k k' = merge maxn k' k.
Proof.
have end_maxC r : map (maxn 0) r = map (maxn^~ 0%N) r by apply: eq_map => b; rewrite maxnC.
elim: k k' => [|a k IH] [|a' k'] /=; rewrite ?end_maxC ?(max0n, maxn0) //.
by rewrite IH maxnC.
Qed.

(** What stands below a fraction line must be a product of powers of denominators. *)
Fixpoint monomial e : option (bool * (seq nat * seq nat)) :=
  match e with
  | Int 1 => Some (false, ([::], [::]))
  | Denominator i => Some (false, (rcons (nseq i 0%N) 1%N, [::]))
  | Opposite e => if monomial e is Some (b, km) then Some (~~ b, km) else None
  | Product e e' =>
    match monomial e, monomial e' with
    | Some (b, (k, m)), Some (b', (k', m')) => Some (b (+) b', (merge addn k k', merge addn m m'))
    | _, _ => None end
  | Power e a =>
    if monomial e is Some (b, (k, m)) then Some (b && odd a, (map (muln a) k, map (muln a) m)) else None
  | Inverse e => if monomial e is Some (b, (k, m)) then Some (b, (m, k)) else None
  | _ => None
  end.

Fixpoint fraction e : option (polynomial * seq nat) :=
  match e with
  | Int z => Some (PEc z, [::])
  | Letter i => Some (PEX Z (Pos.of_succ_nat i), [::])
  | Denominator i => Some (nth (PEc 1%Z) (denominators s) i, [::])
  | Sum e e' =>
    match fraction e, fraction e' with
    | Some (p, k), Some (p', k') =>
      let missing := product 0 (merge (fun a b => b - a)%N k k') in
      let missing' := product 0 (merge (fun a b => b - a)%N k' k) in
      Some (PEadd (PEmul p missing) (PEmul p' missing'), merge maxn k k')
    | _, _ => None end
  | Opposite e => if fraction e is Some (p, k) then Some (PEopp p, k) else None
  | Product e e' =>
    match fraction e, fraction e' with
    | Some (p, k), Some (p', k') => Some (PEmul p p', merge addn k k') | _, _ => None end
  | Power e a => if fraction e is Some (p, k) then Some (PEpow p (N.of_nat a), map (muln a) k) else None
  | Inverse e =>
    if monomial e is Some (b, (k, m)) then Some (if b then PEopp (product 0 m) else product 0 m, k) else None
  end.

Hypothesis nonzero : forall i, denominator i != 0.

Lemma product_nonzero i k : product_of i k != 0.
Proof. by elim: k i => [|a k IH] i /=; rewrite ?oner_neq0 // mulf_neq0 ?expf_neq0. Qed.

Lemma product_mul i a k : product_of i (map (muln a) k) = product_of i k ^+ a.
Proof. by elim: k i => [|b k IH] i /=; rewrite ?expr1n // IH exprMn -exprM mulnC. Qed.

Lemma product_one i j : product_of j (rcons (nseq i 0%N) 1%N) = denominator (j + i).
Proof. by elim: i j => [|i IH] j /=; rewrite ?addn0 ?expr1 ?mulr1 // expr0 mul1r IH addSnnS. Qed.

Lemma monomialP e :
  if monomial e is Some (b, (k, m)) then scalar_of e = (-1) ^+ b * (product_of 0 k / product_of 0 m) else True.
Proof.
elim: e => //=.
- by case=> // [[]] //=; rewrite divr1 mulr1.
- by move=> i; rewrite product_one divr1 mul1r.
- by move=> e; case: (monomial e) => // [[b [k m]]] ->; rewrite signrN mulNr.
- move=> e + e'; case: (monomial e) => // [[b [k m]]] ->; case: (monomial e') => // [[b' [k' m']]] ->.
  by rewrite !product_add invfM signr_addb [LHS]mulrACA; congr (_ * _); exact: mulrACA.
- move=> e + a; case: (monomial e) => // [[b [k m]]] ->.
  rewrite !product_mul !exprMn exprVn; congr (_ * _); by case: b => /=; rewrite ?expr1n ?expr1 ?signr_odd.
- move=> e; case: (monomial e) => // [[b [k m]]] ->.
  by rewrite invfM invf_div invr_sign.
Qed.

Lemma fractionP e : if fraction e is Some (p, k) then scalar_of e * product_of 0 k = value_of p else True.
Proof.
elim: e => //=.
- by move=> z; rewrite mulr1.
- by move=> i; rewrite mulr1.
- by move=> i; rewrite mulr1.
- move=> e + e'; case: (fraction e) => // [[p k]] E; case: (fraction e') => // [[p' k']] E'.
  rewrite -[RHS]/(value_of p * value_of (product _ _) + value_of p' * value_of (product _ _)) -E -E' !productE mulrDl.
  by rewrite {1}product_max [in X in _ + X]merge_maxC product_max !mulrA.
- move=> e; case: (fraction e) => // [[p k]] E; by rewrite -[RHS]/(- value_of p) -E mulNr.
- move=> e + e'; case: (fraction e) => // [[p k]] E; case: (fraction e') => // [[p' k']] E'.
  by rewrite -[RHS]/(value_of p * value_of p') -E -E' product_add mulrACA.
- move=> e + a; case: (fraction e) => // [[p k]] E.
  by rewrite -[RHS]/(power (value_of p) (N.of_nat a)) /power Nnat.Nat2N.id -E product_mul exprMn.
- move=> e _; have := monomialP e; case: (monomial e) => // [[b [k m]]] ->.
  rewrite invfM invf_div invr_sign -mulrA divfK ?product_nonzero //.
  by case: b; rewrite ?mulN1r ?mul1r -productE.
Qed.

Definition zero_scalar e := if fraction e is Some (p, _) then vanishes p else false.

Lemma zero_scalarP e : holds -> zero_scalar e -> scalar_of e = 0.
Proof.
move=> h; rewrite /zero_scalar; have := fractionP e; case: (fraction e) => // [[p k]] E /(vanishesP h) p0.
by move/eqP: E; rewrite p0 mulf_eq0 (negbTE (product_nonzero _ _)) orbF => /eqP.
Qed.

(** ** Combinations of gradients *)

Fixpoint word_of (w : seq nat) u := if w is i :: w' then nth 0 (matrices s) i *m word_of w' u else u.
Fixpoint vector_of t : V :=
  match t with
  | Nothing => 0
  | Gradient i => nth 0 (gradients s) i
  | Plus t t' => vector_of t + vector_of t'
  | Minus t => - vector_of t
  | Times e t => scalar_of e *: vector_of t
  | Apply i t => nth 0 (matrices s) i *m vector_of t
  end.

(** Diagonal matrices commute: their words are sorted. *)
Fixpoint insert i (w : seq nat) :=
  if w is j :: w' then
    if [&& diagonal s i, diagonal s j & (j < i)%N] then j :: insert i w' else i :: w
  else [:: i].

Hypothesis commute : forall i j, diagonal s i -> diagonal s j ->
  nth 0 (matrices s) i *m nth 0 (matrices s) j = nth 0 (matrices s) j *m nth 0 (matrices s) i.

Lemma insertE i w u : word_of (insert i w) u = nth 0 (matrices s) i *m word_of w u.
Proof.
elim: w => //= j w IH; case: ifP => //= /and3P[di dj _].
by rewrite IH !mulmxA (commute di dj).
Qed.

(** The terms of a combination: coefficient, word and gradient. *)
Definition key := (seq nat * nat)%type.
Fixpoint terms t : seq (scalar * key) :=
  match t with
  | Nothing => [::]
  | Gradient i => [:: (Int 1, ([::], i))]
  | Plus t t' => terms t ++ terms t'
  | Minus t => [seq (Opposite x.1, x.2) | x <- terms t]
  | Times e t => [seq (Product e x.1, x.2) | x <- terms t]
  | Apply i t => [seq (x.1, (insert i x.2.1, x.2.2)) | x <- terms t]
  end.
Definition term_of (x : scalar * key) : V := scalar_of x.1 *: word_of x.2.1 (nth 0 (gradients s) x.2.2).

Lemma termsE t : vector_of t = \sum_(x <- terms t) term_of x.
Proof.
elim: t => [|i|t IH t' IH'|t IH|e t IH|i t IH] /=.
- by rewrite big_nil.
- by rewrite big_seq1 /term_of /= scale1r.
- by rewrite big_cat IH IH'.
- by rewrite IH big_map -sumrN; apply: eq_bigr => x _; rewrite /term_of /= scaleNr.
- by rewrite IH big_map scaler_sumr; apply: eq_bigr => x _; rewrite /term_of /= scalerA.
- by rewrite IH big_map mulmx_sumr; apply: eq_bigr => x _; rewrite /term_of /= insertE scalemxAr.
Qed.

(** The coefficients of equal words and gradients add up to zero. *)
Fixpoint collect (xs : seq (scalar * key)) (y : key) : scalar * seq (scalar * key) :=
  if xs is x :: xs' then
    let: (e, rest) := collect xs' y in
    if x.2 == y then (Sum x.1 e, rest) else (e, x :: rest)
  else (Int 0, [::]).
Fixpoint zero_terms (fuel : nat) (xs : seq (scalar * key)) : bool :=
  match fuel, xs with
  | _, [::] => true
  | k.+1, x :: xs' => let: (e, rest) := collect xs' x.2 in zero_scalar (Sum x.1 e) && zero_terms k rest
  | _, _ => false
  end.

Lemma collectE xs y :
  let: (e, rest) := collect xs y in
  \sum_(x <- xs) term_of x = term_of (e, y) + \sum_(x <- rest) term_of x.
Proof.
elim: xs => [|x xs]; rewrite ?big_nil /=; first by rewrite big_nil addr0 /term_of /= scale0r.
case: (collect xs y) => e rest IH; rewrite big_cons IH; case: eqP => [<-|_].
- by rewrite addrA; congr (_ + _); rewrite /term_of -scalerDl.
- by rewrite big_cons addrCA.
Qed.

Lemma zero_termsP k xs : holds -> zero_terms k xs -> \sum_(x <- xs) term_of x = 0.
Proof.
move=> h; elim: k xs => [|k IH] [|x xs] //=; rewrite ?big_nil // big_cons.
have := collectE xs x.2; case: (collect xs x.2) => e rest -> /andP[z /IH ->].
by rewrite addr0 /term_of -scalerDl -[_ + _]/(scalar_of (Sum x.1 e)) (zero_scalarP h z) scale0r.
Qed.

Definition equal t t' := let xs := terms (Plus t (Minus t')) in zero_terms (size xs) xs.

Theorem equalP t t' : holds -> equal t t' -> vector_of t = vector_of t'.
Proof. by move=> h /(zero_termsP h); rewrite -termsE /= => /eqP; rewrite subr_eq0 => /eqP. Qed.

Theorem scalarP e e' : holds -> zero_scalar (Sum e (Opposite e')) -> scalar_of e = scalar_of e'.
Proof. by move=> h /(zero_scalarP h) /= /eqP; rewrite subr_eq0 => /eqP. Qed.
End Identities.

(** ** Reading a goal *)

Definition valid F d (s : setting F d) :=
  [/\ holds s, forall i, denominator s i != 0
    & forall i j, diagonal s i -> diagonal s j ->
        nth 0 (matrices s) i *m nth 0 (matrices s) j = nth 0 (matrices s) j *m nth 0 (matrices s) i].

Lemma vectors F d (s : setting F d) t t' : valid s -> equal s t t' -> vector_of s t = vector_of s t'.
Proof. by case=> h nz c; apply: equalP. Qed.

Lemma scalars F d (s : setting F d) e e' :
  valid s -> zero_scalar s (Sum e (Opposite e')) -> scalar_of s e = scalar_of s e'.
Proof. by case=> h nz _; apply: scalarP. Qed.

(** Diagonal matrices, which come first, commute. *)
Lemma diagonal_commute (F : fieldType) d (rows : seq 'rV[F]_d) (others : seq 'M[F]_d) i j :
  let all := [seq diag_mx r | r <- rows] ++ others in
  (i < size rows)%N -> (j < size rows)%N -> nth 0 all i *m nth 0 all j = nth 0 all j *m nth 0 all i.
Proof. by move=> all h k; rewrite /all !nth_cat !size_map h k !(nth_map 0) // diag_mxC. Qed.

(** All denominators are non-zero when each is. *)
Fixpoint nonzero_all F d (s : setting F d) ps : Prop :=
  if ps is p :: ps' then value_of s p != 0 /\ nonzero_all s ps' else True.
Lemma each_nonzero F d (s : setting F d) : nonzero_all s (denominators s) -> forall i, denominator s i != 0.
Proof.
have one : value_of s (PEc 1%Z) != 0 by exact: oner_neq0.
rewrite /denominator; elim: (denominators s) => [|p ps IH] /=; first by move=> _ i; rewrite nth_nil.
by case=> p0 /IH rest [|i] /=.
Qed.

Ltac position x xs :=
  lazymatch xs with
  | x :: _ => constr:(0%N)
  | _ :: ?xs' => let k := position x xs' in constr:(S k)
  end.

Ltac quote_scalar ls ds t :=
  lazymatch t with
  | @GRing.add _ ?a ?b => let a := quote_scalar ls ds a in let b := quote_scalar ls ds b in constr:(Sum a b)
  | @GRing.opp _ ?a => let a := quote_scalar ls ds a in constr:(Opposite a)
  | @GRing.mul _ ?a ?b => let a := quote_scalar ls ds a in let b := quote_scalar ls ds b in constr:(Product a b)
  | @GRing.inv _ ?a => let a := quote_denominator ls ds a in constr:(Inverse a)
  | @GRing.exp _ ?a ?k => let a := quote_scalar ls ds a in constr:(Power a k)
  | @GRing.zero _ => constr:(Int 0)
  | @GRing.one _ => constr:(Int 1)
  | number _ ?z => constr:(Int z)
  | _ => match constr:(tt) with
         | _ => let i := position t ls in constr:(Letter i)
         | _ => let i := position t ds in constr:(Denominator i)
         end
  end
with quote_denominator ls ds t :=
  match constr:(tt) with
  | _ => let i := position t ds in constr:(Denominator i)
  | _ => lazymatch t with
         | @GRing.mul _ ?a ?b =>
           let a := quote_denominator ls ds a in let b := quote_denominator ls ds b in constr:(Product a b)
         | @GRing.exp _ ?a ?k => let a := quote_denominator ls ds a in constr:(Power a k)
         | _ => quote_scalar ls ds t
         end
  end.

Ltac quote_vector ls ds ms gs t :=
  lazymatch t with
  | @GRing.add _ ?a ?b => let a := quote_vector ls ds ms gs a in let b := quote_vector ls ds ms gs b in constr:(Plus a b)
  | @GRing.opp _ ?a => let a := quote_vector ls ds ms gs a in constr:(Minus a)
  | @GRing.zero _ => constr:(Nothing)
  | @GRing.scale _ _ ?c ?a => let c := quote_scalar ls ds c in let a := quote_vector ls ds ms gs a in constr:(Times c a)
  | @mulmx _ _ _ _ ?m ?a => let i := position m ms in let a := quote_vector ls ds ms gs a in constr:(Apply i a)
  | _ => let i := position t gs in constr:(Gradient i)
  end.

(** Replaces what a lemma has on its left, where the goal has it to the letter.  [rewrite] looks for it up to computation, and
    to learn that [grad w_3] is not [grad w_4] it would unfold both, steps within steps. *)
Ltac known lemma :=
  match type of lemma with ?left = _ =>
    match goal with
    | |- context [left] => pattern left; refine (eq_ind_r _ _ lemma); cbv beta
    | |- _ => idtac
    end
  end.

(** Closes an equation between vectors or scalars: [names] are the denominators as the goal writes them. *)
Ltac compare_vectors s valid names :=
  lazymatch goal with |- @eq _ ?a ?b =>
    let ls := eval cbv [s letters] in (letters s) in
    let ms := eval cbv [s matrices] in (matrices s) in
    let gs := eval cbv [s gradients] in (gradients s) in
    let a := quote_vector ls names ms gs a in
    let b := quote_vector ls names ms gs b in
    exact (@vectors _ _ s a b valid (@erefl bool true <: equal s a b = true))
  end.
Ltac compare_numbers s valid names :=
  lazymatch goal with |- @eq _ ?a ?b =>
    let ls := eval cbv [s letters] in (letters s) in
    let a := quote_scalar ls names a in
    let b := quote_scalar ls names b in
    exact (@scalars _ _ s a b valid (@erefl bool true <: zero_scalar s (Sum a (Opposite b)) = true))
  end.

Global Strategy expand [vector_of scalar_of denominator value_of].

(** ** Layers, one by one *)

(** A sum that unfolds by computation. *)
Fixpoint total (V : zmodType) (f : nat -> V) l : V := if l is k.+1 then total f k + f k else 0.
Lemma totalE (V : zmodType) (f : nat -> V) l : \sum_(j < l) f j = total f l.
Proof. by elim: l => [|l IH]; rewrite ?big_ord0 // big_ord_recr /= IH. Qed.

Section Layers.
Variables (F : fieldType) (d n : nat) (X : 'M[F]_(d, n)) (xq wstar : 'cV[F]_d) (L : nat) (w : nat -> 'cV[F]_d).
Local Notation grad := (grad X wstar).
Hypothesis w0 : w 0%N = 0.

Section OneHead.
Variables (A : nat -> 'M[F]_d) (r : nat -> 'cV[F]_d).
Hypothesis rE : forall j, (j < L)%N -> A j *m grad (w j) = r j.

Let registers (g : nat -> F) l : (l <= L)%N -> total (fun j => g j *: r j) l = \sum_(j < l) g j *: (A j *m grad (w j)).
Proof. by move=> lL; rewrite -totalE; apply: eq_bigr => j _; rewrite rE // (leq_trans (ltn_ord j) lL). Qed.

Lemma linear_layers :
  (forall l, (l < L)%N -> w l.+1 = w l - r l) -> answer (linear X xq wstar A L) = (w L)^T *m xq.
Proof. by move=> wS; apply: linear_answer => // l lL; rewrite wS // rE. Qed.

Lemma lfom_layers (g : nat -> nat -> F) :
  (forall l, (l < L)%N -> w l.+1 = w l - total (fun j => g l j *: r j) l.+1) ->
  answer (lfom X xq wstar A g L) = (w L)^T *m xq.
Proof. by move=> wS; apply: lfom_answer => // l lL; rewrite (wS l lL) registers. Qed.

Lemma lfom_shared_layers (a : nat -> F) :
  (forall l, (l < L)%N -> w l.+1 = w l - r l - total (fun j => a j *: r j) l) ->
  answer (lfom_shared X xq wstar A a L) = (w L)^T *m xq.
Proof. by move=> wS; apply: lfom_shared_answer => // l lL; rewrite (wS l lL) rE // registers // ltnW. Qed.

Lemma dynamic_layers (alpha gamma : nat -> F) (m : nat -> 'cV[F]_d) :
  m 0%N = 0 ->
  (forall l, (l < L)%N -> m l.+1 = r l + gamma l *: m l) ->
  (forall l, (l < L)%N -> w l.+1 = w l - alpha l *: m l.+1) ->
  answer (dynamic X xq wstar A alpha gamma L) = (w L)^T *m xq.
Proof.
move=> m0 mS wS; apply: (@dynamic_answer F d n X xq wstar A alpha gamma L w m) => // l lL.
by rewrite mS // rE.
Qed.
End OneHead.

Lemma heads_layers K (A : nat -> nat -> 'M[F]_d) (r : nat -> nat -> 'cV[F]_d) (g q : nat -> nat -> nat -> F) v :
  (forall j h, (j < L)%N -> (h < K)%N -> A j h *m grad (w j) = r j h) ->
  v 0%N = 0 ->
  (forall l, (l < L)%N -> w l.+1 = w l - total (fun j => total (fun h => g l j h *: r j h) K) l.+1) ->
  (forall l, (l < L)%N -> v l.+1 = v l - total (fun j => total (fun h => q l j h *: r j h) K) l.+1) ->
  answer (heads X xq wstar K A g q L) = (v L)^T *m xq.
Proof.
move=> rE v0 wS vS.
have sums (c : nat -> nat -> nat -> F) l : (l < L)%N ->
    \sum_(j < l.+1) \sum_(h < K) c l j h *: (A j h *m grad (w j)) =
    total (fun j => total (fun h => c l j h *: r j h) K) l.+1.
  move=> lL; rewrite -totalE; apply: eq_bigr => j _; rewrite -totalE; apply: eq_bigr => h _.
  by rewrite rE // (leq_trans (ltn_ord j) lL).
by apply: (@heads_answer F d n X xq wstar K A g q L w v) => // l lL; rewrite sums //; [exact: wS | exact: vS].
Qed.
End Layers.
