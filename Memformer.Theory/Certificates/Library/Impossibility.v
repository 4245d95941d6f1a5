(** * What an architecture cannot do

    The canonical forms of the architectures, and an identity that each of them forces on a method's coefficients
    C_{l,j}: a method that violates it is carried out by no network of that kind. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop ssralg matrix.
Require Import Identities.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Impossibility.
Variables (F : fieldType) (d L : nat) (c : nat -> nat -> 'M[F]_d).
Implicit Types (C : nat -> nat -> 'M[F]_d) (A : nat -> 'M[F]_d) (x y z t : 'I_d).

(** The network's coefficients are the method's. *)
Definition realises C := forall l j, (j <= l)%N -> (l < L)%N -> C l j = c l j.

(** C_{l,l} = A_l, and nothing else. *)
Definition linear_form A l j := if l == j then A l else 0.
(** C_{l,j} = alpha_l gamma_{j+1} ... gamma_l A_j. *)
Definition dynamic_form (alpha gamma : nat -> F) A l j := (alpha l * \prod_(j.+1 <= m < l.+1) gamma m) *: A j.
(** C_{l,j} = g_{l,j} A_j. *)
Definition lfom_form (g : nat -> nat -> F) A l j := g l j *: A j.
(** C_{l,l} = A_l, and C_{l,j} = a_j A_j for j < l; gates of the query's own give the last row numbers q_j of its own. *)
Definition lfom_shared_form (a q : nat -> F) A l j :=
  if l == j then A l else (if l.+1 == L then q j else a j) *: A j.

Theorem linear_zero A l j : realises (linear_form A) -> (j < l)%N -> (l < L)%N -> c l j = 0.
Proof. by move=> R jl lL; rewrite -R ?(ltnW jl) // /linear_form gtn_eqF. Qed.

Lemma swap (p q x y z s t : F) : p * (x * y) * s * (q * z * t) = p * y * t * (q * (x * z) * s).
Proof.
rewrite -!mulrA ![_ * (x * _)]mulrCA; congr (x * (p * (y * _))).
by rewrite ![_ * (q * _)]mulrCA ![_ * (z * _)]mulrCA [t * s]mulrC.
Qed.

Theorem dynamic_minor alpha gamma A l l' j j' x y z t : realises (dynamic_form alpha gamma A) ->
  (j <= j')%N -> (j' <= l')%N -> (l' < l)%N -> (l < L)%N ->
  c l j x y * c l' j' z t = c l j' z t * c l' j x y.
Proof.
move=> R jj' jl ll lL; have lL' := ltn_trans ll lL.
have split m : (j' <= m)%N ->
    \prod_(j.+1 <= k < m.+1) gamma k = \prod_(j.+1 <= k < j'.+1) gamma k * \prod_(j'.+1 <= k < m.+1) gamma k.
  by move=> jm; rewrite -big_cat_nat.
have jl0 := leq_trans jj' jl; have j'l := ltnW (leq_ltn_trans jl ll).
rewrite -!R ?(leq_trans jj' j'l) // /dynamic_form !mxE (split l j'l) (split l' jl).
exact: swap.
Qed.

Theorem lfom_multiple g A l l' j x y z t : realises (lfom_form g A) ->
  (j <= l)%N -> (l < L)%N -> (j <= l')%N -> (l' < L)%N -> c l j x y * c l' j z t = c l j z t * c l' j x y.
Proof. by move=> R *; rewrite -!R // /lfom_form !mxE mulrACA [A j x y * _]mulrC mulrACA. Qed.

Theorem lfom_shared_constant a q A l l' j : realises (lfom_shared_form a q A) ->
  (j < l)%N -> (l.+1 < L)%N -> (j < l')%N -> (l'.+1 < L)%N -> c l j = c l' j.
Proof.
move=> R jl lL jl' lL'; rewrite -!R ?(ltnW jl) ?(ltnW jl') ?(ltnW lL) ?(ltnW lL') //.
by rewrite /lfom_shared_form (gtn_eqF jl) (gtn_eqF jl') (ltn_eqF lL) (ltn_eqF lL').
Qed.

Theorem lfom_shared_multiple a q A l j x y z t : realises (lfom_shared_form a q A) ->
  (j < l)%N -> (l < L)%N -> c l j x y * c j j z t = c l j z t * c j j x y.
Proof.
move=> R jl lL; rewrite -!R ?(ltnW jl) ?(ltn_trans jl lL) // /lfom_shared_form eqxx gtn_eqF //.
by rewrite !mxE -!mulrA [A j x y * _]mulrC.
Qed.

Theorem lfom_shared_zero a q A l j : realises (lfom_shared_form a q A) ->
  c j j = 0 -> (j < l)%N -> (l < L)%N -> c l j = 0.
Proof.
move=> R c0 jl lL; move: c0; rewrite -!R ?(ltnW jl) ?(ltn_trans jl lL) //.
by rewrite /lfom_shared_form eqxx gtn_eqF // => ->; rewrite scaler0.
Qed.

(** One layer's weights in every layer: C_{l,j} depends on l - j alone. *)
Theorem tied C l j : (C l.+1 j.+1 = C l j) -> realises C -> (j <= l)%N -> (l.+1 < L)%N -> c l.+1 j.+1 = c l j.
Proof. by move=> CE R jl lL; rewrite -!R ?(ltnW lL) ?ltnS. Qed.

Lemma tied_linear (B : 'M[F]_d) l j : linear_form (fun=> B) l.+1 j.+1 = linear_form (fun=> B) l j.
Proof. by []. Qed.
Lemma tied_dynamic alpha gamma (B : 'M[F]_d) l j :
  dynamic_form (fun=> alpha) (fun=> gamma) (fun=> B) l.+1 j.+1 = dynamic_form (fun=> alpha) (fun=> gamma) (fun=> B) l j.
Proof. by rewrite /dynamic_form !prodr_const_nat !subSS. Qed.
Lemma tied_lfom (g : nat -> F) (B : 'M[F]_d) l j :
  lfom_form (fun l j => g (l - j)%N) (fun=> B) l.+1 j.+1 = lfom_form (fun l j => g (l - j)%N) (fun=> B) l j.
Proof. by rewrite /lfom_form subSS. Qed.
End Impossibility.
