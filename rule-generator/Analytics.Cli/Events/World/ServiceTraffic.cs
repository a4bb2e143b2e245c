using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>The services behind the app: each request takes a log-normal time, fails now and then, and asks the database; incidents make all of it worse.</summary>
internal sealed class ServiceTraffic(Stage stage)
{
    private readonly Dictionary<string, (Dice Dice, EventStream Stream, Actor Actor)> _services =
        AppSurface.Services.ToDictionary(name => name, name => (stage.DiceOf("service " + name), stage.SharedStreamOf("service " + name), stage.Software()));

    /// <summary>One request; returns whether it was answered without a server error.</summary>
    public bool Ask(Route route, DateTimeOffset at)
    {
        var (dice, stream, actor) = _services[route.Service];
        var incident = stage.Story.IncidentOf(route.Service, at);
        var answer = dice.Chance(incident?.ErrorShare ?? route.ErrorShare) ? StatusClass.ServerError
            : dice.Chance(0.02) ? StatusClass.ClientError
            : StatusClass.Success;
        var seconds = Math.Min(30, dice.LogNormal(route.MedianSeconds, 0.55) * (incident?.Slowdown ?? 1));
        stage.Tell(PlatformEvents.ApiRequested, at, stream, actor)
            .With(PlatformFields.Service, route.Service)
            .With(PlatformFields.Route, route.Path)
            .With(PlatformFields.Method, route.Method)
            .With(PlatformFields.StatusClass, answer)
            .With(PlatformFields.Duration, seconds);

        if (answer == StatusClass.Success && dice.Chance(0.4))
        {
            stage.Tell(PlatformEvents.DatabaseQueried, at, stream, actor)
                .With(PlatformFields.Operation, OperationOf(route.Method))
                .With(PlatformFields.Table, route.Table)
                .With(PlatformFields.Duration, seconds * dice.Between(0.1, 0.6));
        }

        if (route == AppSurface.Login)
        {
            stage.Tell(PlatformEvents.LoginAttempted, at, stream, actor)
                .With(PlatformFields.Result, answer == StatusClass.Success ? RunResult.Succeeded : RunResult.Failed);
        }

        return answer != StatusClass.ServerError;
    }

    private static QueryOperation OperationOf(RequestMethod method) => method switch
    {
        RequestMethod.Post => QueryOperation.Insert,
        RequestMethod.Put or RequestMethod.Patch => QueryOperation.Update,
        RequestMethod.Delete => QueryOperation.Delete,
        _ => QueryOperation.Select,
    };
}
