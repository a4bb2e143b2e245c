using Analytics.Exporters;
using Analytics.Worker;
using Microsoft.Extensions.Configuration;

namespace Analytics.Tests.Worker;

public sealed class WorkerSettingsTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["Analytics:Postgres:ConnectionString"] = "Host=127.0.0.1;Database=analytics",
        ["Analytics:RemoteWrite:Url"] = "http://127.0.0.1:9090/api/v1/write",
        ["Analytics:Otlp:Endpoint"] = "http://127.0.0.1:4318",
    };

    [Fact]
    public void Good_settings_are_taken()
    {
        var (settings, mistakes) = Read(("Analytics:Worker:Instance", "w1"), ("Analytics:Sla:Objective", "0.99"), ("Analytics:Sla:Objectives:api", "0.9995"));
        Assert.Empty(mistakes);
        Assert.Equal(("w1", "w1", "analytics-worker"), (settings!.Instance, settings.Export!.InstanceId, settings.Export.ServiceName));
        Assert.Equal((0.9995, 0.99), (settings.Objectives.Of("api"), settings.Objectives.Of("other")));
    }

    [Fact]
    public void Every_mistake_is_reported_at_once_with_the_name_of_its_variable()
    {
        var (settings, mistakes) = Read(
            ("Analytics:Postgres:ConnectionString", ""), ("Analytics:RemoteWrite:Url", "prometheus"), ("Analytics:Otlp:Endpoint", "ftp://x"),
            ("Analytics:Otlp:Interval", "soon"), ("Analytics:Sla:Objective", "99.9"), ("Analytics:Sla:Objectives:api", "high"));
        Assert.Null(settings);
        Assert.Equal(
            ["ANALYTICS__OTLP__ENDPOINT", "ANALYTICS__OTLP__INTERVAL", "ANALYTICS__POSTGRES__CONNECTIONSTRING", "ANALYTICS__REMOTEWRITE__URL", "ANALYTICS__SLA__OBJECTIVE", "ANALYTICS__SLA__OBJECTIVES__api"],
            mistakes.Select(mistake => mistake.Split(' ', ':')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Where_Prometheus_is_tells_where_remote_write_goes()
    {
        var (settings, mistakes) = Read(("Analytics:RemoteWrite:Url", null), ("Analytics:Prometheus:Url", "http://127.0.0.1:9090"));
        Assert.Empty(mistakes);
        Assert.Equal("http://127.0.0.1:9090/api/v1/write", settings!.RemoteWrite.Url.ToString());
    }

    [Fact]
    public void Without_an_endpoint_nothing_is_exported()
    {
        var (settings, mistakes) = Read(("Analytics:Otlp:Endpoint", null));
        Assert.Empty(mistakes);
        Assert.Null(settings!.Export);
    }

    [Fact]
    public void A_setting_that_nothing_reads_is_named()
    {
        var all = new Dictionary<string, string?>(Good)
        {
            ["ANALYTICS:SLA:OBJECTIVES:api"] = "0.9995",
            ["Analytics:Retention:Usagge"] = "730d",
            ["ANALYTICS:INTAKE:MAXAGE"] = "30d",
            ["Logging:LogLevel:Default"] = "Debug",
        };
        var asked = new AskedSettings(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        Assert.NotNull(WorkerSettings.Read(asked, out _));
        Assert.Equal(["ANALYTICS__INTAKE__MAXAGE", "ANALYTICS__RETENTION__USAGGE"], asked.Unread().Select(line => line.Split(' ')[0]));
    }

    private static (WorkerSettings? Settings, IReadOnlyList<string> Mistakes) Read(params (string Key, string? Value)[] changes)
    {
        var all = new Dictionary<string, string?>(Good);
        foreach (var (key, value) in changes)
        {
            all[key] = value;
        }

        var settings = WorkerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), out var mistakes);
        return (settings, mistakes);
    }
}
