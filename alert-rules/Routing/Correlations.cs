using Analytics.AlertRules.Ai;
using Analytics.AlertRules.Business;
using Analytics.AlertRules.Fitness;
using Analytics.AlertRules.Platform;
using Analytics.Catalog;
using Analytics.Rules.Routing;

namespace Analytics.AlertRules.Routing;

/// <summary>Causes and their symptoms: of one trouble, one page. A cause never silences what is more urgent than itself.</summary>
public static class Correlations
{
    private static readonly string Instance = PlatformLabels.Instance.Name;
    private static readonly string Service = PlatformFields.Service.Label.Name;
    private static readonly string Model = AiMetrics.OutcomesLabelled.Labels.Model.Name;
    private static readonly RoutingLabel<string> Disk = AlertLabels.Of(ExternalMetrics.NodeFilesystemSize.Labels.Mountpoint);

    public static IReadOnlyList<Correlation> All { get; } =
    [
        new("a database that is gone explains its lesser alarms, errors, slowness and failed jobs",
            [AlertLabels.Name.Is(Databases.DatabaseDown)],
            [AlertLabels.Signal.IsIn("database", "errors", "latency", "jobs"), AlertLabels.Name.IsNot(Databases.DatabaseDown)]),
        new("errors of database connections explain error rates and slowness",
            [AlertLabels.Name.IsIn(Databases.DatabaseConnectionsHigh, Pipeline.ProjectionFailing)],
            [AlertLabels.Signal.IsIn("errors", "latency")]),
        new("exhausted cores or memory explain slowness",
            [AlertLabels.Signal.Is("saturation")],
            [AlertLabels.Signal.Is("latency")]),
        new("a part that is gone explains what is measured at it",
            [AlertLabels.Name.Is(Availability.ServiceDown)],
            [AlertLabels.Signal.IsIn("saturation", "disk", "cache", "database")]) { Equal = [Instance] },
        new("a way of metrics that is broken explains exports that fail",
            [AlertLabels.Name.Is(Availability.ServiceDown), AlertLabels.Of(PlatformLabels.Job).IsIn("otel-collector", "vmagent")],
            [AlertLabels.Name.Is(Pipeline.ExportFailing)]),
        new("a door that is shut explains that it is slow",
            [AlertLabels.Name.Is(Availability.ProbeFailed)],
            [AlertLabels.Name.Is(Availability.ProbeSlow)]) { Equal = [Instance] },
        new("a payment provider that is down explains failed payments and missing revenue",
            [AlertLabels.Name.Is(Integrations.PaymentProviderDown)],
            [AlertLabels.Name.IsIn(Revenue.PaymentFailuresHigh, Revenue.RevenueBelowExpected, Revenue.TrialConversionLow)]),
        new("a wearables' API that is down explains missing samples",
            [AlertLabels.Name.Is(Integrations.WearableApiDown)],
            [AlertLabels.Name.IsIn(Wearables.WearableSilent, Wearables.WearableDataIncomplete)]),
        new("a cache that is gone explains that it helps little",
            [AlertLabels.Name.Is(Caches.CacheDown)],
            [AlertLabels.Name.IsIn(Caches.CacheHitRateLow, Caches.CacheMemoryHigh, Caches.CacheEvicting)]) { Equal = [Instance] },
        new("a model that is often wrong explains that it got worse and is refused",
            [AlertLabels.Name.Is(Models.AiAccuracyLow)],
            [AlertLabels.Name.IsIn(Models.AiAccuracyFell, Models.AiVersionWorse, Recommendations.AiAcceptanceLow)]) { Equal = [Model] },
        new("of one signal of one service that is both bad and worse, the worse is told",
            [AlertLabels.Of(PlatformFields.Service.Label).IsThere],
            [AlertLabels.Of(PlatformFields.Service.Label).IsThere]) { Equal = [Service, AlertLabels.Signal.Key], OnlyLessUrgent = true },
        new("of one disk that is both full and fuller, the fuller is told",
            [AlertLabels.Signal.Is("disk"), Disk.IsThere],
            [AlertLabels.Signal.Is("disk"), Disk.IsThere]) { Equal = [Instance, Disk.Key], OnlyLessUrgent = true },
        new("of the memory of one machine that is both high and higher, the higher is told",
            [AlertLabels.Name.Is(GoldenSignals.HighMemorySaturation)],
            [AlertLabels.Name.IsIn(Infrastructure.HighMemoryUsage, Infrastructure.MemoryGrowing)]) { Equal = [Instance] },
        new("of one certificate that expires soon and sooner, the sooner is told",
            [AlertLabels.Signal.Is("certificate")],
            [AlertLabels.Signal.Is("certificate")]) { Equal = [Instance], OnlyLessUrgent = true },
    ];
}
