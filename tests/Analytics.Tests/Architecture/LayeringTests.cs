using System.Xml.Linq;

namespace Analytics.Tests.Architecture;

/// <summary>Who may reference whom. A red test means that a project took a dependency which the shape of the house forbids: move the code, not the line.</summary>
public sealed class LayeringTests
{
    private static readonly string[] Authoring = ["PromQL", "Rules", "Grafana", "AlertRules", "Dashboards"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Catalog"] = [],
        ["Statistics"] = [],
        ["PromQL"] = [],
        ["Intake"] = ["Catalog"],
        ["Exporters"] = ["Intake", "Catalog"],
        ["Insights"] = ["Intake", "Statistics", "Catalog"],
        ["Operations"] = ["Insights", "Exporters", "Intake", "Statistics", "Catalog"],
        ["Gateway"] = ["Operations", "Insights", "Exporters", "Intake", "Statistics", "Catalog"],
        ["Worker"] = ["Operations", "Insights", "Exporters", "Intake", "Statistics", "Catalog"],
        ["Rules"] = ["PromQL", "Catalog", "Statistics"],
        ["Grafana"] = ["Rules", "PromQL", "Catalog"],
        ["AlertRules"] = ["Rules", "PromQL", "Catalog"],
        ["Dashboards"] = ["Grafana", "AlertRules", "Rules", "PromQL", "Catalog"],
        ["Cli"] = [.. Authoring, "Catalog", "Statistics", "Intake", "Exporters", "Insights", "Operations"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys.Where(name => ProjectFile(name) is not null)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_its_layer_allows(string project)
    {
        var references = Elements(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)["Analytics.".Length..]);
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [InlineData("Catalog")]
    [InlineData("PromQL")]
    public void A_leaf_needs_no_package(string project) => Assert.Empty(Elements(project, "PackageReference"));

    [Fact]
    public void Every_project_outside_the_tests_is_on_the_list() =>
        Assert.Empty(ProjectFiles().Select(file => Path.GetFileNameWithoutExtension(file)["Analytics.".Length..]).Except(Allowed.Keys));

    [Fact]
    public void The_solution_lists_every_project()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Analytics.sln")).Replace('\\', '/');
        var projects = ProjectFiles().Concat(Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.csproj", SearchOption.AllDirectories));
        Assert.All(projects, file => Assert.Contains(Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> ProjectFiles() => new[] { "exporters", "rule-generator", "alert-rules", "dashboards" }
        .SelectMany(room => Directory.GetFiles(Path.Combine(Repository.Root, room), "*.csproj", SearchOption.AllDirectories));

    private static string? ProjectFile(string name) => ProjectFiles().FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == "Analytics." + name);

    private static IEnumerable<string> Elements(string project, string element) =>
        XDocument.Load(ProjectFile(project)!).Descendants(element).Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'));
}
