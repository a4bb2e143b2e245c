namespace Analytics.Tests.Statistics;

/// <summary>
/// Series to forecast, from models that are not the forecaster's: structural ones with breaks of level and trend, autoregressive noise around a
/// season, counts; hourly ones with a day and a week.
/// </summary>
internal static class SimulatedSeries
{
    public static IEnumerable<(int Horizon, double[] Series)> Of(bool hourly, int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            yield return hourly ? (48, Hourly(random)) : (18, (i % 3) switch { 0 => Breaking(random), 1 => Wandering(random), _ => Counts(random) });
        }
    }

    private static double[] Profile(Random random, int length, double size) =>
        [.. Enumerable.Range(0, length).Select(_ => size * MeanTests.Gauss(random))];

    private static double[] Breaking(Random random)
    {
        var n = random.Next(90, 260) + 18;
        var profile = Profile(random, 12, random.NextDouble() < 0.7 ? 0.12 : 0);
        double level = 8, slope = 0.006 * MeanTests.Gauss(random), noise = 0.005 + (0.03 * random.NextDouble());
        return [.. Enumerable.Range(0, n).Select(t =>
        {
            if (random.NextDouble() < 0.01)
            {
                slope = 0.006 * MeanTests.Gauss(random);
                level += 0.1 * MeanTests.Gauss(random);
            }

            level += slope + (0.008 * MeanTests.Gauss(random));
            slope *= 0.99;
            return Math.Exp(level + profile[t % 12] + (noise * MeanTests.Gauss(random)));
        })];
    }

    private static double[] Wandering(Random random)
    {
        var n = random.Next(90, 260) + 18;
        var profile = Profile(random, 12, 0.15);
        double level = 6, state = 0, memory = 0.3 + (0.6 * random.NextDouble()), wander = 0.03 * random.NextDouble();
        return [.. Enumerable.Range(0, n).Select(t =>
        {
            state = (memory * state) + (0.04 * MeanTests.Gauss(random));
            level += wander * MeanTests.Gauss(random);
            return Math.Exp(level + profile[t % 12] + state + (0.02 * MeanTests.Gauss(random)));
        })];
    }

    private static double[] Counts(Random random)
    {
        var n = random.Next(90, 260) + 18;
        var profile = Profile(random, 12, 0.2);
        var level = Math.Log(random.Next(100, 1000));
        return [.. Enumerable.Range(0, n).Select(t =>
        {
            level += 0.01 * MeanTests.Gauss(random);
            var mean = Math.Exp(level + profile[t % 12]);
            return Math.Max(1, Math.Round(mean + (Math.Sqrt(mean) * 2 * MeanTests.Gauss(random))));
        })];
    }

    private static double[] Hourly(Random random)
    {
        var (day, week) = (Profile(random, 24, 0.2), Profile(random, 7, 0.12));
        double level = 5, state = 0, memory = 0.5 + (0.4 * random.NextDouble());
        return [.. Enumerable.Range(0, 748).Select(t =>
        {
            state = (memory * state) + (0.04 * MeanTests.Gauss(random));
            level += 0.002 * MeanTests.Gauss(random);
            return Math.Exp(level + day[t % 24] + week[t / 24 % 7] + state + (0.02 * MeanTests.Gauss(random)));
        })];
    }
}
