using System.Security.Cryptography;

namespace Analytics.Cli.Stack;

/// <summary>
/// The stack's own passwords and keys: random, made once, each in a file with mode 0600 below <c>.stack/secrets</c>. The privacy key outlives
/// <c>down --purge</c> no more than the data that it pseudonymised.
/// </summary>
internal sealed record StackSecrets(string PostgresPassword, string PrivacyKeyFile, string AdminKeyFile)
{
    private const string PasswordFile = "postgres.password";

    /// <summary>Reads the secrets and makes those that are missing.</summary>
    public static StackSecrets Ensure(StackLayout layout)
    {
        PrivateFiles.CreateFolder(layout.Secrets);
        Make(Path.Combine(layout.Secrets, PasswordFile), () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        Make(Path.Combine(layout.Secrets, "admin.key"), () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        // keyid:base64(32 bytes); the last line is the current key, older ones stay so that old pseudonyms can still be erased.
        Make(Path.Combine(layout.Secrets, "privacy.keys"), () => $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}");
        return Read(layout);
    }

    /// <summary>Reads the secrets; the password is empty when there is none yet.</summary>
    public static StackSecrets Read(StackLayout layout)
    {
        var password = Path.Combine(layout.Secrets, PasswordFile);
        return new StackSecrets(
            File.Exists(password) ? File.ReadAllText(password).Trim() : "",
            Path.Combine(layout.Secrets, "privacy.keys"),
            Path.Combine(layout.Secrets, "admin.key"));
    }

    private static void Make(string path, Func<string> content)
    {
        if (!File.Exists(path))
        {
            PrivateFiles.Write(path, content() + "\n");
        }
    }
}
