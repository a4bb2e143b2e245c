using System.CommandLine;

namespace Analytics.Cli.Stats;

/// <summary>The family `analytics stats`: statistics over plain files, so that anyone can check our numbers.</summary>
internal static class StatsCommand
{
    public static Command Create() => new("stats", "Statistics over plain CSV files: the same numbers as on the boards, checkable by anyone.")
    {
        RetentionCommand.Create(),
        FunnelCommand.Create(),
        RevenueCommand.Create(),
        LtvCommand.Create(),
        ForecastCommand.Create(),
        AnomaliesCommand.Create(),
        OutliersCommand.Create(),
        SegmentsCommand.Create(),
        SloCommand.Create(),
        ExperimentCommand.Create(),
        DriftCommand.Create(),
    };
}
