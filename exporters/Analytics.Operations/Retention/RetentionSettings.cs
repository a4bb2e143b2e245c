namespace Analytics.Operations.Retention;

/// <summary>How long what is kept.</summary>
public sealed record RetentionSettings
{
    /// <summary>Months of class <c>usage</c>. Default: 24.</summary>
    public int UsageMonths { get; init; } = 24;

    /// <summary>Months of class <c>business</c>. Default: 84.</summary>
    public int BusinessMonths { get; init; } = 84;

    /// <summary>How long the store knows ids: a repeat that comes later is stored again. Default: 90 days; the door refuses live events after 30.</summary>
    public TimeSpan Keys { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a refused event may wait for its replay. Default: 30 days.</summary>
    public TimeSpan RefusedEvents { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How many bytes of refused events are kept; beyond it the oldest go first. Default: 1 GiB.</summary>
    public long RefusedEventBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Where partitions go before they are dropped; without it none is dropped.</summary>
    public string? ArchiveDirectory { get; init; }

    /// <summary>Where research data sets lie, to be made anew when somebody withdraws.</summary>
    public string? ResearchDirectory { get; init; }

    public int MonthsOf(string dataClass) => dataClass == "business" ? BusinessMonths : UsageMonths;

    /// <summary>Reads the settings by a function that knows them by name (<c>Analytics:Retention:UsageMonths</c> …); adds what is wrong to the mistakes.</summary>
    public static RetentionSettings Read(Func<string, string?> setting, List<string> mistakes)
    {
        var preset = new RetentionSettings();
        long Number(string name, long otherwise, long least)
        {
            if (setting($"Analytics:Retention:{name}") is not { Length: > 0 } text)
            {
                return otherwise;
            }

            if (long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= least)
            {
                return value;
            }

            mistakes.Add($"ANALYTICS__RETENTION__{name.ToUpperInvariant()}: expected a whole number of at least {least}, not '{text}'");
            return otherwise;
        }

        return new RetentionSettings
        {
            UsageMonths = (int)Number("UsageMonths", preset.UsageMonths, 1),
            BusinessMonths = (int)Number("BusinessMonths", preset.BusinessMonths, 1),
            Keys = TimeSpan.FromDays(Number("KeyDays", (long)preset.Keys.TotalDays, 31)),
            RefusedEvents = TimeSpan.FromDays(Number("RefusedDays", (long)preset.RefusedEvents.TotalDays, 1)),
            RefusedEventBytes = Number("RefusedBytes", preset.RefusedEventBytes, 0),
            ResearchDirectory = setting("Analytics:Research:Directory") is { Length: > 0 } research ? research : null,
            ArchiveDirectory = setting("Analytics:Archive:Directory") is { Length: > 0 } folder ? folder : null,
        };
    }
}
