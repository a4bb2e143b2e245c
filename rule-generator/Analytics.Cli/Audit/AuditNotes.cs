using System.Text.Json;
using Analytics.Cli.Stack;
using Analytics.Intake.Audit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Analytics.Cli.Audit;

/// <summary>
/// What the commands did to a key file, on its way into the audit log. A revocation must work while PostgreSQL is away: so each act is first noted in a
/// file beside the key file, and the notes are carried into the log as soon as a command reaches it.
/// </summary>
internal sealed class AuditNotes(string keyFile)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string _path = keyFile + ".to-audit";

    /// <summary>Who runs this command.</summary>
    public static string Operator => "cli:" + Environment.UserName;

    /// <summary>How many acts are not in the log yet.</summary>
    public int Waiting => File.Exists(_path) ? File.ReadLines(_path).Count() : 0;

    /// <summary>Notes an act; call it under the key file's lock, after the file was written.</summary>
    public void Add(string act, string detail, DateTimeOffset at)
    {
        var line = JsonSerializer.Serialize(new Note(at, Operator, act, detail), Json) + "\n";
        if (!File.Exists(_path))
        {
            PrivateFiles.Write(_path, "");
        }

        // What a killed command left half written must not take this note with it.
        using var file = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = Math.Max(0, file.Length - 1);
        file.Write(System.Text.Encoding.UTF8.GetBytes(file.ReadByte() is -1 or '\n' ? line : "\n" + line));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Carries the notes into the log, one record each; call it under the key file's lock, or a note that is added meanwhile would be lost. An act that is carried twice because a command was killed in between stands there twice, never not at all.</summary>
    /// <param name="postgres">As given on the command line.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False: the log cannot be reached, or nothing says where it is; the notes stay.</returns>
    public async Task<bool> TryCarryAsync(string? postgres, CancellationToken cancel)
    {
        if (Waiting == 0)
        {
            return true;
        }

        if (Database(postgres) is not { } address)
        {
            return false;
        }

        try
        {
            await using var log = AuditLog.Open(address, AuditAnchors.OfCommands(StackLayout.Find(stackDir: null), address), NullLogger.Instance);
            foreach (var line in await File.ReadAllLinesAsync(_path, cancel))
            {
                var note = Read(line);
                await log.AppendAsync(new AuditEntry { At = note.At, Actor = note.Actor, Roles = "operator", Act = note.Act, Detail = note.Detail }, cancel);
            }

            File.Delete(_path);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A note; of a line that a killed command left half written, that there was one.</summary>
    private Note Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Note>(line, Json)!;
        }
        catch (JsonException)
        {
            return new Note(new DateTimeOffset(File.GetLastWriteTimeUtc(_path), TimeSpan.Zero), Operator, AuditActs.NoteLost, "a command was killed while it noted an act");
        }
    }

    /// <summary>The running stack's database is for the running stack's keys: what is done to another file is none of its business.</summary>
    private string? Database(string? postgres)
    {
        if (postgres is not null || Environment.GetEnvironmentVariable(PostgresAddress.Variable) is { Length: > 0 })
        {
            return PostgresAddress.Find(postgres);
        }

        var secrets = StackSecrets.Read(StackLayout.Find(stackDir: null));
        return Path.GetFullPath(keyFile) is var file && (file == secrets.AccessKeyFile || file == secrets.PrivacyKeyFile) ? PostgresAddress.Find(null) : null;
    }

    private sealed record Note(DateTimeOffset At, string Actor, string Act, string Detail);
}
