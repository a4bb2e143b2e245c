using System.Globalization;

namespace Analytics.PromQL.Parsing;

/// <summary>Character classes and escapes of RE2: <c>[a-z\d[:alpha:]]</c>, <c>\pL</c>, <c>\x{20ac}</c>.</summary>
internal static class Re2Classes
{
    private static readonly HashSet<string> Posix =
    [
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word", "xdigit",
    ];

    private static readonly HashSet<string> Unicode =
    [
        "Any", .. "C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs".Split(' '),
        .. ("Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki Bopomofo Brahmi Braille "
            + "Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot "
            + "Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Garay Georgian "
            + "Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Gurung_Khema Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew "
            + "Hiragana Imperial_Aramaic Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li "
            + "Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Kirat_Rai Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian "
            + "Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive "
            + "Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nko Nushu "
            + "Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Ol_Onal Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian "
            + "Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician "
            + "Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo "
            + "Sundanese Sunuwar Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai "
            + "Tibetan Tifinagh Tirhuta Todhri Toto Tulu_Tigalari Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square").Split(' '),
    ];

    /// <summary>Moves behind the class whose bracket stands at the place; a message when it is wrong.</summary>
    public static string? Skip(string pattern, ref int at)
    {
        var start = at++;
        if (At(pattern, at) == '^')
        {
            at++;
        }

        for (var first = true; At(pattern, at) != ']' || first; first = false)
        {
            if (at >= pattern.Length)
            {
                return $"missing closing ]: `{pattern[start..]}`";
            }

            var from = at;
            if (SkipNamed(pattern, ref at, out var problem) || problem is not null)
            {
                if (problem is not null)
                {
                    return problem;
                }

                continue;
            }

            if (Character(pattern, ref at, out var low) is { } lowProblem)
            {
                return lowProblem;
            }

            if (At(pattern, at) == '-' && at + 1 < pattern.Length && pattern[at + 1] != ']')
            {
                at++;
                if (Character(pattern, ref at, out var high) is { } highProblem)
                {
                    return highProblem;
                }

                if (high < low)
                {
                    return $"invalid character class range: `{pattern[from..at]}`";
                }
            }
        }

        at++;
        return null;
    }

    /// <summary>Moves behind the escape at the place; a message when there is none of that name.</summary>
    public static string? SkipEscape(string pattern, ref int at, bool classesToo)
    {
        if (classesToo)
        {
            if ("dDsSwW".Contains(At(pattern, at + 1)))
            {
                at += 2;
                return null;
            }

            if (At(pattern, at + 1) is 'p' or 'P')
            {
                return SkipUnicode(pattern, ref at);
            }
        }

        return Character(pattern, ref at, out _);
    }

    /// <summary><c>[:alpha:]</c>, <c>\d</c> or <c>\pL</c> within a class.</summary>
    private static bool SkipNamed(string pattern, ref int at, out string? problem)
    {
        problem = null;
        if (pattern.AsSpan(at).StartsWith("[:") && pattern.IndexOf(":]", at + 2, StringComparison.Ordinal) is > 0 and var end)
        {
            var name = pattern[(at + 2)..end];
            problem = Posix.Contains(name.StartsWith('^') ? name[1..] : name) ? null : $"invalid character class range: `{pattern[at..(end + 2)]}`";
            at = end + 2;
            return true;
        }

        if (At(pattern, at) != '\\' || !"dDsSwWpP".Contains(At(pattern, at + 1)))
        {
            return false;
        }

        problem = SkipEscape(pattern, ref at, classesToo: true);
        return true;
    }

    private static string? SkipUnicode(string pattern, ref int at)
    {
        var start = at;
        at += 2;
        string name;
        if (At(pattern, at) == '{')
        {
            var end = pattern.IndexOf('}', at);
            if (end < 0)
            {
                return $"invalid character class range: `{pattern[start..]}`";
            }

            name = pattern[(at + 1)..end];
            at = end + 1;
        }
        else
        {
            name = at < pattern.Length ? pattern[at..(at + 1)] : "";
            at = Math.Min(at + 1, pattern.Length);
        }

        return Unicode.Contains(name.StartsWith('^') ? name[1..] : name) ? null : $"invalid character class range: `{pattern[start..at]}`";
    }

    /// <summary>One character, plain or escaped.</summary>
    private static string? Character(string pattern, ref int at, out int value)
    {
        value = 0;
        if (at >= pattern.Length)
        {
            return $"missing closing ]: `{pattern}`";
        }

        var start = at;
        var c = pattern[at];
        if (c != '\\')
        {
            var isPair = char.IsHighSurrogate(c);
            value = isPair ? char.ConvertToUtf32(pattern, at) : c;
            at += isPair ? 2 : 1;
            return char.IsLowSurrogate(c) ? "invalid UTF-8" : null;
        }

        at++;
        if (at == pattern.Length)
        {
            return "trailing backslash at end of expression: ``";
        }

        c = pattern[at++];
        switch (c)
        {
            case >= '0' and <= '7' when c == '0' || At(pattern, at) is >= '0' and <= '7':
                value = c - '0';
                for (var i = 0; i < 2 && At(pattern, at) is >= '0' and <= '7'; i++)
                {
                    value = value * 8 + pattern[at++] - '0';
                }

                return null;
            case 'x' when Hexadecimal(pattern, ref at) is { } number:
                value = number;
                return null;
            case 'a' or 'f' or 'n' or 'r' or 't' or 'v':
                value = c switch { 'a' => 7, 'f' => 12, 'n' => 10, 'r' => 13, 't' => 9, _ => 11 };
                return null;
            case < '\x80' when !char.IsAsciiLetterOrDigit(c):
                value = c;
                return null;
            default:
                return $"invalid escape sequence: `{pattern[start..Math.Min(at, pattern.Length)]}`";
        }
    }

    /// <summary>Two digits, or any number of them in braces, up to U+10FFFF.</summary>
    private static int? Hexadecimal(string pattern, ref int at)
    {
        var end = At(pattern, at) == '{' ? pattern.IndexOf('}', at) : at + 2;
        var from = At(pattern, at) == '{' ? at + 1 : at;
        if (end < 0 || end > pattern.Length || end == from || pattern.AsSpan(from, end - from).ContainsAnyExcept("0123456789abcdefABCDEF"))
        {
            return null;
        }

        var digits = pattern.AsSpan(from, end - from).TrimStart('0');
        var value = digits.IsEmpty ? 0 : digits.Length > 6 ? int.MaxValue : int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        at = from > at ? end + 1 : end;
        return value <= 0x10ffff ? value : null;
    }

    private static char At(string pattern, int at) => at < pattern.Length ? pattern[at] : '\0';
}
