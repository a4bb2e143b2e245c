using System.Globalization;
using System.Text.Json;

namespace Analytics.Testing.Peers;

/// <summary>One series of an instant query: its labels (with <c>__name__</c>), value and time.</summary>
public sealed record Sample(IReadOnlyDictionary<string, string> Labels, double Value, DateTimeOffset At)
{
    /// <summary>The metric name, empty when the expression dropped it.</summary>
    public string Name => Labels.GetValueOrDefault("__name__", "");

    public override string ToString() =>
        $"{Name}{{{string.Join(',', Labels.Where(l => l.Key != "__name__").OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}=\"{l.Value}\""))}}} {Value.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>
/// A real Prometheus of its own with the remote-write receiver on, scraping nothing unless told to. Out-of-order samples are taken for 60 days
/// and rules are evaluated every second, so that tests need not wait.
/// </summary>
public sealed class PrometheusPeer : IAsyncDisposable
{
    private PrometheusPeer(PeerProcess process, string url)
    {
        Process = process;
        Url = url;
    }

    public PeerProcess Process { get; }

    /// <summary>Without a slash at the end.</summary>
    public string Url { get; }

    /// <summary>Where remote write goes: <c>/api/v1/write</c>.</summary>
    public string RemoteWriteUrl => $"{Url}/api/v1/write";

    /// <param name="ruleFiles">Absolute paths or globs of rule files.</param>
    /// <param name="alertmanager"><c>host:port</c> of an Alertmanager.</param>
    /// <param name="moreConfiguration">YAML added at the top level, for example <c>scrape_configs</c>.</param>
    /// <param name="moreFeatures">Feature flags besides the usual ones, each with a comma before it.</param>
    /// <param name="outOfOrderWindow">How old a sample may be; the product's own setting unless a test needs another.</param>
    public static async Task<PrometheusPeer> StartAsync(
        IEnumerable<string>? ruleFiles = null, string? alertmanager = null, string moreConfiguration = "", string moreFeatures = "", string outOfOrderWindow = "60d",
        CancellationToken cancel = default)
    {
        var folder = PeerStart.NewFolder("prom");
        var port = FreePort.Next();
        var url = $"http://127.0.0.1:{port}";
        var rules = string.Join(", ", (ruleFiles ?? []).Select(f => $"'{f}'"));
        var configuration = $"""
            global:
              scrape_interval: 1s
              scrape_timeout: 1s
              evaluation_interval: 1s
            storage:
              tsdb:
                out_of_order_time_window: {outOfOrderWindow}
            rule_files: [{rules}]
            alerting:
              alertmanagers:
                - static_configs:
                    - targets: [{alertmanager}]
            {moreConfiguration}
            """;
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), configuration, cancel);
        var process = new PeerProcess(new PeerStart("Prometheus", StackFolder.Program("prometheus"),
            ["--config.file=prometheus.yml", "--storage.tsdb.path=data", "--storage.tsdb.retention.time=400d", $"--web.listen-address=127.0.0.1:{port}",
             "--web.enable-remote-write-receiver", "--web.enable-lifecycle", $"--enable-feature=native-histograms,exemplar-storage{moreFeatures}", "--rules.alert.resend-delay=1s"],
            folder, PeerStart.Answers($"{url}/-/ready")));
        await process.StartAsync(cancel);
        return new PrometheusPeer(process, url);
    }

    /// <summary>An instant query, now or at a time.</summary>
    public async Task<IReadOnlyList<Sample>> QueryAsync(string expression, DateTimeOffset? at = null, CancellationToken cancel = default)
    {
        var time = at is { } t ? $"&time={(t.ToUnixTimeMilliseconds() / 1000.0).ToString("R", CultureInfo.InvariantCulture)}" : "";
        using var document = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}{time}", cancel);
        var data = document.RootElement.GetProperty("data");
        return data.GetProperty("resultType").GetString() == "scalar"
            ? [ToSample(new Dictionary<string, string>(), data.GetProperty("result"))]
            : [.. data.GetProperty("result").EnumerateArray().Select(series => ToSample(
                series.GetProperty("metric").EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString()!), series.GetProperty("value")))];
    }

    /// <summary>Polls until the expression's one value is as wanted; returns it.</summary>
    public async Task<double> WaitForAsync(string expression, Func<double, bool> accept, TimeSpan? within = null, CancellationToken cancel = default)
    {
        var seen = await Eventually.Get(
            async token => await QueryAsync(expression, cancel: token), samples => samples.Count == 1 && accept(samples[0].Value), $"{expression} in Prometheus", within, cancel);
        return seen[0].Value;
    }

    /// <summary>Any GET of the HTTP API, parsed.</summary>
    public async Task<JsonDocument> GetAsync(string pathAndQuery, CancellationToken cancel = default)
    {
        using var response = await PeerHttp.Client.GetAsync(Url + pathAndQuery, cancel);
        var body = await response.Content.ReadAsStringAsync(cancel);
        return response.IsSuccessStatusCode ? JsonDocument.Parse(body) : throw new HttpRequestException($"Prometheus answered {(int)response.StatusCode}: {body}");
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static Sample ToSample(IReadOnlyDictionary<string, string> labels, JsonElement value) =>
        new(labels, ToDouble(value[1].GetString()!), DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(value[0].GetDouble() * 1000)));

    private static double ToDouble(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
