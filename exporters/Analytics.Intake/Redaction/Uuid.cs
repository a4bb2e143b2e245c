namespace Analytics.Intake.Redaction;

/// <summary>The textual form of a UUID (RFC 9562): an id of a machine, in whose digits nothing personal is looked for.</summary>
internal static class Uuid
{
    public const int Length = 36;

    public static bool IsAt(ReadOnlySpan<byte> text, int at)
    {
        if (text.Length - at < Length || text[at + 8] != '-' || text[at + 13] != '-' || text[at + 18] != '-' || text[at + 23] != '-')
        {
            return false;
        }

        for (var i = 0; i < Length; i++)
        {
            if (i is not (8 or 13 or 18 or 23) && !char.IsAsciiHexDigit((char)text[at + i]))
            {
                return false;
            }
        }

        return (at == 0 || !char.IsAsciiLetterOrDigit((char)text[at - 1])) && (at + Length == text.Length || !char.IsAsciiLetterOrDigit((char)text[at + Length]));
    }
}
