using System.Reflection;

namespace Analytics.Catalog;

/// <summary>
/// The labels of a metric as C# properties, so that a rule that names a label which the metric does not carry does not compile.
/// A subclass declares one property a label; their order is the order of declaration.
/// </summary>
public abstract class LabelSet
{
    private IReadOnlyList<Label>? _own;

    /// <summary>The program that exported a series: <c>service.name</c>, or the scrape job.</summary>
    public Label<string> Job => PlatformLabels.Job;

    /// <summary>Which instance of the program: <c>service.instance.id</c>, or host and port.</summary>
    public Label<string> Instance => PlatformLabels.Instance;

    /// <summary>Empty for live events, <c>backfill</c> for history loaded by an administrator: only on metrics that events feed.</summary>
    public Label<string> Origin => PlatformLabels.Origin;

    /// <summary>The labels that the metric's own attributes give, without job, instance and origin.</summary>
    public IReadOnlyList<Label> Own => _own ??=
    [
        .. GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)

            .Where(property => typeof(Label).IsAssignableFrom(property.PropertyType))
            .OrderBy(property => property.MetadataToken)
            .Select(property => (Label)property.GetValue(this)!),
    ];
}

/// <summary>A metric without labels of its own.</summary>
public sealed class NoLabels : LabelSet;

/// <summary>Labels that are not attributes of events: they come from the exporting program or from the path a sample took.</summary>
public static class PlatformLabels
{
    public const string Backfill = "backfill";

    public static readonly Label<string> Job = new("job", "The program that exported the series.", budget: 30);
    public static readonly Label<string> Instance = new("instance", "Which instance of the program.", budget: 100);
    public static readonly Label<string> Origin = new("origin", "Empty for live events, backfill for loaded history.", [string.Empty, Backfill]);
    public static readonly Label<string> Slo = new("slo", "Which promise a recording is about.", budget: 60);
}
