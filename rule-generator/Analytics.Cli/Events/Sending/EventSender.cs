using System.Threading.Channels;

namespace Analytics.Cli.Events.Sending;

/// <summary>Reads batches and keeps several of them on their way at once. The entry type of sending.</summary>
internal sealed class EventSender(EventDoor door, SendTally tally, int parallel)
{
    /// <summary>Sends everything; <paramref name="rejected"/> is told of each refused event (by several threads), <paramref name="progressed"/> after each batch (by one at a time).</summary>
    public async Task Send(IAsyncEnumerable<EventBatch> batches, Action<Rejection> rejected, Action progressed, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var waiting = Channel.CreateBounded<EventBatch>(new BoundedChannelOptions(parallel) { SingleWriter = true });
        var telling = new Lock();
        var senders = Enumerable.Range(0, parallel).Select(_ => Guarded(async () =>
        {
            await foreach (var batch in waiting.Reader.ReadAllAsync(stop.Token))
            {
                var outcome = await door.Send(batch, stop.Token);
                foreach (var rejection in outcome.Rejections)
                {
                    rejected(rejection);
                }

                tally.Add(batch, outcome);
                lock (telling)
                {
                    progressed();
                }
            }
        })).ToArray();

        var reading = Guarded(async () =>
        {
            try
            {
                await foreach (var batch in batches.WithCancellation(stop.Token))
                {
                    await waiting.Writer.WriteAsync(batch, stop.Token);
                }
            }
            finally
            {
                waiting.Writer.Complete();
            }
        });

        Exception? failure = null;
        foreach (var task in senders.Prepend(reading))
        {
            // The first real failure stops the others; what they say then is only that they were stopped.
            failure = await task is { } reason && (failure is null or OperationCanceledException) ? reason : failure;
        }

        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        async Task<Exception?> Guarded(Func<Task> work)
        {
            try
            {
                await work();
                return null;
            }
            catch (Exception e)
            {
                await stop.CancelAsync();
                return e;
            }
        }
    }
}
