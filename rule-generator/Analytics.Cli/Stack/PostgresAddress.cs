using System.CommandLine;
using Analytics.Cli.Shell;
using Npgsql;

namespace Analytics.Cli.Stack;

/// <summary>Where PostgreSQL is: as given, else from the environment as the hosts have it, else where the running stack has it.</summary>
internal static class PostgresAddress
{
    public const string Variable = "ANALYTICS__POSTGRES__CONNECTIONSTRING";

    public static Option<string?> Option() => new("--postgres") { Description = $"Connection string (default: {Variable}, else the running stack's).", HelpName = "TEXT" };

    /// <summary>Null when nothing says where it is.</summary>
    public static string? Find(string? given) =>
        given ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : StackPlan.Read(StackLayout.Find(stackDir: null))?.PostgresConnectionString);

    /// <exception cref="CommandFailure">Nothing says where it is, or it cannot be reached.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(string? given, CancellationToken cancel)
    {
        var text = Find(given) ?? throw CommandFailure.Unreachable("nothing says where PostgreSQL is", $"Start the stack (./analytics up), or give --postgres or {Variable}.");
        try
        {
            var connection = new NpgsqlConnection(text);
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch (ArgumentException)
        {
            throw CommandFailure.Usage("--postgres cannot be read", "Write it as Host=127.0.0.1;Port=5432;Username=analytics;Database=analytics.");
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw CommandFailure.Unreachable($"PostgreSQL cannot be reached: {e.Message}", "Is it running? ./analytics status; --postgres names another one.");
        }
    }
}
