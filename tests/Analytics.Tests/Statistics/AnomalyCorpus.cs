namespace Analytics.Tests.Statistics;

/// <summary>A metric with known anomalies: windows of 10 % of the series, shared by its anomalies and centred on them, as NAB's.</summary>
internal sealed record LabelledSeries(string Name, long[] Instants, double?[] Values, IReadOnlyList<(int Start, int End)> Windows);

/// <summary>48 seeded metric-like series: eight kinds of metric, six kinds of anomaly, one to three in each series.</summary>
internal static class AnomalyCorpus
{
    private static readonly string[] Metrics = ["cpu", "requests", "latency", "temperature", "queue", "errors", "memory", "signups"];
    private static readonly string[] Kinds = ["shift", "spikes", "drift", "season", "missing", "burst"];

    public static IEnumerable<LabelledSeries> All(int seed = 20250101)
    {
        foreach (var metric in Metrics)
        {
            foreach (var kind in Kinds)
            {
                yield return Make(metric, kind, new Random(HashCode(seed, metric, kind)));
            }
        }
    }

    private static int HashCode(int seed, string metric, string kind) => metric.Concat(kind).Aggregate(seed, (hash, c) => unchecked((hash * 31) + c));

    private static LabelledSeries Make(string metric, string kind, Random random)
    {
        var step = metric is "temperature" or "signups" ? TimeSpan.FromMinutes(30) : TimeSpan.FromMinutes(5);
        var n = random.Next(2600, 4200);
        var start = new DateTime(2025, 3, 3, 0, 0, 0, DateTimeKind.Utc).Ticks;
        var instants = Enumerable.Range(0, n).Select(i => start + (i * step.Ticks)).ToArray();
        var values = Base(metric, instants, random);
        var spread = Spread(values);
        var count = kind is "shift" or "drift" or "season" ? 1 : random.Next(1, 4);
        var places = new List<int>();
        while (places.Count < count)
        {
            var place = random.Next((int)(n * 0.22), (int)(n * 0.93));
            if (places.All(p => Math.Abs(p - place) > n / 6))
            {
                places.Add(place);
            }
        }

        var result = values.Select(v => (double?)v).ToArray();
        foreach (var place in places)
        {
            Disturb(kind, result, place, spread, random, metric);
        }

        var half = n / 20 / count;
        return new LabelledSeries($"{metric}-{kind}", instants, result, [.. places.Order().Select(p => (Math.Max(0, p - half), Math.Min(n - 1, p + half)))]);
    }

    private static double[] Base(string metric, long[] instants, Random random)
    {
        double Gauss() => MeanTests.Gauss(random);
        double walk = 0, memory = 300;
        var phase = random.NextDouble();
        return [.. instants.Select(instant =>
        {
            var day = (double)(instant % TimeSpan.TicksPerDay) / TimeSpan.TicksPerDay;
            var weekend = instant / TimeSpan.TicksPerDay % 7 >= 5;
            var wave = Math.Sin(2 * Math.PI * (day - 0.3 + (0.1 * phase)));
            walk = (0.9 * walk) + Gauss();
            switch (metric)
            {
                case "cpu": return 40 + (2 * walk) + (random.NextDouble() < 0.004 ? 15 : 0);
                case "requests": return Math.Max(0, (1000 + (500 * wave) + (60 * Math.Sin(12 * Math.PI * day))) * (weekend ? 0.6 : 1) * (1 + (0.04 * Gauss())));
                case "latency": return 80 * Math.Exp((0.25 * Gauss()) + (0.2 * wave));
                case "temperature": return 70 + (6 * wave) + (1.2 * walk);
                case "queue": return Math.Max(0, Math.Round(6 * Math.Exp(0.6 * Gauss())) + (day is > 0.1 and < 0.115 ? 120 : 0));
                case "errors": return random.NextDouble() < 0.2 ? Math.Round(3 * -Math.Log(1 - random.NextDouble())) : 0;
                case "memory":
                    memory = memory > 900 ? 300 : memory + 1.5 + Gauss();
                    return memory;
                default: return Math.Max(0, Math.Round((60 + (45 * wave)) * (weekend ? 1.5 : 1) + (7 * Gauss())));
            }
        })];
    }

    private static void Disturb(string kind, double?[] values, int place, double spread, Random random, string metric)
    {
        var n = values.Length;
        var sign = metric is "errors" or "queue" or "latency" || random.NextDouble() < 0.6 ? 1 : -1;
        switch (kind)
        {
            case "shift":
                Add(values, place, n, _ => sign * spread * (1.6 + random.NextDouble()));
                break;
            case "spikes":
                Add(values, place, place + random.Next(1, 4), _ => sign * spread * (2.5 + (2 * random.NextDouble())));
                break;
            case "drift":
                var length = n / 18;
                Add(values, place - (length / 2), n, i => sign * spread * 2.2 * Math.Min(1, (double)(i - place + (length / 2)) / length));
                break;
            case "season":
                var centre = values.Where(v => v is not null).Average()!.Value;
                for (var i = place; i < Math.Min(n, place + 280); i++)
                {
                    values[i] = centre + ((centre - values[i]) * 1.3);
                }

                break;
            case "missing":
                for (var i = place - 12; i < place && i < n; i++)
                {
                    values[i] = i % 3 == 0 ? null : values[i];
                }

                var frozen = values[place - 13] ?? 0;
                for (var i = place; i < Math.Min(n, place + 70); i++)
                {
                    values[i] = sign > 0 ? 0 : frozen;
                }

                break;
            default:
                Add(values, place, Math.Min(n, place + 40), _ => random.NextDouble() < 0.5 ? spread * (1.2 + (2.5 * random.NextDouble())) : 0);
                break;
        }
    }

    private static void Add(double?[] values, int from, int to, Func<int, double> amount)
    {
        for (var i = Math.Max(0, from); i < to; i++)
        {
            values[i] += amount(i);
        }
    }

    // Distance between the 1 % and the 99 % quantile.
    private static double Spread(double[] values)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)(0.99 * (sorted.Length - 1))] - sorted[(int)(0.01 * (sorted.Length - 1))];
    }
}
