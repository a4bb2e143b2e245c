using System.Diagnostics;
using Analytics.Intake;
using Analytics.Intake.WriteAheadLog;
using Analytics.Testing.Crash;

/// <summary>
/// Loaded by the runtime into an unchanged gateway before its Main (DOTNET_STARTUP_HOOKS), so that it can be made to die at chosen points: of the log by
/// <see cref="KillingDisk"/>, of the projector's transaction by Npgsql's own tracing, and so that its clock can be set. The gateway has no code for it.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(KillPoint.FileVariable) is not { Length: > 0 } file)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable(JumpingClock.FileVariable) is { Length: > 0 } clock)
        {
            IntakePipeline.Clock = new JumpingClock(clock);
        }

        var point = new KillPoint(file);
        LogDisk.Standard = new KillingDisk(point);
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                point.DieIf(IsLastOfTransaction(activity) ? KillPoint.BeforeCommit : KillPoint.InTransaction);
            },
        });
    }

    /// <summary>The statement that writes the log's position. It goes in a batch with others, and a batch of several has no single text.</summary>
    private static bool IsLastOfTransaction(Activity activity) => activity.GetTagItem("db.query.text") is string text
        ? text.Contains("INSERT INTO log_positions", StringComparison.Ordinal)
        : activity.OperationName != "COPY";
}
