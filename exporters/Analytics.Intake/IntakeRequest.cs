namespace Analytics.Intake;

/// <summary>How a request is written, and how its answer has to be.</summary>
public enum IntakeForm
{
    /// <summary>JSON: <c>{"events":[…]}</c>.</summary>
    Events,

    /// <summary>The same, and a repeat of a whole batch (by its <c>batchId</c>) is answered the same.</summary>
    Batch,

    /// <summary>OTLP's <c>ExportLogsServiceRequest</c> in protobuf.</summary>
    OtlpProtobuf,

    /// <summary>OTLP's <c>ExportLogsServiceRequest</c> in JSON.</summary>
    OtlpJson,
}

/// <summary>Refused events that are sent again, as their records have them: with pseudonyms in place of ids.</summary>
/// <param name="KeyId">The key that made the pseudonyms.</param>
/// <param name="IsDryRun">Whether it is only asked what would become of them: nothing is kept or counted.</param>
public sealed record Replay(string KeyId, bool IsDryRun);

/// <summary>What a sender wants to have taken.</summary>
/// <param name="Body">The body without content encoding, at most <see cref="MaxBody"/> bytes; its memory is the caller's again when <see cref="IntakePipeline.SubmitAsync"/> returns its task.</param>
/// <param name="Source">
/// Who numbers the ids; see <see cref="Contract.DoorLimits.IsSource"/>. When nobody said: <see cref="DefaultSource"/>, or the resource's <c>service.name</c> in OTLP.
/// </param>
/// <param name="Form">How it is written.</param>
/// <param name="IsBackfill">Whether an administrator loads history.</param>
public readonly record struct IntakeRequest(ReadOnlyMemory<byte> Body, string? Source, IntakeForm Form = IntakeForm.Events, bool IsBackfill = false)
{
    /// <summary>The source of whoever does not say.</summary>
    public const string DefaultSource = "default";

    /// <summary>Refused events are sent again; null when these are none.</summary>
    public Replay? Replay { get; init; }

    /// <summary>Neither history nor a replay: the limits and quotas of the present hold.</summary>
    internal bool IsLive => !IsBackfill && Replay is null;

    /// <summary>Bytes that a body of a form may have.</summary>
    public static int MaxBody(IntakeForm form) => IsOtlp(form) ? Contract.DoorLimits.MaxOtlpBody : Contract.DoorLimits.MaxBody;

    /// <summary>Whether it is one of OTLP's.</summary>
    public static bool IsOtlp(IntakeForm form) => form is IntakeForm.OtlpProtobuf or IntakeForm.OtlpJson;
}
