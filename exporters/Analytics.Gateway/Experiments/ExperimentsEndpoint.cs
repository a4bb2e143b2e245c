using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Gateway.Access;
using Analytics.Gateway.Problems;
using Analytics.Insights.Experiments;
using Npgsql;

namespace Analytics.Gateway.Experiments;

/// <summary><c>/api/analytics/ai-experiments</c>: experiments on models are created, listed, read and analysed.</summary>
internal sealed class ExperimentsEndpoint(ExperimentDesk desk, BodyReader bodies, TimeProvider clock)
{
    public const string Route = "/api/analytics/ai-experiments";
    private const int MaxBytes = 64 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Route, Guarded(CreateAsync));
        routes.MapGet(Route, Guarded(ListAsync));
        routes.MapGet(Route + "/{name}", Guarded(context => OfOneAsync(context, experiment => Task.FromResult(Described(experiment).ToJsonString()))));
        routes.MapGet(Route + "/{name}/analysis", Guarded(context => OfOneAsync(context, experiment => desk.Analyse(experiment, context.RequestAborted))));
    }

    private static RequestDelegate Guarded(Func<HttpContext, Task> answer) => async context =>
    {
        try
        {
            await answer(context);
        }
        catch (NpgsqlException) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            await Problem.Away("PostgreSQL").WriteAsync(context);
        }
    };

    private async Task CreateAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            await new Problem(ProblemKind.WrongContentType, "expected Content-Type: application/json").WriteAsync(context);
            return;
        }

        using var body = await bodies.ReadAsync(context.Request, MaxBytes, context.RequestAborted);
        if (body.Refusal is { } refusal)
        {
            await Problem.Of(refusal, "expected a JSON object of at most 64 KiB, in gzip or plain").WriteAsync(context);
            return;
        }

        var reader = new ExperimentReader();
        if (reader.Read(body.Bytes, clock.GetUtcNow()) is not { } wish)
        {
            await Problem.Of(reader.Mistakes).WriteAsync(context);
            return;
        }

        var (outcome, experiment) = await desk.Store.Create(wish, reader.SaysWhenItStarts, clock.GetUtcNow(), context.Caller().KeyId, context.RequestAborted);
        context.Audit().Detail = outcome == Creation.Created ? "created" : outcome == Creation.Repeated ? "was there" : "the name is taken";
        if (outcome == Creation.Conflict)
        {
            await new Problem(ProblemKind.ExperimentConflict, "another experiment has this name: take another name, or send the same again").WriteAsync(context);
            return;
        }

        context.Response.Headers.Location = $"{Route}/{experiment.Name}";
        await WriteAsync(context, outcome == Creation.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK, Described(experiment).ToJsonString());
    }

    private async Task ListAsync(HttpContext context)
    {
        var all = await desk.Store.All(context.RequestAborted);
        await WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["experiments"] = new JsonArray([.. all.Select(Described)]) }.ToJsonString());
    }

    private async Task OfOneAsync(HttpContext context, Func<Experiment, Task<string>> answer)
    {
        if (context.GetRouteValue("name") is string name && await desk.Store.Find(name, context.RequestAborted) is { } experiment)
        {
            await WriteAsync(context, StatusCodes.Status200OK, await answer(experiment));
            return;
        }

        await Problem.NotFound("no experiment has this name").WriteAsync(context);
    }

    private JsonObject Described(Experiment experiment)
    {
        var json = ExperimentText.Of(experiment);
        json["endsAt"] = experiment.EndsAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        json["state"] = experiment.StateAt(clock.GetUtcNow());
        json["assignment"] = new JsonObject
        {
            ["formula"] = "u = first 8 bytes (big endian) of SHA-256(experiment + '/' + user id) / 2^64; the variant is the first whose percentages, added up in this order, are greater than 100 u",
            ["exposureEvent"] = "experiment.exposed",
        };
        return json;
    }

    private static Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body, context.RequestAborted);
    }
}
