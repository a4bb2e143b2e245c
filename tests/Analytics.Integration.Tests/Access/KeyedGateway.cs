using Analytics.Intake.Access;
using Analytics.Testing;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Access;

/// <summary>A gateway on a database of its own, beside a Prometheus, with the house's boards and a key for each purpose.</summary>
public sealed class KeyedGateway : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("an-keyed-").FullName;
    private readonly List<AccessKey> _keys = [];
    private GatewayPeer? _gateway;
    private PrometheusPeer? _prometheus;

    public string Url => _gateway!.Url;

    public string Database { get; private set; } = "";

    /// <summary>May everything, and has clients.</summary>
    public string Everything { get; private set; } = "";

    public string Coach { get; private set; } = "";

    public string SmallCoach { get; private set; } = "";

    public string Viewer { get; private set; } = "";

    public string Administrator { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Everything = Add([Role.Admin, Role.Coach], "trn_0");
        Coach = Add([Role.Coach], "trn_1");
        SmallCoach = Add([Role.Coach], "trn_2");
        Viewer = Add([Role.Viewer]);
        Administrator = Add([Role.Admin]);
        var file = Path.Combine(_folder, "keys.json");
        await File.WriteAllTextAsync(file, KeyFile.Print(_keys));
        Database = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();
        _prometheus = await PrometheusPeer.StartAsync();
        _gateway = await GatewayPeer.StartAsync(Database, new Dictionary<string, string>
        {
            ["ANALYTICS__ACCESS__KEYFILE"] = file,
            ["ANALYTICS__ACCESS__ANONYMOUS"] = "",
            ["ANALYTICS__BOARDS__FOLDER"] = Path.Combine(Repository.Root, "dashboards"),
            ["ANALYTICS__PROMETHEUS__URL"] = _prometheus.Url,
        });
        await Eventually.Holds(async cancel => (string?)(await _gateway.ReadyAsync(cancel))["postgres"] == "ok", "the gateway has its tables");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _prometheus!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Sends a request with a key, or without one. The caller disposes the response.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, HttpContent? content = null, CancellationToken cancel = default)
    {
        using var request = new HttpRequestMessage(method, Url + path) { Content = content };
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        return await PeerHttp.Client.SendAsync(request, cancel);
    }

    private string Add(Role[] roles, string? coach = null)
    {
        var (id, text) = KeyText.New();
        _keys.Add(new AccessKey { Id = id, Name = string.Join(" and ", roles), Hash = KeyText.HashOf(text), Roles = RoleSet.Of(roles), Created = TimeProvider.System.GetUtcNow(), Coach = coach });
        return text;
    }
}

/// <summary>The tests that ask one gateway.</summary>
[CollectionDefinition]
public sealed class KeyedGatewayCollection : ICollectionFixture<KeyedGateway>;
