using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Stack;

/// <summary>One Collector, vmagent and Prometheus for the tests that only send and ask.</summary>
public sealed class MetricsPathFixture : IAsyncLifetime
{
    public MetricsPath Path { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Path = await MetricsPath.StartAsync();

    public ValueTask DisposeAsync() => Path.DisposeAsync();
}
