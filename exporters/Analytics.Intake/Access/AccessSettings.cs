namespace Analytics.Intake.Access;

/// <summary>What the check of keys must be told.</summary>
public sealed record AccessSettings
{
    /// <summary>The characters that an administrator's key in a plain file must have at least.</summary>
    public const int LeastAdministratorKey = 16;

    /// <summary>The key file; null: there are no keys but the administrator's.</summary>
    public string? KeyFile { get; init; }

    /// <summary>What a request without any key may; empty: nothing.</summary>
    public RoleSet Anonymous { get; init; }

    /// <summary>A key with the role admin that stands in a file of its own; null: none.</summary>
    public AccessKey? Administrator { get; init; }

    /// <summary>Reads the settings; every mistake is added with the variable's name.</summary>
    /// <param name="keyFile"><c>ANALYTICS__ACCESS__KEYFILE</c>.</param>
    /// <param name="anonymous"><c>ANALYTICS__ACCESS__ANONYMOUS</c>: empty, or <c>ingest</c>.</param>
    /// <param name="administratorFile"><c>ANALYTICS__ADMIN__KEYFILE</c>: a file that holds one key of any shape.</param>
    /// <param name="mistakes">Takes what is wrong.</param>
    public static AccessSettings Read(string? keyFile, string? anonymous, string? administratorFile, List<string> mistakes)
    {
        if (keyFile is { Length: > 0 })
        {
            CheckKeyFile(keyFile, mistakes);
        }

        if (!string.IsNullOrEmpty(anonymous) && anonymous != "ingest")
        {
            mistakes.Add("ANALYTICS__ACCESS__ANONYMOUS: expected 'ingest' or nothing; no other role can go without a key");
        }

        var settings = new AccessSettings
        {
            KeyFile = keyFile is { Length: > 0 } ? keyFile : null,
            Anonymous = anonymous == "ingest" ? RoleSet.Of(Role.Ingest) : default,
            Administrator = administratorFile is { Length: > 0 } ? ReadAdministrator(administratorFile, mistakes) : null,
        };
        if (settings is { KeyFile: null, Administrator: null, Anonymous.IsEmpty: true } && string.IsNullOrEmpty(administratorFile))
        {
            mistakes.Add("ANALYTICS__ACCESS__KEYFILE: missing, so that nobody could send anything; make a key with `analytics access grant`, or set ANALYTICS__ACCESS__ANONYMOUS=ingest on a machine of your own");
        }

        return settings;
    }

    private static void CheckKeyFile(string path, List<string> mistakes)
    {
        try
        {
            if (new FileInfo(path).Length > Access.KeyFile.MaxBytes)
            {
                mistakes.Add($"ANALYTICS__ACCESS__KEYFILE: '{path}' is larger than {Access.KeyFile.MaxBytes} bytes");
            }
            else if (Access.KeyFile.Parse(File.ReadAllText(path), out var wrong) is null)
            {
                mistakes.AddRange(wrong.Select(one => $"ANALYTICS__ACCESS__KEYFILE: '{path}': {one}"));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"ANALYTICS__ACCESS__KEYFILE: '{path}' cannot be read: {e.Message}");
        }
    }

    private static AccessKey? ReadAdministrator(string path, List<string> mistakes)
    {
        try
        {
            var key = File.ReadAllText(path).Trim();
            if (key.Length >= LeastAdministratorKey)
            {
                return new AccessKey
                {
                    Id = "administrator", Name = "the key in ANALYTICS__ADMIN__KEYFILE", Hash = KeyText.HashOf(key), Roles = RoleSet.Of(Role.Admin), Created = DateTimeOffset.UnixEpoch,
                };
            }

            mistakes.Add($"ANALYTICS__ADMIN__KEYFILE: expected a key of at least {LeastAdministratorKey} characters in '{path}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            mistakes.Add($"ANALYTICS__ADMIN__KEYFILE: the file is missing or cannot be read: '{path}'");
        }

        return null;
    }
}
