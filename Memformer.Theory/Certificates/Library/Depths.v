(** * Every depth at once

    A method that combines points and gradients can be run on formal gradients too: the letter X^l of a polynomial for
    gradient l.  Its points are then polynomials, the coefficients of which are the gates of a network; and this for all
    depths, since the method's own recurrence makes them. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
Require Import Memformer.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop ssralg matrix poly.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** Gradient l as a letter, wherever it is taken. *)
Definition formal (F : fieldType) (l : nat) (_ : {poly F}) : {poly F} := 'X^l.

(** The gates: what a layer adds to its point; the last layer leads to the answer. *)
Definition gates (F : fieldType) (point : nat -> {poly F}) (answer : {poly F}) (L l j : nat) : F :=
  (point l - (if l.+1 == L then answer else point l.+1))`_j.

Section Depths.
Variables (F : fieldType) (d n : nat) (X : 'M[F]_(d, n)) (xq wstar : 'cV[F]_d) (y : nat -> 'cV[F]_d).
Local Notation grad := (grad X wstar).

(** The combination of the first K gradients that a polynomial stands for. *)
Definition combination K (p : {poly F}) : 'cV[F]_d := \sum_(j < K) p`_j *: grad (y j).

Lemma combination0 K : combination K 0 = 0.
Proof. by rewrite /combination big1 // => j _; rewrite coef0 scale0r. Qed.
Lemma combinationD K p q : combination K (p + q) = combination K p + combination K q.
Proof. by rewrite /combination -big_split; apply: eq_bigr => j _; rewrite coefD scalerDl. Qed.
Lemma combinationN K p : combination K (- p) = - combination K p.
Proof. by rewrite /combination -sumrN; apply: eq_bigr => j _; rewrite coefN scaleNr. Qed.
Lemma combinationZ K a p : combination K (a *: p) = a *: combination K p.
Proof. by rewrite /combination scaler_sumr; apply: eq_bigr => j _; rewrite coefZ scalerA. Qed.
Lemma combination_sum K m (f : 'I_m -> {poly F}) : combination K (\sum_(i < m) f i) = \sum_(i < m) combination K (f i).
Proof. exact: (big_morph _ (combinationD K) (combination0 K)). Qed.

Lemma combination_letter K l : (l < K)%N -> combination K 'X^l = grad (y l).
Proof.
move=> lK; rewrite /combination (bigD1 (Ordinal lK)) //= coefXn eqxx scale1r big1 ?addr0 // => j jl.
by rewrite coefXn (_ : (j == l :> nat) = false) ?scale0r //; apply: contraNF jl => /eqP e; apply/eqP/val_inj.
Qed.

Theorem depths (p : nat -> {poly F}) (r : {poly F}) (v : 'cV[F]_d) L :
  (forall l K, (l < L)%N -> (l <= K)%N -> y l = combination K (p l)) ->
  (forall K, (L <= K)%N -> v = combination K r) ->
  answer (lfom X xq wstar (fun=> 1%:M) (gates p r L) L) = v^T *m xq.
Proof.
move=> yE vE; pose q l := if l == L then r else p l; pose u l := if l == L then v else y l.
have uE l K : (l <= L)%N -> (l <= K)%N -> u l = combination K (q l).
  by rewrite /u /q; case: eqP => [->|/eqP l' lL]; [move=> _; exact: vE | apply: yE; rewrite ltn_neqAle l'].
rewrite -[v](_ : u L = v); last by rewrite /u eqxx.
apply: lfom_answer; first by rewrite (uE 0%N 0%N) // /combination big_ord0.
move=> l lL; rewrite (uE l l.+1) ?(ltnW lL) // (uE l.+1 l.+1) // /combination -sumrB.
apply: eq_bigr => j _; have jL := leq_trans (ltn_ord j) lL.
rewrite /gates mul1mx [u j]/u (ltn_eqF jL) /q (ltn_eqF lL) coefB.
by rewrite scalerBl opprB addrCA subrr addr0.
Qed.
End Depths.

(** What a certificate uses. *)
Ltac combine := rewrite ?(combination0, combinationD, combinationN, combinationZ, combination_sum).
Ltac branch := match goal with |- context [if ?c then _ else _] => destruct c end.

(** Applies a theorem to the network and the answer that it is about, and to no others. *)
Ltac conclude theorem :=
  lazymatch type of theorem with _ -> _ -> answer ?network = ?v^T *m _ =>
    lazymatch goal with |- answer ?network' = ?v'^T *m _ => constr_eq network network'; constr_eq v v'; apply: theorem end
  end.
