namespace Analytics.Intake.Redaction;

/// <summary>Payment card numbers: 13 to 19 digits with an issuer's prefix of the right length (ISO/IEC 7812) that pass the Luhn check.</summary>
internal static class CardNumber
{
    private const int Shortest = 13;
    private const int Longest = 19;

    /// <param name="text">UTF-8.</param>
    /// <param name="at">Where a digit stands and none before it.</param>
    /// <param name="groupedOnly">Whether only numbers with separators count.</param>
    public static int LengthAt(ReadOnlySpan<byte> text, int at, bool groupedOnly)
    {
        Span<byte> digits = stackalloc byte[Longest];
        var (count, end, groups, best) = (0, at, 0, 0);
        while (true)
        {
            var group = DigitGroups.CountAt(text, end);
            if (group == 0 || count + group > Longest)
            {
                break;
            }

            text.Slice(end, group).CopyTo(digits[count..]);
            (count, end, groups) = (count + group, end + group, groups + 1);
            if (count >= Shortest && (groups > 1 || !groupedOnly) && !(end < text.Length && char.IsAsciiLetter((char)text[end])) && IsCard(digits[..count]))
            {
                best = end - at;
            }

            var separator = DigitGroups.SeparatorAt(text, end);
            if (separator == 0 || group < 2)
            {
                break;
            }

            end += separator;
        }

        return best;
    }

    private static bool IsCard(ReadOnlySpan<byte> digits) => IsIssued(digits) && DigitGroups.PassesLuhn(digits);

    private static bool IsIssued(ReadOnlySpan<byte> digits)
    {
        var four = (1000 * (digits[0] - '0')) + (100 * (digits[1] - '0')) + (10 * (digits[2] - '0')) + (digits[3] - '0');
        return digits.Length switch
        {
            13 => four / 1000 == 4,
            14 => four is >= 3000 and <= 3059 or >= 3600 and <= 3699 or >= 3800 and <= 3999,
            15 => four is >= 3400 and <= 3499 or >= 3700 and <= 3799,
            16 => four is (>= 2200 and <= 2204) or (>= 2221 and <= 2720) or (>= 3000 and <= 3059) or (>= 3528 and <= 3589) or (>= 3600 and <= 3699) or (>= 3800 and <= 3999)
                or (>= 4000 and <= 5999) or (>= 6000 and <= 6999) or (>= 8100 and <= 8299),
            17 or 18 => four is (>= 3528 and <= 3589) or (>= 5000 and <= 5099) or (>= 5600 and <= 6999),
            19 => four is (>= 3528 and <= 3589) or (>= 4000 and <= 4999) or (>= 5000 and <= 5099) or (>= 5600 and <= 6999),
            _ => false,
        };
    }
}
