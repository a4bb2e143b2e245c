using System.CommandLine;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Cli.Access;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Audit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Analytics.Cli.Audit;

/// <summary>`audit`: who read about whom, and who did what.</summary>
internal static class AuditCommand
{
    public static Command Create(TimeProvider clock) => new("audit", "Read the audit log, and find out whether anybody tampered with it.") { Verify(clock), List(clock) };

    private static Command Verify(TimeProvider clock)
    {
        var anchors = new Option<FileInfo[]>("--anchor") { Description = "An anchor that a gateway keeps beside its log (default: the running stack's); can be repeated.", HelpName = "FILE" };
        var postgres = PostgresAddress.Option();
        var json = AccessCommand.Json();
        var command = new Command("verify",
            """
            Walk the chain of the audit log: every record that was changed, deleted, inserted or moved is found by the hashes, a cut or rewritten end by the
            anchors outside the database. Exit code 0: nobody tampered with it; 1: somebody did, or acts of `access` wait to be written down; 3: PostgreSQL away.

            Examples:
              analytics audit verify
              analytics audit verify --postgres "$CONNECTION" --anchor gw-1.anchor --anchor gw-2.anchor
            """) { anchors, postgres, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var notes = await CarryAsync(parsed.GetValue(postgres), clock, cancel);
            var known = AuditAnchors.Read(parsed.GetValue(anchors) ?? [], PostgresAddress.Find(parsed.GetValue(postgres)));
            await using var connection = await PostgresAddress.OpenAsync(parsed.GetValue(postgres), cancel);
            var verification = new AuditVerification(known);
            await foreach (var record in Records(connection, new AuditFilter(), cancel))
            {
                verification.Add(record);
            }

            var findings = verification.End();
            var waiting = notes.Waiting;
            if (known.Count == 0 && verification.Records > 0)
            {
                await Console.Error.WriteLineAsync("no anchor remembers the end of the log: whether it was cut off cannot be told\n  -> --anchor FILE: each gateway keeps one beside its log");
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new
                {
                    records = verification.Records,
                    head = Convert.ToHexStringLower(verification.Head.Hash.Span),
                    anchors = known.Count,
                    waiting,
                    findings = findings.Select(finding => new { number = finding.Number, kind = finding.Kind, message = finding.Message }),
                }));
            }
            else
            {
                foreach (var finding in findings)
                {
                    Console.WriteLine($"{finding.Kind}: {finding.Message}");
                }

                Console.WriteLine($"{verification.Records} records, {known.Count} anchors: {(findings.Count == 0 ? "unbroken" : $"{findings.Count} findings")}");
            }

            if (waiting > 0)
            {
                await Console.Error.WriteLineAsync($"{waiting} acts of `analytics access` are not written down yet\n  -> start PostgreSQL, and verify again");
            }

            return findings.Count > 0 || waiting > 0 ? ExitCodes.Finding : ExitCodes.Ok;
        });
        return command;
    }

    private static Command List(TimeProvider clock)
    {
        var last = new Option<int>("--last") { Description = "At most so many records, the newest.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var subject = new Option<string?>("--subject") { Description = "Only about this person (a pseudonym).", HelpName = "PSEUDONYM" };
        var actor = new Option<string?>("--actor") { Description = "Only by this key (its id), or by cli:USER.", HelpName = "ID" };
        var act = new Option<string?>("--act") { Description = "Only this act, such as subject.erased.", HelpName = "ACT" };
        var postgres = PostgresAddress.Option();
        var json = AccessCommand.Json();
        var command = new Command("list",
            """
            Print records of the audit log, oldest first: number, time, actor, roles, act, subject, outcome, detail. With --json one object a line.
            Reading is an act too: it becomes the next record (audit.read), or nothing is shown.

            Examples:
              analytics audit list --last 20
              analytics audit list --subject 5d41402abc4b2a76b9719d911017c592 --json
            """) { last, subject, actor, act, postgres, json };
        command.SetAction(async (parsed, cancel) =>
        {
            await CarryAsync(parsed.GetValue(postgres), clock, cancel);
            await using var connection = await PostgresAddress.OpenAsync(parsed.GetValue(postgres), cancel);
            var filter = new AuditFilter { Subject = parsed.GetValue(subject), Actor = parsed.GetValue(actor), Act = parsed.GetValue(act), Last = Math.Max(1, parsed.GetValue(last)) };
            var records = new List<AuditRecord>();
            await foreach (var record in Records(connection, filter, cancel))
            {
                records.Add(record);
            }

            if (records.Count > 0)
            {
                await WriteDownAsync(clock.GetUtcNow(), PostgresAddress.Find(parsed.GetValue(postgres))!, filter, records.Count, cancel);
            }

            records.ForEach(record => Print(record, parsed.GetValue(json)));
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Brings in what `access` noted. Not while one of its commands is adding to it.</summary>
    private static async Task<AuditNotes> CarryAsync(string? postgres, TimeProvider clock, CancellationToken cancel)
    {
        var file = KeyFileEditor.Find(null);
        var notes = new AuditNotes(file);
        if (notes.Waiting > 0)
        {
            using var alone = await KeyFileEditor.LockAsync(file, clock, cancel);
            await notes.TryCarryAsync(postgres, cancel);
        }

        return notes;
    }

    private static async Task WriteDownAsync(DateTimeOffset at, string address, AuditFilter filter, int records, CancellationToken cancel)
    {
        // Only what has the shape of a pseudonym: the log outlives an erasure, and somebody may have typed a raw id.
        var subject = filter.Subject is { Length: 32 } text && text.All(char.IsAsciiHexDigitLower) ? text : null;
        await using var log = AuditLog.Open(address, AuditAnchors.OfCommands(StackLayout.Find(stackDir: null), address), NullLogger.Instance);
        try
        {
            await log.AppendAsync(new AuditEntry { At = at, Actor = AuditNotes.Operator, Roles = "operator", Act = AuditActs.AuditRead, Subject = subject, Detail = $"{records} records" }, cancel);
        }
        catch (NpgsqlException e)
        {
            throw CommandFailure.Unreachable($"that somebody reads it cannot be written into the audit log: {e.Message}", "So nothing is shown. Try again.");
        }
    }

    private static async IAsyncEnumerable<AuditRecord> Records(NpgsqlConnection connection, AuditFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using (var command = new NpgsqlCommand("SELECT to_regclass('audit_log') IS NOT NULL", connection))
        {
            if (!(bool)(await command.ExecuteScalarAsync(cancel))!)
            {
                yield break; // a database that no gateway has used yet
            }
        }

        await foreach (var record in AuditReader.ReadAsync(connection, filter, cancel))
        {
            yield return record;
        }
    }

    private static void Print(AuditRecord record, bool json)
    {
        var (number, entry) = (record.Number, record.Entry);
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new
            {
                number, at = entry.At, actor = entry.Actor, roles = entry.Roles, act = entry.Act, subject = entry.Subject, outcome = WireName.Of(entry.Outcome), detail = entry.Detail,
                hash = Convert.ToHexStringLower(record.Hash.Span),
            })
            : $"{number,6} {entry.At:u} {entry.Actor} ({entry.Roles}) {entry.Act} {entry.Subject ?? "-"} {WireName.Of(entry.Outcome)} {entry.Detail}".TrimEnd());
    }
}
