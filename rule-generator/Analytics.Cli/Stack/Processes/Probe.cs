using System.Net.Sockets;
using Npgsql;

namespace Analytics.Cli.Stack;

/// <summary>Asks a part the question of its <see cref="Readiness"/>, now.</summary>
internal sealed class Probe : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly HttpClient _http = new() { Timeout = Patience };

    /// <summary>Whether the part answers that it is ready. A refused connection or a time-out is "no", not an error.</summary>
    public async Task<bool> IsReadyAsync(Readiness readiness, CancellationToken cancel)
    {
        try
        {
            return readiness.Kind switch
            {
                ReadinessKind.Http => await AnswersAsync(readiness.Target, cancel),
                ReadinessKind.Postgres => await AcceptsAsync(readiness.Target, cancel).WaitAsync(Patience, cancel),
                _ => true,
            };
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException or NpgsqlException or SocketException or TimeoutException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> AnswersAsync(string url, CancellationToken cancel)
    {
        using var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancel);
        return response.IsSuccessStatusCode;
    }

    private static async Task<bool> AcceptsAsync(string connectionString, CancellationToken cancel)
    {
        // A data source of its own: nothing remembered from the server that was there before.
        await using var source = NpgsqlDataSource.Create($"{connectionString};Pooling=false;Timeout=3;Command Timeout=3");
        await using var command = source.CreateCommand("SELECT 1");
        return await command.ExecuteScalarAsync(cancel) is 1;
    }
}
