using System.Diagnostics;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Stack;

/// <summary>Makes the data folder of the stack's own PostgreSQL, once: a role and a database <c>analytics</c>, passwords for everybody.</summary>
internal static class PostgresCluster
{
    /// <summary>One folder a major version: another Debian release finds no data that its server cannot read.</summary>
    public static string DataFolder(StackLayout layout) => Path.Combine(layout.Data, "postgres", Major(layout));

    public static async Task PrepareAsync(StackLayout layout, StackPorts ports, StackSecrets secrets, CancellationToken cancel)
    {
        PrivateFiles.CreateOpenFolder(SocketFolder.For(layout, ports.Postgres));
        var data = DataFolder(layout);
        var made = Path.Combine(layout.Data, $"postgres-{Major(layout)}.made");
        if (File.Exists(made))
        {
            return;
        }

        PrivateFiles.CreateOpenFolder(Path.GetDirectoryName(data)!);
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true); // an initdb that was interrupted
        }

        await RunAsync(layout.Program("initdb"), ["-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-instructions"], "", cancel);
        await File.WriteAllTextAsync(Path.Combine(data, "pg_hba.conf"), Access, cancel);
        // In single-user mode no password is asked for and none is seen by another process; one statement a line.
        await RunAsync(layout.Program("postgres"), ["--single", "-D", data, "postgres"],
            $"CREATE ROLE analytics LOGIN PASSWORD '{secrets.PostgresPassword}'\nGRANT pg_monitor TO analytics\nCREATE DATABASE analytics OWNER analytics\n", cancel);
        await File.WriteAllTextAsync(made, "", cancel);
    }

    // Nobody gets in without a password, and the superuser has none: he is reached in single-user mode only.
    private const string Access = """
        # TYPE  DATABASE  USER  ADDRESS       METHOD
        local   all       all                 scram-sha-256
        host    all       all   127.0.0.1/32  scram-sha-256
        """;

    private static async Task RunAsync(string program, IReadOnlyList<string> arguments, string input, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = "/", RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync(cancel);
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancel);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancel);
        await output;
        if (process.ExitCode != 0)
        {
            throw new CommandFailure(ExitCodes.Finding, $"PostgreSQL's data folder could not be made: {(await said).Trim()}",
                "another --stack-dir, or start as an ordinary user; ./analytics doctor tells more");
        }
    }

    private static string Major(StackLayout layout)
    {
        var file = Path.Combine(layout.Root, "postgres", "major");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "unknown";
    }
}
