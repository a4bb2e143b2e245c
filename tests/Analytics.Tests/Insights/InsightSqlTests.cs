using System.Text.RegularExpressions;
using Analytics.Catalog;
using Analytics.Insights.Answers;

namespace Analytics.Tests.Insights;

/// <summary>SQL cannot see the catalog's types: these tests hold it to their names.</summary>
public sealed partial class InsightSqlTests
{
    private static readonly HashSet<string> Fields =
        [.. CatalogIndex.Default.Events.SelectMany(kind => kind.Fields).Select(own => own.Field.Name)];

    public static TheoryData<string> Files => [.. typeof(InsightTable).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Sql_names_only_kinds_fields_and_series_of_the_catalog(string file)
    {
        using var reader = new StreamReader(typeof(InsightTable).Assembly.GetManifestResourceStream(file)!);
        var sql = reader.ReadToEnd();
        Assert.All(Kind().Matches(sql), match => Assert.NotNull(CatalogIndex.Default.FindEvent(match.Groups[1].Value)));
        Assert.All(FieldName().Matches(sql), match => Assert.Contains(match.Groups[1].Value, Fields));
        Assert.All(Series().Matches(sql), match => Assert.NotNull(CatalogIndex.Default.FindMetric(match.Groups[1].Value)));
    }

    [Fact]
    public void Every_insight_belongs_to_a_job_that_publishes_it() =>
        Assert.All(InsightTable.All, insight => Assert.NotNull(Analytics.Operations.Jobs.JobTable.Find(insight.Job)));

    [GeneratedRegex(@"'([a-z_]+\.[a-z_]+)'")]
    private static partial Regex Kind();

    [GeneratedRegex(@"properties (?:->>|\?) '([a-z_]+)'")]
    private static partial Regex FieldName();

    [GeneratedRegex("'([a-z_]+:[a-z_]+:[a-z0-9_]+)'")]
    private static partial Regex Series();
}
