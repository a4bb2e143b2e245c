using System.Text.RegularExpressions;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Lint;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Routing;

/// <summary>Reads a configuration of Alertmanager back into a plan: what decides who hears of an alert, without the ladder, which lives in rules.</summary>
internal sealed partial class AlertmanagerReading : YamlReading
{
    private readonly Dictionary<string, Receiver> _receivers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeInterval> _intervals = new(StringComparer.Ordinal);

    private AlertmanagerReading(string file, List<Finding> findings)
        : base(file, "routing/shape", findings)
    {
    }

    /// <summary>The plan, or null and what is wrong.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for findings.</param>
    public static (RoutingPlan? Plan, IReadOnlyList<Finding> Findings) Read(string text, string file)
    {
        var (documents, wrong) = YamlSource.Load(text, file, "routing");
        if (wrong is not null)
        {
            return (null, [wrong]);
        }

        var findings = new List<Finding>();
        if (documents is not [YamlMappingNode root, ..] || Map(root, "route") is not { } route)
        {
            return (null, [Finding.Error("routing/shape", "expected a mapping with route and receivers", file)]);
        }

        var reading = new AlertmanagerReading(file, findings);
        foreach (var receiver in Maps(root, "receivers"))
        {
            reading._receivers[Text(receiver, "name") ?? string.Empty] = ReceiverOf(receiver);
        }

        foreach (var interval in Maps(root, "time_intervals").Concat(Maps(root, "mute_time_intervals")))
        {
            var name = Text(interval, "name") ?? string.Empty;
            reading._intervals[name] = new(name, [.. Maps(interval, "time_intervals").Select(TimeIntervalReading.Spans)]);
        }

        var plan = new RoutingPlan(reading.Route(route, null))
        {
            Receivers = [.. reading._receivers.Values],
            Intervals = [.. reading._intervals.Values],
            Inhibitions = [.. Maps(root, "inhibit_rules").Select(rule => new Inhibition(string.Empty,
                reading.Matchers(rule, "source_matchers", "source_match"), reading.Matchers(rule, "target_matchers", "target_match"), Names(rule, "equal") ?? []))],
            Source = file,
        };
        return (findings.Count > 0 ? null : plan, findings);
    }

    private Route Route(YamlMappingNode node, Receiver? above)
    {
        var receiver = Text(node, "receiver") is { } name ? _receivers.GetValueOrDefault(name) : above;
        if (receiver is null)
        {
            Wrong(node, $"a route leads to {Text(node, "receiver") ?? "nobody"}, which is not among the receivers");
            receiver = new Receiver(string.Empty, string.Empty);
        }

        return new(receiver)
        {
            Matchers = Matchers(node, "matchers", "match"),
            GroupBy = Names(node, "group_by"),
            GroupWait = Time(node, "group_wait"),
            GroupInterval = Time(node, "group_interval"),
            RepeatInterval = Time(node, "repeat_interval"),
            Continue = Text(node, "continue") == "true",
            Mute = Intervals(node, "mute_time_intervals"),
            Active = Intervals(node, "active_time_intervals"),
            Routes = [.. Maps(node, "routes").Select(child => Route(child, receiver))],
        };
    }

    private IReadOnlyList<TimeInterval> Intervals(YamlMappingNode node, string key) =>
        [.. (Names(node, key) ?? []).Select(name => _intervals.GetValueOrDefault(name) ?? new TimeInterval(name))];

    private IReadOnlyList<LabelMatcher> Matchers(YamlMappingNode node, string key, string old)
    {
        var found = new List<LabelMatcher>();
        foreach (var text in (node.Child(key) as YamlSequenceNode)?.Children ?? [])
        {
            if (text is YamlScalarNode { Value: { } value } && Matcher().Match(value) is { Success: true } match)
            {
                var right = match.Groups[3].Value;
                var op = match.Groups[2].Value switch { "=" => MatchOperator.Equal, "!=" => MatchOperator.NotEqual, "=~" => MatchOperator.Matches, _ => MatchOperator.DoesNotMatch };
                found.Add(new(Unquoted(match.Groups[1].Value), op, Unquoted(right)));
            }
            else
            {
                Wrong(text, $"{key} must be a list of matchers, such as severity=\"critical\"");
            }
        }

        found.AddRange(Texts(node, old).Select(pair => LabelMatcher.Equal(pair.Key, pair.Value)));
        found.AddRange(Texts(node, old + "_re").Select(pair => LabelMatcher.Matches(pair.Key, pair.Value)));
        return found;
    }

    private static string Unquoted(string text) => text.Length > 1 && text[0] == '"' ? Regex.Unescape(text[1..^1]) : text;

    private static Receiver ReceiverOf(YamlMappingNode node) => new(Text(node, "name") ?? string.Empty, string.Empty)
    {
        Deliveries =
        [
            .. Maps(node, "slack_configs").Select(to => new SlackChannel(Text(to, "channel") ?? string.Empty, Secret(to, "api_url_file"))),
            .. Maps(node, "pagerduty_configs").Select(to => new PagerDutyService(Text(to, "routing_key_file") ?? Text(to, "client") ?? string.Empty, Secret(to, "routing_key_file"))),
            .. Maps(node, "email_configs").Select(to => new MailTo(Text(to, "to") ?? string.Empty, Secret(to, "auth_password_file"))),
            .. node.Children.Where(child => child.Key is YamlScalarNode { Value: { } key } && key.EndsWith("_configs", StringComparison.Ordinal)
                    && key is not ("slack_configs" or "pagerduty_configs" or "email_configs"))
                .SelectMany(child => Items(child.Value).Select(to => new WebhookTo(
                    Text(to, "url") ?? Text(to, "url_file") ?? child.Key.ToString().Replace("_configs", string.Empty, StringComparison.Ordinal), Secret(to, "url_file")))),
        ],
    };

    private static SecretFile Secret(YamlMappingNode node, string key) => new((Text(node, key) ?? string.Empty).Split('/')[^1], string.Empty);

    private static IReadOnlyList<string>? Names(YamlMappingNode node, string key) =>
        node.Child(key) is YamlSequenceNode list ? [.. list.Children.OfType<YamlScalarNode>().Select(item => item.Value ?? string.Empty)] : null;

    internal static IEnumerable<YamlMappingNode> Maps(YamlMappingNode node, string key) => node.Child(key) is { } list ? Items(list) : [];

    private static IEnumerable<YamlMappingNode> Items(YamlNode list) => (list as YamlSequenceNode)?.Children.OfType<YamlMappingNode>() ?? [];

    [GeneratedRegex("""^\s*("[^"]*"|[^\s=!~"]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^"]*?)\s*$""", RegexOptions.Singleline)]
    private static partial Regex Matcher();
}
