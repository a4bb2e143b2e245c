using System.CommandLine;
using Analytics.AlertRules;
using Analytics.Cli.Authoring;
using Analytics.Rules;
using Analytics.Rules.Slo;

namespace Analytics.Cli.Slo;

/// <summary><c>analytics slo list|generate|simulate</c></summary>
internal static class SloCommands
{
    public static Command Create() => new("slo", "Service level objectives, ours and those of specifications: what is promised, their rules, and what they would do.")
    {
        ListCommand.Create(),
        GenerateCommand.Create(),
        SimulateCommand.Create(),
    };

    internal static Argument<FileInfo> File() => new("file") { Description = "A specification: Sloth's prometheus/v1 or its Kubernetes resource, or OpenSLO v1." };

    internal static Option<int> Period()
    {
        var period = new Option<int>("--period") { Description = "How long the budget lasts where the file does not say, in days.", HelpName = "28|30|90", DefaultValueFactory = _ => 30 };
        period.AcceptOnlyFromAmong("28", "30", "90");
        return period;
    }

    /// <summary>The promises of a file; null after its mistakes went to standard error.</summary>
    internal static IReadOnlyList<SloSpec>? Read(FileInfo file, int period)
    {
        var (text, wrong) = SourceFile.Read(file, "slo");
        var (slos, findings) = wrong is not null ? ([], [wrong]) : SloSpecReader.Read(text, file.Name, period);
        foreach (var finding in findings)
        {
            Console.Error.WriteLine(finding);
        }

        return findings.Any(finding => finding.Severity == FindingSeverity.Error) ? null : slos;
    }

    internal static ServiceObjective? Own(string name) => ServiceObjectives.All.FirstOrDefault(slo => slo.Name == name);
}
