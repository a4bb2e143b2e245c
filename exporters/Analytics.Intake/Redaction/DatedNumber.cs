namespace Analytics.Intake.Redaction;

/// <summary>
/// National numbers with a date of birth and a check digit in them: Polish PESEL, Swedish personnummer (Luhn), Finnish henkilötunnus (modulo 31), Chinese resident identity
/// number (ISO 7064, MOD 11-2).
/// </summary>
internal static class DatedNumber
{
    private static ReadOnlySpan<byte> FinnishCheck => "0123456789ABCDEFHJKLMNPRSTUVWXY"u8;

    private static ReadOnlySpan<byte> ChineseCheck => "10X98765432"u8;

    /// <param name="text">UTF-8, from where a digit stands and none before it.</param>
    /// <param name="groupedOnly">Whether bare runs of digits do not count.</param>
    public static int Length(ReadOnlySpan<byte> text, bool groupedOnly) => DigitGroups.CountAt(text, 0) switch
    {
        6 => Finnish(text) is > 0 and var finnish ? finnish : Swedish(text, 6),
        8 => Swedish(text, 8),
        11 when !groupedOnly => Polish(text),
        17 or 18 when !groupedOnly || (text.Length > 17 && (text[17] | 0x20) == 'x') => Chinese(text),
        _ => 0,
    };

    private static int Polish(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<int> weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1];
        var sum = 0;
        for (var i = 0; i < 11; i++)
        {
            sum += weights[i] * (text[i] - '0');
        }

        // The century stands in the tens of the month.
        return sum % 10 == 0 && IsDate(Two(text, 2) % 20, Two(text, 4)) ? 11 : 0;
    }

    private static int Swedish(ReadOnlySpan<byte> text, int date)
    {
        var end = date + 5;
        if (text.Length < end || text[date] is not ((byte)'-' or (byte)'+') || DigitGroups.CountAt(text, date + 1) != 4 || !IsDate(Two(text, date - 4), Two(text, date - 2)))
        {
            return 0;
        }

        // 20261121-0930 is when something happened, and so is 261121-0930.
        var (century, year) = (date == 8 ? Two(text, 0) : 0, Two(text, date - 6));
        if (date == 8 ? century is not (19 or 20) || (century == 20 && year >= 20) : year is >= 20 and < 40)
        {
            return 0;
        }

        Span<byte> digits = stackalloc byte[10];
        text.Slice(date - 6, 6).CopyTo(digits);
        text.Slice(date + 1, 4).CopyTo(digits[6..]);
        return DigitGroups.PassesLuhn(digits) ? end : 0;
    }

    private static int Finnish(ReadOnlySpan<byte> text)
    {
        if (text.Length < 11 || text[6] is not ((byte)'-' or (byte)'+' or (byte)'A' or (byte)'B') || DigitGroups.CountAt(text[..10], 7) != 3 || !IsDate(Two(text, 2), Two(text, 0)))
        {
            return 0;
        }

        var number = 0;
        for (var i = 0; i < 10; i++)
        {
            number = i == 6 ? number : (number * 10) + text[i] - '0';
        }

        return text[10] == FinnishCheck[number % 31] ? 11 : 0;
    }

    private static int Chinese(ReadOnlySpan<byte> text)
    {
        if (text.Length < 18 || Two(text, 6) is not (19 or 20) || !IsDate(Two(text, 10), Two(text, 12)))
        {
            return 0;
        }

        var (sum, weight) = (0, 1);
        for (var i = 16; i >= 0; i--)
        {
            weight = weight * 2 % 11;
            sum += (text[i] - '0') * weight;
        }

        return (text[17] == 'x' ? 'X' : text[17]) == ChineseCheck[sum % 11] ? 18 : 0;
    }

    private static int Two(ReadOnlySpan<byte> text, int at) => ((text[at] - '0') * 10) + text[at + 1] - '0';

    private static bool IsDate(int month, int day) => month is >= 1 and <= 12 && day is >= 1 and <= 31;
}
