using System.Text;
using Analytics.Catalog;
using Analytics.Intake.Contract;
using Analytics.Intake.Privacy;

namespace Analytics.Intake.Otlp;

/// <summary>
/// One OTLP request on its way: each record becomes an event of its source (the resource's <c>service.name</c>) and passes the gate at once. Nothing of it
/// counts before <see cref="Close"/>'s batches are durable.
/// </summary>
internal sealed class OtlpSubmission(PrivacyGate gate, Func<RequestReader> rent, IntakeRequest request, DateTimeOffset now) : IDisposable
{
    /// <summary>Services in one request; a Collector in front of more sends several.</summary>
    private const int MostSources = 100;

    private const int LongestSource = 64;

    private readonly OtlpRecord _resource = new();
    private readonly OtlpRecord _record = new();
    private readonly OtlpEvent _event = new(EventContract.Default);
    private readonly Dictionary<string, Part> _open = [];
    private readonly List<Part> _parts = [];
    private int _index;
    private bool _isTooMuch;

    public OtlpAnswer Answer { get; } = new();

    /// <summary>How many records were read.</summary>
    public int Count => _index;

    /// <summary>Who judged which events, and let them pass.</summary>
    public IEnumerable<(RequestReader Reader, Admission Admission)> Parts => _parts.Select(part => (part.Reader, part.Admission));

    /// <summary>How many events each source sent.</summary>
    public IReadOnlyDictionary<string, int> EventsBySource() => _parts.GroupBy(part => part.Source).ToDictionary(group => group.Key, group => group.Sum(part => part.Reader.Answer.Count));

    /// <summary>Reads the whole body. What it returns is null, or why nothing of the request counts.</summary>
    public RequestFault? Read()
    {
        try
        {
            var isRead = request.Form == IntakeForm.OtlpJson
                ? OtlpJson.TryRead(request.Body.Span, _resource, _record, Take)
                : OtlpProtobuf.TryRead(request.Body.Span, _resource, _record, Take);
            if (!isRead)
            {
                return new RequestFault(request.Form == IntakeForm.OtlpJson ? RequestRefusal.InvalidRequest : RequestRefusal.NotProtobuf, "expected an ExportLogsServiceRequest of OTLP");
            }
        }
        catch (System.Text.Json.JsonException e)
        {
            return Envelope.NotJson(e);
        }

        return _isTooMuch ? new RequestFault(RequestRefusal.TooManyEvents, $"expected at most {DoorLimits.MaxOtlpRecords} log records of {MostSources} services in a request; set the exporter's batch size to it") : null;
    }

    /// <summary>Closes the gate: what has passed becomes records of the log, each with who read it. The caller disposes the batches.</summary>
    public IReadOnlyList<(RequestReader Reader, Admission Gate, AdmittedBatch Batch)> Close() =>
        [.. _parts.Where(part => !part.Admission.IsEmpty).Select(part => (part.Reader, part.Admission, part.Admission.Close()))];

    public void Dispose()
    {
        foreach (var part in _parts)
        {
            part.Admission.Dispose();
        }

        _resource.Dispose();
        _record.Dispose();
        _event.Dispose();
    }

    private void Take()
    {
        if (_isTooMuch || _index >= DoorLimits.MaxOtlpRecords || PartOf(SourceOf()) is not { } part)
        {
            _isTooMuch = true;
            return;
        }

        var notAnEvent = _event.Write(_resource, _record);
        if (part.Reader.ReadEvent(_event.Json, part.Admission, _event.Observed, notAnEvent) is { } fault)
        {
            Answer.Reject(_index, fault);
        }
        else
        {
            foreach (var warning in part.Reader.Warnings)
            {
                Answer.Warn(_index, warning);
            }
        }

        _index++;
    }

    private Part? PartOf(string source)
    {
        if (_open.TryGetValue(source, out var part) && part.Reader.Answer.Count < DoorLimits.MaxEvents)
        {
            return part;
        }

        if (part is null && _open.Count == MostSources)
        {
            return null;
        }

        part = new Part(source, rent(), gate.Open(source, request.IsBackfill, UnixTime.ToMicroseconds(now), expected: request.Body.Length));
        part.Reader.Begin(part.Admission.SourceBytes, request.IsBackfill, now);
        _parts.Add(part);
        return _open[source] = part;
    }

    /// <summary>The request's own source (a key may be tied to one); else the resource's service.name, made fit to be a source's name.</summary>
    private string SourceOf()
    {
        if (request.Source is { } said)
        {
            return said;
        }

        foreach (var attribute in _resource.Attributes)
        {
            if (attribute.Kind == OtlpKind.Text && !JsonText.IsBlank(_resource.TextOf(attribute.Text)) && Ascii.Equals(_resource.TextOf(attribute.Key), "service.name"))
            {
                var name = Encoding.UTF8.GetString(_resource.TextOf(attribute.Text)[..Math.Min(attribute.Text.Length, LongestSource)]);
                return string.Concat(name.Select(letter => DoorLimits.IsInSource(letter) ? letter : '_'));
            }
        }

        return IntakeRequest.DefaultSource;
    }

    private sealed record Part(string Source, RequestReader Reader, Admission Admission);
}
