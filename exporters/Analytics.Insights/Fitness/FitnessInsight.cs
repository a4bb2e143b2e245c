using Analytics.Insights.Answers;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Insights.Fitness;

/// <summary>How people train: everybody, or a trainer's own clients.</summary>
internal static class FitnessInsight
{
    private const string File = "fitness.sql";

    public static async Task<IReadOnlyList<Cell>> Compute(NpgsqlDataSource database, DateOnly day, string? trainer, CancellationToken cancel)
    {
        await using var command = Insight.Command(database, File, day);
        command.Parameters.Add(new NpgsqlParameter("trainer", NpgsqlDbType.Text) { Value = (object?)trainer ?? DBNull.Value });
        return await Insight.Read(command, File, cancel);
    }
}
