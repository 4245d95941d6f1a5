(** * What an architecture cannot do

    The canonical forms of the architectures, and an identity that each of them forces on scalar coefficients
    C_{l,j} = c_{l,j} I: a method that violates it is carried out by no network of that kind. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop ssralg matrix.
Require Import Identities.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Impossibility.
Variables (F : fieldType) (d L : nat) (c : nat -> nat -> F).

(** The network's coefficients are the method's. *)
Definition realises (C : nat -> nat -> 'M[F]_d) := forall l j, (j <= l)%N -> (l < L)%N -> C l j = (c l j)%:M.

(** C_{l,l} = A_l, and nothing else. *)
Definition linear_form (A : nat -> 'M[F]_d) l j := if l == j then A l else 0.
(** C_{l,j} = alpha_l gamma_{j+1} ... gamma_l A_j. *)
Definition dynamic_form (alpha gamma : nat -> F) (A : nat -> 'M[F]_d) l j :=
  (alpha l * \prod_(j.+1 <= m < l.+1) gamma m) *: A j.
(** C_{l,l} = A_l, and C_{l,j} = a_j A_j for j < l. *)
Definition lfom_shared_form (a : nat -> F) (A : nat -> 'M[F]_d) l j := if l == j then A l else a j *: A j.

Hypothesis dimension : (0 < d)%N.
Let i := Ordinal dimension.

Lemma entry C l j : realises C -> (j <= l)%N -> (l < L)%N -> c l j = C l j i i.
Proof. by move=> R jl lL; rewrite R // mxE eqxx. Qed.

Lemma swap (p q x y z s t : F) : p * (x * y) * s * (q * z * t) = p * y * t * (q * (x * z) * s).
Proof.
rewrite -!mulrA ![_ * (x * _)]mulrCA; congr (x * (p * (y * _))).
by rewrite ![_ * (q * _)]mulrCA ![_ * (z * _)]mulrCA [t * s]mulrC.
Qed.

Theorem linear_zero A l j : realises (linear_form A) -> (j < l)%N -> (l < L)%N -> c l j = 0.
Proof. by move=> R jl lL; rewrite (entry R (ltnW jl) lL) /linear_form gtn_eqF // mxE. Qed.

Theorem dynamic_minor alpha gamma A l l' j j' : realises (dynamic_form alpha gamma A) ->
  (j < j')%N -> (j' <= l')%N -> (l' < l)%N -> (l < L)%N -> c l j * c l' j' = c l j' * c l' j.
Proof.
move=> R jj' jl ll lL; have lL' := ltn_trans ll lL.
have split m : (j' <= m)%N ->
    \prod_(j.+1 <= k < m.+1) gamma k = \prod_(j.+1 <= k < j'.+1) gamma k * \prod_(j'.+1 <= k < m.+1) gamma k.
  by move=> jm; rewrite -big_cat_nat //= ltnW.
have jl0 := ltnW (leq_trans jj' jl); have j'l := ltnW (leq_ltn_trans jl ll).
rewrite (entry R (ltnW (leq_ltn_trans jl0 ll)) lL) (entry R jl lL') (entry R j'l lL) (entry R jl0 lL') /dynamic_form !mxE (split l j'l) (split l' jl).
exact: swap.
Qed.

Theorem lfom_shared_constant a A l l' j : realises (lfom_shared_form a A) ->
  (j < l)%N -> (l < L)%N -> (j < l')%N -> (l' < L)%N -> c l j = c l' j.
Proof.
by move=> R jl lL jl' lL'; rewrite (entry R (ltnW jl) lL) (entry R (ltnW jl') lL') /lfom_shared_form !gtn_eqF.
Qed.

Theorem lfom_shared_zero a A l j : realises (lfom_shared_form a A) ->
  c j j = 0 -> (j < l)%N -> (l < L)%N -> c l j = 0.
Proof.
move=> R c0 jl lL; move: c0; rewrite (entry R (leqnn j) (ltn_trans jl lL)) (entry R (ltnW jl) lL).
by rewrite /lfom_shared_form eqxx gtn_eqF // mxE => ->; rewrite mulr0.
Qed.
End Impossibility.
