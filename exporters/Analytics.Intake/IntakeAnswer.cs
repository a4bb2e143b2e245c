using Analytics.Catalog;
using Analytics.Intake.Contract;

namespace Analytics.Intake;

/// <summary>The answer to a request, ready to be sent; dispose it after that.</summary>
public sealed class IntakeAnswer : IDisposable
{
    private readonly ByteBuffer _body = new(16 * 1024);

    internal IntakeAnswer(int status, TimeSpan? retryAfter = null)
    {
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>When to come back, for 429 and 503.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>JSON in UTF-8; valid until disposed.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    internal ByteBuffer Buffer => _body;

    /// <summary>The answer to a request that is turned away whole.</summary>
    internal static IntakeAnswer Refuse(RequestRefusal code, string message, TimeSpan? retryAfter = null)
    {
        var answer = new IntakeAnswer(StatusOf(code), retryAfter);
        AnswerWriter.WriteRefusal(answer._body, code, message);
        return answer;
    }

    public void Dispose() => _body.Dispose();

    private static int StatusOf(RequestRefusal code) => code switch
    {
        RequestRefusal.NotJson or RequestRefusal.InvalidRequest => 400,
        RequestRefusal.Unauthorized => 401,
        RequestRefusal.Forbidden => 403,
        RequestRefusal.LockedOut => 429,
        RequestRefusal.BodyTooLarge or RequestRefusal.TooManyEvents => 413,
        RequestRefusal.WrongContentType => 415,
        _ => 503,
    };
}
