using System.Globalization;
using Analytics.PromQL;

namespace Analytics.Rules.Slo;

/// <summary>A promise about a service, read from a specification: which share of what must be good over which period.</summary>
/// <param name="Service">The service.</param>
/// <param name="Name">The promise's name within the service.</param>
/// <param name="Objective">The share that must be good, in percent, above 0 and below 100; decimal, so that 99.9 stays 99.9.</param>
/// <param name="Sli">What is measured.</param>
/// <param name="Labels">Labels of all its rules.</param>
/// <param name="Alerting">How its alerts look.</param>
public sealed record SloSpec(string Service, string Name, decimal Objective, Sli Sli, IReadOnlyDictionary<string, string> Labels, SloAlerting Alerting)
{
    /// <summary>How long the budget lasts, in days.</summary>
    public int PeriodDays { get; init; } = 30;

    /// <summary>The budget begins anew on the first of the month; <see cref="PeriodDays"/> is nominal then.</summary>
    public bool IsCalendarMonth { get; init; }

    /// <summary>Which format it was read from.</summary>
    public SpecOrigin Origin { get; init; } = new("cli-gen-prom", "prometheus/v1");

    /// <summary>How often its rules are evaluated.</summary>
    public SloIntervals Intervals { get; init; } = new(null, null, null);

    public string Id => $"{Service}-{Name}";

    /// <summary>The share that may be bad, exact: 0.001 for 99.9.</summary>
    public decimal Budget => (100 - Objective) / 100;

    /// <summary>The numbers that burn rates follow from.</summary>
    public BudgetTerms Terms => new(Budget, PeriodDays);

    internal static string Number(decimal value) => value.ToString("0.################", CultureInfo.InvariantCulture);
}

/// <summary>Where a specification comes from.</summary>
/// <param name="Mode">The value of the label <c>sloth_mode</c>.</param>
/// <param name="Version">The version that the file names.</param>
public sealed record SpecOrigin(string Mode, string Version)
{
    /// <summary>The name of the Kubernetes resource; null for plain files.</summary>
    public string? Name { get; init; }

    /// <summary>The namespace of the Kubernetes resource.</summary>
    public string? Namespace { get; init; }
}

/// <summary>How often the three groups are evaluated; null: as the server does.</summary>
public sealed record SloIntervals(Duration? Ratios, Duration? Facts, Duration? Alerts);

/// <summary>What is measured; in its queries <c>{{.window}}</c> stands for the range.</summary>
public abstract record Sli;

/// <summary>Bad events over all events.</summary>
public sealed record EventsSli(string ErrorQuery, string TotalQuery) : Sli;

/// <summary>A ratio of errors, 0 to 1, that somebody else computes.</summary>
public sealed record RawSli(string ErrorRatioQuery) : Sli;

/// <summary>How the alerts of a promise look.</summary>
/// <param name="Name">The name of both alerts.</param>
/// <param name="Labels">Labels of both.</param>
/// <param name="Annotations">Annotations of both.</param>
/// <param name="Page">The one that wakes somebody; null: none.</param>
/// <param name="Ticket">The one that waits for the morning; null: none.</param>
public sealed record SloAlerting(
    string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations, SloAlert? Page, SloAlert? Ticket);

/// <summary>What one of the two alerts adds.</summary>
public sealed record SloAlert(IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations);
