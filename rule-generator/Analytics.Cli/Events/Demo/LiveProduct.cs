using System.Globalization;
using Analytics.Catalog;
using Analytics.Cli.Events.World;

namespace Analytics.Cli.Events.Demo;

/// <summary>
/// The product of the history, alive now: the same people in real time, some tens of events a second, with the story that alerts fire on. Each start is a
/// life of its own (its ids carry the start's instant), begun a while before the start so that sessions are already under way.
/// </summary>
internal sealed class LiveProduct
{
    private static readonly TimeSpan RunUp = TimeSpan.FromMinutes(40);
    private const int Openers = 12;
    private static readonly TimeSpan OpenerGap = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OpenerLead = TimeSpan.FromSeconds(60);
    private readonly Timeline _timeline = new();
    private readonly Stage _stage;
    private readonly Dice _dice;
    private readonly Arrivals _arrivals;
    private readonly OperationsBehaviour _operations;
    private readonly VisitorBehaviour _visitors;
    private readonly List<Person> _people;
    private readonly DateTimeOffset _start;
    private List<Person> _active = [];
    private DateOnly _today;

    public LiveProduct(SyntheticProduct history, DateTimeOffset start)
    {
        var settings = history.Settings;
        // Events are written to the millisecond: what happens at the start itself must not lie before it.
        _start = start = start.AddTicks(-(start.UtcTicks % TimeSpan.TicksPerMillisecond));
        var run = string.Create(CultureInfo.InvariantCulture, $"live|{start.UtcTicks}");
        _stage = new Stage(settings.Seed, settings.From, settings.End, history.Stage.Story.GoesOnLive(start), _timeline, run, settings.Users);
        _dice = new Dice(Dice.SeedOf(settings.Seed, run));
        _people = [.. history.People.Where(person => !ConsentBehaviour.IsGone(person, settings.End))];
        _people.ForEach(person => person.GoOn(_stage));
        _operations = new OperationsBehaviour(_stage);
        _visitors = new VisitorBehaviour(_stage);

        var begin = start - RunUp;
        ComeBack(DateOnly.FromDateTime(begin.UtcDateTime));
        _arrivals = new Arrivals(_dice, begin);
        _arrivals.Add(meanSeconds: 0.05, RequestOfOthers);
        _arrivals.Add(meanSeconds: 4, at => SessionBehaviour.Visit(_dice.Pick(_active), _stage, at));
        _arrivals.Add(meanSeconds: 0.6, at => RecommendationBehaviour.AskForAdvice(new Visit(_dice.Pick(_active), _stage, at)));
        _arrivals.Add(meanSeconds: 20, _visitors.Visit);
        // Rare in life, but somebody who has just started the demo looks for them at once.
        _arrivals.Add(meanSeconds: 5, at => WearableBehaviour.Sync(_dice.Pick(_active), _stage, at));
        _arrivals.Add(meanSeconds: 8, at => FeedbackBehaviour.Rate(new Visit(_dice.Pick(_active), _stage, at)));
        _arrivals.Add(meanSeconds: 30, _operations.Check);
        _arrivals.Add(meanSeconds: 90, SignUp);
        _arrivals.Add(meanSeconds: 60, Bill);
        _arrivals.Add(meanSeconds: 60, at => _operations.RunJob("feed_refresh", 40, at));
        _operations.Deploy(AppSurface.Payments, start);
        _operations.RunJob("feed_refresh", 40, start);
        _operations.Scale(start, ScalingDirection.Up);
        foreach (var release in _stage.Releases.Models.Where(release => release.From >= begin - RunUp))
        {
            _operations.Deploy(release with { From = start });
        }

        Open(start);
    }

    /// <summary>What is too rare to come by itself while somebody looks at boards for the first time: newcomers who finish the onboarding and who do not, safety events.</summary>
    private void Open(DateTimeOffset start)
    {
        var index = NewIndex(start);
        for (var i = 0; i < Openers; i++)
        {
            var at = start + (i * OpenerGap);
            Person person;
            do
            {
                person = new Person(--index, _stage, at - OpenerLead);
            }
            while (person.FinishesOnboarding != (i % 2 == 0));

            SignUp(person, at - OpenerLead);
            RecommendationBehaviour.Slip(new Visit(_dice.Pick(_active), _stage, at));
        }
    }

    /// <summary>What has happened since the last call, in time order; nothing before the start.</summary>
    public IEnumerable<Happening> TakeUntil(DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        if (day != _today)
        {
            ComeBack(day);
            _people.ForEach(person => PaymentBehaviour.Live(person, _stage, day));
        }

        _arrivals.Advance(now);
        return _timeline.TakeUntil(now).Where(happening => happening.At >= _start);
    }

    /// <summary>Who is there on a day: each person with the chance that the history gave them, so that a day of live traffic has as many people as one of history.</summary>
    private void ComeBack(DateOnly day)
    {
        _today = day;
        _active = [.. _people.Where(person => _dice.Chance(Rhythm.ReturnChance(person, day)))];
        if (_active.Count == 0)
        {
            _active = [_people[0]];
        }
    }

    /// <summary>A request of one of the many devices that this demo does not follow one by one.</summary>
    private void RequestOfOthers(DateTimeOffset at) => _stage.Traffic.Ask(_dice.Pick(Routes), at);

    private void SignUp(DateTimeOffset at) => SignUp(new Person(NewIndex(at), _stage, at), at);

    private void SignUp(Person person, DateTimeOffset at)
    {
        _people.Add(person);
        _active.Add(person);
        SessionBehaviour.Visit(person, _stage, at, first: true);
    }

    /// <summary>A subscriber's renewal falls due.</summary>
    private void Bill(DateTimeOffset at)
    {
        var person = _dice.Pick(_people);
        if (person.Subscription is { } subscription)
        {
            person.Subscription = subscription with { RenewsOn = _today };
            PaymentBehaviour.Renew(person, _stage, at, subscription);
        }
    }

    /// <summary>Another index than anybody's of the history or of an earlier start.</summary>
    private static int NewIndex(DateTimeOffset at) => (int)(at.ToUnixTimeSeconds() - 1_000_000_000);

    private static readonly Weighted<Route> Routes = new(
        (AppSurface.Home, 22), (AppSurface.Workouts, 16), (AppSurface.Progress, 11), (AppSurface.Programs, 8), (AppSurface.Meals, 8),
        (AppSurface.StartWorkout, 5), (AppSurface.FinishWorkout, 4), (AppSurface.Login, 8), (AppSurface.Recommend, 7), (AppSurface.SyncWearable, 7), (AppSurface.Checkout, 4));
}
