using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Analytics.Intake.Redaction;

/// <summary>
/// IPv4 addresses of four decimal octets and IPv6 addresses in any form of RFC 4291. An IPv4 address that ends in .0 is a network, the usual
/// anonymised form, and stays; so do five and more numbers with dots, times, and names with two colons.
/// </summary>
internal static class NetworkAddress
{
    private const int LongestV6 = 45;

    /// <summary>::1 and the like are nobody's.</summary>
    private const int ShortestV6 = 6;

    public static int LengthAt(ReadOnlySpan<byte> text, int at) => V4(text, at) is > 0 and var length ? length : V6(text, at);

    private static int V4(ReadOnlySpan<byte> text, int at)
    {
        var (end, last) = (at, 0);
        for (var octet = 0; octet < 4; octet++)
        {
            if (octet > 0 && (end >= text.Length || text[end++] != '.'))
            {
                return 0;
            }

            var digits = DigitGroups.CountAt(text, end);
            if (digits is 0 or > 3 || (digits > 1 && text[end] == '0'))
            {
                return 0;
            }

            last = 0;
            foreach (var digit in text.Slice(end, digits))
            {
                last = (10 * last) + digit - '0';
            }

            if (last > 255)
            {
                return 0;
            }

            end += digits;
        }

        var isPart = (end + 1 < text.Length && text[end] == '.' && char.IsAsciiLetterOrDigit((char)text[end + 1])) || (end < text.Length && char.IsAsciiLetterOrDigit((char)text[end]))
            || (at > 0 && text[at - 1] == '.');
        return last == 0 || isPart ? 0 : end - at;
    }

    private static int V6(ReadOnlySpan<byte> text, int at)
    {
        var (end, colons, digits, isShort) = (at, 0, 0, false);
        while (end < text.Length && end - at <= LongestV6 && (char.IsAsciiHexDigit((char)text[end]) || text[end] is (byte)':' or (byte)'.'))
        {
            colons += text[end] == ':' ? 1 : 0;
            isShort |= text[end] == ':' && end > at && text[end - 1] == ':';
            digits += char.IsAsciiDigit((char)text[end]) ? 1 : 0;
            end++;
        }

        if (!(isShort || colons >= 6) || digits == 0 || (at > 0 && text[at - 1] == ':') || (end < text.Length && char.IsAsciiLetterOrDigit((char)text[end])))
        {
            return 0;
        }

        while (text[end - 1] == '.' || (text[end - 1] == ':' && text[end - 2] != ':'))
        {
            end--;
        }

        return end - at >= ShortestV6 && IPAddress.TryParse(Encoding.ASCII.GetString(text[at..end]), out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? end - at : 0;
    }
}
