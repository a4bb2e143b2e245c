using System.Diagnostics;
using System.Reflection;
using Analytics.PromQL;
using Analytics.PromQL.Parsing;
using Analytics.PromQL.Printing;
using Analytics.PromQL.Syntax;
using Analytics.Rules;
using Analytics.Rules.Import;
using Analytics.Rules.Lint;
using Analytics.Rules.Output;
using Analytics.Rules.Slo;

namespace Analytics.Integration.Tests.Rules;

/// <summary>Imported C# before the real compiler: it compiles, and what it makes is what was imported. One build holds everything.</summary>
public sealed class ImportTests(ImportTests.Compiled compiled) : IClassFixture<ImportTests.Compiled>
{
    private static readonly Links Links = new("", "");

    private static readonly string[] Specifications = ["events", "raw", "no-alerts", "multi", "kubernetes", "period-28"];

    private static readonly string[] Expressions =
    [
        "up",
        "sum by (job) (rate(x{a=\"b\",c!~\"d|e\"}[5m] offset 1h)) > bool 0.5",
        "a / on (x) group_left (y) b",
        "topk(3, a) or on () vector(1) unless ignoring (z) b",
        "max_over_time((a - b)[1d:5m]) == 7",
        "-a ^ 2 + 14.4 * 0.001",
        "quantile_over_time(0.9, a[1w]) < 1e9",
        "label_replace(a, \"b\", \"$1\", \"c\", \"(.*)\\\\.x\")",
        "predict_linear(a[1h], 4 * 3600) < 0",
        "count_values(\"version\", build_info @ end())",
        "{__name__=~\"a|b\", job=\"x\"} % 3",
        "scalar(a) == on () b",
        "sort_desc(a) and hour() > 8 and month(timestamp(a)) < 5",
        "time() - max(a) > 26 * 3600",
        "histogram_fraction(0, 0.2, sum(rate(h[5m]))) < 0.95",
        "sum(rate(a[90s])) / 0.001 != 2",
    ];

    /// <summary>All rule files of the house, read as if others had written them: out, in, compiled, and the same again.</summary>
    [Fact]
    public void Imported_rules_make_the_same_rules()
    {
        var imported = compiled.Types.Select(type => type.GetField("File", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)).OfType<RuleFile>().Where(file => file.Folder.StartsWith("Rules", StringComparison.Ordinal));
        var original = RuleFiles().SelectMany(file => RuleFileReader.Read(File.ReadAllText(file), file).Groups).SelectMany(group => group.Rules).Select(Words);
        Assert.Equal(original.Order(StringComparer.Ordinal), imported.SelectMany(file => file.Rules).Select(rule => Words(PlainRule.Of(rule, Links))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Imported_promises_promise_the_same()
    {
        for (var i = 0; i < Specifications.Length; i++)
        {
            var imported = (IReadOnlyList<ServiceObjective>)compiled.Types.Single(type => type.Namespace == $"Slos{i}" && type.Name.EndsWith("Slos", StringComparison.Ordinal)).GetProperty("All")!.GetValue(null)!;
            var slos = Read(Specifications[i]);
            Assert.Equal(slos.Select(slo => slo.Objective), imported.Select(slo => slo.Objective));
            Assert.Equal(slos.Select(slo => slo.Alerting.Page is not null), imported.Select(slo => slo.Alerts.Any(alert => alert.Name.EndsWith("BurnsFast", StringComparison.Ordinal))));
            Assert.All(slos.Zip(imported), pair => Assert.Contains(
                Bare(Parser.Parse(SloRules.Ratio(pair.First.Sli, "1h").Split("\n/\n")[0]).Expression!), Bare(pair.Second.Indicator.Bad(1.Hours()).Syntax), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Expressions_survive_the_way_through_CSharp() => Assert.Equal(
        Expressions.Select(text => Bare(Parser.Parse(text).Expression!)),
        Expressions.Select((_, i) => Bare(((InstantVector)compiled.Types.Single(type => type.Name == "Expressions").GetMethod($"E{i}")!.Invoke(null, null)!).Syntax)));

    /// <summary>A tree as text without brackets: the typed layer sets its own where they are needed.</summary>
    private static string Bare(Expr expr) => CanonicalPrinter.Print(expr).Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private static string Words(PlainRule rule) => string.Join('\n',
        rule.Name, Bare(rule.Expr), rule.For, rule.KeepFiringFor,
        string.Join(',', rule.Labels.Where(label => label.Key is not "team").OrderBy(label => label.Key, StringComparer.Ordinal)),
        rule.Annotations.GetValueOrDefault("summary"), rule.Annotations.GetValueOrDefault("description"));

    private static IEnumerable<string> RuleFiles() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "alert-rules"), "*.rules.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static IReadOnlyList<SloSpec> Read(string example)
    {
        var path = Path.Combine(Repository.Root, "tests", "Analytics.Tests", "Rules", "Sloth", example + ".slo.yml");
        return SloSpecReader.Read(File.ReadAllText(path), path).Slos;
    }

    /// <summary>A project in a folder of its own with everything imported, built once.</summary>
    public sealed class Compiled : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("analytics-import-").FullName;

        public IReadOnlyList<Type> Types { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            var references = string.Concat(new[] { "Analytics.Catalog", "Analytics.PromQL", "Analytics.Rules" }.Select(name => $"<Reference Include=\"{name}\"><HintPath>{Path.Combine(AppContext.BaseDirectory, name)}.dll</HintPath></Reference>"));
            Write("Imported.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
                  <ItemGroup>{references}</ItemGroup>
                </Project>
                """);
            var i = 0;
            foreach (var file in RuleFiles())
            {
                Write($"Rules{i}.cs", RuleImport.Print(await File.ReadAllTextAsync(file), file).Code!.Replace("Analytics.AlertRules.Imported", $"Rules{i++}", StringComparison.Ordinal));
            }

            for (i = 0; i < Specifications.Length; i++)
            {
                Write($"Slos{i}.cs", SloImport.Print(Read(Specifications[i]), Specifications[i]).Replace("Analytics.AlertRules.Imported", $"Slos{i}", StringComparison.Ordinal));
            }

            Write("Expressions.cs", "using Analytics.PromQL; using Analytics.PromQL.Syntax; public static class Expressions {\n"
                + string.Concat(Expressions.Select((text, n) => $"public static InstantVector E{n}() => {new CSharpQuery().Vector(Parser.Parse(text).Expression!)};\n")) + "}");
            using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", "--nologo", "-v", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-o", "out"])
            {
                WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var output = build.StandardOutput.ReadToEndAsync();
            var errors = build.StandardError.ReadToEndAsync();
            await build.WaitForExitAsync();
            Assert.True(build.ExitCode == 0, await output + await errors);
            Types = Assembly.Load(await File.ReadAllBytesAsync(Path.Combine(_folder, "out", "Imported.dll"))).GetTypes();
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
    }
}
