using System.Text;

namespace Analytics.Testing.Intake;

/// <summary>Spoils bytes as broken clients, broken lines and attackers do: flips, cuts, repeats, and splices in what parsers stumble over.</summary>
public static class ByteSpoiler
{
    private static readonly byte[][] Splices =
    [
        .. ((string[])
        [
            "{", "}", "[", "]", "\"", ",", ":", "null", "true", "1e999", "-1e-999", "123456789012345678901234567890", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\u", "\"id\":\"e1\",",
            "\"category\":", "\uFEFF", "\u0000", "NaN", "\"properties\":{\"duration\":{}},", "\"timestamp\":\"9999-12-31T23:59:59.9999999+14:00\",", "\"timestamp\":\"0001-01-01T00:00:00Z\",", "/*", "//",
            "\"clientTimestamp\":\"0001-01-01T00:00:00Z\",", "\"clientTimestamp\":\"9999-12-31T23:59:59Z\",", "\"checksums\":[],", "\"checksums\":[\"00000000\"],", "\"batchId\":\"b\",", "\"events\":[],",
            "\"kvlistValue\":{\"values\":[", "\"timeUnixNano\":\"18446744073709551615\",",
        ]).Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0x80], [0x0A, 0x00], [0x32, 0xFF, 0xFF, 0xFF, 0xFF, 0x07], [0x3B], [0x09],
    ];

    /// <summary>Spoils one to four places.</summary>
    public static byte[] Spoil(byte[] bytes, Random dice)
    {
        var spoiled = bytes.ToList();
        for (var change = dice.Next(1, 5); change > 0 && spoiled.Count > 1; change--)
        {
            SpoilOnce(spoiled, dice);
        }

        return [.. spoiled];
    }

    private static void SpoilOnce(List<byte> bytes, Random dice)
    {
        var at = dice.Next(bytes.Count);
        switch (dice.Next(6))
        {
            case 0:
                bytes[at] = (byte)dice.Next(256);
                break;
            case 1:
                bytes[at] ^= (byte)(1 << dice.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(dice.Next(1, 30), bytes.Count - at));
                break;
            case 3:
                bytes.InsertRange(at, Splices[dice.Next(Splices.Length)]);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(dice.Next(1, 60), bytes.Count - at)));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
