(** * The mean loss of L layers

    A prompt has W = X X^T = n H, x of n standard normal examples in d dimensions, w* ~ N(0, I), y = w*^T x + sigma e.  A
    network of L first-order layers has the residual polynomial p(W) = 1 - W v(W), v of degree L - 1, and loses
    E tr p(W)^2 + sigma^2 E tr W v(W)^2 + sigma^2 in the mean: by the moments m_k = E tr W^k a quadratic function of the
    coefficients v_0, ..., v_{L-1}. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From Coq Require Import ZArith.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop order ssralg ssrnum matrix.
Require Import Memformer.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Loss.
Variables (F : fieldType) (moment : nat -> F) (sigma2 : F) (L : nat) (v : nat -> F).

(** f 0 + ... + f (k - 1). *)
Fixpoint sum (f : nat -> F) k : F := if k is k'.+1 then sum f k' + f k' else 0.

(** The coefficients of p = 1 - W v. *)
Definition residual k : F := if k is k'.+1 then - v k' else 1.

Definition mean_loss : F :=
  sum (fun i => sum (fun j => residual i * residual j * moment (i + j)%N) L.+1) L.+1
  + sigma2 * sum (fun i => sum (fun j => v i * v j * moment (i + j).+1) L) L + sigma2.
End Loss.

Lemma number_gt0 (F : realFieldType) p : 0 < number F (Zpos p).
Proof. by rewrite number_nat ltr0n; apply/ssrnat.ltP/Pos2Nat.is_pos. Qed.
Lemma number_neq0 (F : realFieldType) p : number F (Zpos p) != 0.
Proof. exact: lt0r_neq0 (number_gt0 F p). Qed.
Ltac positive := repeat first
  [exact: number_gt0 | exact: ltr01 | apply: mulr_gt0 | apply: exprn_gt0 | rewrite invr_gt0].
