using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>What the product's own software does without anybody asking: models go live, jobs and probes run, services scale, money is spent.</summary>
internal sealed class OperationsBehaviour(Stage stage)
{
    private readonly Dice _dice = stage.DiceOf("operations");
    private readonly EventStream _stream = stage.SharedStreamOf("operations");
    private readonly Actor _actor = stage.Software();
    private readonly Dictionary<string, int> _instances = AppSurface.Services.ToDictionary(service => service, _ => 3);

    private static readonly IReadOnlyList<(string Name, double Hour, double Seconds)> Jobs =
        [("daily_aggregation", 1, 240), ("invoice_run", 3, 95), ("search_index", 4, 420), ("recommendation_refresh", 5, 900)];

    private static readonly IReadOnlyList<(string Probe, Route Route)> Probes =
        [("home_page", AppSurface.Home), ("login", AppSurface.Login), ("checkout", AppSurface.Checkout)];

    /// <summary>One day; <paramref name="people"/> is how many were there, which is what costs depend on.</summary>
    public void Live(DateTimeOffset day, int people)
    {
        foreach (var release in stage.Releases.Models.Where(release => Rhythm.StartOfDay(release.From) == day))
        {
            Deploy(release);
        }

        Deploy(AppSurface.Services[(int)day.DayOfWeek % AppSurface.Services.Count], day + TimeSpan.FromHours(10));
        foreach (var (name, hour, seconds) in Jobs)
        {
            RunJob(name, seconds, day + TimeSpan.FromHours(hour + (0.1 * _dice.Unit())));
        }

        for (var hour = 0; hour < 24; hour++)
        {
            Check(day + TimeSpan.FromHours(hour + _dice.Unit()));
        }

        Scale(day + TimeSpan.FromHours(16.5 + _dice.Unit()), ScalingDirection.Up);
        Scale(day + TimeSpan.FromHours(22 + _dice.Unit()), ScalingDirection.Down);
        Spend(day + TimeSpan.FromHours(23.5), people);
        MarketplaceBehaviour.Publish(stage, day, _dice, _stream);
    }

    public void Deploy(ModelRelease release) =>
        stage.Tell(AiEvents.ModelDeployed, release.From, _stream, _actor).With(AiFields.Model, release.Model).With(AiFields.Version, release.Version);

    /// <summary>A new release of a service goes live.</summary>
    public void Deploy(string service, DateTimeOffset at) =>
        stage.Tell(PlatformEvents.ServiceDeployed, at, _stream, _actor)
            .With(PlatformFields.Service, service)
            .With(PlatformFields.Release, FormattableString.Invariant($"{at:yyyy.MM.dd}"));

    /// <summary>Checks the integrations and runs the probes once.</summary>
    public void Check(DateTimeOffset at)
    {
        foreach (var integration in Enum.GetValues<Integration>())
        {
            var luck = _dice.Unit();
            var status = luck < 0.985 ? IntegrationStatus.Healthy : luck < 0.996 ? IntegrationStatus.Degraded : IntegrationStatus.Down;
            stage.Tell(PlatformEvents.IntegrationChecked, at, _stream, _actor)
                .With(PlatformFields.Integration, integration)
                .With(PlatformFields.Status, status)
                .With(PlatformFields.Duration, _dice.LogNormal(0.24, 0.5) * (status == IntegrationStatus.Healthy ? 1 : 6));
        }

        foreach (var (probe, route) in Probes)
        {
            var incident = stage.Story.IncidentOf(route.Service, at);
            stage.Tell(PlatformEvents.ProbeRan, at, _stream, _actor)
                .With(PlatformFields.Probe, probe)
                .With(PlatformFields.Result, _dice.Chance(incident?.ErrorShare ?? 0.002) ? RunResult.Failed : RunResult.Succeeded)
                .With(PlatformFields.Duration, _dice.LogNormal(route.MedianSeconds * 1.5, 0.3) * (incident?.Slowdown ?? 1));
        }
    }

    public void RunJob(string name, double seconds, DateTimeOffset at) =>
        stage.Tell(PlatformEvents.JobRan, at, _stream, _actor)
            .With(PlatformFields.Job, name)
            .With(PlatformFields.Result, _dice.Chance(0.01) ? RunResult.Failed : RunResult.Succeeded)
            .With(PlatformFields.Duration, _dice.LogNormal(seconds, 0.25));

    public void Scale(DateTimeOffset at, ScalingDirection direction)
    {
        var service = _dice.Pick(AppSurface.Services);
        _instances[service] = Math.Clamp(_instances[service] + (direction == ScalingDirection.Up ? 1 : -1), 2, 12);
        stage.Tell(PlatformEvents.ServiceScaled, at, _stream, _actor)
            .With(PlatformFields.Service, service)
            .With(PlatformFields.Direction, direction)
            .With(PlatformFields.Instances, _instances[service]);
    }

    private void Spend(DateTimeOffset at, int people)
    {
        Spend(at, CostType.Infrastructure, 38 + (0.021 * people));
        Spend(at, CostType.Ai, 4 + (0.035 * people));
        Spend(at, CostType.Support, 22 + (0.012 * people));
        Spend(at, CostType.Acquisition, 30 + (0.04 * people));
    }

    private void Spend(DateTimeOffset at, CostType type, double euros) =>
        stage.Tell(BusinessEvents.CostRecorded, at, _stream, _actor)
            .With(BusinessFields.CostType, type)
            .With(BusinessFields.Amount, Math.Round((decimal)(euros * _dice.Between(0.9, 1.1)), 2))
            .With(BusinessFields.Currency, Currency.Eur);
}
