using System.CommandLine;
using Analytics.Cli.Stats.Input;

namespace Analytics.Cli.Stats;

/// <summary>The options that name an events file's columns and bound its time.</summary>
internal sealed class EventColumnOptions
{
    private readonly Option<string> _user = StatsOptions.Name("--user", "user_id", "the user; empty means anonymous");
    private readonly Option<string> _time = StatsOptions.Name("--time", "timestamp", "the event's time");
    private readonly Option<string> _event = StatsOptions.Name("--event", "event", "the event's name");
    private readonly Option<string> _id = StatsOptions.Name("--id", "event_id", "the event's id, if there is one: the same id is the same event, the first row stays");
    private readonly Option<string?> _from = StatsOptions.Optional("--from", "Only events at or after this.", "DATE");
    private readonly Option<string?> _to = StatsOptions.Optional("--to", "Only events at or before this; a date means its whole day.", "DATE");

    public IEnumerable<Option> All => [_user, _time, _event, _id, _from, _to];

    public EventSource Source(ParseResult parsed, string path, bool withName) => new(
        path, parsed.GetValue(_user)!, parsed.GetValue(_time)!, parsed.GetValue(_id)!, withName ? parsed.GetValue(_event) : null,
        StatsOptions.From(parsed.GetValue(_from), "--from"), StatsOptions.To(parsed.GetValue(_to), "--to"));
}
