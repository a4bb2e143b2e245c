using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.Cli.Slo;
using Analytics.Rules.Import;

namespace Analytics.Cli.Authoring;

/// <summary><c>analytics import rules|slo FILE</c>: what others wrote in YAML, as C# in our DSL.</summary>
internal static class ImportCommands
{
    public static Command Create() => new("import", "Print what others wrote in YAML as C# of this house, ready to compile beside alert-rules.") { Rules(), Slos() };

    private static Command Rules()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A rule file of Prometheus or Mimir, or a PrometheusRule resource." };
        var command = new Command("rules",
            """
            Print a rule file as C#. Labels severity and priority become the priority; what the typed layer has no word for stays text in Promql.Parse.
            Exit code 1: the file is wrong (each mistake with its place, on stderr).

            Example:
              ./analytics import rules node.rules.yml > alert-rules/Platform/Node.cs
            """) { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            var (text, wrong) = SourceFile.Read(path, "rules");
            var (code, findings) = wrong is not null ? (null, [wrong]) : RuleImport.Print(text, path.Name);
            foreach (var finding in findings)
            {
                Console.Error.WriteLine(finding);
            }

            Console.Write(code);
            return code is null ? ExitCodes.Finding : ExitCodes.Ok;
        });
        return command;
    }

    private static Command Slos()
    {
        var file = SloCommands.File();
        var period = SloCommands.Period();
        var command = new Command("slo",
            """
            Print the SLOs of a specification as C#: Sloth's prometheus/v1 or its Kubernetes resource, or OpenSLO v1.
            Exit code 1: the specification is wrong (each mistake with its place, on stderr).

            Example:
              ./analytics import slo checkout.slo.yml > alert-rules/Business/CheckoutSlos.cs
            """) { file, period };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            if (SloCommands.Read(path, parsed.GetValue(period)) is not { } slos)
            {
                return ExitCodes.Finding;
            }

            Console.Write(SloImport.Print(slos, path.Name));
            return ExitCodes.Ok;
        });
        return command;
    }
}
