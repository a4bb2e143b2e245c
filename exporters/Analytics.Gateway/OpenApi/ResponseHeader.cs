namespace Analytics.Gateway.OpenApi;

/// <summary>A header of an answer by which a program decides what to do next.</summary>
/// <param name="Name">As RFC 9110 spells it.</param>
/// <param name="Type">Of its value.</param>
/// <param name="About">What it says.</param>
internal sealed record ResponseHeader(string Name, string Type, string About)
{
    public static readonly ResponseHeader RetryAfter = new("Retry-After", "integer", "Seconds after which it is worth to send the same again.");
    public static readonly ResponseHeader Challenge = new("WWW-Authenticate", "string", "Bearer: how to show a key.");
    public static readonly ResponseHeader AcceptEncoding = new("Accept-Encoding", "string", "What would be taken instead: gzip.");
    public static readonly ResponseHeader Location = new("Location", "string", "Where it can be asked for.");
}
