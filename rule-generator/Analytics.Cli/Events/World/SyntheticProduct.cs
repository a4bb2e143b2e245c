using System.Globalization;

namespace Analytics.Cli.Events.World;

/// <summary>What decides a synthetic product's life: the same settings give the same events, byte for byte.</summary>
/// <param name="Users">How many people sign up within the window, at least 1.</param>
/// <param name="Days">How long the window is, at least 1.</param>
/// <param name="Seed">Which of many possible lives.</param>
/// <param name="End">The end of the window (exclusive).</param>
/// <param name="HasStory">Whether an incident, a bad model release and a price change happen, and a few people withdraw.</param>
internal sealed record ProductSettings(int Users, int Days, long Seed, DateTimeOffset End, bool HasStory)
{
    public DateTimeOffset From => End - TimeSpan.FromDays(Days);

    /// <summary>Without the number of users: more people leave the others' events, and their ids, as they are.</summary>
    public string Run => string.Create(CultureInfo.InvariantCulture, $"{Days}|{End.UtcTicks}|{HasStory}");
}

/// <summary>
/// A fitness product with its people, lived day by day. Memory holds the people (a few hundred bytes each) and the events of about one day, whatever
/// the length of the window. The entry type of the world.
/// </summary>
internal sealed class SyntheticProduct
{
    private readonly Timeline _timeline = new();
    private readonly OperationsBehaviour _operations;
    private readonly VisitorBehaviour _visitors;
    private readonly Dice _visitorCount;

    public SyntheticProduct(ProductSettings settings)
    {
        Settings = settings;
        var story = settings.HasStory ? Story.Of(settings.From, settings.End) : Story.None;
        Stage = new Stage(settings.Seed, settings.From, settings.End, story, _timeline, settings.Run, settings.Users);
        People = [.. Enumerable.Range(0, settings.Users).Select(index => new Person(index, Stage))];
        _operations = new OperationsBehaviour(Stage);
        _visitors = new VisitorBehaviour(Stage);
        _visitorCount = Stage.DiceOf("visitor count");
    }

    public ProductSettings Settings { get; }

    public Stage Stage { get; }

    public IReadOnlyList<Person> People { get; }

    /// <summary>All events of the window in time order.</summary>
    public IEnumerable<Happening> Live()
    {
        for (var day = Rhythm.StartOfDay(Settings.From); day < Settings.End; day += TimeSpan.FromDays(1))
        {
            var people = LiveDay(DateOnly.FromDateTime(day.UtcDateTime));
            _operations.Live(day, people);
            for (var visitors = _visitorCount.Poisson(people * 0.25); visitors > 0; visitors--)
            {
                _visitors.Visit(Rhythm.InCountry(day, _visitorCount.Pick(Market.Countries), _visitorCount));
            }

            foreach (var happening in _timeline.TakeUntil(Min(day + TimeSpan.FromDays(1), Settings.End)))
            {
                if (happening.At >= Settings.From)
                {
                    yield return happening;
                }
            }
        }
    }

    /// <summary>One day of everybody; returns how many were active.</summary>
    private int LiveDay(DateOnly day)
    {
        var active = 0;
        foreach (var person in People)
        {
            var signUpDay = DateOnly.FromDateTime(person.SignsUpAt.UtcDateTime);
            if (day < signUpDay)
            {
                continue;
            }

            if (day == signUpDay)
            {
                active++;
                SessionBehaviour.Visit(person, Stage, person.SignsUpAt, first: true);
                continue;
            }

            if (ConsentBehaviour.IsSilent(person, day))
            {
                ConsentBehaviour.Live(person, Stage, day);
                continue;
            }

            PaymentBehaviour.Live(person, Stage, day);
            if (person.Dice.Chance(Rhythm.ReturnChance(person, day)))
            {
                active++;
                ReturnOn(day, person);
            }
        }

        return active;
    }

    private void ReturnOn(DateOnly day, Person person)
    {
        var starts = Enumerable.Range(0, 1 + person.Dice.Poisson(0.35)).Select(_ => Rhythm.InCountry(Rhythm.StartOf(day), person.Country, person.Dice));
        foreach (var start in starts.Order().ToArray())
        {
            SessionBehaviour.Visit(person, Stage, start);
        }

        if (person.Wearable is not null && person.Dice.Chance(0.8))
        {
            WearableBehaviour.Sync(person, Stage, Rhythm.InCountry(Rhythm.StartOf(day), person.Country, person.Dice));
        }
    }

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
