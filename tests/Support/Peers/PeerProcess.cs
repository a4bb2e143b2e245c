using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Analytics.Testing.Peers;

/// <summary>
/// One real program under test conditions: started on a free port with a folder of its own below the machine's temporary folder, awaited until
/// ready, killed or started again at will, gone with its folder when disposed (or when the test program ends).
/// </summary>
public sealed class PeerProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<PeerProcess, bool> Alive = new();
    private readonly PeerStart _start;
    private readonly string _log;
    private Process? _process;

    // The last resort, when the test program is stopped; otherwise SharedPeers has ended them already.
    static PeerProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => DiscardAll();

    internal PeerProcess(PeerStart start)
    {
        _start = start;
        _log = Path.Combine(start.Folder, "log");
    }

    /// <summary>The process id; the same program has another one after <see cref="StartAsync"/>.</summary>
    public int Id => _process?.Id ?? throw new InvalidOperationException($"{_start.Name} was not started");

    /// <summary>Whether it runs: false before the start and after it died, whoever killed it.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The peer's own folder: configuration, data and log.</summary>
    public string Folder => _start.Folder;

    /// <summary>Everything the program has printed so far.</summary>
    public string Log => File.Exists(_log) ? ReadShared(_log) : "";

    /// <summary>Starts the program (again) and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended or did not become ready; the message has the end of its log.</exception>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        var info = new ProcessStartInfo("/bin/sh") { WorkingDirectory = _start.WorkingDirectory ?? _start.Folder };
        // The shell only redirects and becomes the program: the process id is the program's own.
        foreach (var argument in (string[])["-c", "log=$1; shift; exec \"$@\" >> \"$log\" 2>&1 < /dev/null", "sh", _log, _start.Program, .. _start.Arguments])
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in _start.Environment)
        {
            info.Environment[name] = value;
        }

        _process = Process.Start(info)!;
        Alive[this] = true;
        try
        {
            await Eventually.Holds(Ready, $"{_start.Name} ready", _start.Within, cancel);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"{e.Message}\n{Tail()}", e);
        }
    }

    /// <summary>kill -9: what a power cut or the out-of-memory killer does. Returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>SIGTERM, as an operator would; returns when the process is gone.</summary>
    public async Task TerminateAsync()
    {
        if (_process is { HasExited: false } process)
        {
            _ = SendSignal(process.Id, SigTerm);
            await process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Discard();
    }

    /// <summary>Ends every peer that still runs.</summary>
    internal static void DiscardAll()
    {
        foreach (var peer in Alive.Keys)
        {
            peer.Discard();
        }
    }

    private const int SigTerm = 15;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int pid, int signal);

    private async Task<bool> Ready(CancellationToken cancel) =>
        _process!.HasExited
            ? throw new InvalidOperationException($"{_start.Name} ended with {_process.ExitCode} before it was ready\n{Tail()}")
            : await _start.Ready(cancel);

    private string Tail() => string.Join('\n', Log.Split('\n').TakeLast(15));

    private void Discard()
    {
        if (!Alive.TryRemove(this, out _))
        {
            return;
        }

        if (_process is { HasExited: false } process)
        {
            process.Kill();
            process.WaitForExit();
        }

        DeleteFolder();
    }

    // The children of a killed PostgreSQL notice a moment later and may still write.
    private void DeleteFolder()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(_start.Folder, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 50)
            {
                Task.Delay(20).Wait();
            }
        }
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}

/// <summary>How a peer is started: program, arguments, folder, and what "ready" means for it.</summary>
internal sealed record PeerStart(string Name, string Program, IReadOnlyList<string> Arguments, string Folder, Func<CancellationToken, Task<bool>> Ready)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Null means the peer's own folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Long, since it costs nothing where all is well, and a peer that ends before it is ready is noticed at once.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A new empty folder with a short path (a Unix socket's path may have 107 bytes at most).</summary>
    public static string NewFolder(string name) => Directory.CreateTempSubdirectory($"an-{name}-").FullName;

    public static Func<CancellationToken, Task<bool>> Answers(string url) =>
        async cancel =>
        {
            using var response = await PeerHttp.Client.GetAsync(url, cancel);
            return response.IsSuccessStatusCode;
        };
}

internal static class PeerHttp
{
    public static HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(10) };
}
