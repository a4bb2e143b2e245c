using Analytics.Catalog;
using Analytics.Intake.Privacy;

namespace Analytics.Intake.Store;

/// <summary>By how much one series grows in a transaction.</summary>
internal readonly record struct CounterDelta(SeriesKey Key, decimal Delta);

/// <summary>
/// Adds up what a batch of events means for the counters, as the catalog's feeds say. A series is found by the ids of its label values, packed
/// into one number, so that an event costs no allocation. One writer. Thrown away after a failed transaction, because label budgets that it used
/// up may not have been committed.
/// </summary>
internal sealed class CounterFeed
{
    private const int BitsPerLabel = 16;

    private readonly LabelBudgets _budgets;
    private readonly Dictionary<EventKind, FeedPlan[]> _plans;
    private readonly List<Sum> _touched = [];

    public CounterFeed(IReadOnlyList<Metric> metrics, LabelBudgets budgets)
    {
        _budgets = budgets;
        var series = metrics.ToDictionary(metric => metric, _ => new Dictionary<(UInt128 Labels, bool Backfill), Sum>());
        _plans = metrics
            .SelectMany(metric => metric.Feeds.Select(feed => new FeedPlan(metric, feed, series[metric])))
            .GroupBy(plan => plan.Feed.Kind)
            .ToDictionary(group => group.Key, group => group.ToArray());
    }

    public void Add(AdmittedEvent admitted)
    {
        if (!_plans.TryGetValue(admitted.Kind, out var plans))
        {
            return;
        }

        var data = admitted.Data;
        foreach (var plan in plans)
        {
            decimal amount = 1;
            if (plan.Feed.Value is { } field)
            {
                if (!EventLayout.TrySlot(data, plan.ValueSlot, out var bits))
                {
                    continue;
                }

                amount = field is MoneyField ? bits / EventLayout.MoneyScale : (decimal)BitConverter.Int64BitsToDouble(bits);
            }

            SumOf(plan, data, admitted.IsBackfill).Grow(amount, _touched);
        }
    }

    /// <summary>What was added since the last call; starts the next transaction's sums at zero.</summary>
    public IReadOnlyList<CounterDelta> Take()
    {
        var deltas = new CounterDelta[_touched.Count];
        for (var i = 0; i < deltas.Length; i++)
        {
            deltas[i] = _touched[i].Take();
        }

        _touched.Clear();
        return deltas;
    }

    private Sum SumOf(FeedPlan plan, ReadOnlySpan<byte> data, bool backfill)
    {
        UInt128 packed = 0;
        foreach (var label in plan.Labels)
        {
            packed = (packed << BitsPerLabel) | (uint)IdOf(label, data);
        }

        if (!plan.Series.TryGetValue((packed, backfill), out var sum))
        {
            var values = new string[plan.Labels.Length];
            for (var i = 0; i < values.Length; i++)
            {
                var label = plan.Labels[i];
                var id = IdOf(label, data);
                values[i] = label.Closed is { } closed ? (id < closed.Count ? closed[id] : Label.Unknown) : _budgets.ValueOf(label.Label, id);
            }

            plan.Series[(packed, backfill)] = sum = new Sum(new SeriesKey(plan.Metric, backfill, values));
        }

        return sum;
    }

    private int IdOf(LabelPlan label, ReadOnlySpan<byte> data)
    {
        if (!EventLayout.TrySlot(data, label.Slot, out var bits))
        {
            return label.Closed?.Count ?? LabelBudgets.UnknownId;
        }

        return label.Closed is not null ? (int)bits : _budgets.IdOf(label.Label, EventLayout.TextOf(data, bits));
    }

    private sealed record LabelPlan(Label Label, IReadOnlyList<string>? Closed, int Slot);

    private sealed class FeedPlan(Metric metric, Feed feed, Dictionary<(UInt128 Labels, bool Backfill), Sum> series)
    {
        public Metric Metric { get; } = metric;

        public Feed Feed { get; } = feed;

        public int ValueSlot { get; } = feed.Value is { } field ? feed.Kind.IndexOf(field) : -1;

        /// <summary>Shared by all feeds of the metric.</summary>
        public Dictionary<(UInt128 Labels, bool Backfill), Sum> Series { get; } = series;

        public LabelPlan[] Labels { get; } =
            [.. metric.LabelSet.Own.Select(label => new LabelPlan(label, label.Values, label.Field is { } field ? feed.Kind.IndexOf(field) : -1))];
    }

    private sealed class Sum(SeriesKey key)
    {
        private decimal _sum;
        private bool _touched;

        public void Grow(decimal amount, List<Sum> touched)
        {
            _sum += amount;
            if (!_touched)
            {
                _touched = true;
                touched.Add(this);
            }
        }

        public CounterDelta Take()
        {
            var delta = new CounterDelta(key, _sum);
            _sum = 0;
            _touched = false;
            return delta;
        }
    }
}
