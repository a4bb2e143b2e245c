using Analytics.Intake.Contract;

namespace Analytics.Intake;

/// <summary>What intake must be told. <see cref="Mistakes"/> finds everything that is wrong at once.</summary>
public sealed record IntakeSettings
{
    /// <summary>The smallest log that makes sense: room for a few of the largest requests.</summary>
    public const long LeastLogLimit = 16 * 1024 * 1024;

    /// <summary>Npgsql's connection string.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The folder of the write-ahead log, on a disk that keeps what fsync wrote; one process at a time.</summary>
    public required string LogDirectory { get; init; }

    /// <summary>This gateway's name among those that work on the same database: 1 to 64 letters, digits, '.', '_' or '-'.</summary>
    public required string Instance { get; init; }

    /// <summary>How many bytes may wait for PostgreSQL; beyond it requests are answered 503. Default: 2 GiB.</summary>
    public long LogLimitBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How old a live event may be. Default: 30 days.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How many ids of durable events the door remembers to answer repeats and conflicts at once. Default: 1,000,000 (about 80 MB when full).</summary>
    public int RecentIds { get; init; } = 1_000_000;

    /// <summary>How much a source may send that has no quota of its own. Default: no limit.</summary>
    public SourceQuota Quota { get; init; }

    /// <summary>The quotas of single sources.</summary>
    public IReadOnlyDictionary<string, SourceQuota> SourceQuotas { get; init; } = new Dictionary<string, SourceQuota>();

    /// <summary>The file of the pseudonym keys, <c>keyid:base64(32 bytes)</c> a line, the last one in use.</summary>
    public required string PrivacyKeyFile { get; init; }

    internal DoorLimits Limits => new() { MaxAge = MaxAge };

    /// <summary>What is wrong, one sentence each; empty when nothing is.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            yield return "the connection string of PostgreSQL is missing";
        }
        else if (ConnectionStringMistake() is { } mistake)
        {
            yield return $"the connection string of PostgreSQL cannot be read: {mistake}";
        }

        if (string.IsNullOrWhiteSpace(LogDirectory))
        {
            yield return "the folder of the write-ahead log is missing";
        }

        if (!DoorLimits.IsSource(Instance))
        {
            yield return "the instance name must be 1 to 64 letters, digits, '.', '_' or '-'";
        }

        if (LogLimitBytes < LeastLogLimit)
        {
            yield return $"the log's limit must be at least {LeastLogLimit} bytes";
        }

        if (MaxAge < TimeSpan.FromMinutes(1) || MaxAge > Limits.MaxBackfillAge)
        {
            yield return "the greatest age of an event must be between 1 minute and 7 years";
        }

        if (RecentIds < 1_000)
        {
            yield return "at least 1000 recent ids must be remembered";
        }

        foreach (var (source, quota) in SourceQuotas.Append(KeyValuePair.Create("default", Quota)))
        {
            if (!DoorLimits.IsSource(source) || !double.IsFinite(quota.EventsPerSecond + quota.BytesPerSecond) || quota.EventsPerSecond < 0 || quota.BytesPerSecond < 0)
            {
                yield return $"the quota of the source '{source}' must be two numbers of at least 0, and its name 1 to 64 letters, digits, '.', '_' or '-'";
            }
        }

        if (!File.Exists(PrivacyKeyFile))
        {
            yield return $"the file of the pseudonym keys is missing: '{PrivacyKeyFile}'";
        }
        else if (Privacy.PseudonymKeys.Parse(File.ReadAllText(PrivacyKeyFile), out var wrong) is null)
        {
            foreach (var line in wrong)
            {
                yield return $"{PrivacyKeyFile}: {line}";
            }
        }
    }

    /// <summary>Never the driver's own words: they may repeat the password.</summary>
    private string? ConnectionStringMistake()
    {
        try
        {
            return new Npgsql.NpgsqlConnectionStringBuilder(ConnectionString).Host is null ? "it names no Host" : null;
        }
        catch (ArgumentException)
        {
            return "expected Host=…;Port=…;Username=…;Password=…;Database=…";
        }
    }
}
