using System.Security.Cryptography;
using System.Text;

namespace Analytics.Gateway;

/// <summary>The administrator's key. Kept as a hash, compared in constant time.</summary>
internal sealed class AdminKey
{
    private const int LeastLength = 16;

    private readonly byte[] _hash;

    private AdminKey(string key) => _hash = Hash(key);

    /// <summary>Reads the key file; null without one (nobody is the administrator then), or with a mistake.</summary>
    public static AdminKey? Read(string? file, List<string> mistakes)
    {
        if (string.IsNullOrEmpty(file))
        {
            return null;
        }

        if (!File.Exists(file))
        {
            mistakes.Add($"ANALYTICS__ADMIN__KEYFILE: the file is missing: '{file}'");
            return null;
        }

        var key = File.ReadAllText(file).Trim();
        if (key.Length < LeastLength)
        {
            mistakes.Add($"ANALYTICS__ADMIN__KEYFILE: expected a key of at least {LeastLength} characters in '{file}'");
            return null;
        }

        return new AdminKey(key);
    }

    public bool Fits(string? offered) => offered is not null && CryptographicOperations.FixedTimeEquals(_hash, Hash(offered));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
