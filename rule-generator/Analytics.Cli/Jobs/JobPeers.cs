using System.Collections;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Exporters.RemoteWrite;
using Analytics.Intake.Store;
using Analytics.Operations.Jobs;
using Analytics.Operations.Retention;
using Analytics.Operations.ServiceLevels;
using Npgsql;

namespace Analytics.Cli.Jobs;

/// <summary>Where PostgreSQL and Prometheus are: as given, else from the environment as the worker has it, else where the running stack has them.</summary>
internal sealed class JobPeers : IAsyncDisposable
{
    private const string PostgresVariable = "ANALYTICS__POSTGRES__CONNECTIONSTRING";
    private const string RemoteWriteVariable = "ANALYTICS__REMOTEWRITE__URL";
    private const string PrometheusVariable = "ANALYTICS__PROMETHEUS__URL";
    private const string SmallestGroupVariable = "ANALYTICS__PRIVACY__SMALLESTGROUP";
    private const string ObjectiveVariable = "ANALYTICS__SLA__OBJECTIVE";

    private readonly NpgsqlDataSource _database;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly HttpClient _questions = new() { Timeout = TimeSpan.FromSeconds(60) };

    private JobPeers(string connectionString, Uri remoteWrite, Uri? prometheus, TimeProvider clock)
    {
        _database = NpgsqlDataSource.Create(connectionString);
        Services = new JobServices(_database, new RemoteWriteClient(_http, new RemoteWriteSettings(remoteWrite), clock), Objectives(), clock, SmallestGroup())
        {
            Retention = Retention(),
            Counters = prometheus is null ? null : new PrometheusCounters(_questions, prometheus),
        };
    }

    public JobServices Services { get; }

    /// <exception cref="CommandFailure">Nothing says where a peer is, or what says it makes no sense.</exception>
    public static JobPeers Find(string? postgres, string? remoteWrite, TimeProvider clock)
    {
        var plan = StackPlan.Read(StackLayout.Find(stackDir: null));
        var connectionString = First(postgres, Variable(PostgresVariable), plan?.PostgresConnectionString)
            ?? throw CommandFailure.Unreachable("nothing says where PostgreSQL is", $"Start the stack (./analytics up), or give --postgres or {PostgresVariable}.");
        var asked = Variable(PrometheusVariable) ?? (plan is not null && remoteWrite is null && Variable(RemoteWriteVariable) is null ? $"http://127.0.0.1:{plan.Ports.Prometheus}" : null);
        var prometheus = Variable(PrometheusVariable) ?? $"http://127.0.0.1:{(plan?.Ports ?? StackPorts.Default).Prometheus}";
        var url = First(remoteWrite, Variable(RemoteWriteVariable), $"{prometheus.TrimEnd('/')}/api/v1/write")!;
        try
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"
                ? new JobPeers(connectionString, parsed, asked is not null && Uri.TryCreate(asked.TrimEnd('/') + "/", UriKind.Absolute, out var questions) ? questions : null, clock)
                : throw CommandFailure.Usage($"--remote-write: '{url}' is no address", "Write it as http://127.0.0.1:9090/api/v1/write.");
        }
        catch (ArgumentException mistake)
        {
            throw CommandFailure.Usage($"--postgres: {mistake.Message}", "Write it as Host=127.0.0.1;Port=5432;Username=analytics;Database=analytics.");
        }
    }

    /// <summary>Makes the tables that are missing.</summary>
    public async Task Prepare(CancellationToken cancel)
    {
        await using (var command = _database.CreateCommand("SELECT to_regclass('events') IS NOT NULL"))
        {
            if (!(bool)(await command.ExecuteScalarAsync(cancel))!)
            {
                await StoreSchema.ApplyAsync(_database, cancel);
            }
        }

        await Services.Prepare(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _http.Dispose();
        _questions.Dispose();
    }

    private static Insights.ServiceLevels.ServiceObjectives Objectives()
    {
        var own = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value))
            .Where(entry => entry.Key.StartsWith(ObjectiveVariable + "S__", StringComparison.OrdinalIgnoreCase))
            .Select(entry => KeyValuePair.Create(entry.Key[(ObjectiveVariable.Length + 3)..], entry.Value));
        var mistakes = new List<string>();
        var objectives = ObjectivesReader.Read(Variable(ObjectiveVariable), own, mistakes);
        return mistakes.Count == 0 ? objectives : throw CommandFailure.Usage(string.Join("; ", mistakes));
    }

    private static int SmallestGroup()
    {
        var mistakes = new List<string>();
        var people = ObjectivesReader.ReadSmallestGroup(Variable(SmallestGroupVariable), mistakes);
        return mistakes.Count == 0 ? people : throw CommandFailure.Usage(string.Join("; ", mistakes));
    }

    private static RetentionSettings Retention()
    {
        var mistakes = new List<string>();
        var retention = RetentionSettings.Read(name => Variable(name.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()), mistakes);
        return mistakes.Count == 0 ? retention : throw CommandFailure.Usage(string.Join("; ", mistakes));
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string? First(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (candidate is not null)
            {
                return candidate;
            }
        }

        return null;
    }
}
