using Analytics.Intake.WriteAheadLog;
using Npgsql;

namespace Analytics.Intake.Store;

/// <summary>
/// After a withdrawal: ends the log's current file, so that it is deleted as soon as it is in PostgreSQL, and says so in <c>log_positions</c>. Without
/// this a quiet gateway would keep a projected file for days.
/// </summary>
internal sealed class LogClearing(SegmentedLog log, InstanceState state)
{
    private long _cleared;
    private (long Erasure, long Segment)? _pending;

    public async Task StepAsync(NpgsqlConnection connection, long latestErasure, CancellationToken cancel)
    {
        if (_pending is null && latestErasure > _cleared)
        {
            _pending = (latestErasure, await log.EndSegmentAsync().WaitAsync(cancel));
        }

        if (_pending is { } pending && log.IsDeletedUpTo(pending.Segment))
        {
            await state.ClearedAsync(connection, pending.Erasure, cancel);
            (_cleared, _pending) = (pending.Erasure, null);
        }
    }
}
