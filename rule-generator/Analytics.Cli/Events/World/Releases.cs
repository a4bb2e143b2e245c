using System.Globalization;
using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>A version of a model and how often its recommendations turn out right.</summary>
internal sealed record ModelRelease(AiModel Model, string Version, DateTimeOffset From, double Accuracy);

/// <summary>A version of the app and how likely a session with it crashes.</summary>
internal sealed record AppRelease(string Version, DateTimeOffset From, double CrashChance);

/// <summary>Which versions of the models and of the app are live at what time.</summary>
internal sealed class Releases
{
    private readonly AppRelease[] _apps;

    public Releases(DateTimeOffset from, DateTimeOffset until, Story story)
    {
        var length = until - from;
        _apps =
        [
            new("5.0.0", from, 0.004),
            new("5.1.0", from + (0.25 * length), 0.016),
            new("5.2.0", from + (0.6 * length), 0.003),
        ];
        Models = [.. Enum.GetValues<AiModel>().SelectMany(model => ReleasesOf(model, from, length, story)).OrderBy(release => release.From)];
    }

    /// <summary>All releases of all models, in time order.</summary>
    public IReadOnlyList<ModelRelease> Models { get; }

    /// <summary>The version of a model that answers at a time.</summary>
    public ModelRelease ModelAt(AiModel model, DateTimeOffset at)
    {
        var live = Models.First(release => release.Model == model);
        foreach (var release in Models)
        {
            if (release.Model == model && release.From <= at)
            {
                live = release;
            }
        }

        return live;
    }

    /// <summary>The app's version on a device whose owner installs updates after a delay.</summary>
    public AppRelease AppAt(DateTimeOffset at, TimeSpan delay)
    {
        for (var i = _apps.Length - 1; i > 0; i--)
        {
            if (_apps[i].From + delay <= at)
            {
                return _apps[i];
            }
        }

        return _apps[0];
    }

    private static IEnumerable<ModelRelease> ReleasesOf(AiModel model, DateTimeOffset from, TimeSpan length, Story story)
    {
        var good = model switch { AiModel.Workout => 0.89, AiModel.Nutrition => 0.87, _ => 0.88 };
        yield return new(model, "1.0", from, good - 0.02);
        yield return new(model, "1.1", from + ((0.2 + (0.08 * (int)model)) * length), good);
        var major = 2;
        foreach (var bad in story.BadReleases.Where(release => release.Model == model))
        {
            yield return new(model, Version(major, 0), bad.From, bad.Accuracy);
            if (bad.Until < DateTimeOffset.MaxValue)
            {
                yield return new(model, Version(major, 1), bad.Until, good + 0.01);
            }

            major++;
        }
    }

    private static string Version(int major, int minor) => string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}");
}
