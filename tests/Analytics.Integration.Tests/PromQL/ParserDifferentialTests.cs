using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Analytics.PromQL.Parsing;
using Analytics.PromQL.Printing;
using Analytics.Testing;
using Analytics.Testing.Peers;
using Analytics.Testing.PromQL;

namespace Analytics.Integration.Tests.PromQL;

/// <summary>
/// Our parser against a real Prometheus, over thousands of expressions: same verdicts, same trees, same text. The one difference allowed is a
/// text of the server's that the server itself reads to another tree, or not at all. A red test means: the language is not PromQL any more.
/// </summary>
public sealed partial class ParserDifferentialTests(ITestOutputHelper output)
{
    /// <summary>Which generated expressions; PROMQL_SEEDS=100000:20000 asks for others, and more.</summary>
    private static readonly (int First, int Count) Seeds = Environment.GetEnvironmentVariable("PROMQL_SEEDS")?.Split(':') is [var first, var count]
        ? (int.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture)) : (0, 3_000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verdicts_trees_and_texts_are_those_of_a_real_Prometheus(bool experimental)
    {
        var cancel = TestContext.Current.CancellationToken;
        var features = experimental ? ",promql-experimental-functions,promql-duration-expr" : "";
        await using var prometheus = await PrometheusPeer.StartAsync(moreFeatures: features, cancel: cancel);
        var oracle = new SyntaxOracle(prometheus);
        var table = new DifferenceTable();
        await Parallel.ForEachAsync(Corpus(experimental), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancel }, async (source, token) =>
            await Compare(oracle, source, experimental ? ParseOptions.Everything : ParseOptions.Default, table, token));
        output.WriteLine(table.ToString());
        Assert.True(table.Compared > 2.5 * Seeds.Count);
        Assert.InRange(table.Accepted, Seeds.Count, table.Compared - Seeds.Count / 2);
        Assert.Empty(table.Unexplained);
    }

    [Fact]
    public async Task Promtool_formats_alike()
    {
        foreach (var source in HandWritten().Take(20))
        {
            var start = new System.Diagnostics.ProcessStartInfo(StackFolder.Program("promtool"), ["--experimental", "promql", "format", source]) { RedirectStandardOutput = true };
            using var promtool = System.Diagnostics.Process.Start(start)!;
            var text = await promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.Equal(text.TrimEnd('\n'), PrettyPrinter.Print(Parser.Parse(source).Expression!));
        }
    }

    private static async Task Compare(SyntaxOracle oracle, string source, ParseOptions options, DifferenceTable table, CancellationToken cancel)
    {
        var (tree, error) = await oracle.ParseAsync(source, cancel);
        var ours = Parser.Parse(source, options);
        table.Count(ours.Error is null);
        if (tree is null != (ours.Expression is null))
        {
            table.Add("verdict", source, error ?? "accepted", ours.Error?.Message ?? "accepted");
            return;
        }

        if (ours.Expression is not { } expr)
        {
            ComparePlaces(source, error!, ours.Error!, table);
            return;
        }

        var ourTree = JsonNode.Parse(ServerTree.Of(expr).ToJsonString())!;
        if (!JsonNode.DeepEquals(tree, ourTree))
        {
            table.Add("tree", source, tree!.ToJsonString(), ourTree.ToJsonString());
            return;
        }

        var (theirText, ourText) = (await oracle.FormatAsync(source, cancel), PrettyPrinter.Print(expr));
        if (theirText != ourText)
        {
            // Which of the two texts does the server read back to the tree?
            var (theirs, mine) = ((await oracle.ParseAsync(theirText!, cancel)).Tree, (await oracle.ParseAsync(ourText, cancel)).Tree);
            var explained = JsonNode.DeepEquals(tree, mine) && !SameExpression(theirText!, source, tree!, theirs, options);
            table.Add(explained ? DifferenceTable.TheirTextIsAnother : "text", source, theirText!, ourText);
        }
    }

    /// <summary>Durations that are expressions are not in the server's trees; those our parser must tell apart.</summary>
    private static bool SameExpression(string theirText, string source, JsonNode tree, JsonNode? theirs, ParseOptions options) =>
        JsonNode.DeepEquals(tree, theirs) && Parser.Parse(source, options).Expression!.Equals(Parser.Parse(theirText, options).Expression);

    private static void ComparePlaces(string source, string message, ParseError error, DifferenceTable table)
    {
        if (Place().Match(message) is { Success: true } place)
        {
            // The server counts bytes.
            var column = int.Parse(place.Groups[2].Value, CultureInfo.InvariantCulture);
            var same = int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture) == error.Line && (column == error.Column || !System.Text.Ascii.IsValid(source));
            table.CountPlace(same);
            if (!same)
            {
                table.Add(DifferenceTable.OtherMistakeFirst, source, message, $"{error.Line}:{error.Column}: {error.Message}");
            }
        }
    }

    private static IEnumerable<string> Corpus(bool experimental)
    {
        foreach (var source in HandWritten())
        {
            yield return source;
        }

        for (var seed = Seeds.First; seed < Seeds.First + Seeds.Count; seed++)
        {
            var random = new Random(seed);
            var text = CanonicalPrinter.Print(new ExpressionGenerator(random, experimental).Next(random.Next(1, 5)));
            var mutator = new ExpressionMutator(random);
            yield return text;
            yield return mutator.Damage(text);
            yield return mutator.Row();
        }
    }

    private static string[] HandWritten() => File.ReadAllText(Path.Combine(StackFolder.RepositoryRoot, "tests/Analytics.Integration.Tests/PromQL/expressions.txt"))
        .Split("\n---\n", StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"(\d+):(\d+): parse error:")]
    private static partial Regex Place();
}
