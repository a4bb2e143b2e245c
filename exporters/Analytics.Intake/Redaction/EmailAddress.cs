using Analytics.Catalog;

namespace Analytics.Intake.Redaction;

/// <summary>E-mail addresses (RFC 5321 mailbox without quoted local parts; letters beyond ASCII as in RFC 6531), also with the at sign percent-encoded.</summary>
internal static class EmailAddress
{
    private const int MaxLocal = 64;
    private const int MaxLabel = 63;

    /// <summary>The address around the at sign at a place, or nothing.</summary>
    public static Finding Around(ReadOnlySpan<byte> text, int at)
    {
        var start = at;
        while (start > 0 && at - start < MaxLocal && IsLocal(text[start - 1]))
        {
            start--;
        }

        while (start < at && text[start] == '.')
        {
            start++;
        }

        var domain = at + (text[at] == '%' ? 3 : 1);
        var end = EndOfDomain(text, domain);
        return start == at || end == 0 ? default : new Finding(PersonalData.Email, start, end);
    }

    /// <summary>Where a domain of at least two labels ends, the last one without digits; 0 when there is none.</summary>
    private static int EndOfDomain(ReadOnlySpan<byte> text, int from)
    {
        var (end, label) = (0, from);
        for (var i = from; i <= text.Length; i++)
        {
            if (i < text.Length && IsDomain(text[i]))
            {
                continue;
            }

            if (i == label || i - label > MaxLabel || text[label] == '-')
            {
                return end;
            }

            if (label > from && IsTopLevel(text[label..i]))
            {
                end = i;
            }

            if (i == text.Length || text[i] != '.')
            {
                return end;
            }

            label = i + 1;
        }

        return end;
    }

    private static bool IsTopLevel(ReadOnlySpan<byte> label)
    {
        if (label.Length < 2)
        {
            return false;
        }

        foreach (var letter in label)
        {
            if (char.IsAsciiDigit((char)letter) && !label.StartsWith("xn--"u8))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLocal(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter >= 0x80 || ".!#$'*+-^_`{|}~"u8.Contains(letter);

    private static bool IsDomain(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'-' or >= 0x80;
}
