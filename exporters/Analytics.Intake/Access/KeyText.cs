using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Analytics.Intake.Access;

/// <summary>
/// How a key is written: <c>ana_</c>, an id of 10 characters that is no secret, <c>_</c>, and 256 random bits in base64url. The fixed shape lets
/// scanners find a leaked key, and lets the door tell a mistyped key from a foreign one without a look at any list.
/// </summary>
public static class KeyText
{
    /// <summary>Characters of the id.</summary>
    public const int IdLength = 10;

    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    private const string Prefix = "ana_";
    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int Length = 4 + IdLength + 1 + SecretLength;
    private const int LongestText = 256;

    /// <summary>A fresh key; show it once, keep only its hash.</summary>
    public static (string Id, string Key) New()
    {
        var id = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", IdLength);
        return (id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>Finds the id in a key; false when the text has not the shape of a key.</summary>
    public static bool TryId(ReadOnlySpan<char> key, out ReadOnlySpan<char> id)
    {
        id = default;
        if (key.Length != Length || !key.StartsWith(Prefix) || key[Prefix.Length + IdLength] != '_' || !Base64Url.IsValid(key[(Prefix.Length + IdLength + 1)..]))
        {
            return false;
        }

        id = key.Slice(Prefix.Length, IdLength);
        return id.IndexOfAnyExcept(IdLetters) < 0;
    }

    /// <summary>
    /// SHA-256 of the whole text. One round without salt is enough for 256 random bits: nobody can list the candidates, so there is nothing to slow
    /// down and no rainbow table to spoil; slow hashes are for words that people choose, and would cost the door its throughput.
    /// </summary>
    /// <returns>False when the text is longer than any key.</returns>
    public static bool TryHash(ReadOnlySpan<char> key, Span<byte> hash)
    {
        Span<byte> utf8 = stackalloc byte[3 * LongestText];
        if (key.Length > LongestText || !Encoding.UTF8.TryGetBytes(key, utf8, out var written))
        {
            return false;
        }

        SHA256.HashData(utf8[..written], hash);
        return true;
    }

    /// <summary>The hash of a key that was just made.</summary>
    public static byte[] HashOf(string key)
    {
        var hash = new byte[HashSize];
        return TryHash(key, hash) ? hash : throw new ArgumentException($"longer than {LongestText} characters", nameof(key));
    }

    private static System.Buffers.SearchValues<char> IdLetters { get; } = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
}
