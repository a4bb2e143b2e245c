namespace Analytics.PromQL.Parsing;

/// <summary>Finds where a number or a duration ends, by the rules of Prometheus' lexer; whether it is a valid one is seen when it is read.</summary>
internal static class NumberScanner
{
    private const string Digits = "0123456789";
    private const string HexDigits = "0123456789abcdefABCDEF";

    /// <summary>Moves behind the number; false when what stands there is none.</summary>
    public static bool ScanNumber(string source, ref int at)
    {
        var start = at;
        var digits = Digits;
        if (Accept(source, ref at, "0") && Accept(source, ref at, "xX"))
        {
            Accept(source, ref at, "_");
            digits = HexDigits;
        }

        Accept(source, ref at, ".");
        Accept(source, ref at, digits);
        var (dot, exponent) = (false, false);
        while (Peek(source, at) is var c && (digits.Contains(c) || "._eE".Contains(c)))
        {
            if (c == '.')
            {
                // A second dot, a dot before one of "_." and a hexadecimal fraction are no numbers.
                at++;
                if (dot || Accept(source, ref at, "_.") || digits == HexDigits)
                {
                    return false;
                }

                dot = true;
            }
            else if (c is 'e' or 'E')
            {
                // Also within hexadecimal digits: 0x1e2 is read so, and 0x1ee is refused.
                at++;
                if (exponent)
                {
                    return false;
                }

                exponent = true;
                Accept(source, ref at, "+-");
                if (Accept(source, ref at, "._eE") || at == source.Length)
                {
                    return false;
                }
            }
            else if (c == '_')
            {
                at++;
                if (Accept(source, ref at, "._eE") || at == source.Length)
                {
                    return false;
                }
            }
            else
            {
                while (at < source.Length && digits.Contains(source[at]))
                {
                    at++;
                }
            }
        }

        return at != start && !IsWordPart(Peek(source, at));
    }

    /// <summary>After the digits of <see cref="ScanNumber"/>: moves behind the units of a duration; false when it is none.</summary>
    public static bool ScanUnits(string source, ref int at)
    {
        if (!Accept(source, ref at, "smhdwy"))
        {
            return false;
        }

        Accept(source, ref at, "s");
        while (at < source.Length && char.IsAsciiDigit(source[at]))
        {
            while (Accept(source, ref at, Digits))
            {
            }

            if (!Accept(source, ref at, "smhdw"))
            {
                return false;
            }

            Accept(source, ref at, "s");
        }

        return !IsWordPart(Peek(source, at));
    }

    public static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static char Peek(string source, int at) => at < source.Length ? source[at] : '\uffff';

    private static bool Accept(string source, ref int at, string set)
    {
        if (at < source.Length && set.Contains(source[at]))
        {
            at++;
            return true;
        }

        return false;
    }
}
