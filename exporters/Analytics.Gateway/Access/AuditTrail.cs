using System.Collections.Concurrent;
using System.Net.Sockets;
using Analytics.Intake;
using Analytics.Intake.Access;
using Analytics.Intake.Audit;
using Analytics.Intake.Contract;
using Npgsql;

namespace Analytics.Gateway.Access;

/// <summary>
/// Writes down what callers do at the endpoints that the table marks. The answer of such an endpoint is held back until its record is durable: what
/// cannot be written down is answered 503 and shows nothing.
/// </summary>
/// <param name="append">Writes an entry and returns when it is durable (<see cref="AuditLog.AppendAsync(AuditEntry, CancellationToken)"/>).</param>
/// <param name="clock">Says when.</param>
internal sealed class AuditTrail(Func<AuditEntry, CancellationToken, Task> append, TimeProvider clock)
{
    /// <summary>A load of history is thousands of requests of one kind: one record an hour for each key and source.</summary>
    public static readonly TimeSpan OncePer = TimeSpan.FromHours(1);

    /// <summary>How many of them are remembered; beyond that all are forgotten, and written down once more.</summary>
    internal const int MostOpened = 10_000;

    private readonly ConcurrentDictionary<(string Act, string Actor, string Source), DateTimeOffset> _opened = new();

    /// <summary>Runs an endpoint, writes down what it did, and only then lets its answer go.</summary>
    /// <returns>False: the record could not be written; nothing was answered.</returns>
    public async Task<bool> RunAsync(HttpContext context, Caller caller, string act, RequestDelegate endpoint)
    {
        var scope = new AuditScope();
        context.Features.Set(scope);
        var body = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await endpoint(context);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        catch (Exception) when (!scope.IsRecorded)
        {
            await TryAppendAsync(Entry(AuditOutcome.Failed));
            throw;
        }
        finally
        {
            context.Response.Body = body;
        }

        // Recorded although the client is gone: the deed is done.
        if (!scope.IsRecorded && !await TryAppendAsync(Entry(OutcomeOf(context.Response.StatusCode))))
        {
            context.Response.Clear();
            return false;
        }

        held.Position = 0;
        await held.CopyToAsync(body, context.RequestAborted);
        return true;

        AuditEntry Entry(AuditOutcome outcome) => AuditEntry.Of(caller, act, clock.GetUtcNow()) with { Outcome = outcome, Subject = scope.Subject, Detail = scope.Detail };
    }

    /// <summary>Writes an act down once an hour for each key and source.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="act">What.</param>
    /// <param name="named">The source that the request names; one that is no source's name is not repeated: the door refuses the request.</param>
    /// <returns>False: the record could not be written.</returns>
    public async Task<bool> OpenAsync(Caller caller, string act, string named)
    {
        var source = named.Length == 0 ? IntakeRequest.DefaultSource : DoorLimits.IsSource(named) ? named : "without a valid name";
        var (key, now) = ((act, caller.KeyId, source), clock.GetUtcNow());
        if (_opened.TryGetValue(key, out var last) && now - last < OncePer)
        {
            return true;
        }

        if (!await TryAppendAsync(AuditEntry.Of(caller, act, now) with { Detail = $"source {source}" }))
        {
            return false;
        }

        if (_opened.Count >= MostOpened)
        {
            _opened.Clear();
        }

        _opened[key] = now;
        return true;
    }

    /// <summary>Writes down that a good key asked for something that it may not do.</summary>
    public Task DenyAsync(Caller caller, string act) => TryAppendAsync(AuditEntry.Of(caller, act, clock.GetUtcNow()) with { Outcome = AuditOutcome.Denied });

    private static AuditOutcome OutcomeOf(int status) => status switch
    {
        < 400 => AuditOutcome.Done,
        404 => AuditOutcome.NotFound,
        < 500 => AuditOutcome.Refused,
        _ => AuditOutcome.Failed,
    };

    private async Task<bool> TryAppendAsync(AuditEntry entry)
    {
        try
        {
            await append(entry, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            return false;
        }
    }
}

/// <summary>What an endpoint that is written down tells of what it does.</summary>
internal sealed class AuditScope
{
    /// <summary>The pseudonym of the person it was about.</summary>
    public string? Subject { get; set; }

    /// <summary>More, in words of ours: never what a client sent.</summary>
    public string Detail { get; set; } = "";

    /// <summary>Whether the endpoint wrote its record itself, in the transaction of the act.</summary>
    public bool IsRecorded { get; set; }
}
