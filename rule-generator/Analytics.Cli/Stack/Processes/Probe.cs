using Npgsql;

namespace Analytics.Cli.Stack;

/// <summary>Asks a part the question of its <see cref="Readiness"/>, now.</summary>
internal sealed class Probe : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(3) };

    /// <summary>Whether the part answers that it is ready. A refused connection or a time-out is "no", not an error.</summary>
    public async Task<bool> IsReadyAsync(Readiness readiness, CancellationToken cancel)
    {
        try
        {
            return readiness.Kind switch
            {
                ReadinessKind.Http => await AnswersAsync(readiness.Target, cancel),
                ReadinessKind.Postgres => await AcceptsAsync(readiness.Target, cancel),
                _ => true,
            };
        }
        catch (Exception e) when (e is HttpRequestException or NpgsqlException or IOException or TimeoutException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
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
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false;Timeout=3;Command Timeout=3");
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        return await command.ExecuteScalarAsync(cancel) is 1;
    }
}
