using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Catalog;

namespace Analytics.Insights.Experiments;

/// <summary>Reads an experiment out of JSON, as <c>POST /api/analytics/ai-experiments</c> and the store have it; all mistakes at once, each with its path.</summary>
public sealed partial class ExperimentReader
{
    private const int MostVariants = 6;
    private static readonly string[] Known = ["name", "description", "modelVariants", "trafficSplit", "successMetrics", "duration", "targetAudience", "startsAt"];

    private readonly List<string> _mistakes = [];

    /// <summary>What is wrong: <c>modelVariants[1].model: expected …</c>.</summary>
    public IReadOnlyList<string> Mistakes => _mistakes;

    /// <summary>Whether the document says when it starts; else it starts when it is created.</summary>
    public bool SaysWhenItStarts { get; private set; }

    /// <summary>The experiment, or null when there are <see cref="Mistakes"/>.</summary>
    public Experiment? Read(ReadOnlyMemory<byte> json, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(document.RootElement, now);
        }
        catch (JsonException mistake)
        {
            _mistakes.Add(mistake.LineNumber is { } line ? $"line {line + 1}: this is no JSON" : "expected each property once");
            return null;
        }
        catch (InvalidOperationException)
        {
            // What a text says when it is broken UTF-8, or half a surrogate pair.
            _mistakes.Add("expected texts in valid Unicode");
            return null;
        }
    }

    /// <summary>A duration in days: <c>14d</c>, <c>2w</c>, <c>14 days</c>, <c>2 weeks</c>, <c>P14D</c>, <c>P2W</c>; null when it is none.</summary>
    public static int? Days(string text)
    {
        var match = Duration().Match(text.Trim());
        return match.Success && int.TryParse(match.Groups["n"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < 1_000
            ? count * (char.ToLowerInvariant(match.Groups["unit"].Value[0]) == 'w' ? 7 : 1)
            : null;
    }

    private Experiment? Read(JsonElement root, DateTimeOffset now)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            _mistakes.Add("expected an object with name, modelVariants, trafficSplit, successMetrics and duration");
            return null;
        }

        foreach (var property in root.EnumerateObject().Where(property => !Known.Contains(property.Name)))
        {
            _mistakes.Add($"{property.Name}: unknown; expected {string.Join(", ", Known)}");
        }

        var name = Text(root, "name", "name");
        if (name is not null && !Name().IsMatch(name))
        {
            _mistakes.Add("name: expected 1 to 40 of a-z 0-9 . _ -, beginning with a letter or digit");
        }

        // The store has an empty one for none.
        var isDescribed = root.TryGetProperty("description", out var said) && said.ValueKind != JsonValueKind.Null && !(said.ValueKind == JsonValueKind.String && said.ValueEquals(""));
        var description = isDescribed ? Text(root, "description", "description") : string.Empty;
        var variants = Variants(root);
        var metrics = Strings(root, "successMetrics", "successMetrics", required: true).Select((text, i) => Choice<ExperimentMetric>(text, $"successMetrics[{i}]")).OfType<ExperimentMetric>().ToList();
        if (metrics.Distinct().Count() < metrics.Count)
        {
            _mistakes.Add("successMetrics: one stands twice");
        }

        var days = Text(root, "duration", "duration") is { } duration ? Days(duration) ?? 0 : 1;
        if (days is < 1 or > 180)
        {
            _mistakes.Add("duration: expected 1 to 180 days, such as 14d, 2w or P14D");
        }

        var audience = Audience(root);
        var starts = Starts(root, now);
        return _mistakes.Count == 0 ? new Experiment(name!, description!, variants, metrics, audience, days, starts) : null;
    }

    private List<ExperimentVariant> Variants(JsonElement root)
    {
        var split = Split(root);
        var variants = new List<ExperimentVariant>();
        var i = 0;
        foreach (var item in Objects(root, "modelVariants"))
        {
            var path = $"modelVariants[{i++}]";
            var name = Text(item, "name", $"{path}.name");
            var model = Text(item, "model", $"{path}.model") is { } text ? Choice<AiModel>(text, $"{path}.model") : null;
            var version = Text(item, "version", $"{path}.version");
            if (name is { Length: > 40 } || version is { Length: > 32 })
            {
                _mistakes.Add($"{path}: a name has at most 40, a version at most 32 characters");
            }

            if (name is not null && model is not null && version is not null)
            {
                if (!split.Remove(name, out var percentage))
                {
                    _mistakes.Add($"trafficSplit: no part for the variant {path}");
                }

                variants.Add(new ExperimentVariant(name, model.Value, version, percentage));
            }
        }

        if (i is < 2 or > MostVariants && root.TryGetProperty("modelVariants", out _))
        {
            _mistakes.Add($"modelVariants: expected 2 to {MostVariants}, the control first");
        }

        if (split.Count > 0 && i > 0)
        {
            _mistakes.Add("trafficSplit: a part for a variant that modelVariants has not");
        }

        if (variants.Select(variant => variant.Name).Distinct().Count() < variants.Count)
        {
            _mistakes.Add("modelVariants: a name stands twice");
        }

        // The control, where it is named so, comes first whatever the order.
        return [.. variants.OrderBy(variant => variant.Name == "control" ? 0 : 1)];
    }

    private Dictionary<string, double> Split(JsonElement root)
    {
        var split = new Dictionary<string, double>(StringComparer.Ordinal);
        var i = 0;
        foreach (var item in Objects(root, "trafficSplit"))
        {
            var path = $"trafficSplit[{i++}]";
            var variant = Text(item, "variant", $"{path}.variant");
            if (!item.TryGetProperty("percentage", out var number) || number.ValueKind != JsonValueKind.Number || number.GetDouble() is not (> 0 and <= 100))
            {
                _mistakes.Add($"{path}.percentage: expected a number above 0 and up to 100");
            }
            else if (variant is not null && !split.TryAdd(variant, number.GetDouble()))
            {
                _mistakes.Add($"{path}.variant: stands twice");
            }
        }

        if (split.Count > 0 && split.Count == i && Math.Abs(split.Values.Sum() - 100) > 1e-6)
        {
            _mistakes.Add(string.Create(CultureInfo.InvariantCulture, $"trafficSplit: the percentages add up to {split.Values.Sum():0.######}, expected 100"));
        }

        return split;
    }

    private ExperimentAudience Audience(JsonElement root)
    {
        if (!root.TryGetProperty("targetAudience", out var told) || told.ValueKind == JsonValueKind.Null)
        {
            return ExperimentAudience.Everybody;
        }

        string[] known = ["tier", "goal", "ageBand", "country", "platform"];
        if (told.ValueKind != JsonValueKind.Object)
        {
            _mistakes.Add($"targetAudience: expected an object with {string.Join(", ", known)}");
            return ExperimentAudience.Everybody;
        }

        foreach (var property in told.EnumerateObject().Where(property => !known.Contains(property.Name)))
        {
            _mistakes.Add($"targetAudience.{property.Name}: unknown; expected {string.Join(", ", known)}");
        }

        return new ExperimentAudience(Closed<Tier>(told, "tier"), Closed<Goal>(told, "goal"), Closed<AgeBand>(told, "ageBand"), Strings(told, "country", "targetAudience.country"), Closed<DevicePlatform>(told, "platform"));
    }

    private List<string> Closed<T>(JsonElement told, string name)
        where T : struct, Enum
    {
        var values = Strings(told, name, $"targetAudience.{name}");
        values.RemoveAll(value => Choice<T>(value, $"targetAudience.{name}") is null);
        return values;
    }

    private DateTimeOffset Starts(JsonElement root, DateTimeOffset now)
    {
        if (!root.TryGetProperty("startsAt", out var told) || told.ValueKind == JsonValueKind.Null)
        {
            return new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        }

        SaysWhenItStarts = true;
        if (told.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(told.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var starts) && starts.Year is > 2000 and < 2200)
        {
            return starts;
        }

        _mistakes.Add("startsAt: expected a time such as 2026-11-21T08:00:00Z");
        return now;
    }

    private T? Choice<T>(string text, string path)
        where T : struct, Enum
    {
        var place = WireName.All<T>().ToList().IndexOf(text);
        if (place >= 0)
        {
            return Enum.GetValues<T>()[place];
        }

        _mistakes.Add($"{path}: expected one of {string.Join(", ", WireName.All<T>())}");
        return null;
    }

    private string? Text(JsonElement parent, string name, string path)
    {
        if (parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 1_000 } text && !text.Contains('\0'))
        {
            return text;
        }

        _mistakes.Add($"{path}: expected a text of 1 to 1000 characters");
        return null;
    }

    private IEnumerable<JsonElement> Objects(JsonElement root, string name)
    {
        if (root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is > 0 and <= 20 && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object))
        {
            return list.EnumerateArray();
        }

        _mistakes.Add($"{name}: expected a list of objects");
        return [];
    }

    /// <summary>A list of texts; a single text counts as a list of one.</summary>
    private List<string> Strings(JsonElement parent, string name, string path, bool required = false)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (required)
            {
                _mistakes.Add($"{path}: missing");
            }

            return [];
        }

        var items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new List<JsonElement> { value };
        if (items.Count is > 0 and <= 40 && items.All(item => item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 and <= 64 } text && !text.Contains('\0')))
        {
            return [.. items.Select(item => item.GetString()!)];
        }

        _mistakes.Add($"{path}: expected a list of texts");
        return [];
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,39}$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(P(?<n>\d{1,3})(?<unit>[DW])|(?<n>\d{1,3}) ?(?<unit>d|w|days?|weeks?))$", RegexOptions.IgnoreCase)]
    private static partial Regex Duration();
}
