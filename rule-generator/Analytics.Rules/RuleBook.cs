using Analytics.Catalog;
using Analytics.Rules.Output;
using Analytics.Rules.Runbooks;

namespace Analytics.Rules;

/// <summary>All rules of an installation: what is generated, checked, routed and shown. The entry type of the room.</summary>
/// <param name="Files">All rule files.</param>
public sealed record RuleBook(IReadOnlyList<RuleFile> Files)
{
    /// <summary>The folder that holds rule files and their runbooks, relative to the repository's root.</summary>
    public const string Room = "alert-rules";

    /// <summary>Where links in annotations lead.</summary>
    public required Links Links { get; init; }

    public IEnumerable<Alert> Alerts => Files.SelectMany(file => file.Alerts);

    public IEnumerable<Recording> Recordings => Files.SelectMany(file => file.Rules).OfType<Recording>();

    /// <summary>The rule files as Prometheus reads them.</summary>
    public GeneratedSet RuleFiles => new("rule files",
        [.. Files.Select(file => new GeneratedFile(file.Path, PrometheusRules.Print(file, Links), file.Source))], Room, "*.rules.yml");

    /// <summary>The runbook pages, their hand-written parts taken from the checkout at <paramref name="root"/>.</summary>
    public GeneratedSet Runbooks(string root, CatalogIndex catalog) => new("runbooks",
        [
            .. from file in Files
               from page in file.Alerts.GroupBy(RunbookOf, StringComparer.Ordinal)
               let existing = File.Exists(Path.Combine(root, page.Key)) ? File.ReadAllText(Path.Combine(root, page.Key)) : null
               select new GeneratedFile(page.Key, RunbookPage.Print([.. page], file, Links, catalog, existing), file.Source),
        ],
        Room + "/runbooks", "*.md", RunbookPage.IsMade);

    /// <summary>The runbook page of an alert, relative to the repository's root.</summary>
    public static string RunbookOf(Alert alert) => $"{Room}/runbooks/{alert.Page}.md";
}

/// <summary>Where links in annotations lead.</summary>
/// <param name="Runbooks">Before the path of a runbook page in the repository; empty leaves the path itself, which is right for whoever has a checkout.</param>
/// <param name="Boards">The address of Grafana.</param>
public sealed record Links(string Runbooks, string Boards)
{
    public string Runbook(Alert alert) => Runbooks + RuleBook.RunbookOf(alert);

    public string Board(Alert alert) => $"{Boards}/d/{alert.Dashboard}";
}
