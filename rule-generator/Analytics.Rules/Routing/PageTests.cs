namespace Analytics.Rules.Routing;

/// <summary>The page tests of a checkout, run in batch: findings where people would not be told as the tests say.</summary>
public static class PageTests
{
    /// <summary>Which files are page tests, anywhere below the room of the rules.</summary>
    public const string Pattern = "*.pages.yml";

    /// <summary>The files of a checkout, relative to its root.</summary>
    public static IReadOnlyList<string> Files(string root) => !Directory.Exists(Path.Combine(root, RuleBook.Room)) ? [] :
    [
        .. Directory.EnumerateFiles(Path.Combine(root, RuleBook.Room), Pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>Runs one file.</summary>
    /// <returns>How many tests it has, and each mistake in it and each failure, with its place.</returns>
    public static (int Tests, IReadOnlyList<Finding> Findings) Run(string text, string file, RoutingPlan plan, IReadOnlyList<AlertShape> alerts)
    {
        var (tests, wrong) = PageTestFile.Read(text, file, alerts);
        return (tests.Count,
        [
            .. wrong,
            .. from test in tests
               from failure in test.Failures(plan)
               select Finding.Error("pages/failed", $"\"{test.Name}\": {failure}", file, test.Place),
        ]);
    }

    /// <summary>Runs all files of a checkout.</summary>
    public static IReadOnlyList<Finding> Run(string root, RoutingPlan plan, IReadOnlyList<AlertShape> alerts) =>
        [.. Files(root).SelectMany(file => Run(File.ReadAllText(Path.Combine(root, file)), file, plan, alerts).Findings)];
}
