using Analytics.Exporters.RemoteWrite;
using Analytics.Testing.Boards;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Grafana;

/// <summary>The tests that look at boards; one after the other, at one Prometheus.</summary>
[CollectionDefinition]
public sealed class FilledPrometheusCollection : ICollectionFixture<FilledPrometheus>;

/// <summary>A Prometheus with twenty minutes of every metric, and three months of what the worker computes.</summary>
public sealed class FilledPrometheus : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private PrometheusPeer _prometheus = null!;

    /// <summary>The moment of the newest sample.</summary>
    public DateTimeOffset End { get; } = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    public string Url => _prometheus.Url;

    public async ValueTask InitializeAsync()
    {
        _prometheus = await PrometheusPeer.StartAsync(outOfOrderWindow: "120d");
        var client = new RemoteWriteClient(_http, new RemoteWriteSettings(new Uri(_prometheus.RemoteWriteUrl)) { BatchSize = 20_000 }, TimeProvider.System);
        var outcome = await client.Write([.. CatalogFixture.Samples(End).OrderBy(sample => sample.At)], CancellationToken.None);
        Assert.Null(outcome.Unreachable);
        Assert.Empty(outcome.Refused);
    }

    public async ValueTask DisposeAsync()
    {
        await _prometheus.DisposeAsync();
        _http.Dispose();
    }

    /// <summary>Asks a board's questions about the twenty minutes.</summary>
    public Task<BoardAnswer> Ask(string json, CancellationToken cancel) => new BoardQuestions(_http, Url).Ask(json, CatalogFixture.Length, End, cancel);
}
