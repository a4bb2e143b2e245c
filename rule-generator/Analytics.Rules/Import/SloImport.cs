using System.Globalization;
using System.Text;
using Analytics.PromQL;
using Analytics.Rules.Slo;
using PromqlParser = Analytics.PromQL.Parsing.Parser;

namespace Analytics.Rules.Import;

/// <summary>Prints promises that were read from a specification as C# in this house's DSL, ready to compile beside <c>alert-rules</c>.</summary>
public static class SloImport
{
    /// <summary>Stands for the window while a query is a tree; nobody writes such a range.</summary>
    private static readonly Duration Window = 91.Days() + 7.Hours() + 13.Minutes() + 11.Seconds();

    /// <summary>One source file with a class of promises.</summary>
    /// <param name="slos">What was read, without mistakes.</param>
    /// <param name="file">Where it was read, for the comment.</param>
    public static string Print(IReadOnlyList<SloSpec> slos, string file)
    {
        var type = CSharpText.Name(slos[0].Service) + "Slos";
        var taken = new HashSet<string>(StringComparer.Ordinal) { type, "All", "File", "Owner" };
        var names = slos.Select(slo => CSharpText.Unique(CSharpText.Name(slo.Id == $"{slos[0].Service}-{slo.Name}" ? slo.Name : slo.Id), taken)).ToList();
        var owner = slos[0].Labels.GetValueOrDefault("owner") ?? slos[0].Labels.GetValueOrDefault("team") ?? slos[0].Service;
        var code = new StringBuilder($$"""
            using Analytics.PromQL;
            using Analytics.PromQL.Syntax;
            using Analytics.Rules;
            using Analytics.Rules.Slo;

            namespace Analytics.AlertRules.Imported;

            /// <summary>Imported from {{Path.GetFileName(file)}}. Next: take metrics from the catalog, and a team from Teams.</summary>
            public static class {{type}}
            {
                private static readonly Team Owner = new({{CSharpText.Literal(owner)}}, {{CSharpText.Literal("what " + Path.GetFileName(file) + " promises")}});


            """.ReplaceLineEndings("\n"));
        for (var i = 0; i < slos.Count; i++)
        {
            Objective(code, slos[i], names[i]);
        }

        return code.Append($$"""
                public static IReadOnlyList<ServiceObjective> All { get; } = [{{string.Join(", ", names)}}];

                public static readonly RuleFile File = new(typeof({{type}}), [.. All.SelectMany(slo => slo.Groups)]);
            }

            """.ReplaceLineEndings("\n")).ToString();
    }

    private static void Objective(StringBuilder code, SloSpec slo, string name)
    {
        var indicator = slo.Sli switch
        {
            EventsSli events => $"Indicator.OfQueries({CSharpText.Literal("the event is no error")},\n            window => {Query(events.ErrorQuery)},\n            window => {Query(events.TotalQuery)})",
            RawSli raw => $"Indicator.OfRatio({CSharpText.Literal("the share without errors")},\n            window => {Query(raw.ErrorRatioQuery)})",
            _ => throw new InvalidOperationException($"unknown SLI {slo.Sli.GetType().Name}"),
        };
        code.Append(CultureInfo.InvariantCulture, $"    public static readonly ServiceObjective {name} = new(\"{Snake(slo.Id)}\", {SloSpec.Number(slo.Objective)}m,\n        {indicator})\n    {{\n");
        code.Append(CultureInfo.InvariantCulture, $"        Title = {CSharpText.Literal($"{slo.Name} of {slo.Service}")},\n        Team = Owner,\n        Impact = {CSharpText.Literal($"{slo.Service} does not do what it promises.")},\n");
        code.Append(slo.IsCalendarMonth ? "        Window = BudgetWindow.CalendarMonth,\n" : slo.PeriodDays == 30 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"        Window = BudgetWindow.Rolling({slo.PeriodDays}),\n"));
        var pages = slo.Alerting.Page is not null;
        var tickets = slo.Alerting.Ticket is not null;
        code.Append(pages && tickets ? string.Empty
            : $"        BurnWindows = {(pages ? "[.. BurnWindow.All.Where(pair => pair.Pages)]" : tickets ? "[.. BurnWindow.All.Where(pair => !pair.Pages)]" : "[]")},\n");
        code.Append("        MinimumEvents = 0, // as in the specification; ask for a minimum, so that a quiet night pages nobody\n    };\n\n");
    }

    private static string Query(string query) =>
        new CSharpQuery(Window).Vector(PromqlParser.Parse(query.Replace(SpecReading.Window, Window.ToString(), StringComparison.Ordinal)).Expression!);

    private static string Snake(string id) =>
        string.Concat(id.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')).Trim('_') is { Length: > 0 } snake ? string.Join('_', snake.Split('_', StringSplitOptions.RemoveEmptyEntries)) : "slo";
}
