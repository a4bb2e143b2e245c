using Analytics.Intake;
using Microsoft.Net.Http.Headers;

namespace Analytics.Gateway;

/// <summary>How the body of a request is written, by its content type. The usual spelling costs no parsing.</summary>
internal static class ContentTypes
{
    public static bool IsJson(this HttpRequest request) =>
        request.ContentType == "application/json"
        || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Which encoding of OTLP it is in; null: none.</summary>
    public static IntakeForm? OtlpForm(this HttpRequest request) =>
        request.IsJson() ? IntakeForm.OtlpJson : request.IsProtobuf() ? IntakeForm.OtlpProtobuf : null;

    private static bool IsProtobuf(this HttpRequest request) =>
        request.ContentType == "application/x-protobuf"
        || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/x-protobuf", StringComparison.OrdinalIgnoreCase));
}
