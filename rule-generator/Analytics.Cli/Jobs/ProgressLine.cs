using Analytics.Operations.Jobs;

namespace Analytics.Cli.Jobs;

/// <summary>One line on a terminal that tells how far many days are; nothing in a pipe, and nothing for a single day.</summary>
internal sealed class ProgressLine(int steps) : IDisposable
{
    private readonly bool _isShown = steps > 1 && !Console.IsErrorRedirected;

    public void Show(JobDefinition job, int done, int all, int own)
    {
        if (_isShown)
        {
            var others = done > own ? $", {done - own} of them by workers" : string.Empty;
            Console.Error.Write($"\r{job}  {done} of {all} days done{others}\u001b[K");
        }
    }

    public void Dispose()
    {
        if (_isShown)
        {
            Console.Error.Write("\r\u001b[K");
        }
    }
}
