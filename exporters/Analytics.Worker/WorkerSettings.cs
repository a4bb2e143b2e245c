using Analytics.Exporters.Otlp;
using Analytics.Exporters.RemoteWrite;
using Analytics.Insights.ServiceLevels;
using Analytics.Operations.Jobs;
using Analytics.Operations.Retention;
using Npgsql;

namespace Analytics.Worker;

/// <summary>Everything that the worker is told from outside, checked.</summary>
/// <param name="ConnectionString">PostgreSQL with the events, the rollups, the jobs' tables and Quartz' own.</param>
/// <param name="RemoteWrite">Where computed series go.</param>
/// <param name="Export">Where the worker's own metrics go; null: nowhere.</param>
/// <param name="Objectives">The availability promised for each service.</param>
/// <param name="Instance">This worker's name: <c>service.instance.id</c> and the host in run records.</param>
/// <param name="SmallestGroup">How many people a published value must be about at least.</param>
/// <param name="Retention">How long what is kept.</param>
/// <param name="Prometheus">Where counters are read, base address; null: nowhere.</param>
internal sealed record WorkerSettings(string ConnectionString, RemoteWriteSettings RemoteWrite, ExportSettings? Export, ServiceObjectives Objectives, string Instance, int SmallestGroup, RetentionSettings Retention, Uri? Prometheus)
{
    private const string ConnectionKey = "Analytics:Postgres:ConnectionString";
    private const string RemoteWriteKey = "Analytics:RemoteWrite:Url";
    private const string PrometheusKey = "Analytics:Prometheus:Url";
    private const string InstanceKey = "Analytics:Worker:Instance";

    /// <summary>The settings, or null and all mistakes at once.</summary>
    public static WorkerSettings? Read(IConfiguration configuration, out IReadOnlyList<string> mistakes)
    {
        var found = new List<string>();
        mistakes = found;
        var instance = configuration[InstanceKey] is { Length: > 0 } given ? given : Environment.MachineName;
        var connection = Connection(configuration[ConnectionKey], found);
        var remoteWrite = RemoteWriteUrl(configuration, found);
        var export = ExportSettingsReader.Read(key => configuration[key], "analytics-worker", instance, found);
        var objectives = ObjectivesReader.Read(configuration["Analytics:Sla:Objective"],
            configuration.GetSection("Analytics:Sla:Objectives").GetChildren().Select(own => KeyValuePair.Create(own.Key, own.Value)), found);
        var smallestGroup = ObjectivesReader.ReadSmallestGroup(configuration["Analytics:Privacy:SmallestGroup"], found);
        var retention = RetentionSettings.Read(key => configuration[key], found);
        return found.Count > 0 ? null : new WorkerSettings(connection!, new RemoteWriteSettings(remoteWrite!), export, objectives, instance, smallestGroup, retention, configuration[PrometheusKey] is { Length: > 0 } ? PrometheusUrl(configuration) : null);
    }

    private static string? Connection(string? text, List<string> mistakes)
    {
        try
        {
            if (!string.IsNullOrEmpty(text))
            {
                return new NpgsqlConnectionStringBuilder(text).ConnectionString;
            }

            mistakes.Add($"{ExportSettingsReader.Variable(ConnectionKey)} is missing: Host=…;Port=…;Username=…;Database=….");
        }
        catch (ArgumentException mistake)
        {
            mistakes.Add($"{ExportSettingsReader.Variable(ConnectionKey)}: {mistake.Message}");
        }

        return null;
    }

    // Mistakes in it are told where the address of remote write is read, unless that is given on its own: then nobody else looks at it.
    private static Uri? PrometheusUrl(IConfiguration configuration) =>
        Uri.TryCreate(configuration[PrometheusKey]!.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

    private static Uri? RemoteWriteUrl(IConfiguration configuration, List<string> mistakes)
    {
        if (configuration[RemoteWriteKey] is not { Length: > 0 } && configuration[PrometheusKey] is { Length: > 0 })
        {
            return ExportSettingsReader.HttpUrl(key => configuration[key], PrometheusKey, mistakes) is { } prometheus ? new Uri($"{prometheus.ToString().TrimEnd('/')}/api/v1/write") : null;
        }

        return ExportSettingsReader.HttpUrl(key => configuration[key], RemoteWriteKey, mistakes);
    }
}
