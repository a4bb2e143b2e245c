using System.Security.Cryptography;
using Analytics.Catalog;
using Analytics.Cli.Access;
using Analytics.Cli.Audit;
using Analytics.Cli.Shell;
using Analytics.Intake.Access;
using Analytics.Intake.Audit;

namespace Analytics.Cli.Stack;

/// <summary>
/// The stack's own passwords and keys: random, made once, each in a file with mode 0600 below <c>.stack/secrets</c>. The privacy key outlives
/// <c>down --purge</c> no more than the data that it pseudonymised.
/// </summary>
/// <param name="PostgresPassword">Of the role <c>analytics</c>.</param>
/// <param name="PrivacyKeyFile">The pseudonym keys.</param>
/// <param name="AdminKeyFile">Holds a key with the role admin.</param>
/// <param name="IngestKeyFile">Holds a key with the role ingest.</param>
/// <param name="AccessKeyFile">The hashes of both keys and of those that `access grant` adds: what the gateway reads.</param>
internal sealed record StackSecrets(string PostgresPassword, string PrivacyKeyFile, string AdminKeyFile, string IngestKeyFile, string AccessKeyFile)
{
    private const string PasswordFile = "postgres.password";

    /// <summary>The key for clients; null when the stack has none yet.</summary>
    public string? IngestKey => File.Exists(IngestKeyFile) ? File.ReadAllText(IngestKeyFile).Trim() : null;

    /// <summary>Reads the secrets and makes those that are missing.</summary>
    /// <exception cref="CommandFailure">The file of the access keys cannot be understood.</exception>
    public static StackSecrets Ensure(StackLayout layout, DateTimeOffset now)
    {
        PrivateFiles.CreateFolder(layout.Secrets);
        PrivateFiles.CreateFolder(layout.AlertingSecrets);
        PrivateFiles.CreateFolder(layout.AccessFolder);
        Make(Path.Combine(layout.Secrets, PasswordFile), () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        // keyid:base64(32 bytes); the last line is the current key, older ones stay so that old pseudonyms can still be erased.
        Make(Path.Combine(layout.Secrets, "privacy.keys"), () => $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}");
        var secrets = Read(layout);
        secrets.EnsureKey(secrets.IngestKeyFile, "this stack: clients", Role.Ingest, now);
        secrets.EnsureKey(secrets.AdminKeyFile, "this stack: its owner", Role.Admin, now);
        return secrets;
    }

    /// <summary>Reads the secrets; the password is empty when there is none yet.</summary>
    public static StackSecrets Read(StackLayout layout)
    {
        var password = Path.Combine(layout.Secrets, PasswordFile);
        return new StackSecrets(
            File.Exists(password) ? File.ReadAllText(password).Trim() : "",
            Path.Combine(layout.Secrets, "privacy.keys"),
            Path.Combine(layout.Secrets, "admin.key"),
            Path.Combine(layout.Secrets, "ingest.key"),
            Path.Combine(layout.AccessFolder, "keys.json"));
    }

    private static void Make(string path, Func<string> content)
    {
        if (!File.Exists(path))
        {
            PrivateFiles.Write(path, content() + "\n");
        }
    }

    /// <summary>The key in the file must be one that the gateway knows, or a new one takes its place.</summary>
    private void EnsureKey(string file, string name, Role role, DateTimeOffset now)
    {
        var keys = KeyFileEditor.Read(AccessKeyFile);
        if (File.Exists(file) && KeyText.TryId(File.ReadAllText(file).Trim(), out var known) && known.ToString() is var id && keys.Any(key => key.Id == id))
        {
            return;
        }

        var (fresh, text) = KeyText.New();
        KeyFileEditor.Write(AccessKeyFile, [.. keys, new AccessKey { Id = fresh, Name = name, Hash = KeyText.HashOf(text), Roles = RoleSet.Of(role), Created = now }]);
        new AuditNotes(AccessKeyFile).Add(AuditActs.AccessGranted, $"{fresh} {WireName.Of(role)}: made by `up`", now);
        PrivateFiles.Write(file, text + "\n");
    }
}
