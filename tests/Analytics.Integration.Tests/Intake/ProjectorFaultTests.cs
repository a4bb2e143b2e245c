using Analytics.Catalog;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Intake;

/// <summary>The projector's connection breaks at every statement of its transaction, before and after the server has seen it.</summary>
public sealed class ProjectorFaultTests : IAsyncLifetime
{
    private StoreBench _bench = null!;
    private PostgresPeer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresPeer.SharedAsync();
        _bench = await StoreBench.CreateAsync(_server);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("BEGIN", Cut.Before)]
    [InlineData("COPY event_keys", Cut.Before)]
    [InlineData("COPY event_keys", Cut.After)]
    [InlineData("COPY events", Cut.Before)]
    [InlineData("COPY events", Cut.After)]
    [InlineData("INSERT INTO counters", Cut.Before)]
    [InlineData("INSERT INTO counters", Cut.After)]
    [InlineData("COMMIT", Cut.Before)]
    [InlineData("COMMIT", Cut.After)]
    public async Task A_connection_that_breaks_in_the_transaction_loses_and_doubles_nothing(string statement, Cut cut)
    {
        await using var proxy = new CuttingProxy(_server.Port);
        await using var pipeline = _bench.Start(port: proxy.Port);
        await StoreBench.PostAsync(pipeline, StoreBench.Sessions("before", 20));
        await StoreBench.QuietAsync(pipeline);

        for (var round = 1; round <= 3; round++)
        {
            proxy.CutNext(statement, cut);
            await StoreBench.PostAsync(pipeline, StoreBench.Sessions($"round{round}-", 20));
            await Eventually.Holds(_ => Task.FromResult(proxy.Cuts == round), "the connection is cut", cancel: TestContext.Current.CancellationToken);
            await StoreBench.QuietAsync(pipeline);
        }

        await _bench.AssertConsistentAsync(80);
        Assert.Equal(80, pipeline.Ledger.SeriesOf(EngagementMetrics.SessionsStarted).Sum(series => series.Value));
        Assert.True(pipeline.Vitals.ProjectionFailures >= 3);
    }

    [Fact]
    public async Task PostgreSQL_killed_under_load_and_started_again_loses_and_doubles_nothing()
    {
        await using var server = await PostgresPeer.StartAsync(durable: true, TestContext.Current.CancellationToken);
        await using var bench = await StoreBench.CreateAsync(server);
        await using var pipeline = bench.Start();
        for (var round = 0; round < 3; round++)
        {
            for (var request = 0; request < 10; request++)
            {
                await StoreBench.PostAsync(pipeline, StoreBench.Sessions($"{round}-{request}-", 50));
            }

            await server.Process.KillAsync();
            await StoreBench.PostAsync(pipeline, StoreBench.Sessions($"{round}-away-", 50));
            await StartAgainAsync(server);
        }

        await StoreBench.QuietAsync(pipeline);
        Npgsql.NpgsqlConnection.ClearAllPools();
        await bench.AssertConsistentAsync(3 * 11 * 50);
    }

    /// <summary>A killed PostgreSQL leaves its children behind for a moment, and will not start beside them.</summary>
    private static Task StartAgainAsync(PostgresPeer server) => Eventually.Holds(
        async cancel =>
        {
            try
            {
                await server.Process.StartAsync(cancel);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        },
        "PostgreSQL starts again", cancel: TestContext.Current.CancellationToken);
}
