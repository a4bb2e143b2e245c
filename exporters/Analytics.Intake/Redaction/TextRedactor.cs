using System.Buffers;
using System.Text;
using Analytics.Catalog;

namespace Analytics.Intake.Redaction;

/// <summary>A place in a text that is personal data.</summary>
internal readonly record struct Finding(PersonalData Kind, int Start, int End)
{
    public bool IsNone => End == 0;
}

/// <summary>
/// Finds personal data in UTF-8 texts and replaces it by its name in brackets. A text without a digit, '@', '%' or colon costs one vectorised
/// search; only the rare suspicious one is walked through. What a number must satisfy beyond its look (check digits, issuers, country lengths) is
/// checked, so that timestamps, versions and ids stay.
/// </summary>
internal static class TextRedactor
{
    /// <summary>Raw ids shorter than this are not looked for inside other texts: "1" or "anna" would be found in anything.</summary>
    public const int LeastPersonLength = 6;

    /// <summary>The shortest address, a@b.co; nothing that is recognised is shorter.</summary>
    private const int LeastLength = 6;

    private static readonly SearchValues<byte> Triggers = SearchValues.Create("0123456789@%:"u8);
    private static readonly byte[][] Names = [.. WireName.All<PersonalData>().Select(name => Encoding.UTF8.GetBytes($"[{name}]"))];

    /// <summary>Whether a closer look is worth it. Never false for a text in which <see cref="Redact"/> would find something but a person's own id.</summary>
    public static bool IsSuspicious(ReadOnlySpan<byte> text)
    {
        if (text.Length < LeastLength)
        {
            return false;
        }

        var first = text.IndexOfAny(Triggers);
        if (first < 0)
        {
            return false;
        }

        var (digits, dots, colons) = (0, 0, 0);
        foreach (var letter in text[first..])
        {
            switch (letter)
            {
                case (byte)'@' or (byte)'%':
                    return true;
                case (byte)':':
                    colons++;
                    break;
                case (byte)'.':
                    dots++;
                    break;
                default:
                    digits += char.IsAsciiDigit((char)letter) ? 1 : 0;
                    break;
            }
        }

        return digits >= 6 || colons >= 2 || (dots >= 3 && digits >= 4);
    }

    /// <summary>Copies a text with everything personal in it replaced.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="content">What the text consists of.</param>
    /// <param name="user">The event's raw user id, looked for as well; may be empty.</param>
    /// <param name="session">The event's raw session id, looked for as well; may be empty.</param>
    /// <param name="into">Where the copy goes.</param>
    /// <param name="counts">How often each <see cref="PersonalData"/> was found; added to.</param>
    /// <returns>Whether something was replaced.</returns>
    public static bool Redact(ReadOnlySpan<byte> text, TextContent content, ReadOnlySpan<byte> user, ReadOnlySpan<byte> session, ByteBuffer into, Span<int> counts)
    {
        var start = into.Length;
        if (!Pass(text, content, user, session, into, counts))
        {
            return false;
        }

        // A replacement gives its neighbours a new border: what was part of something longer may be a number of its own now.
        using var again = new ByteBuffer(into.Length - start);
        do
        {
            again.Clear();
            again.Write(into.Written[start..]);
            into.Truncate(start);
        }
        while (Pass(again.Written, content, user, session, into, counts));
        return true;
    }

    private static bool Pass(ReadOnlySpan<byte> text, TextContent content, ReadOnlySpan<byte> user, ReadOnlySpan<byte> session, ByteBuffer into, Span<int> counts)
    {
        var rest = text;
        var any = false;
        for (var at = 0; at < rest.Length;)
        {
            var named = Math.Max(Starts(rest, at, user), Starts(rest, at, session));
            if (named == 0 && Uuid.IsAt(rest, at))
            {
                at += Uuid.Length;
                continue;
            }

            var finding = named > 0 ? new Finding(PersonalData.UserId, at, at + named) : FindAt(rest, at, content);
            if (finding.IsNone)
            {
                at++;
                continue;
            }

            into.Write(rest[..finding.Start]);
            into.Write(Names[(int)finding.Kind]);
            counts[(int)finding.Kind]++;
            rest = rest[finding.End..];
            any = true;
            at = 0;
        }

        into.Write(rest);
        return any;
    }

    private static Finding FindAt(ReadOnlySpan<byte> text, int at, TextContent content)
    {
        var letter = text[at];
        if (letter == '@' || (letter == '%' && text[at..].StartsWith("%40"u8)))
        {
            return EmailAddress.Around(text, at);
        }

        if (at > 0 && char.IsAsciiLetterOrDigit((char)text[at - 1]) && letter != '+')
        {
            return default;
        }

        if (letter is (byte)'+' or (byte)'(')
        {
            return Of(PersonalData.Phone, at, PhoneNumber.LengthAt(text, at));
        }

        var isDigit = char.IsAsciiDigit((char)letter);
        if (!isDigit && !char.IsAsciiLetter((char)letter) && letter != ':')
        {
            return default;
        }

        var found = content == TextContent.Version ? default : Of(PersonalData.Ip, at, NetworkAddress.LengthAt(text, at));
        if (found.IsNone)
        {
            found = Of(PersonalData.Iban, at, BankAccount.LengthAt(text, at));
        }

        if (found.IsNone && isDigit)
        {
            found = Of(PersonalData.Card, at, CardNumber.LengthAt(text, at, content == TextContent.Identifier));
        }

        if (found.IsNone)
        {
            found = Of(PersonalData.NationalId, at, NationalNumber.LengthAt(text, at, content == TextContent.Identifier));
        }

        return found.IsNone && isDigit && content != TextContent.Identifier ? Of(PersonalData.Phone, at, PhoneNumber.LengthAt(text, at)) : found;
    }

    private static Finding Of(PersonalData kind, int at, int length) => length > 0 ? new Finding(kind, at, at + length) : default;

    private static int Starts(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> person) =>
        person.Length >= LeastPersonLength && text[at..].StartsWith(person) ? person.Length : 0;
}
