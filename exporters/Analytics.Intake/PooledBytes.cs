using System.Buffers;

namespace Analytics.Intake;

/// <summary>
/// Memory to work in, with a bound to what waits for its next use. .NET's shared pool keeps an array of each size for each thread, and seldom gives one back: of large
/// ones that is the largest request that a thread has ever seen, for every thread. So only small arrays come from there; of large ones few are kept. Safe for many threads.
/// </summary>
public static class PooledBytes
{
    /// <summary>Up to this many bytes an array is small.</summary>
    internal const int Small = 1024 * 1024;

    /// <summary>Larger arrays are not kept at all: a body of JSON fits into one of these, and larger ones are rare.</summary>
    internal const int LargestKept = 8 * 1024 * 1024;

    /// <summary>How many of each size are kept.</summary>
    internal const int KeptOfEach = 4;

    private static readonly ArrayPool<byte> Few = ArrayPool<byte>.Create(LargestKept, KeptOfEach);

    /// <summary>An array of at least this many bytes, whatever they are.</summary>
    public static byte[] Rent(int size) => PoolOf(size).Rent(size);

    /// <summary>Takes an array back that <see cref="Rent"/> gave, once.</summary>
    public static void Return(byte[] rented)
    {
        ArgumentNullException.ThrowIfNull(rented);
        PoolOf(rented.Length).Return(rented);
    }

    private static ArrayPool<byte> PoolOf(int size) => size <= Small ? ArrayPool<byte>.Shared : Few;
}
