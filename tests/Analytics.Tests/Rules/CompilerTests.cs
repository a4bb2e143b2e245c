using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analytics.Tests.Rules;

/// <summary>What must not compile. A red test means that a mistake which the types promise to catch would reach Prometheus.</summary>
public sealed class CompilerTests
{
    [Fact]
    public void What_is_right_compiles() =>
        Assert.Empty(Errors("PlatformMetrics.ApiRequests.Where(l => l.StatusClass.Is(StatusClass.ServerError)).Rate(5.Minutes()).SumBy(l => l.Service)"));

    [Theory]
    [InlineData("PipelineMetrics.LogSize.Rate(5.Minutes())", "CS1061")] // a gauge has no rate
    [InlineData("PipelineMetrics.LogSize.Series().Rate(5.Minutes())", "CS1061")]
    [InlineData("PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy(l => l.Region)", "CS1061")] // no such label on this metric
    [InlineData("PlatformMetrics.ApiRequestDuration.Quantile(0.95, 5.Minutes(), l => l.Route)", "CS1061")] // the histogram dropped this label
    [InlineData("PlatformMetrics.ApiRequests.Where(l => l.StatusClass.Is(Outcome.Right)).Rate(5.Minutes())", "CS1503")] // a value of another label
    [InlineData("PlatformMetrics.ApiReqests.Rate(5.Minutes())", "CS0117")] // no such metric
    [InlineData("PlatformMetrics.ApiRequests.Series() > 5", "CS0019")] // the raw sum of a counter
    [InlineData("PlatformMetrics.ApiRequestDuration.Series() > 0.5", "CS0019")] // a histogram is no number
    public void A_mistake_does_not_compile(string expression, string error) => Assert.Contains(error, Errors(expression));

    private static IReadOnlyList<string> Errors(string expression)
    {
        var source = $$"""
            using System;
            using Analytics.Catalog;
            using Analytics.PromQL;
            using Analytics.Rules;
            static class Snippet { static InstantVector Make() => {{expression}}; }
            """;
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview), cancellationToken: TestContext.Current.CancellationToken)],
            trusted.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return [.. compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.Id)];
    }
}
