using System.Globalization;
using Analytics.Rules.Lint;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Routing;

/// <summary>
/// Reads page tests. Every mistake is a finding with its place; a file with one is not run at all.
/// <code>
/// tests:
///   - name: A dead database pages once
///     at: 2026-03-07T03:00:00Z
///     firing: [DatabaseDown, 'CriticalErrorRate{service="api"}']
///     told:
///       on-call: [DatabaseDown]
///       platform-urgent: [DatabaseDown]
///     inhibited:
///       CriticalErrorRate: [DatabaseDown]
///     escalates: [on-call 5m, senior-engineer 15m, engineering-manager 30m, cto 1h]
/// </code>
/// </summary>
public sealed class PageTestFile
{
    private static readonly string[] Keys = ["name", "at", "firing", "told", "inhibited", "muted", "escalates"];

    private readonly string _file;
    private readonly IReadOnlyList<AlertShape> _alerts;
    private readonly List<Finding> _findings = [];

    private PageTestFile(string file, IReadOnlyList<AlertShape> alerts)
    {
        _file = file;
        _alerts = alerts;
    }

    /// <summary>The tests of a file, or what is wrong with it.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">Its name, for findings.</param>
    /// <param name="alerts">The alerts there are.</param>
    public static (IReadOnlyList<PageTest> Tests, IReadOnlyList<Finding> Wrong) Read(string text, string file, IReadOnlyList<AlertShape> alerts)
    {
        var (documents, wrong) = YamlSource.Load(text, file, "pages");
        if (wrong is not null)
        {
            return ([], [wrong]);
        }

        var reader = new PageTestFile(file, alerts);
        var tests = new List<PageTest>();
        foreach (var document in documents)
        {
            foreach (var test in reader.Items(reader.Mapping(document, "a file of page tests")?.Child("tests") ?? document, "tests"))
            {
                if (reader.Test(test) is { } read)
                {
                    tests.Add(read);
                }
            }
        }

        if (tests.Count == 0 && reader._findings.Count == 0)
        {
            reader._findings.Add(Finding.Error("pages/empty", "the file has no tests; begin with 'tests:'", file));
        }

        return reader._findings.Count > 0 ? ([], reader._findings) : (tests, []);
    }

    private PageTest? Test(YamlNode node)
    {
        if (Mapping(node, "a test") is not { } test)
        {
            return null;
        }

        foreach (var key in test.Children.Keys.OfType<YamlScalarNode>().Where(key => !Keys.Contains(key.Value)))
        {
            Wrong(key, $"a test has no '{key.Value}'; it has {string.Join(", ", Keys)}");
        }

        var at = Text(test.Child("at"));
        if (!DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            Wrong(test.Child("at") ?? test, $"'at' must be a time such as 2026-03-07T03:00:00Z{(at is null ? string.Empty : $", not '{at}'")}");
        }

        var name = Text(test.Child("name"));
        if (name is null)
        {
            Wrong(test, "a test needs a name: a sentence");
        }

        var firing = Items(test.Child("firing") ?? test, "firing").Select(Firing).OfType<FiringAlert>().ToList();
        return new PageTest(name ?? string.Empty, instant, firing)
        {
            Place = YamlSource.PlaceOf(test),
            Told = [.. Lists(test.Child("told"), "told").Select(pair => (pair.Key, pair.Value))],
            Inhibited = Lists(test.Child("inhibited"), "inhibited").ToDictionary(StringComparer.Ordinal),
            Muted = Lists(test.Child("muted"), "muted").ToDictionary(StringComparer.Ordinal),
            Escalates = test.Child("escalates") is { } steps ? [.. Items(steps, "escalates").Select(step => Text(step) ?? string.Empty)] : null,
        };
    }

    private FiringAlert? Firing(YamlNode node)
    {
        var (alert, wrong) = AlertText.Read(Text(node) ?? string.Empty, _alerts);
        if (wrong is not null)
        {
            Wrong(node, wrong);
        }

        return alert;
    }

    private IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Lists(YamlNode? node, string what)
    {
        if (node is null || Mapping(node, what) is not { } map)
        {
            yield break;
        }

        foreach (var (key, value) in map.Children)
        {
            yield return new(Text(key) ?? string.Empty, [.. Items(value, $"{what} of {key}").Select(item => Text(item) ?? string.Empty)]);
        }
    }

    private YamlMappingNode? Mapping(YamlNode node, string what)
    {
        if (node is not YamlMappingNode)
        {
            Wrong(node, $"{what} must be a mapping of keys and values");
        }

        return node as YamlMappingNode;
    }

    private IReadOnlyList<YamlNode> Items(YamlNode node, string what)
    {
        if (node is not YamlSequenceNode)
        {
            Wrong(node, $"'{what}' must be a list");
        }

        return node is YamlSequenceNode items ? [.. items.Children] : [];
    }

    private static string? Text(YamlNode? node) => (node as YamlScalarNode)?.Value;

    private void Wrong(YamlNode node, string message) => _findings.Add(Finding.Error("pages/wrong", message, _file, YamlSource.PlaceOf(node)));
}
