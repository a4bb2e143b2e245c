using Analytics.Testing.Crash;
using System.Diagnostics;
using System.Text.Json;

namespace Analytics.EndToEnd.Tests;

/// <summary>The tests that look at the demo; one after the other, at one stack.</summary>
[CollectionDefinition]
public sealed class DemoCollection : ICollectionFixture<DemoStack>;

/// <summary>One stack with a small demo for all tests of <see cref="DemoCollection"/>.</summary>
public sealed class DemoStack : IAsyncLifetime
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TemporaryStack? _stack;

    internal TemporaryStack Stack => _stack!;

    /// <summary>Since the start of <c>up --demo</c>.</summary>
    internal TimeSpan Age => _clock.Elapsed;

    internal TimeSpan UpTook { get; private set; }

    internal PrometheusApi Prometheus { get; private set; } = null!;

    internal string AlertmanagerUrl { get; private set; } = "";

    internal string Postgres { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _stack = new TemporaryStack(new Dictionary<string, string> { ["ANALYTICS__DEMO__USERS"] = "150", ["ANALYTICS__DEMO__DAYS"] = "40" });
        (_, UpTook) = await _stack.Up(demo: true);
        JsonElement status = await _stack.Status();
        Prometheus = new PrometheusApi(status.GetProperty("prometheus").GetProperty("url").GetString()!);
        AlertmanagerUrl = status.GetProperty("alertmanager").GetProperty("url").GetString()!;
        Postgres = status.GetProperty("postgres").GetProperty("connectionString").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null)
        {
            await _stack.DisposeAsync();
        }
    }
}
