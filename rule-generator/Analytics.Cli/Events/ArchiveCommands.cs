using System.CommandLine;
using Analytics.Cli.Events.Store;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Audit;
using Analytics.Operations.Retention;
using Npgsql;

namespace Analytics.Cli.Events;

/// <summary>`events archive` and `events restore`: one month of events out into a checked file, and back.</summary>
internal static class ArchiveCommands
{
    private const string Variable = "ANALYTICS__ARCHIVE__DIRECTORY";

    public static Command Archive(TimeProvider clock)
    {
        var partition = Partition();
        var (folder, postgres) = (Folder(), PostgresAddress.Option());
        var drop = new Option<bool>("--drop") { Description = "Drop the partition afterwards, when the file was read back and has every row." };
        var command = new Command("archive",
            """
            Write a monthly partition of events into a compressed file with manifest and checksums; with --drop take it out of the database, unless a legal hold is on it.
            Exit 0: done; 1: not dropped, and why; 2: wrong use; 3: PostgreSQL cannot be reached.
            Example: analytics events archive events_usage_2024_10 --folder /var/lib/analytics/archive --drop
            """) { partition, folder, drop, postgres };
        command.SetAction((parsed, cancel) => Checked(parsed.GetValue(postgres), async database =>
        {
            var (own, archives) = (Parse(parsed.GetValue(partition)!), Open(parsed.GetValue(folder), clock));
            var partitions = new EventPartitions(database, archives, clock);
            if (!(await partitions.List(cancel)).Contains(own))
            {
                throw CommandFailure.Usage($"there is no partition {own.Name}", $"The partitions are: {string.Join(", ", (await partitions.List(cancel)).Select(one => one.Name))}.");
            }

            if (!parsed.GetValue(drop))
            {
                var made = await partitions.Archive(own, cancel);
                await StorePeer.Note(parsed.GetValue(postgres), AuditActs.PartitionArchived, own.Name, clock.GetUtcNow(), cancel);
                Console.WriteLine($"{own.Name}: {made.Rows} rows in {archives.Of(own.Name).DataFile}, sha256 {made.Sha256}");
                return ExitCodes.Ok;
            }

            if (await partitions.ArchiveAndDrop(own, cancel) is { } reason)
            {
                Console.Error.WriteLine($"analytics: not dropped: {reason}");
                return ExitCodes.Finding;
            }

            await StorePeer.Note(parsed.GetValue(postgres), AuditActs.PartitionDropped, own.Name, clock.GetUtcNow(), cancel);
            Console.WriteLine($"{own.Name}: archived in {archives.Of(own.Name).DataFile} and dropped");
            return ExitCodes.Ok;
        }));
        return command;
    }

    public static Command Restore(TimeProvider clock)
    {
        var partition = Partition();
        var (folder, postgres) = (Folder(), PostgresAddress.Option());
        var command = new Command("restore",
            """
            Bring an archived partition back, after its checksums were verified; what is there already stays as it is. A hold named restored-PARTITION keeps the next retention from dropping it: lift it when you are done.
            Example: analytics events restore events_usage_2024_10 --folder /var/lib/analytics/archive
            """) { partition, folder, postgres };
        command.SetAction((parsed, cancel) => Checked(parsed.GetValue(postgres), async database =>
        {
            var (own, archives) = (Parse(parsed.GetValue(partition)!), Open(parsed.GetValue(folder), clock));
            if (archives.Of(own.Name).Manifest is null)
            {
                throw CommandFailure.Usage($"{archives.Path} has no archive of {own.Name}", $"It has: {string.Join(", ", archives.All().Select(one => one.Partition))}.");
            }

            var rows = await new EventPartitions(database, archives, clock).Restore(own, cancel);
            if (rows == 0)
            {
                Console.WriteLine($"{own.Name} is there already");
                return ExitCodes.Ok;
            }

            await StorePeer.Note(parsed.GetValue(postgres), AuditActs.PartitionRestored, own.Name, clock.GetUtcNow(), cancel);
            Console.WriteLine($"{own.Name}: {rows} rows are back; lift the hold restored-{own.Name} when you are done");
            return ExitCodes.Ok;
        }));
        return command;
    }

    /// <summary>A command on archives: a damaged one is a finding, and nothing was changed.</summary>
    private static async Task<int> Checked(string? postgres, Func<NpgsqlDataSource, Task<int>> work)
    {
        try
        {
            return await StorePeer.Use(postgres, work);
        }
        catch (InvalidDataException damaged)
        {
            throw new CommandFailure(ExitCodes.Finding, damaged.Message, "Take the file from a backup; nothing was changed.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"the archive's folder: {e.Message}");
        }
    }

    private static Argument<string> Partition() => new("PARTITION") { Description = "events_CLASS_YEAR_MONTH, such as events_usage_2024_10." };

    private static Option<DirectoryInfo?> Folder() => new("--folder") { Description = $"The archive's folder (default: {Variable}).", HelpName = "DIR" };

    private static EventPartition Parse(string name) => EventPartition.Parse(name) ?? throw CommandFailure.Usage($"'{name}' is no partition", "Write it as events_usage_2024_10 or events_business_2019_01.");

    private static ArchiveFolder Open(DirectoryInfo? given, TimeProvider clock) =>
        (given?.FullName ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } path ? new ArchiveFolder(path, clock)
            : throw CommandFailure.Usage("nothing says where the archive is", $"Give --folder DIR or set {Variable}.");
}
