using System.Text;
using Analytics.Catalog;
using Analytics.Intake.Privacy;

namespace Analytics.Intake.Store;

/// <summary>
/// Which values a label with a budget has let through: the first ones seen, up to the budget, for good. What was let through before a restart is
/// read from the counters' committed series.
/// </summary>
internal sealed class LabelBudgets
{
    public const int OtherId = 0;
    public const int UnknownId = 1;

    private readonly Lock _gate = new();
    private readonly Dictionary<Label, Admitted> _labels = [];

    public void Clear()
    {
        lock (_gate)
        {
            _labels.Clear();
        }
    }

    /// <summary>Lets the label values of a committed series through again, also where a smaller budget would not any more.</summary>
    public void Remember(IReadOnlyList<Label> labels, IReadOnlyList<string> values)
    {
        lock (_gate)
        {
            for (var i = 0; i < labels.Count; i++)
            {
                if (!labels[i].IsClosed)
                {
                    Of(labels[i]).Add(values[i]);
                }
            }
        }
    }

    /// <summary>A small number for the value, the same for the same value until <see cref="Clear"/>.</summary>
    public int IdOf(Label label, ReadOnlySpan<byte> utf8)
    {
        lock (_gate)
        {
            return Of(label).IdOf(utf8, label.Budget);
        }
    }

    /// <summary>The value of an id that <see cref="IdOf"/> gave.</summary>
    public string ValueOf(Label label, int id)
    {
        lock (_gate)
        {
            return Of(label).Values[id];
        }
    }

    public string ValueOf(Label label, AdmittedEvent admitted)
    {
        if (label.Field is not { } field || !EventLayout.TrySlot(admitted.Data, admitted.Kind.IndexOf(field), out var bits))
        {
            return Label.Unknown;
        }

        if (label.Values is { } closed)
        {
            return closed[(int)bits];
        }

        var text = EventLayout.TextOf(admitted.Data, bits);
        lock (_gate)
        {
            var of = Of(label);
            return of.Values[of.IdOf(text, label.Budget)];
        }
    }

    private Admitted Of(Label label)
    {
        if (!_labels.TryGetValue(label, out var admitted))
        {
            _labels[label] = admitted = new Admitted();
        }

        return admitted;
    }

    private sealed class Admitted
    {
        private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal) { [Label.Other] = OtherId, [Label.Unknown] = UnknownId };

        public List<string> Values { get; } = [Label.Other, Label.Unknown];

        public int IdOf(ReadOnlySpan<byte> utf8, int budget)
        {
            Span<char> text = stackalloc char[utf8.Length];
            text = text[..Encoding.UTF8.GetChars(utf8, text)];
            var lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
            if (lookup.TryGetValue(text, out var id))
            {
                return id;
            }

            return Values.Count - 2 < budget ? Add(text.ToString()) : OtherId;
        }

        public int Add(string value)
        {
            if (!_ids.TryGetValue(value, out var id))
            {
                _ids[value] = id = Values.Count;
                Values.Add(value);
            }

            return id;
        }
    }
}
