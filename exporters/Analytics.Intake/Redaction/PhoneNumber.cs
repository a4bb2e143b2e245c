namespace Analytics.Intake.Redaction;

/// <summary>
/// Phone numbers: international with + or 00 (ITU-T E.164, 8 to 15 digits), North American, and national ones with a trunk 0 and separators. A bare
/// run of digits is none: it would be a timestamp or an id.
/// </summary>
internal static class PhoneNumber
{
    private const int LeastInternational = 8;
    private const int Longest = 15;

    public static int LengthAt(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] == '+')
        {
            return at > 0 && text[at - 1] is (byte)'+' or >= (byte)'0' and <= (byte)'9' ? 0 : International(text, at, at + 1, LeastInternational);
        }

        if (DigitGroups.BeganBefore(text, at))
        {
            return 0;
        }

        if (text[at..].StartsWith("00"u8) && International(text, at, at + 2, LeastInternational + 1) is > 0 and var length)
        {
            return length;
        }

        return NorthAmerican(text, at) is > 0 and var american ? american : National(text, at);
    }

    private static int International(ReadOnlySpan<byte> text, int at, int from, int least)
    {
        from += from < text.Length && text[from] == ' ' ? 1 : 0;
        if (from >= text.Length || text[from] is < (byte)'1' or > (byte)'9')
        {
            return 0;
        }

        var (digits, end, next) = (0, 0, from);
        while (DigitGroups.CountAt(text, next) is > 0 and var group && digits + group <= Longest)
        {
            digits += group;
            end = next + group;
            next = Skip(text, end);
        }

        return digits >= least && !(end < text.Length && char.IsAsciiLetterOrDigit((char)text[end])) ? end - at : 0;
    }

    /// <summary>Behind what stands between two groups: at most three separators and brackets, as in " (0)", ") " or " / ".</summary>
    private static int Skip(ReadOnlySpan<byte> text, int at)
    {
        for (var i = 0; i < 3 && at < text.Length; i++)
        {
            at += text[at] is (byte)'(' or (byte)')' ? 1 : DigitGroups.SeparatorAt(text, at);
        }

        return at;
    }

    private static int NorthAmerican(ReadOnlySpan<byte> text, int at)
    {
        var next = at;
        if (text[next] == '1' && DigitGroups.SeparatorAt(text, next + 1) is > 0 and var first)
        {
            next += 1 + first;
        }

        var bracket = next < text.Length && text[next] == '(';
        next += bracket ? 1 : 0;
        if (!IsArea(text, next))
        {
            return 0;
        }

        next += 3;
        if (bracket)
        {
            if (next >= text.Length || text[next++] != ')')
            {
                return 0;
            }

            next += DigitGroups.SeparatorAt(text, next);
        }
        else if (DigitGroups.SeparatorAt(text, next) is > 0 and var second)
        {
            next += second;
        }
        else
        {
            return 0;
        }

        if (!IsArea(text, next) || DigitGroups.SeparatorAt(text, next + 3) is not (> 0 and var third) || DigitGroups.CountAt(text, next + 3 + third) != 4)
        {
            return 0;
        }

        var end = next + 7 + third;
        return DigitGroups.GoesOn(text, end) ? 0 : end - at;
    }

    /// <summary>Area code or exchange: three digits, the first from 2 to 9.</summary>
    private static bool IsArea(ReadOnlySpan<byte> text, int at) => at < text.Length && text[at] is >= (byte)'2' and <= (byte)'9' && DigitGroups.CountAt(text, at) == 3;

    /// <summary>0170 1234567, 020 7946 0958, (030) 123456, 01 23 45 67 89.</summary>
    private static int National(ReadOnlySpan<byte> text, int at)
    {
        var bracket = text[at] == '(';
        var next = at + (bracket ? 1 : 0);
        var first = DigitGroups.CountAt(text, next);
        if (first is < 2 or > 5 || text[next] != '0' || text[next + 1] == '0')
        {
            return 0;
        }

        var (digits, groups, pairs, end) = (first, 1, first == 2, next + first);
        if (bracket && (end >= text.Length || text[end++] != ')'))
        {
            return 0;
        }

        while (true)
        {
            var separator = DigitGroups.SeparatorAt(text, end);
            var group = separator > 0 || bracket ? DigitGroups.CountAt(text, end + separator) : 0;
            if (group < 2 || digits + group > 12)
            {
                break;
            }

            bracket = false;
            (digits, groups, pairs, end) = (digits + group, groups + 1, pairs && group == 2, end + separator + group);
        }

        var isNumber = pairs ? groups == 5 : first >= 3 && groups > 1 && digits >= 9;
        return isNumber && !DigitGroups.GoesOn(text, end) ? end - at : 0;
    }
}
