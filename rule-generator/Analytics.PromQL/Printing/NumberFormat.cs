using System.Globalization;
using System.Text;

namespace Analytics.PromQL.Printing;

/// <summary>Numbers as Go's <c>strconv.FormatFloat(v, 'f', -1, 64)</c> writes them: the fewest digits that read back, never an exponent.</summary>
internal static class NumberFormat
{
    public static StringBuilder Write(StringBuilder to, double value)
    {
        if (double.IsNaN(value))
        {
            return to.Append("NaN");
        }

        if (double.IsInfinity(value))
        {
            return to.Append(value > 0 ? "+Inf" : "-Inf");
        }

        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        text = text[..length];
        var exponentAt = text.IndexOf('E');
        return exponentAt < 0 ? to.Append(text) : Expand(to, text[..exponentAt], int.Parse(text[(exponentAt + 1)..], CultureInfo.InvariantCulture));
    }

    private static StringBuilder Expand(StringBuilder to, ReadOnlySpan<char> mantissa, int exponent)
    {
        if (mantissa[0] == '-')
        {
            to.Append('-');
            mantissa = mantissa[1..];
        }

        // mantissa is d or d.ddd
        var fraction = mantissa.Length > 2 ? mantissa[2..] : [];
        if (exponent < 0)
        {
            return to.Append("0.").Append('0', -exponent - 1).Append(mantissa[0]).Append(fraction);
        }

        to.Append(mantissa[0]);
        return exponent >= fraction.Length
            ? to.Append(fraction).Append('0', exponent - fraction.Length)
            : to.Append(fraction[..exponent]).Append('.').Append(fraction[exponent..]);
    }
}
