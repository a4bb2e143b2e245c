using System.Collections.Concurrent;

namespace Analytics.Intake;

/// <summary>Things that are dear to make and serve one request after the other; at most some wait for their next use, the rest is disposed. Safe for many threads.</summary>
internal sealed class Spares<T>(int most) : IDisposable
    where T : class, IDisposable
{
    private readonly ConcurrentBag<T> _waiting = [];
    private int _count;

    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? spare)
    {
        if (!_waiting.TryTake(out spare))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }

    /// <summary>Keeps it, or disposes it when enough wait.</summary>
    public void Return(T used)
    {
        if (Interlocked.Increment(ref _count) <= most)
        {
            _waiting.Add(used);
        }
        else
        {
            Interlocked.Decrement(ref _count);
            used.Dispose();
        }
    }

    public void Dispose()
    {
        while (TryTake(out var spare))
        {
            spare.Dispose();
        }
    }
}
