using System.Text;

namespace Analytics.Intake.Redaction;

/// <summary>
/// National numbers of persons: US social security number (ranges of the SSA), UK national insurance number (prefixes of HMRC), Spanish DNI and NIE
/// (letter by modulo 23), Italian codice fiscale (check letter, DM 23/12/1976), French NIR (key by modulo 97), Brazilian CPF (two check digits, modulo 11),
/// Swiss AHV number (EAN-13), German tax number (ISO 7064, MOD 11,10; grouped only), and the <see cref="DatedNumber"/>s. Letters with a check also in small letters.
/// </summary>
internal static class NationalNumber
{
    private static readonly int[] OddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    /// <param name="text">UTF-8.</param>
    /// <param name="at">Where a letter or digit stands and none before it.</param>
    /// <param name="groupedOnly">Whether bare runs of digits do not count.</param>
    public static int LengthAt(ReadOnlySpan<byte> text, int at, bool groupedOnly)
    {
        var rest = text[at..];
        if (rest.Length < 9 || DigitGroups.BeganBefore(text, at))
        {
            return 0;
        }

        Span<byte> capitals = stackalloc byte[Math.Min(rest.Length, 16)];
        Ascii.ToUpper(rest[..capitals.Length], capitals, out _);
        var length = char.IsAsciiDigit((char)rest[0])
            ? First(SocialSecurity(rest), Cpf(rest), Nir(rest, groupedOnly), First(Swiss(rest), German(rest), DatedNumber.Length(rest, groupedOnly), groupedOnly ? 0 : Dni(capitals)))
            : First(NationalInsurance(rest), Nie(capitals), CodiceFiscale(capitals), 0);
        return length > 0 && !DigitGroups.GoesOn(text, at + length) ? length : 0;
    }

    private static int First(int a, int b, int c, int d) => a > 0 ? a : b > 0 ? b : c > 0 ? c : d;

    private static int SocialSecurity(ReadOnlySpan<byte> text) =>
        text.Length >= 11 && Fits(text, "ddd-dd-dddd"u8) && !text.StartsWith("000"u8) && !text.StartsWith("666"u8) && text[0] != '9'
        && !text[4..6].SequenceEqual("00"u8) && !text[7..11].SequenceEqual("0000"u8) ? 11 : 0;

    private static int Cpf(ReadOnlySpan<byte> text)
    {
        if (text.Length < 14 || !Fits(text, "ddd.ddd.ddd-dd"u8))
        {
            return 0;
        }

        Span<int> digits = stackalloc int[11];
        var (count, same) = (0, true);
        foreach (var letter in text[..14])
        {
            if (char.IsAsciiDigit((char)letter))
            {
                digits[count++] = letter - '0';
                same &= letter == text[0];
            }
        }

        return !same && CpfDigit(digits[..9]) == digits[9] && CpfDigit(digits[..10]) == digits[10] ? 14 : 0;
    }

    private static int CpfDigit(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += digits[i] * (digits.Length + 1 - i);
        }

        return sum * 10 % 11 % 10;
    }

    private static int Swiss(ReadOnlySpan<byte> text)
    {
        if (text.Length < 16 || !Fits(text, "756.dddd.dddd.dd"u8))
        {
            return 0;
        }

        var (sum, count) = (0, 0);
        foreach (var letter in text[..16])
        {
            sum += letter == '.' ? 0 : (letter - '0') * (count++ % 2 == 0 ? 1 : 3);
        }

        return sum % 10 == 0 ? 16 : 0;
    }

    private static int German(ReadOnlySpan<byte> text)
    {
        if (text.Length < 14 || text[0] == '0' || !Fits(text, "dd ddd ddd ddd"u8))
        {
            return 0;
        }

        var (product, last) = (10, 0);
        foreach (var letter in text[..14])
        {
            if (letter != ' ')
            {
                last = letter - '0';
                var sum = (last + product) % 10;
                product = (sum == 0 ? 10 : sum) * 2 % 11;
            }
        }

        // With the check digit the sum is 1 modulo 10, hence what would come next is 2.
        return product == 2 ? 14 : 0;
    }

    private static int Nir(ReadOnlySpan<byte> text, bool groupedOnly)
    {
        var (value, count, month, end) = (0L, 0, 0, 0);
        var key = 0;
        for (; end < text.Length && count < 15; end++)
        {
            if (!char.IsAsciiDigit((char)text[end]))
            {
                if (DigitGroups.SeparatorAt(text, end) is > 0 and var separator && count > 0)
                {
                    end += separator - 1;
                    continue;
                }

                return 0;
            }

            var digit = text[end] - '0';
            month = count is 3 or 4 ? (month * 10) + digit : month;
            (value, key) = count < 13 ? ((value * 10) + digit, key) : (value, (key * 10) + digit);
            count++;
        }

        var isGrouped = end > 15;
        return count == 15 && text[0] is (byte)'1' or (byte)'2' && month is (>= 1 and <= 12) or (>= 20 and <= 42) && 97 - (value % 97) == key && (isGrouped || !groupedOnly) ? end : 0;
    }

    private static int Dni(ReadOnlySpan<byte> text)
    {
        if (DigitGroups.CountAt(text, 0) != 8)
        {
            return 0;
        }

        var end = 8 + (text[8] is (byte)'-' or (byte)' ' ? 1 : 0);
        return end < text.Length && text[end] == SpanishLetter(Value(text[..8])) ? end + 1 : 0;
    }

    private static int Nie(ReadOnlySpan<byte> text)
    {
        if (text[0] is < (byte)'X' or > (byte)'Z')
        {
            return 0;
        }

        var digits = text[1] == '-' ? 2 : 1;
        var end = digits + 7;
        if (DigitGroups.CountAt(text, digits) != 7 || end >= text.Length)
        {
            return 0;
        }

        end += text[end] == '-' ? 1 : 0;
        return end < text.Length && text[end] == SpanishLetter(((text[0] - 'X') * 10_000_000) + Value(text.Slice(digits, 7))) ? end + 1 : 0;
    }

    private static byte SpanishLetter(int number) => "TRWAGMYFPDXBNJZSQVHLCKE"u8[number % 23];

    private static int NationalInsurance(ReadOnlySpan<byte> text)
    {
        var length = text.Length >= 13 && Fits(text, "LL dd dd dd L"u8) ? 13 : Fits(text, "LLddddddL"u8) ? 9 : 0;
        return length > 0 && text[length - 1] <= 'D' && !"DFIQUV"u8.Contains(text[0]) && !"DFIOQUV"u8.Contains(text[1])
            && !(text.StartsWith("BG"u8) || text.StartsWith("GB"u8) || text.StartsWith("NK"u8) || text.StartsWith("KN"u8) || text.StartsWith("TN"u8) || text.StartsWith("NT"u8) || text.StartsWith("ZZ"u8))
            ? length : 0;
    }

    private static int CodiceFiscale(ReadOnlySpan<byte> text)
    {
        if (text.Length < 16 || !Fits(text, "LLLLLLddLddLdddL"u8))
        {
            return 0;
        }

        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var value = char.IsAsciiDigit((char)text[i]) ? text[i] - '0' : text[i] - 'A';
            sum += i % 2 == 0 ? OddValues[value] : value;
        }

        return text[15] == 'A' + (sum % 26) ? 16 : 0;
    }

    /// <summary>Whether a text begins with a pattern: d is a digit, L a capital letter, everything else itself.</summary>
    private static bool Fits(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            var fits = pattern[i] switch
            {
                (byte)'d' => char.IsAsciiDigit((char)text[i]),
                (byte)'L' => char.IsAsciiLetterUpper((char)text[i]),
                var literal => text[i] == literal,
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    private static int Value(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            value = (value * 10) + digit - '0';
        }

        return value;
    }
}
