using System.Text.Json;

namespace Analytics.EndToEnd.Tests;

/// <summary>From one command to a running stack, and back to nothing.</summary>
public sealed class StackLifeTests(ITestOutputHelper output)
{
    [Fact(Timeout = 300_000)]
    public async Task Up_starts_everything_up_again_is_fast_and_down_leaves_no_process_and_no_port()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var stack = new TemporaryStack();
        var (_, first) = await stack.Up(cancel: cancel);
        var (_, second) = await stack.Up(cancel: cancel);
        output.WriteLine($"up {first.TotalSeconds:0.0} s, again {second.TotalSeconds:0.0} s");
        Assert.True(second < TimeSpan.FromSeconds(20), $"the second up took {second.TotalSeconds:0.0} s");

        AssertShape(await stack.Status(cancel: cancel), stack);
        Assert.NotEmpty(stack.Processes());

        await stack.Down(cancel);

        Assert.Empty(stack.Processes());
        Assert.Empty(stack.TakenPorts());
        Assert.All((await stack.Status(expectedExit: 1, cancel)).GetProperty("parts").EnumerateArray(), part => Assert.Equal("down", part.GetProperty("state").GetString()));
    }

    private static void AssertShape(JsonElement status, TemporaryStack stack)
    {
        var parts = status.GetProperty("parts").EnumerateArray().ToArray();
        string[] expected = ["gateway", "worker", "postgres", "prometheus", "alertmanager", "vmagent"];
        Assert.Empty(expected.Except(parts.Select(part => part.GetProperty("name").GetString()!)));
        Assert.All(parts, part =>
        {
            Assert.Equal("healthy", part.GetProperty("state").GetString());
            Assert.True(part.GetProperty("pid").GetInt32() > 0);
            Assert.True(part.TryGetProperty("url", out _));
        });
        Assert.Equal(stack.GatewayUrl, status.GetProperty("gateway").GetProperty("url").GetString());
        Assert.True(status.GetProperty("gateway").TryGetProperty("ingestKey", out _));
        Assert.StartsWith("http://127.0.0.1:", status.GetProperty("prometheus").GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("http://127.0.0.1:", status.GetProperty("alertmanager").GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Contains("Host=", status.GetProperty("postgres").GetProperty("connectionString").GetString(), StringComparison.Ordinal);
    }
}
