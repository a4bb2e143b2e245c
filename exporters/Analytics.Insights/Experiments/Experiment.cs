using Analytics.Catalog;

namespace Analytics.Insights.Experiments;

/// <summary>One arm.</summary>
/// <param name="Name">As exposure events have it in <c>variant</c>.</param>
/// <param name="Model">The model that serves it.</param>
/// <param name="Version">The version that serves it.</param>
/// <param name="Percentage">Its part of the traffic, above 0 and up to 100.</param>
public sealed record ExperimentVariant(string Name, AiModel Model, string Version, double Percentage);

/// <summary>Whose exposures count; an empty list does not restrict.</summary>
public sealed record ExperimentAudience(
    IReadOnlyList<string> Tiers, IReadOnlyList<string> Goals, IReadOnlyList<string> AgeBands, IReadOnlyList<string> Countries, IReadOnlyList<string> Platforms)
{
    public static ExperimentAudience Everybody { get; } = new([], [], [], [], []);
}

/// <summary>An experiment as it was asked for.</summary>
/// <param name="Name">Its key, and part of the hash that assigns: lower case letters, digits, <c>. _ -</c>, at most 40.</param>
/// <param name="Description">For people.</param>
/// <param name="Variants">The arms; the first is the control.</param>
/// <param name="Metrics">By what it is judged; the first decides.</param>
/// <param name="Audience">Whose exposures count.</param>
/// <param name="Days">How many days it runs, 1 to 180.</param>
/// <param name="StartsAt">Exposures from here on count.</param>
public sealed record Experiment(
    string Name, string Description, IReadOnlyList<ExperimentVariant> Variants, IReadOnlyList<ExperimentMetric> Metrics, ExperimentAudience Audience, int Days, DateTimeOffset StartsAt)
{
    /// <summary>The first instant after it.</summary>
    public DateTimeOffset EndsAt => StartsAt.AddDays(Days);

    public ExperimentVariant Control => Variants[0];

    /// <summary><c>scheduled</c>, <c>running</c> or <c>ended</c>.</summary>
    public string StateAt(DateTimeOffset now) => now < StartsAt ? "scheduled" : now < EndsAt ? "running" : "ended";

    /// <summary>Whether more of a metric is better.</summary>
    public static bool IsMoreBetter(ExperimentMetric metric) => metric is not (ExperimentMetric.Safety or ExperimentMetric.Latency);
}
