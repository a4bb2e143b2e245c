using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Analytics.Intake.Store;

namespace Analytics.Exporters.Otlp;

/// <summary>
/// Lets Prometheus see the first event of a series. A series that begins at 1 has no increase, so a new one is exported as 0 until an export has succeeded, and only
/// then with its value. One that an earlier run of the program already had goes on where it was: a zero would look like a reset.
/// </summary>
internal sealed class FirstZeros
{
    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<CounterSeries, State> _states = [];
    private readonly Dictionary<string, State> _byName = [];
    private readonly List<State> _shown = [];

    /// <summary>The measurement of a series at this export.</summary>
    public Measurement<double> Measure(CounterSeries series)
    {
        lock (_gate)
        {
            if (!_states.TryGetValue(series, out var state))
            {
                _states.Add(series, state = StateOf(series));
            }

            if (state.IsKnown)
            {
                return new Measurement<double>(series.Value, series.Tags);
            }

            _shown.Add(state);
            return new Measurement<double>(0, series.Tags);
        }
    }

    /// <summary>To be told after each export whether it succeeded.</summary>
    public void Exported(bool succeeded)
    {
        lock (_gate)
        {
            if (succeeded)
            {
                _shown.ForEach(state => state.IsKnown = true);
            }

            _shown.Clear();
        }
    }

    // The ledger makes new objects when it has been away from PostgreSQL; the series are the same.
    private State StateOf(CounterSeries series)
    {
        var name = $"{series.Metric.Name}\n{series.IsBackfill}\n{string.Join('\n', series.Labels)}";
        if (!_byName.TryGetValue(name, out var state))
        {
            _byName[name] = state = new State { IsKnown = !series.IsNew };
        }

        return state;
    }

    private sealed class State
    {
        public bool IsKnown { get; set; }
    }
}
