using System.Diagnostics;
using Analytics.Intake.WriteAheadLog;
using Analytics.Testing.Crash;

/// <summary>
/// Loaded by the runtime into an unchanged gateway before its Main (DOTNET_STARTUP_HOOKS), so that it can be made to die at chosen points: of the log by
/// <see cref="KillingDisk"/>, of the projector's transaction by Npgsql's own tracing. The gateway has no code for it.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(KillPoint.FileVariable) is not { Length: > 0 } file)
        {
            return;
        }

        var point = new KillPoint(file);
        LogDisk.Standard = new KillingDisk(point);
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("db.query.text") is string text && text.Contains("log_positions", StringComparison.Ordinal) && text.Contains("INSERT", StringComparison.Ordinal))
                {
                    point.DieIf(KillPoint.BeforeCommit);
                }
                else
                {
                    point.DieIf(KillPoint.InTransaction);
                }
            },
        });
    }
}
