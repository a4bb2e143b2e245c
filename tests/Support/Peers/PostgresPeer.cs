using System.Diagnostics;
using Npgsql;

namespace Analytics.Testing.Peers;

/// <summary>
/// A real PostgreSQL server of its own on a free port of 127.0.0.1. <see cref="SharedAsync"/> gives one server for the whole test run;
/// ask it for a database of your own with <see cref="CreateDatabaseAsync"/>. A test that kills the server starts its own.
/// </summary>
public sealed class PostgresPeer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresPeer>> Shared = new(() => StartAsync());
    private static int _databases;

    private PostgresPeer(PeerProcess process, int port)
    {
        Process = process;
        Port = port;
    }

    /// <summary>To kill the server and to start it again; its data stay.</summary>
    public PeerProcess Process { get; }

    public int Port { get; }

    /// <summary>The database <c>postgres</c>, as superuser.</summary>
    public string ConnectionString => For("postgres");

    /// <summary>The server that all tests of this run share; it stops when the test program ends.</summary>
    public static Task<PostgresPeer> SharedAsync() => Shared.Value;

    /// <summary>Of the settings with which <c>./analytics up</c> and docker-compose.yml start it those that decide how fast it stores.</summary>
    public static IReadOnlyList<string> Production { get; } = ["-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB", "-c", "jit=off"];

    /// <summary>A new server. <paramref name="durable"/>: fsync on and the memory that the stack gives it; off is faster and survives kill -9 as well.</summary>
    public static async Task<PostgresPeer> StartAsync(bool durable = false, CancellationToken cancel = default)
    {
        var folder = PeerStart.NewFolder("pg");
        // When root runs the tests, initdb and postgres step down to an ordinary user, who makes the data folder himself.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b001_111_111_111);
        }

        var data = Path.Combine(folder, "data");
        await Initialise(data, cancel);
        var port = FreePort.Next();
        var fsync = durable ? "on" : "off";
        var process = new PeerProcess(new PeerStart("PostgreSQL", StackFolder.Program("postgres"),
            ["-D", data, "-h", "127.0.0.1", "-p", $"{port}", "-k", folder, "-c", $"fsync={fsync}", "-c", $"full_page_writes={fsync}", "-c", "max_connections=200", .. durable ? Production : []],
            folder, async token => await Accepts(port, token)));
        await process.StartAsync(cancel);
        return new PostgresPeer(process, port);
    }

    /// <summary>A new empty database; returns its connection string. It goes away with the server.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancel = default)
    {
        var name = $"t{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync(cancel);
        return For(name);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static async Task Initialise(string data, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(StackFolder.Program("initdb"), ["-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C", "--auth=trust", "--no-sync", "--no-instructions"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using var initdb = System.Diagnostics.Process.Start(start)!;
        var said = initdb.StandardError.ReadToEndAsync(cancel);
        await initdb.StandardOutput.ReadToEndAsync(cancel);
        await initdb.WaitForExitAsync(cancel);
        if (initdb.ExitCode != 0)
        {
            throw new InvalidOperationException($"initdb ended with {initdb.ExitCode}: {await said}");
        }
    }

    private static async Task<bool> Accepts(int port, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection($"{For(port, "postgres")};Pooling=false;Timeout=2");
        await connection.OpenAsync(cancel);
        return true;
    }

    private string For(string database) => For(Port, database);

    private static string For(int port, string database) => $"Host=127.0.0.1;Port={port};Username=postgres;Database={database}";
}
