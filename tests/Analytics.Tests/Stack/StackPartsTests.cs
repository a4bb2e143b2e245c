using Analytics.Cli.Stack;

namespace Analytics.Tests.Stack;

public sealed class StackPartsTests
{
    private static readonly StackLayout Layout = new("/repo", "/repo/.stack");
    private static readonly StackSecrets Secrets = new("p4ss", "/repo/.stack/secrets/privacy.keys", "/repo/.stack/secrets/admin.key", "/repo/.stack/secrets/ingest.key", "/repo/.stack/secrets/access/keys.json");

    [Fact]
    public void Every_dependency_is_a_part_that_stands_earlier_in_the_table()
    {
        var earlier = new HashSet<string>();
        foreach (var part in Parts())
        {
            Assert.All(part.DependsOn, name => Assert.Contains(name, earlier));
            Assert.True(earlier.Add(part.Name), $"{part.Name} stands twice");
        }
    }

    [Fact]
    public void Only_the_demo_has_traffic()
    {
        Assert.Contains(Parts(demo: true), part => part.Name == PartNames.DemoTraffic);
        Assert.DoesNotContain(Parts(demo: false), part => part.Name == PartNames.DemoTraffic);
    }

    [Fact]
    public void Without_a_Collector_the_hosts_send_to_vmagent()
    {
        var parts = new StackParts(Layout, StackPorts.Default, Secrets).All(collector: false, demo: false);

        Assert.DoesNotContain(parts, part => part.Name == PartNames.Collector);
        Assert.Equal("http://127.0.0.1:8429/opentelemetry", parts.Single(part => part.Name == PartNames.Gateway).Environment["ANALYTICS__OTLP__ENDPOINT"]);
    }

    [Fact]
    public void No_secret_stands_in_an_argument_that_other_users_can_see() =>
        Assert.All(Parts().SelectMany(part => part.Arguments), argument => Assert.DoesNotContain(Secrets.PostgresPassword, argument));

    [Fact]
    public void Every_part_listens_on_the_loopback_only() =>
        Assert.All(Parts().SelectMany(part => part.Arguments.Concat(part.Environment.Values)), text => Assert.DoesNotContain("0.0.0.0", text));

    [Fact]
    public void Ports_from_a_base_are_neighbours()
    {
        var ports = StackPorts.FromBase(20000).All.Select(entry => entry.Port).ToList();

        Assert.Equal(Enumerable.Range(20000, StackPorts.Count), ports.Order());
        Assert.Equal(20000, StackPorts.FromBase(20000).Gateway);
    }

    private static IReadOnlyList<Part> Parts(bool demo = true) => new StackParts(Layout, StackPorts.Default, Secrets).All(collector: true, demo);
}
