using System.Security.Cryptography;
using System.Text;

namespace Analytics.Intake.Privacy;

/// <summary>
/// The secret keys that turn user and session ids into pseudonyms: HMAC-SHA-256 (RFC 2104), cut to its first 128 bits, with the key's id kept
/// beside the pseudonym. The last key of the file is in use; whoever deletes a key makes its history anonymous.
/// </summary>
public sealed class PseudonymKeys
{
    /// <summary>Bytes in a key.</summary>
    public const int KeySize = 32;

    /// <summary>How many hashes wait for their next request. Each holds a quarter of a megabyte, and a request of OTLP takes one for each service in it.</summary>
    private const int MostHashes = 64;

    private readonly Spares<KeyedHash> _hashes = new(MostHashes);
    private readonly byte[] _current;
    private readonly byte[] _fingerprint;

    private PseudonymKeys(IReadOnlyList<(string Id, byte[] Key)> keys)
    {
        (CurrentId, _current) = keys[^1];
        All = keys;
        Older = [.. keys.SkipLast(1)];
        // The oldest key, so that a repeat that arrives after a rotation still has the fingerprint of its first arrival.
        _fingerprint = HKDF.DeriveKey(HashAlgorithmName.SHA256, keys[0].Key, KeySize, info: "event fingerprint"u8.ToArray());
        Ids = [.. keys.Select(key => key.Id)];
    }

    /// <summary>All keys, oldest first.</summary>
    internal IReadOnlyList<(string Id, byte[] Key)> All { get; }

    /// <summary>The keys of history only.</summary>
    internal (string Id, byte[] Key)[] Older { get; }

    internal (string Id, byte[] Key) Current => All[^1];

    /// <summary>The id of the key in use.</summary>
    public string CurrentId { get; }

    /// <summary>All ids, oldest first.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>
    /// Reads <c>keyid:base64(32 bytes)</c>, one a line, the last one in use; blank lines and lines that begin with # do not count.
    /// </summary>
    /// <returns>The keys, or null and what is wrong with which line; the messages never repeat the text.</returns>
    public static PseudonymKeys? Parse(string text, out IReadOnlyList<string> mistakes)
    {
        var found = new List<(string Id, byte[] Key)>();
        var wrong = new List<string>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var key = new byte[KeySize];
            if (colon < 0 || !IsKeyId(line[..colon]))
            {
                wrong.Add($"line {i + 1}: expected keyid:base64, with a key id of 1 to 32 letters, digits, '-', '_' or '.'");
            }
            else if (!Convert.TryFromBase64String(line[(colon + 1)..], key, out var size) || size != KeySize)
            {
                wrong.Add($"line {i + 1}: expected {KeySize} bytes in base64 after the colon");
            }
            else if (found.Any(other => other.Id == line[..colon]))
            {
                wrong.Add($"line {i + 1}: this key id stands twice in the file");
            }
            else if (found.FirstOrDefault(other => other.Key.AsSpan().SequenceEqual(key)).Id is { } same)
            {
                wrong.Add($"line {i + 1}: this is the key {same} under another id; deleting one of them would make nobody anonymous: make a new one");
            }
            else
            {
                found.Add((line[..colon], key));
            }
        }

        if (found.Count == 0 && wrong.Count == 0)
        {
            wrong.Add("no key: expected at least one line keyid:base64(32 bytes)");
        }

        mistakes = wrong;
        return wrong.Count == 0 ? new PseudonymKeys(found) : null;
    }

    /// <summary>Whether a text is 1 to 32 letters, digits, '-', '_' or '.'.</summary>
    public static bool IsKeyId(string text) =>
        text.Length is > 0 and <= 32 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    /// <summary>A line for the key file with a fresh random key.</summary>
    public static string NewLine(string keyId) => $"{keyId}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeySize))}\n";

    /// <summary>The pseudonym of an id, as the store keeps it: 32 hexadecimal digits.</summary>
    public string PseudonymOf(string id, Subject subject = Subject.User)
    {
        Span<byte> pseudonym = stackalloc byte[EventLayout.PseudonymSize];
        var hash = Rent();
        hash.WritePseudonym(subject, Encoding.UTF8.GetBytes(id), pseudonym);
        Return(hash);
        return Convert.ToHexStringLower(pseudonym);
    }

    /// <summary>The pseudonyms of a user id under all keys, with the keys' ids, oldest first.</summary>
    public IReadOnlyList<(string KeyId, string Pseudonym)> PseudonymsOf(string id)
    {
        var pseudonym = new byte[EventLayout.PseudonymSize];
        var made = new List<(string, string)>();
        foreach (var (keyId, key) in All)
        {
            Compute(key, Subject.User, Encoding.UTF8.GetBytes(id), pseudonym);
            made.Add((keyId, Convert.ToHexStringLower(pseudonym)));
        }

        return made;
    }

    /// <summary>A pseudonym under any key, for where that is rare: nothing is set up once or remembered.</summary>
    internal static void Compute(byte[] key, Subject subject, ReadOnlySpan<byte> id, Span<byte> pseudonym)
    {
        Span<byte> message = stackalloc byte[1 + id.Length];
        message[0] = (byte)subject;
        id.CopyTo(message[1..]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, mac);
        mac[..pseudonym.Length].CopyTo(pseudonym);
    }

    /// <summary>Something that hashes with these keys, for one user at a time: setting a key up costs more than the hash of an id.</summary>
    internal KeyedHash Rent() => _hashes.TryTake(out var hash) ? hash : new KeyedHash(_current, _fingerprint);

    internal void Return(KeyedHash hash) => _hashes.Return(hash);
}

/// <summary>What a pseudonym stands for.</summary>
public enum Subject
{
    User = 1,
    Session = 2,
}
