using System.IO.Compression;
using Analytics.Catalog;
using Analytics.Intake;
using Microsoft.AspNetCore.Connections;

namespace Analytics.Gateway;

/// <summary>
/// Reads the body of a request into pooled memory, without its gzip: bounded by what a request may have after decompression (a bomb ends there), and by
/// what all requests together may have. Memory grows with what has arrived, not with what was announced.
/// </summary>
internal sealed class BodyReader(long limitOfAll)
{
    private const int FirstBytes = 128 * 1024;

    private long _held;

    /// <summary>Bytes of bodies that are held at the moment.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Reads the body; the caller disposes what it gets.</summary>
    public async ValueTask<ReadBody> ReadAsync(HttpRequest request, int limit, CancellationToken cancel)
    {
        if (!TryEncoding(request, out var isGzip))
        {
            return new ReadBody(this, RequestRefusal.WrongContentEncoding);
        }

        if (request.ContentLength > limit)
        {
            return new ReadBody(this, RequestRefusal.BodyTooLarge);
        }

        var body = new ReadBody(this, null);
        try
        {
            if (!isGzip)
            {
                await FillAsync(body, request.Body, limit, (int?)request.ContentLength, cancel);
                return body;
            }

            await using var gzip = new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true);
            await FillAsync(body, gzip, limit, null, cancel);
        }
        catch (InvalidDataException)
        {
            body.Refusal = RequestRefusal.BadCompression;
        }
        catch (BadHttpRequestException e)
        {
            body.Refusal = e.StatusCode == StatusCodes.Status408RequestTimeout ? RequestRefusal.TooSlow : RequestRefusal.InvalidRequest;
        }
        catch (IOException e) when (e is not ConnectionResetException)
        {
            // Kestrel's word for a chunk whose length is larger than any.
            body.Refusal = RequestRefusal.InvalidRequest;
        }

        return body;
    }

    private static async ValueTask FillAsync(ReadBody body, Stream from, int limit, int? announced, CancellationToken cancel)
    {
        // One byte more than announced, so that the end is seen without another buffer.
        if (!body.TryGrow(Math.Min((announced ?? FirstBytes) + 1, FirstBytes)))
        {
            return;
        }

        while (await from.ReadAsync(body.Free, cancel) is > 0 and var read)
        {
            body.Length += read;
            if (body.Length > limit)
            {
                body.Refusal = RequestRefusal.BodyTooLarge;
                return;
            }

            if (body.Free.IsEmpty && !body.TryGrow(Math.Min(body.Length * 2, limit + 1)))
            {
                return;
            }
        }
    }

    /// <summary>gzip or nothing; x-gzip is its old name (RFC 9110, 8.4.1.3).</summary>
    private static bool TryEncoding(HttpRequest request, out bool isGzip)
    {
        var encodings = request.Headers.ContentEncoding;
        var encoding = encodings.Count == 1 ? encodings[0].AsSpan().Trim() : default;
        isGzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);
        return isGzip || encodings.Count == 0 || (encodings.Count == 1 && (encoding.IsEmpty || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>A body, or why there is none.</summary>
    internal sealed class ReadBody(BodyReader owner, RequestRefusal? refusal) : IDisposable
    {
        private byte[] _bytes = [];

        public RequestRefusal? Refusal { get; set; } = refusal;

        public int Length { get; set; }

        public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

        public Memory<byte> Free => _bytes.AsMemory(Length);

        /// <summary>Makes room for a body of this size; false when all bodies together would be too large.</summary>
        public bool TryGrow(int size)
        {
            var larger = PooledBytes.Rent(size);
            if (Interlocked.Add(ref owner._held, larger.Length) > owner.LimitOfAll)
            {
                Interlocked.Add(ref owner._held, -larger.Length);
                PooledBytes.Return(larger);
                Refusal = RequestRefusal.Busy;
                return false;
            }

            Bytes.CopyTo(larger);
            GiveBack();
            _bytes = larger;
            return true;
        }

        public void Dispose() => GiveBack();

        private void GiveBack()
        {
            if (_bytes.Length > 0)
            {
                Interlocked.Add(ref owner._held, -_bytes.Length);
                PooledBytes.Return(_bytes);
                _bytes = [];
            }
        }
    }

    private long LimitOfAll { get; } = limitOfAll;
}
