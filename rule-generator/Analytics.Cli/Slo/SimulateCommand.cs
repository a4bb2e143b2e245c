using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Analytics.AlertRules;
using Analytics.Cli.Authoring;
using Analytics.Cli.Shell;
using Analytics.Rules.Slo;

namespace Analytics.Cli.Slo;

/// <summary><c>analytics slo simulate</c>: which alert fires when, at a constant share of errors.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var what = new Argument<string>("SLO") { Description = "The name of one of our SLOs (see `slo list`), or a file with specifications." };
        var period = SloCommands.Period();
        var json = AuthoringCommands.Json();
        var errors = new Option<decimal>("--errors") { Description = "The share of bad events, in percent.", HelpName = "PERCENT", Required = true, CustomParser = Percentage };
        var command = new Command("simulate",
            """
            Say which alert of each SLO fires when, after a time without errors, a constant share of the events is bad; and when the budget is gone.

            Examples:
              ./analytics slo simulate api_availability --errors 2
              ./analytics slo simulate checkout.slo.yml --errors 2
            """) { what, errors, period, json };
        command.SetAction(parsed =>
        {
            if (Promises(parsed.GetValue(what)!, parsed.GetValue(errors) / 100, parsed.GetValue(period)) is not { } promises)
            {
                return ExitCodes.Finding;
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(promises.Select(Answer)));
            }
            else
            {
                promises.ToList().ForEach(Print);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary><c>2</c> or <c>2%</c>.</summary>
    private static decimal Percentage(ArgumentResult result)
    {
        if (decimal.TryParse(result.Tokens[0].Value.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100)
        {
            return percent;
        }

        result.AddError("--errors must be a percentage above 0 and at most 100");
        return 0;
    }

    private static IReadOnlyList<Promise>? Promises(string what, decimal share, int period)
    {
        if (SloCommands.Own(what) is { } own)
        {
            return [new(own.Name, own.Objective, own.Terms, SloSimulation.Of(own, share))];
        }

        if (!File.Exists(what) && !what.Contains('.', StringComparison.Ordinal))
        {
            throw CommandFailure.Usage($"there is no SLO and no file {what}", "SLOs: " + string.Join(", ", ServiceObjectives.All.Select(slo => slo.Name)));
        }

        return SloCommands.Read(new FileInfo(what), period)?.Select(slo => new Promise(slo.Id, slo.Objective, slo.Terms, SloSimulation.Of(slo, share))).ToList();
    }

    private static object Answer(Promise promise) => new
    {
        slo = promise.Name,
        objective = promise.Objective,
        exhaustedAfterSeconds = promise.Simulation.ExhaustedAfter?.TotalSeconds,
        tiers = promise.Simulation.Tiers.Select(tier => new
        {
            severity = tier.Window.Pages ? "page" : "ticket",
            shortWindow = SloText.Time(tier.Window.Short),
            longWindow = SloText.Time(tier.Window.Long),
            factor = tier.Window.Factor(promise.Terms.Days),
            threshold = tier.Window.Threshold(promise.Terms),
            firesAfterSeconds = tier.FiresAfter?.TotalSeconds,
        }),
    };

    private static void Print(Promise promise)
    {
        var budget = promise.Simulation.ExhaustedAfter is { } gone ? $"is gone after {SloText.Time(gone)}" : "lasts";
        Console.WriteLine($"{promise.Name}: {SloText.Percent(promise.Objective)} % over {promise.Terms.Days} days; the budget {budget}");
        foreach (var tier in promise.Simulation.Tiers)
        {
            var factor = Math.Round(tier.Window.Factor(promise.Terms.Days), 4).ToString("0.####", CultureInfo.InvariantCulture);
            Console.WriteLine($"  {(tier.Window.Pages ? "page" : "ticket"),-6} {SloText.Time(tier.Window.Short),3} and {SloText.Time(tier.Window.Long),2} above "
                + $"{SloText.Percent(tier.Window.Threshold(promise.Terms) * 100)} % ({factor} x): {(tier.FiresAfter is { } after ? $"after {SloText.Time(after)}" : "never")}");
        }
    }

    private sealed record Promise(string Name, decimal Objective, BudgetTerms Terms, SloSimulation Simulation);
}
