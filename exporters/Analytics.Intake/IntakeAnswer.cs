using Analytics.Catalog;
using Analytics.Intake.Contract;
using Analytics.Intake.Otlp;

namespace Analytics.Intake;

/// <summary>The answer to a request, ready to be sent; dispose it after that.</summary>
public sealed class IntakeAnswer : IDisposable
{
    private readonly ByteBuffer _body = new(16 * 1024);

    internal IntakeAnswer(IntakeForm form, int status = 200, TimeSpan? retryAfter = null)
    {
        ContentType = form == IntakeForm.OtlpProtobuf ? "application/x-protobuf" : "application/json";
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The media type of <see cref="Body"/>.</summary>
    public string ContentType { get; }

    /// <summary>When to come back, for 429 and 503; in whole seconds at least 1 when it is sent.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>JSON in UTF-8, or protobuf; valid until disposed.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    internal ByteBuffer Buffer => _body;

    /// <summary>What OTLP's door says of a request that does not get as far as the pipeline: a <c>google.rpc.Status</c>.</summary>
    /// <param name="form">How the request is written.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="message">What was expected.</param>
    public static IntakeAnswer OfStatus(IntakeForm form, int status, string message)
    {
        var answer = new IntakeAnswer(form, status);
        OtlpAnswer.WriteStatus(answer._body, form, status, message);
        return answer;
    }

    /// <summary>The answer to a request that is turned away whole.</summary>
    /// <param name="form">How the request is written.</param>
    /// <param name="code">Why.</param>
    /// <param name="message">What was expected.</param>
    /// <param name="retryAfter">When to come back.</param>
    /// <param name="read">The outcomes of a request that was read before it was turned away.</param>
    internal static IntakeAnswer Refuse(IntakeForm form, RequestRefusal code, string message, TimeSpan? retryAfter, AnswerWriter? read = null)
    {
        var answer = new IntakeAnswer(form, RequestRefusals.StatusOf(code), retryAfter);
        if (IntakeRequest.IsOtlp(form))
        {
            OtlpAnswer.WriteStatus(answer._body, form, answer.Status, $"{WireName.Of(code)}: {message}");
        }
        else if (read is not null)
        {
            read.WriteRetry(answer._body, code, message);
        }
        else
        {
            AnswerWriter.WriteRefusal(answer._body, code, message);
        }

        return answer;
    }

    public void Dispose() => _body.Dispose();
}
