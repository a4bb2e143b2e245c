using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Routing;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Routing;

/// <summary>A real Alertmanager with a real webhook: who is told, what is muted, what is inhibited, what comes together. The addresses come from files.</summary>
public sealed class WebhookTests : IDisposable
{
    private static readonly TimeInterval Always = new("always", new TimeSpans());
    private static readonly TimeInterval LongAgo = new("long-ago", new TimeSpans { Years = [new(2001, 2001)] });

    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-hooks-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_arrives_at_the_webhook_is_what_the_simulation_says()
    {
        using var hook = new Hook();
        var plan = Plan(hook.Address);
        IReadOnlyList<FiringAlert> firing =
        [
            Alert("Grouped", ("service", "api"), ("route", "x")), Alert("Grouped", ("service", "api"), ("route", "y")), Alert("Grouped", ("service", "web")),
            Alert("Told"), Alert("ToldToTwo"), Alert("Muted"), Alert("Inactive"), Alert("Symptom", ("zone", "1")), Alert("Symptom", ("zone", "2")), Alert("Cause", ("zone", "1")), Alert("Last"),
        ];
        var now = TimeProvider.System.GetUtcNow();
        var verdicts = PageSimulation.Run(plan, firing, now);
        var expected = (from verdict in verdicts
                        from told in verdict.Notifications
                        where told.MutedBy.Count == 0
                        group verdict.Alert by (told.Receiver.Name, Group: string.Join(',', told.Match.GroupOf(verdict.Alert.Labels).OrderBy(label => label.Key).Select(label => $"{label.Key}={label.Value}"))) into page
                        select $"{page.Key.Name}: {string.Join(" + ", page.Select(alert => alert.ToString()).Order())}").Order().ToList();

        await using var peer = await AlertmanagerPeer.StartAsync(configuration: AlertmanagerYaml.Print(plan).Replace(SecretFile.Folder, _folder, StringComparison.Ordinal), cancel: Cancel);
        await peer.PostAsync(firing.Select(alert => alert.Labels), now, Cancel);

        // The last route waits longest: when it is heard, the others have been.
        await Eventually.Get(_ => Task.FromResult(hook.Pages.Order().ToList()), pages => pages.Any(page => page.StartsWith("last:", StringComparison.Ordinal)), "the last page", cancel: Cancel);
        Assert.Equal(expected, hook.Pages.Order());

        var groups = await peer.GetAsync("alerts/groups", Cancel);
        var muted = groups.EnumerateArray().SelectMany(group => group.GetProperty("alerts").EnumerateArray())
            .Where(alert => alert.GetProperty("status").GetProperty("mutedBy").GetArrayLength() > 0).Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString());
        Assert.Equal(verdicts.Where(verdict => verdict.Notifications.Any(told => told.MutedBy.Count > 0)).Select(verdict => verdict.Alert.Name).Order(), muted.Order());
        Assert.Contains(verdicts, verdict => verdict.InhibitedBy.Count > 0);
    }

    private RoutingPlan Plan(string address)
    {
        Receiver To(string name)
        {
            File.WriteAllText(Path.Combine(_folder, name + ".url"), $"{address}{name}\n");
            return new Receiver(name, name) { Deliveries = [new WebhookTo("hook", new SecretFile(name + ".url", "an address"))] };
        }

        var (first, second, grouped, muted, last) = (To("first"), To("second"), To("grouped"), To("muted"), To("last"));
        return new RoutingPlan(new Route(first)
        {
            GroupBy = ["alertname"],
            GroupWait = 1.Seconds(),
            Routes =
            [
                new Route(second) { Matchers = [Named("ToldToTwo")], Continue = true },
                new Route(grouped) { Matchers = [Named("Grouped")], GroupBy = ["service"] },
                new Route(muted) { Matchers = [Named("Muted")], Mute = [LongAgo, Always] },
                new Route(muted) { Matchers = [Named("Inactive")], Active = [LongAgo] },
                new Route(last) { Matchers = [Named("Last")], GroupWait = 3.Seconds(), Mute = [LongAgo], Active = [Always] },
            ],
        })
        {
            Receivers = [first, second, grouped, muted, last],
            Intervals = [Always, LongAgo],
            Inhibitions = [new("the cause is told", [Named("Cause")], [Named("Symptom")], ["zone"])],
            Source = "a test",
        };
    }

    private static LabelMatcher Named(string name) => LabelMatcher.Equal("alertname", name);

    private static FiringAlert Alert(string name, params (string Name, string Value)[] labels) =>
        new(new SortedDictionary<string, string>(labels.ToDictionary(label => label.Name, label => label.Value), StringComparer.Ordinal) { ["alertname"] = name });

    /// <summary>Takes notifications: the receiver is the path, the alerts are in the body.</summary>
    private sealed class Hook : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Hook()
        {
            Address = $"http://127.0.0.1:{FreePort.Next()}/";
            _listener.Prefixes.Add(Address);
            _listener.Start();
            _ = ListenAsync();
        }

        public string Address { get; }

        public ConcurrentBag<string> Pages { get; } = [];

        public void Dispose() => _listener.Close();

        private async Task ListenAsync()
        {
            while (_listener.IsListening)
            {
                try
                {
                    var call = await _listener.GetContextAsync();
                    using var body = await JsonDocument.ParseAsync(call.Request.InputStream);
                    var alerts = body.RootElement.GetProperty("alerts").EnumerateArray().Select(alert => new FiringAlert(new SortedDictionary<string, string>(
                        alert.GetProperty("labels").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!), StringComparer.Ordinal)).ToString());
                    Pages.Add($"{call.Request.Url!.AbsolutePath.Trim('/')}: {string.Join(" + ", alerts.Order())}");
                    call.Response.Close();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
