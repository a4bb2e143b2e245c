using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Testing.Intake;

namespace Analytics.Benchmarks.Intake;

/// <summary>A whole HTTP request of many events, whose ids (and users) are overwritten in place before each sending.</summary>
internal sealed class RequestTemplate
{
    public const int Events = 100;

    private const string IdMark = "########-0000-4000-8000-############";
    private const string UserMark = "user-@@@@@@";

    private readonly byte[] _bytes;
    private readonly int[] _ids;
    private readonly int[] _users;
    private readonly int _client;
    private long _next;

    public RequestTemplate(int client, DateTimeOffset now)
    {
        _client = client;
        var dice = new Random(client);
        EventKind[] kinds =
        [
            EngagementEvents.SessionStarted, EngagementEvents.ScreenViewed, EngagementEvents.FeatureUsed, EngagementEvents.SessionEnded, EngagementEvents.NutritionLogged,
            AiEvents.RecommendationServed, AiEvents.RecommendationAnswered, FitnessEvents.WorkoutCompleted, BusinessEvents.PaymentCompleted, PlatformEvents.ApiRequested,
        ];
        var body = EventJson.Request(Enumerable.Range(0, Events).Select(i => Event(kinds[i % kinds.Length], now.AddSeconds(-dice.Next(600)), dice)));
        EventBytes = (body.Length - 13) / Events;
        _bytes = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST /api/analytics/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Analytics-Source: bench\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        _ids = Places(IdMark);
        _users = Places(UserMark);
    }

    /// <summary>The mean size of an event as JSON.</summary>
    public int EventBytes { get; }

    /// <summary>The next request; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        for (var i = 0; i < _ids.Length; i++)
        {
            var number = ++_next;
            // Spread like random ids: the low digits vary fastest, and they come first.
            Utf8Formatter.TryFormat((uint)(number * 2_654_435_761), _bytes.AsSpan(_ids[i], 8), out _, new('x', 8));
            Utf8Formatter.TryFormat(((long)_client << 36) | number, _bytes.AsSpan(_ids[i] + IdMark.Length - 12, 12), out _, new('x', 12));
            Utf8Formatter.TryFormat((uint)(number % 50_000) + (uint)(_client * 50_000), _bytes.AsSpan(_users[i] + 5, 6), out _, new('D', 6));
        }

        return _bytes;
    }

    /// <summary>The body of the next request.</summary>
    public ReadOnlyMemory<byte> NextBody()
    {
        var request = Next();
        return request[(request.Span.IndexOf("\r\n\r\n"u8) + 4)..];
    }

    private static JsonObject Event(EventKind kind, DateTimeOffset at, Random dice)
    {
        var made = EventJson.Of(kind, IdMark, at, UserMark, $"session-{dice.Next():x8}");
        foreach (var own in kind.Fields.Where(own => own.Field.Place != FieldPlace.Properties))
        {
            made.Set(own.Field, own.Field is ChoiceField choice ? choice.Values[dice.Next(choice.Values.Count)] : JsonNode.Parse(own.Field.ExampleJson));
        }

        return made;
    }

    private int[] Places(string mark)
    {
        var places = new List<int>();
        var sought = Encoding.ASCII.GetBytes(mark);
        for (var at = 0; _bytes.AsSpan(at).IndexOf(sought) is >= 0 and var found; at += found + 1)
        {
            places.Add(at + found);
        }

        return [.. places];
    }
}
