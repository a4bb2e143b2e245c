namespace Analytics.Intake.Contract;

/// <summary>What the door takes.</summary>
public sealed record DoorLimits
{
    /// <summary>Bytes of a request's body.</summary>
    public const int MaxBody = 5 * 1024 * 1024;

    /// <summary>Bytes of an OTLP request's body: what the Collector's receivers take.</summary>
    public const int MaxOtlpBody = 20 * 1024 * 1024;

    /// <summary>Events in a request.</summary>
    public const int MaxEvents = 1_000;

    /// <summary>Log records in an OTLP request: more than the Collector sends at once unless it is told to.</summary>
    public const int MaxOtlpRecords = 10_000;

    /// <summary>Bytes of one event as JSON.</summary>
    public const int MaxEventBytes = 64 * 1024;

    /// <summary>Characters of a batch id.</summary>
    public const int MaxBatchIdLength = 100;

    /// <summary>How far ahead of the gateway's clock a timestamp may lie: a day less an hour, for clocks set to the wrong time zone.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromHours(23);

    /// <summary>A difference between the sender's clock and the gateway's up to this one is taken for the time that the request was on its way.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);

    /// <summary>How old a live event may be. Default: 30 days.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How old a backfilled event may be: the longest retention, 7 years, and a month of grace.</summary>
    public TimeSpan MaxBackfillAge { get; init; } = TimeSpan.FromDays((7 * 366) + 31);

    /// <summary>Whether a source's name is 1 to 64 letters, digits, '.', '_' or '-'.</summary>
    public static bool IsSource(string source) =>
        source.Length is > 0 and <= 64 && source.All(IsInSource);

    internal static bool IsInSource(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-';
}
