using System.Globalization;
using Analytics.Gateway.Problems;
using Npgsql;

namespace Analytics.Gateway.Queries;

/// <summary>Answers that come out of PostgreSQL; 503 while it is away.</summary>
internal static class StoreAnswer
{
    public static async Task WriteAsync(HttpContext context, Func<Task<object>> ask)
    {
        object answer;
        try
        {
            answer = await ask();
        }
        catch (NpgsqlException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await Problem.Away("PostgreSQL").WriteAsync(context);
            return;
        }

        await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    /// <summary>RFC 3339 in UTC, to the second.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
