(** * Linear attention with a memory carries out linear first-order methods

    After Ahn, Cheng, Daneshmand and Sra, arXiv:2306.00297, and Dutta and Sra, arXiv:2410.07263.  Everything holds over
    every field F, for every dimension d and context length n, every prompt, every depth, all gates and all matrices.

    To trust a certificate, read the definitions here and the ones in the certificate.  The proofs are Coq's affair. *)
Set Warnings "-notation-overridden,-ambiguous-paths".
From Coq Require Import ZArith.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop ssralg matrix.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(** ** Numbers

    The integer z in a field, written z%:F: doubling along its binary digits. *)
Fixpoint positive_number (F : fieldType) p : F :=
  match p with
  | xH => 1
  | xO q => 2%:R * positive_number F q
  | xI q => 1 + 2%:R * positive_number F q
  end.
Definition number (F : fieldType) z : F :=
  match z with Z0 => 0 | Zpos p => positive_number F p | Zneg p => - positive_number F p end.
Arguments number : simpl never.
Notation "z %:F" := (number _ z%Z) (at level 2, left associativity, format "z %:F") : ring_scope.

Lemma number_nat (F : fieldType) p : number F (Zpos p) = (Pos.to_nat p)%:R.
Proof.
rewrite /number; elim: p => [p IH|p IH|] //=; rewrite IH -natrM.
- by rewrite Pos2Nat.inj_xI -mulrS.
- by rewrite Pos2Nat.inj_xO.
Qed.

Section Memformer.
Variables (F : fieldType) (d n : nat).
Variables (X : 'M[F]_(d, n))   (* x_1, ..., x_n as columns *)
          (xq : 'cV[F]_d)      (* the query *)
          (wstar : 'cV[F]_d).  (* y_i = wstar^T x_i *)
Local Notation tokens := 'M[F]_(d + 1, n + 1).
Implicit Types (A B S : 'M[F]_d) (g u v w : 'cV[F]_d) (Z : tokens).

(** ** What a layer is *)

(** Z_0: column i is (x_i; y_i), the last column is (x_q; 0). *)
Definition prompt : tokens := block_mx X xq (wstar^T *m X) 0.

(** M = diag(I_n, 0): the query is never a key or a value. *)
Definition mask : 'M[F]_(n + 1) := block_mx 1%:M 0 0 0.

(** P = [B 0; 0 1] and Q = [-A^T 0; 0 0]. *)
Definition P B : 'M[F]_(d + 1) := block_mx B 0 0 1%:M.
Definition Q A : 'M[F]_(d + 1) := block_mx (- A^T) 0 0 0.

(** One head: P Z M (Z^T Q Z) / n.  Without B it is the paper's head. *)
Definition head B A Z : tokens := n%:R^-1 *: (P B *m Z *m mask *m (Z^T *m Q A *m Z)).
Definition attention A Z := head 0 A Z.

(** The network answers with minus the last entry. *)
Definition answer Z : 'M[F]_1 := - drsubmx Z.

(** ** What it computes *)

(** The gradient of f(w) = |X^T w - y|^2 / (2 n), which is H (w - wstar). *)
Definition H : 'M[F]_d := n%:R^-1 *: (X *m X^T).
Definition grad w := H *m (w - wstar).

(** The tokens when the context holds w and the answer will be v^T x_q; S has transformed the covariates (GD++). *)
Definition tokens_of S w v : tokens := block_mx (S *m X) (S *m xq) ((wstar - w)^T *m X) (- (v^T *m xq)).
Definition state w := tokens_of 1%:M w w.
Definition change S g u : tokens := block_mx (- (S *m X)) (- (S *m xq)) (g^T *m X) (u^T *m xq).

Lemma prompt_state : prompt = tokens_of 1%:M 0 0.
Proof. by rewrite /tokens_of !mul1mx subr0 trmx0 mul0mx oppr0. Qed.

Lemma answer_tokens S w v : answer (tokens_of S w v) = v^T *m xq.
Proof. by rewrite /answer block_mxKdr opprK. Qed.

Lemma tokens_change S S' w v g u : tokens_of S w v + change S' g u = tokens_of (S - S') (w - g) (v - u).
Proof.
have e : (wstar - (w - g))^T = (wstar - w)^T + g^T by rewrite opprB addrCA addrC raddfD.
rewrite /tokens_of /change add_block_mx e !mulmxBl mulmxDl [(v - u)^T]linearB /= mulmxBl.
by rewrite opprB [- (v^T *m xq) + _]addrC.
Qed.

Lemma H_sym : H^T = H.
Proof. by rewrite linearZ /= trmx_mul trmxK. Qed.

(** One layer is one gradient: Lemma 1 of arXiv:2306.00297. *)
Lemma head_tokens B A S w v :
  let g := S^T *m A *m S *m grad w in
  head B A (tokens_of S w v) = change (B *m S *m H *m S^T *m A^T *m S) g g.
Proof.
rewrite /head /tokens_of /change tr_block_mx !mulmx_block.
rewrite !(mul0mx, mulmx0, mul1mx, mulmx1, add0r, addr0) scale_block_mx.
have -> : (S^T *m A *m S *m grad w)^T = - ((wstar - w)^T *m H *m S^T *m A^T *m S).
  by rewrite !trmx_mul H_sym trmxK -[w - _]opprB linearN /= !mulNmx !mulmxA.
congr block_mx; rewrite ?mulNmx ?mulmxN ?mulNmx ?scalerN ?trmx_mul ?mulmxA /H -?(scalemxAr, scalemxAl) ?mulmxA;
  by rewrite -?(scalemxAr, scalemxAl) ?mulmxA mulmxN scalerN ?mulmxA.
Qed.

Lemma attention_tokens A w v : attention A (tokens_of 1%:M w v) = change 0 (A *m grad w) (A *m grad w).
Proof. by rewrite /attention head_tokens trmx1 !mul0mx mul1mx mulmx1. Qed.

(** ** Networks with registers

    Layer l writes the registers R_{l,h} = attention with A_{l,h}, one for each head; [step] makes Z_{l+1} of Z_l and
    all registers written so far. *)
Section Registers.
Variables (A : nat -> nat -> 'M[F]_d) (step : nat -> tokens -> (nat -> nat -> tokens) -> tokens).

Fixpoint run l : tokens * (nat -> nat -> tokens) :=
  if l is k.+1 then
    let: (Z, R) := run k in
    let R' j h := if j == k then attention (A k h) Z else R j h in
    (step k Z R', R')
  else (prompt, fun _ _ => 0).
Definition network l := (run l).1.

Definition register j h := attention (A j h) (network j).

Lemma registerE l j h : (j < l)%N -> (run l).2 j h = register j h.
Proof.
elim: l => // l IH jl /=; case E: (run l) IH => [Z R] /= IH.
case: eqP => [->|/eqP jl']; first by rewrite /register /network E.
by apply: IH; rewrite ltn_neqAle jl' -ltnS.
Qed.

Lemma networkE l : exists R, network l.+1 = step l (network l) R /\ forall j h, (j <= l)%N -> R j h = register j h.
Proof.
exists (run l.+1).2; split; last by move=> j h jl; exact: registerE.
by rewrite /network /=; case: (run l).
Qed.
End Registers.

(** All registers, with gates of every layer's own, and of the query's own:
    Z_{l+1} = Z_l + sum_(j <= l) sum_h R_{j,h} diag(g_{l,j,h} I_n, q_{l,j,h}). *)
Definition gated (a b : F) Z : tokens := Z *m block_mx a%:M 0 0 b%:M.
Definition heads K (A : nat -> nat -> 'M[F]_d) (g q : nat -> nat -> nat -> F) :=
  network A (fun l Z R => Z + \sum_(j < l.+1) \sum_(h < K) gated (g l j h) (q l j h) (R j h)).

(** The same with one head, and one gate for all tokens: Z_{l+1} = Z_l + sum_(j <= l) g_{l,j} R_j. *)
Definition lfom (A : nat -> 'M[F]_d) (g : nat -> nat -> F) :=
  network (fun l _ => A l) (fun l Z R => Z + \sum_(j < l.+1) g l j *: R j 0%N).

(** No memory: Z_{l+1} = Z_l + R_l. *)
Definition linear (A : nat -> 'M[F]_d) := network (fun l _ => A l) (fun l Z R => Z + R l 0%N).

(** One gate for each register: Z_{l+1} = Z_l + R_l + sum_(j < l) a_j R_j. *)
Definition lfom_shared (A : nat -> 'M[F]_d) (a : nat -> F) :=
  network (fun l _ => A l) (fun l Z R => Z + R l 0%N + \sum_(j < l) a j *: R j 0%N).

(** One running register: R_l = attention(Z_l) + gamma_l R_{l-1}, Z_{l+1} = Z_l + alpha_l R_l. *)
Section Dynamic.
Variables (A : nat -> 'M[F]_d) (alpha gamma : nat -> F).
Fixpoint dynamic_run l : tokens * tokens :=
  if l is k.+1 then
    let: (Z, R) := dynamic_run k in
    let R' := attention (A k) Z + gamma k *: R in
    (Z + alpha k *: R', R')
  else (prompt, 0).
Definition dynamic l := (dynamic_run l).1.
End Dynamic.

(** GD++, whose P has a block B: the covariates are transformed too. *)
Fixpoint gdpp (A B : nat -> 'M[F]_d) l : tokens :=
  if l is k.+1 then gdpp A B k + head (B k) (A k) (gdpp A B k) else prompt.

(** ** The canonical form

    w_{l+1} = w_l - sum_(j <= l) C_{l,j} grad(w_j), and the query's answer v with coefficients D_{l,j} of its own. *)
Lemma gated_change a b g u : gated a b (change 0 g u) = change 0 (a *: g) (b *: u).
Proof.
rewrite /gated /change !mul0mx !oppr0 mulmx_block !(mul0mx, mulmx0, add0r, addr0) !mul_mx_scalar.
by rewrite ![(_ *: _)^T]linearZ /= -!scalemxAl.
Qed.

Lemma changeZ a g u : a *: change 0 g u = change 0 (a *: g) (a *: u).
Proof. by rewrite -gated_change /gated -scalar_mx_block mul_mx_scalar. Qed.

Lemma change_sum I (r : seq I) (f g : I -> 'cV[F]_d) :
  \sum_(i <- r) change 0 (f i) (g i) = change 0 (\sum_(i <- r) f i) (\sum_(i <- r) g i).
Proof.
elim: r => [|i r IH]; first by rewrite !big_nil /change !mul0mx !oppr0 trmx0 !mul0mx -[0]/(const_mx 0) block_mx_const.
rewrite !big_cons IH /change add_block_mx !mul0mx !oppr0 !addr0.
by rewrite ![(_ + \sum_(_ <- _) _)^T]linearD /= !mulmxDl.
Qed.

(** A network computes w (and v for the query) when every layer does. *)
Section Invariant.
Variables (A : nat -> nat -> 'M[F]_d) (step : nat -> tokens -> (nat -> nat -> tokens) -> tokens).
Variables (L : nat) (w v : nat -> 'cV[F]_d).
Hypotheses (w0 : w 0%N = 0) (v0 : v 0%N = 0).
Hypothesis layer : forall l R, (l < L)%N ->
  (forall j h, (j <= l)%N -> R j h = change 0 (A j h *m grad (w j)) (A j h *m grad (w j))) ->
  step l (tokens_of 1%:M (w l) (v l)) R = tokens_of 1%:M (w l.+1) (v l.+1).

Lemma network_tokens l : (l <= L)%N -> network A step l = tokens_of 1%:M (w l) (v l).
Proof.
elim/ltn_ind: l => -[_ _|l IH lL]; first by rewrite w0 v0 -prompt_state.
have [R [-> RE]] := networkE A step l; rewrite (IH l) ?(ltnW lL) //; apply: layer => // j h jl.
by rewrite RE // /register IH ?attention_tokens // (leq_trans jl (ltnW lL)).
Qed.
End Invariant.

Theorem heads_answer K (A : nat -> nat -> 'M[F]_d) (g q : nat -> nat -> nat -> F) L (w v : nat -> 'cV[F]_d) :
  w 0%N = 0 -> v 0%N = 0 ->
  (forall l, (l < L)%N -> w l.+1 = w l - \sum_(j < l.+1) \sum_(h < K) g l j h *: (A j h *m grad (w j))) ->
  (forall l, (l < L)%N -> v l.+1 = v l - \sum_(j < l.+1) \sum_(h < K) q l j h *: (A j h *m grad (w j))) ->
  answer (heads K A g q L) = (v L)^T *m xq.
Proof.
move=> w0 v0 wS vS; rewrite /heads (@network_tokens _ _ L w v) // ?answer_tokens // => l R lL RE.
rewrite wS // vS // -[in RHS](subr0 1%:M) -tokens_change -!change_sum; congr (_ + _).
apply: eq_bigr => j _; rewrite -change_sum; apply: eq_bigr => h _.
by rewrite RE ?gated_change // -ltnS.
Qed.

Theorem lfom_answer (A : nat -> 'M[F]_d) (g : nat -> nat -> F) L (w : nat -> 'cV[F]_d) :
  w 0%N = 0 ->
  (forall l, (l < L)%N -> w l.+1 = w l - \sum_(j < l.+1) g l j *: (A j *m grad (w j))) ->
  answer (lfom A g L) = (w L)^T *m xq.
Proof.
move=> w0 wS; rewrite /lfom (@network_tokens _ _ L w w) // ?answer_tokens // => l R lL RE.
rewrite wS // -[in RHS](subr0 1%:M) -tokens_change -!change_sum; congr (_ + _).
by apply: eq_bigr => j _; rewrite (RE j 0%N (ltn_ord j)); exact: changeZ.
Qed.

Theorem linear_answer (A : nat -> 'M[F]_d) L (w : nat -> 'cV[F]_d) :
  w 0%N = 0 -> (forall l, (l < L)%N -> w l.+1 = w l - A l *m grad (w l)) ->
  answer (linear A L) = (w L)^T *m xq.
Proof.
move=> w0 wS; rewrite /linear (@network_tokens _ _ L w w) // ?answer_tokens // => l R lL RE.
by rewrite wS // RE // tokens_change subr0.
Qed.

Theorem lfom_shared_answer (A : nat -> 'M[F]_d) (a : nat -> F) L (w : nat -> 'cV[F]_d) :
  w 0%N = 0 ->
  (forall l, (l < L)%N -> w l.+1 = w l - A l *m grad (w l) - \sum_(j < l) a j *: (A j *m grad (w j))) ->
  answer (lfom_shared A a L) = (w L)^T *m xq.
Proof.
move=> w0 wS; rewrite /lfom_shared (@network_tokens _ _ L w w) // ?answer_tokens // => l R lL RE.
rewrite wS // RE // tokens_change subr0 -[in RHS](subr0 1%:M) -tokens_change -!change_sum; congr (_ + _).
by apply: eq_bigr => j _; rewrite (RE j 0%N (ltnW (ltn_ord j))); exact: changeZ.
Qed.

(** The running register holds m_l = A_l grad(w_l) + gamma_l m_{l-1}. *)
Theorem dynamic_answer (A : nat -> 'M[F]_d) (alpha gamma : nat -> F) L (w m : nat -> 'cV[F]_d) :
  w 0%N = 0 -> m 0%N = 0 ->
  (forall l, (l < L)%N -> m l.+1 = A l *m grad (w l) + gamma l *: m l) ->
  (forall l, (l < L)%N -> w l.+1 = w l - alpha l *: m l.+1) ->
  answer (dynamic A alpha gamma L) = (w L)^T *m xq.
Proof.
move=> w0 m0 mS wS.
have added g u : change 0 g g + change 0 u u = change 0 (g + u) (g + u).
  by rewrite /change add_block_mx !mul0mx !oppr0 !addr0 linearD /= !mulmxDl.
suff -> : dynamic A alpha gamma L = state (w L) by rewrite answer_tokens.
suff /(_ L (leqnn L)) E : forall l, (l <= L)%N -> dynamic_run A alpha gamma l = (state (w l), change 0 (m l) (m l)).
  by rewrite /dynamic E.
elim=> [_|l IH lL] /=; first by rewrite w0 m0 /state -prompt_state /change !mul0mx !oppr0 trmx0 !mul0mx -[0]/(const_mx 0) block_mx_const.
rewrite IH ?(ltnW lL) // attention_tokens changeZ added -mS // changeZ tokens_change -wS //.
by rewrite subr0.
Qed.

(** GD++ carries out gradient descent on covariates transformed by S_{l+1} = (I - B_l S_l H S_l^T A_l^T) S_l. *)
Theorem gdpp_answer (A B S : nat -> 'M[F]_d) L (w : nat -> 'cV[F]_d) :
  S 0%N = 1%:M -> w 0%N = 0 ->
  (forall l, (l < L)%N -> S l.+1 = (1%:M - B l *m S l *m H *m (S l)^T *m (A l)^T) *m S l) ->
  (forall l, (l < L)%N -> w l.+1 = w l - (S l)^T *m A l *m S l *m grad (w l)) ->
  answer (gdpp A B L) = (w L)^T *m xq.
Proof.
move=> S0 w0 SS wS.
suff -> : forall l, (l <= L)%N -> gdpp A B l = tokens_of (S l) (w l) (w l) by rewrite ?answer_tokens.
elim=> [|l IH] lL /=; first by rewrite S0 w0 prompt_state.
by rewrite IH ?(ltnW lL) // head_tokens tokens_change SS // wS // mulmxBl mul1mx.
Qed.
End Memformer.
