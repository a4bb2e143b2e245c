namespace Analytics.Gateway.Queries;

/// <summary>Why a question has no answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Error">A word for programs.</param>
/// <param name="Message">What was expected, or what to do.</param>
internal sealed record Problem(int Status, string Error, string Message)
{
    public static Problem Of(IEnumerable<string> mistakes) => new(StatusCodes.Status400BadRequest, "invalid_request", string.Join("; ", mistakes));

    public static Problem Forbidden(string message) => new(StatusCodes.Status403Forbidden, "forbidden", message);

    public static Problem NotFound(string message) => new(StatusCodes.Status404NotFound, "not_found", message);

    public static Problem Away(string peer) => new(StatusCodes.Status503ServiceUnavailable, "peer_away", $"{peer} does not answer; ask again");

    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        if (Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        return context.Response.WriteAsJsonAsync(new { error = Error, message = Message }, context.RequestAborted);
    }
}
