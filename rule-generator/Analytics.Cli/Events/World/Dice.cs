using System.Text;

namespace Analytics.Cli.Events.World;

/// <summary>
/// A seeded source of chance whose stream is ours (SplitMix64: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"), so that
/// one seed gives the same bytes with every version of .NET. Each person and each service has its own dice: adding one changes nobody else's fate.
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A seed for one of many streams: a hash of the run's seed, the stream's name and its number.</summary>
    public static ulong SeedOf(long seed, string stream, long number = 0)
    {
        var hash = Mix(unchecked((ulong)seed) ^ 0x9E3779B97F4A7C15UL);
        foreach (var octet in Encoding.UTF8.GetBytes(stream))
        {
            hash = Mix(hash ^ octet);
        }

        return Mix(hash ^ unchecked((ulong)number));
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Uniform in [from, to).</summary>
    public double Between(double from, double to) => from + ((to - from) * Unit());

    /// <summary>Uniform whole number in [0, bound).</summary>
    public int Below(int bound) => (int)(Unit() * bound);

    /// <summary>Exponential with the given mean: waiting times.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Unit());

    /// <summary>Log-normal with the given median; sigma is the standard deviation of the logarithm. Durations of requests and of people look like it.</summary>
    public double LogNormal(double median, double sigma) => median * Math.Exp(sigma * Normal());

    /// <summary>Standard normal (Box and Muller 1958; the second value is thrown away to keep no hidden state).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    /// <summary>Poisson: how many of something rare happen. Knuth's product for small means, the normal approximation from 60 on.</summary>
    public int Poisson(double mean)
    {
        if (mean >= 60)
        {
            return Math.Max(0, (int)Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        }

        var limit = Math.Exp(-mean);
        var count = 0;
        for (var product = Unit(); product > limit; product *= Unit())
        {
            count++;
        }

        return count;
    }

    /// <summary>One of several, all equally likely.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>One of several, each as likely as its weight.</summary>
    public T Pick<T>(Weighted<T> items) => items.At(Unit());

    private ulong Next()
    {
        _state = unchecked(_state + 0x9E3779B97F4A7C15UL);
        return Mix(_state);
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }
}

/// <summary>Items with weights; only the weights' proportions matter.</summary>
internal sealed class Weighted<T>
{
    private readonly T[] _items;
    private readonly double[] _upTo;

    public Weighted(params (T Item, double Weight)[] items)
    {
        _items = [.. items.Select(item => item.Item)];
        _upTo = new double[items.Length];
        var total = items.Sum(item => item.Weight);
        var sum = 0.0;
        for (var i = 0; i < items.Length; i++)
        {
            sum += items[i].Weight;
            _upTo[i] = sum / total;
        }
    }

    public IReadOnlyList<T> Items => _items;

    /// <summary>The item at a position in [0, 1) along the weights.</summary>
    public T At(double position)
    {
        for (var i = 0; i < _items.Length - 1; i++)
        {
            if (position < _upTo[i])
            {
                return _items[i];
            }
        }

        return _items[^1];
    }
}
