using Analytics.Catalog;
using Analytics.Grafana.Fields;
using Analytics.PromQL;
using Analytics.Rules;

namespace Analytics.Grafana;

/// <summary>Events drawn as vertical lines over all panels of a board: a mark wherever the expression has a value.</summary>
/// <param name="Name">What the events are; the reader switches them on and off by it.</param>
/// <param name="When">Has a value where there is an event, nothing where there is none.</param>
/// <param name="Text">The labels that say what happened.</param>
public sealed record Annotation(string Name, InstantVector When, params IReadOnlyList<Label> Text)
{
    /// <summary>A release of a service went live.</summary>
    public static readonly Annotation Deployments = new(
        "Deployments", PlatformMetrics.Deployments.Increase(1.Minutes()).SumBy(l => l.Service) > 0, PlatformMetrics.Deployments.Labels.Service)
    {
        Colour = Colour.Blue,
    };

    /// <summary>An incident: an alert fires that wakes somebody.</summary>
    public static readonly Annotation Incidents = new(
        "Incidents",
        ExternalMetrics.Alerts.Where(l => l.State.Is(AlertState.Firing), l => l.Severity.Is(AlertSeverity.Critical)).MaxBy(l => l.Name, l => l.Team),
        ExternalMetrics.Alerts.Labels.Name,
        ExternalMetrics.Alerts.Labels.Team)
    {
        Colour = Colour.Red,
    };

    /// <summary>A version of a model went live.</summary>
    public static readonly Annotation ModelReleases = new(
        "Model releases",
        AiMetrics.ModelsDeployed.Increase(1.Minutes()).SumBy(l => l.Model, l => l.Version) > 0,
        AiMetrics.ModelsDeployed.Labels.Model,
        AiMetrics.ModelsDeployed.Labels.Version)
    {
        Colour = Colour.Purple,
    };

    /// <summary>What usually explains a change: releases of services and models, and incidents.</summary>
    public static IReadOnlyList<Annotation> Usual => [Deployments, ModelReleases, Incidents];

    public Colour Colour { get; init; } = Colour.Blue;
}
