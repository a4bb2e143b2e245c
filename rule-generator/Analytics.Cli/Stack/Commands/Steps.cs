namespace Analytics.Cli.Stack;

/// <summary>
/// Tells what takes how long: one line when a step is done, and on a terminal one more line that says what is going on now. In a pipe only
/// the finished steps appear.
/// </summary>
internal sealed class Steps(TextWriter output, bool live, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _began = time.GetTimestamp();
    private readonly SortedDictionary<string, string> _running = new(StringComparer.Ordinal);

    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    /// <summary>Runs a step; its line says how it ended and how long it took. The step may tell details of what it is doing.</summary>
    public async Task RunAsync(string name, Func<Action<string>, Task<string>> step)
    {
        var began = time.GetTimestamp();
        Detail(name, "");
        string result;
        try
        {
            result = await step(text => Detail(name, text));
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(name);
                Redraw();
            }
        }

        Line($"{name}: {result} ({time.GetElapsedTime(began).TotalSeconds:0.0} s)");
    }

    /// <summary>A line that stays.</summary>
    public void Line(string text)
    {
        lock (_gate)
        {
            Clear();
            output.WriteLine($"[{Elapsed.TotalSeconds,6:0.0} s] {text}");
            Redraw();
        }
    }

    private void Detail(string name, string text)
    {
        lock (_gate)
        {
            _running[name] = text;
            Redraw();
        }
    }

    private void Redraw()
    {
        if (!live)
        {
            return;
        }

        Clear();
        if (_running.Count > 0)
        {
            var now = string.Join("; ", _running.Select(step => step.Value.Length == 0 ? step.Key : $"{step.Key}: {step.Value}"));
            output.Write(now.Length > 110 ? now[..110] + "…" : now);
        }
    }

    private void Clear()
    {
        if (live)
        {
            output.Write("\r\u001b[K");
        }
    }
}
