using System.Collections.Frozen;

namespace Analytics.Intake.Redaction;

/// <summary>International bank account numbers (ISO 13616): the country's length, and 1 modulo 97. Upper or lower case, bare or in groups.</summary>
internal static class BankAccount
{
    // Country and length from the SWIFT IBAN registry, release 99.
    private const string Registry =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 "
        + "HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 "
        + "QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

    private static readonly FrozenDictionary<int, int> Lengths = Registry.Split(' ').ToFrozenDictionary(
        entry => Country((byte)entry[0], (byte)entry[1]), entry => int.Parse(entry.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture));

    public static int LengthAt(ReadOnlySpan<byte> text, int at)
    {
        if (text.Length - at < 15 || !char.IsAsciiLetter((char)text[at]) || !char.IsAsciiLetter((char)text[at + 1])
            || !Lengths.TryGetValue(Country(text[at], text[at + 1]), out var length))
        {
            return 0;
        }

        Span<byte> account = stackalloc byte[34];
        var (count, end) = (0, at);
        while (count < length && end < text.Length)
        {
            if (char.IsAsciiLetterOrDigit((char)text[end]))
            {
                account[count++] = text[end++];
            }
            else if (count >= 2 && DigitGroups.SeparatorAt(text, end) is > 0 and var separator)
            {
                end += separator;
            }
            else
            {
                return 0;
            }
        }

        return count == length && !(end < text.Length && char.IsAsciiLetterOrDigit((char)text[end])) && IsValid(account[..length]) ? end - at : 0;
    }

    private static bool IsValid(ReadOnlySpan<byte> account)
    {
        var rest = 0;
        for (var i = 0; i < account.Length; i++)
        {
            var letter = account[(i + 4) % account.Length];
            rest = char.IsAsciiDigit((char)letter) ? ((rest * 10) + letter - '0') % 97 : ((rest * 100) + (letter | 0x20) - 'a' + 10) % 97;
        }

        return rest == 1;
    }

    private static int Country(byte first, byte second) => ((first & 0xDF) << 8) | (second & 0xDF);
}
