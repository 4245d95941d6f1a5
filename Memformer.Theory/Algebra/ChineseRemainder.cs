using System.Numerics;

namespace Memformer.Theory.Algebra;

/// <summary>Integers being put together from their remainders modulo one prime after another.</summary>
internal sealed class ChineseRemainder(int count)
{
    private readonly BigInteger[] _residues = new BigInteger[count];
    private BigInteger _modulus = BigInteger.One;

    /// <summary>The integers of least magnitude that have all remainders seen so far.</summary>
    public IReadOnlyList<BigInteger> Residues =>
        Array.ConvertAll(_residues, residue => 2 * residue > _modulus ? residue - _modulus : residue);

    /// <summary>
    /// Takes the remainders modulo a further prime into account. Returns whether they were what the integers so far
    /// predict, which is when it is worth looking at them.
    /// </summary>
    public bool Add(uint[] remainders, PrimeField field)
    {
        var predicted = true;
        var inverse = field.Inverse((uint)(_modulus % field.Modulus));
        for (var i = 0; i < remainders.Length; i++)
        {
            var known = 2 * _residues[i] > _modulus ? _residues[i] - _modulus : _residues[i];
            var current = (long)(known % field.Modulus);
            var difference = field.Subtract(remainders[i], (uint)(current < 0 ? current + field.Modulus : current));
            if (difference != 0)
            {
                predicted = false;
                var residue = known + _modulus * field.Multiply(difference, inverse);
                _residues[i] = residue.Sign < 0 ? residue + _modulus * field.Modulus : residue;
            }
            else
            {
                _residues[i] = known.Sign < 0 ? known + _modulus * field.Modulus : known;
            }
        }

        _modulus *= field.Modulus;
        return predicted;
    }
}
