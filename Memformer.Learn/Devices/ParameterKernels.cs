using ILGPU;

namespace Memformer.Learn.Devices;

/// <summary>
/// The kernels between a network's parameters and its canonical form: what <see cref="Training.Recursion.CanonicalParameters"/> does on
/// the processor.
/// </summary>
internal static class ParameterKernels
{
    /// <summary>A number of the canonical form, of A or g.</summary>
    /// <param name="entry">Which.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="lists">Which products of them are added up.</param>
    /// <param name="shares">What each is multiplied by.</param>
    /// <param name="canonical">Overwritten.</param>
    /// <param name="shape">Where the lists lie.</param>
    public static void SetCanonical(
        Index1D entry,
        ArrayView<double> parameters,
        ArrayView<int> lists,
        ArrayView<double> shares,
        ArrayView<double> canonical,
        TermShape shape
    )
    {
        double sum = 0;
        for (int term = lists[TermShape.FirstTerm(entry)]; term < lists[TermShape.FirstTerm(entry + 1)]; term++)
        {
            sum += shares[term] * Product(term, -1, parameters, lists, shape);
        }

        canonical[entry] = sum;
    }

    /// <summary>The derivative in a number of the canonical form, or behind the last of them the loss, from sums over rows.</summary>
    /// <param name="entry">Which.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="firsts">Where the sums of each number begin; after the loss, where its own end.</param>
    /// <param name="derivatives">Overwritten.</param>
    /// <param name="share">What a prompt counts in the mean.</param>
    /// <param name="gates">Where the gates begin, whose sums are those of the negative derivatives.</param>
    /// <param name="loss">Where they end.</param>
    public static void SetDerivatives(
        Index1D entry,
        ArrayView<double> sums,
        ArrayView<int> firsts,
        ArrayView<double> derivatives,
        double share,
        int gates,
        int loss
    )
    {
        double sum = 0;
        for (int i = firsts[entry]; i < firsts[entry + 1]; i++)
        {
            sum += sums[i];
        }

        derivatives[entry] = entry >= gates && entry < loss ? -share * sum : share * sum;
    }

    /// <summary>The derivative in a parameter.</summary>
    /// <param name="parameter">Which.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="derivatives">The derivatives in the numbers of the canonical form.</param>
    /// <param name="lists">Which products each parameter is a factor of.</param>
    /// <param name="shares">What each product is multiplied by.</param>
    /// <param name="gradient">Overwritten.</param>
    /// <param name="shape">Where the lists lie.</param>
    public static void PullBack(
        Index1D parameter,
        ArrayView<double> parameters,
        ArrayView<double> derivatives,
        ArrayView<int> lists,
        ArrayView<double> shares,
        ArrayView<double> gradient,
        TermShape shape
    )
    {
        double sum = 0;
        for (int use = lists[shape.FirstUse(parameter)]; use < lists[shape.FirstUse(parameter + 1)]; use++)
        {
            int factor = lists[shape.FactorOf(use)];
            int term = lists[shape.TermOf(factor)];
            sum +=
                shares[term]
                * derivatives[lists[shape.EntryOf(term)]]
                * Product(term, factor, parameters, lists, shape);
        }

        gradient[parameter] = sum;
    }

    /// <summary>A term's product, with one factor left out.</summary>
    private static double Product(
        int term,
        int without,
        ArrayView<double> parameters,
        ArrayView<int> lists,
        TermShape shape
    )
    {
        double product = 1;
        for (int factor = lists[shape.FirstFactor(term)]; factor < lists[shape.FirstFactor(term + 1)]; factor++)
        {
            if (factor != without)
            {
                product *= parameters[lists[shape.ParameterOf(factor)]];
            }
        }

        return product;
    }
}
