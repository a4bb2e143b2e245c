using Analytics.Insights.Answers;
using Npgsql;

namespace Analytics.Insights.Behaviour;

/// <summary>The sign-up funnel, of everybody or by segment: one question, because its answer about everybody is wanted at once.</summary>
internal static class SignUpFunnelInsight
{
    private const string File = "sign-up-funnel.sql";

    public static async Task<IReadOnlyList<Cell>> Compute(NpgsqlDataSource database, DateOnly day, bool isSegmented, CancellationToken cancel)
    {
        await using var command = Insight.Command(database, File, day);
        command.Parameters.AddWithValue("segmented", isSegmented);
        return await Insight.Read(command, File, cancel);
    }
}
