namespace Memformer.Theory.Algebra;

/// <summary>
/// Bounds what exact algebra may cost. A text of a hundred letters can ask for more terms than there are atoms, through sums,
/// products, divisions and greatest common divisors alike; each is charged here by its terms and their size before it is done.
/// </summary>
public static class SymbolicWork
{
    /// <summary>What one derivation may cost: some seconds, and far more than the methods of the catalogue take.</summary>
    public const long Most = 8_000_000;

    // The algebra is called from everywhere, so the account cannot be an argument; it belongs to one call and what that calls.
    private static readonly AsyncLocal<Account?> Current = new();

    /// <summary>Does work that may cost so much and no more. Inside other work that is bounded, the outer bound stays.</summary>
    /// <param name="work">The work.</param>
    /// <param name="most">The number of terms that it may handle, large ones counted several times.</param>
    /// <exception cref="ExpressionTooLargeException">It costs more.</exception>
    public static T Within<T>(Func<T> work, long most = Most)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (Current.Value is not null)
        {
            return work();
        }

        Current.Value = new Account(most);
        try
        {
            return work();
        }
        finally
        {
            Current.Value = null;
        }
    }

    /// <summary>Charges an operation that is about to be done.</summary>
    /// <exception cref="ExpressionTooLargeException">The account is used up.</exception>
    internal static void Spend(long terms)
    {
        if (Current.Value is not { } account)
        {
            return;
        }

        account.Left = unchecked(account.Left - terms);
        if (account.Left < 0 || terms < 0)
        {
            throw new ExpressionTooLargeException(
                $"the exact algebra takes more than {account.Most} operations; ask for fewer layers, or give letters numbers"
            );
        }
    }

    private sealed class Account(long most)
    {
        public long Most { get; } = most;

        public long Left { get; set; } = most;
    }
}
