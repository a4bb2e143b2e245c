using System.Diagnostics;

namespace Analytics.Testing.Peers;

/// <summary>Waits for a condition of a real peer: polls, and on time-out says what it last saw.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Polls until <paramref name="accept"/> holds, and returns the value that it held for. A peer that is not up yet is asked again.</summary>
    /// <exception cref="TimeoutException">It never held; the message has the last value or the last failure.</exception>
    public static async Task<T> Get<T>(Func<CancellationToken, Task<T>> read, Func<T, bool> accept, string what, TimeSpan? within = null, CancellationToken cancel = default)
    {
        var limit = within ?? TimeSpan.FromSeconds(60);
        var clock = Stopwatch.StartNew();
        var last = "nothing";
        while (clock.Elapsed < limit)
        {
            try
            {
                var value = await read(cancel);
                if (accept(value))
                {
                    return value;
                }

                last = Shown(value);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or System.Data.Common.DbException && !cancel.IsCancellationRequested)
            {
                last = e.Message;
            }

            await Task.Delay(Pause, cancel);
        }

        throw new TimeoutException($"{what}: not within {limit.TotalSeconds:0.#} s; last seen: {last}");
    }

    private static string Shown(object? value) => value switch
    {
        null => "null",
        string text => text,
        System.Collections.IEnumerable many => $"[{string.Join(", ", many.Cast<object>().Take(20).Select(Shown))}]",
        _ => value.ToString() ?? "null",
    };

    /// <summary>Polls until <paramref name="holds"/> answers true.</summary>
    public static Task Holds(Func<CancellationToken, Task<bool>> holds, string what, TimeSpan? within = null, CancellationToken cancel = default) =>
        Get(holds, yes => yes, what, within, cancel);
}
