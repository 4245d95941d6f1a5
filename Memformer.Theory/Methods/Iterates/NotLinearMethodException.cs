namespace Memformer.Theory.Methods.Iterates;

/// <summary>
/// An update that is not of the form w_{l+1} = w_l − Σ_{j≤l} C_{l,j} ∇f(y_j)
/// (Dutta &amp; Sra, arXiv:2410.07263, linear first-order methods).
/// </summary>
public sealed class NotLinearMethodException : UsageException
{
    internal NotLinearMethodException(string reason)
        : base(reason) { }
}
