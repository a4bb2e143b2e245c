using System.Text.RegularExpressions;
using Analytics.Cli.Stack;
using Analytics.Testing.Peers;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Analytics.Tests.Stack;

/// <summary>docker-compose.yml and the native table of parts describe the same stack.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly string File = System.IO.File.ReadAllText(Path.Combine(StackFolder.RepositoryRoot, "docker-compose.yml"));
    private static readonly Dictionary<string, Dictionary<string, object>> Services = Read();

    public static TheoryData<string> Names => [.. Services.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Every_service_is_watched_restarted_and_pinned(string name)
    {
        var service = Services[name];

        Assert.Equal("unless-stopped", service["restart"]);
        var test = (List<object>)((Dictionary<object, object>)service["healthcheck"])["test"];
        Assert.Equal("CMD", test[0]); // CMD-SHELL wants a shell, which not every image has
        var image = (string)service["image"];
        Assert.Matches(service.ContainsKey("build") ? @"^analytics-[a-z]+:local$" : @"^[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?[a-z0-9.-]*$", image);
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_mounted_file_exists_and_cannot_be_changed_from_inside(string name)
    {
        foreach (var mount in List(name, "volumes").Where(mount => mount.StartsWith('.')))
        {
            Assert.EndsWith(":ro", mount);
            Assert.True(Path.Exists(Path.Combine(StackFolder.RepositoryRoot, mount.Split(':')[0])), mount);
        }

        if (Services[name].TryGetValue("build", out var build))
        {
            Assert.True(System.IO.File.Exists(Path.Combine(StackFolder.RepositoryRoot, (string)((Dictionary<object, object>)build)["dockerfile"])));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_port_is_published_on_the_loopback_only(string name) => Assert.All(List(name, "ports"), port => Assert.StartsWith("127.0.0.1:", port));

    [Fact]
    public void No_secret_stands_in_the_file() =>
        Assert.All(SecretAssignment().Matches(File).Select(match => match.Groups[1].Value), value => Assert.StartsWith("${", value));

    [Fact]
    public void The_parts_of_both_ways_bear_the_same_names() =>
        Assert.Equal(NativeParts().Select(part => part.Name).Append("grafana").Order(), Services.Keys.Order());

    /// <summary>Red means: a flag was changed in docker-compose.yml or in StackParts.cs but not in the other.</summary>
    [Theory]
    [InlineData(PartNames.Prometheus)]
    [InlineData(PartNames.Alertmanager)]
    [InlineData(PartNames.Vmagent)]
    [InlineData(PartNames.BlackboxExporter)]
    public void A_part_has_the_same_flags_in_both_ways(string name)
    {
        var native = NativeParts().Single(part => part.Name == name).Arguments;

        Assert.Equal(native.Select(Comparable).Order(), List(name, "command").Select(Comparable).Order());
    }

    /// <summary>What the benchmarks measure is the PostgreSQL that users run.</summary>
    [Fact]
    public void PostgreSQL_has_the_same_settings_in_both_ways_and_in_benchmarks()
    {
        var native = NativeParts().Single(part => part.Name == PartNames.Postgres).Arguments.Where(IsSetting).ToList();

        Assert.Equal(native.Order(), List(PartNames.Postgres, "command").Where(IsSetting).Order());
        Assert.Superset(PostgresPeer.Production.Where(IsSetting).ToHashSet(), native.ToHashSet());

        static bool IsSetting(string argument) => argument.Contains('=', StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PartNames.Gateway)]
    [InlineData(PartNames.Worker)]
    public void A_host_has_the_same_settings_in_both_ways(string name)
    {
        var native = NativeParts().Single(part => part.Name == name).Environment.Keys;

        Assert.Equal(native.Order(), ((Dictionary<object, object>)Services[name]["environment"]).Keys.Cast<string>().Order());
    }

    /// <summary>Red means: a setting is misspelt, or its program's table of settings does not have it.</summary>
    [Theory]
    [InlineData(PartNames.Gateway, "exporters/Analytics.Gateway/settings.md")]
    [InlineData(PartNames.Worker, "exporters/Analytics.Worker/README.md")]
    public void Every_setting_of_a_host_is_one_that_it_explains(string name, string page)
    {
        var known = System.IO.File.ReadAllText(Path.Combine(StackFolder.RepositoryRoot, page));

        Assert.All(((Dictionary<object, object>)Services[name]["environment"]).Keys.Cast<string>().Where(key => key.StartsWith("ANALYTICS__", StringComparison.Ordinal)), key => Assert.Contains($"`{key}`", known, StringComparison.Ordinal));
    }

    // Paths and addresses differ by nature; everything else must not.
    private static string Comparable(string flag)
    {
        var parts = flag.Split('=', 2);
        return parts.Length == 2 && (parts[1].Contains('/') || parts[1].Contains(':')) ? parts[0] : flag;
    }

    private static IReadOnlyList<Part> NativeParts() =>
        new StackParts(new StackLayout("/repo", "/repo/.stack"), StackPorts.Default, new StackSecrets("x", "/k", "/a", "/i", "/access/keys.json")).All(collector: true, demo: false);

    private static IReadOnlyList<string> List(string service, string key) =>
        Services[service].TryGetValue(key, out var list) ? [.. ((List<object>)list).Cast<string>()] : [];

    private static Dictionary<string, Dictionary<string, object>> Read()
    {
        var document = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(new StringReader(File))));
        return ((Dictionary<object, object>)document["services"]).ToDictionary(
            service => (string)service.Key, service => ((Dictionary<object, object>)service.Value).ToDictionary(entry => (string)entry.Key, entry => entry.Value));
    }

    [GeneratedRegex(@"(?:PASSWORD|Password|TOKEN|KEY)(?:: |=)""?([^\s""]+)")]
    private static partial Regex SecretAssignment();
}
