namespace Analytics.Intake.Redaction;

/// <summary>
/// Reads a number as people write it: groups of digits with one separator between them. Separators are space, '-', '.', '/', and the spaces and
/// dashes of typography (no-break, thin, figure; U+2010 to U+2015).
/// </summary>
internal static class DigitGroups
{
    /// <summary>How many bytes the separator at a place takes; 0 when there is none.</summary>
    public static int SeparatorAt(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length)
        {
            return 0;
        }

        switch (text[at])
        {
            case (byte)' ' or (byte)'-' or (byte)'.' or (byte)'/':
                return 1;
            case 0xC2 when at + 1 < text.Length && text[at + 1] == 0xA0:
                return 2;
            case 0xE2 when at + 2 < text.Length && text[at + 1] == 0x80 && (text[at + 2] is >= 0x80 and <= 0x95 or 0xAF):
                return 3;
            default:
                return 0;
        }
    }

    /// <summary>Digits from a place on.</summary>
    public static int CountAt(ReadOnlySpan<byte> text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit((char)text[end]))
        {
            end++;
        }

        return end - at;
    }

    /// <summary>Whether a number that ends here is in truth the head of something longer.</summary>
    public static bool GoesOn(ReadOnlySpan<byte> text, int end) =>
        end < text.Length && (char.IsAsciiLetterOrDigit((char)text[end]) || (text[end] is (byte)'-' or (byte)'.' or (byte)'/' && end + 1 < text.Length && char.IsAsciiDigit((char)text[end + 1])));

    /// <summary>Whether a number that begins here is in truth the tail of something longer.</summary>
    public static bool BeganBefore(ReadOnlySpan<byte> text, int at) =>
        at > 1 && text[at - 1] is (byte)'-' or (byte)'.' or (byte)'/' && char.IsAsciiDigit((char)text[at - 2]);

    /// <summary>The Luhn check (ISO/IEC 7812-1, annex B).</summary>
    public static bool PassesLuhn(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            digit = i % 2 == 0 ? digit : digit * 2;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }
}
