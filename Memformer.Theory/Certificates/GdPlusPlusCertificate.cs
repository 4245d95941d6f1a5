namespace Memformer.Theory.Certificates;

/// <summary>The certificate of GD++, for all depths, matrices and prompts: P has a block B that transforms the covariates.</summary>
public static class GdPlusPlusCertificate
{
    /// <summary>The certificate's text.</summary>
    public static string Text { get; } =
        """
            (** * GD++, every depth

                Over every field F, for every dimension d, context length n, prompt and depth L: the network whose layer l has
                P = [B_l 0; 0 1] and Q = [-A_l^T 0; 0 0] carries out gradient descent on covariates that S_l has transformed. *)
            Set Warnings "-notation-overridden,-ambiguous-paths".
            From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop ssralg matrix.
            Require Import Memformer.
            Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
            Import GRing.Theory.
            Local Open Scope ring_scope.

            Section Certificate.
            Variables (F : fieldType) (d n : nat).
            Variables (X : 'M[F]_(d, n)) (xq wstar : 'cV[F]_d).
            Variables (A B : nat -> 'M[F]_d).

            (** ** The method *)
            Fixpoint transform l : 'M[F]_d :=
              if l is k.+1 then
                (1%:M - B k *m transform k *m H X *m (transform k)^T *m (A k)^T) *m transform k
              else 1%:M.
            Fixpoint w l : 'cV[F]_d :=
              if l is k.+1 then
                w k - (transform k)^T *m A k *m transform k *m grad X wstar (w k)
              else 0.

            Theorem certificate L : answer (gdpp X xq wstar A B L) = (w L)^T *m xq.
            Proof. exact: (@gdpp_answer F d n X xq wstar A B transform L w). Qed.
            End Certificate.
            Check certificate.
            Print Assumptions certificate.

            """;
}
