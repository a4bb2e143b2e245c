using Analytics.Rules;
using Analytics.Rules.Routing;

namespace Analytics.AlertRules.Routing;

/// <summary>
/// Who is told, and how: P0 pages, P1 goes to the team's channel and mailbox, P2 to the channel, P3 becomes a ticket. Addresses and keys are files on the
/// machine; whoever has no file for a delivery does not get it, and everything is on the boards in any case.
/// </summary>
public static class People
{
    private static readonly SecretFile Slack = new("slack.url", "the address of an incoming webhook of Slack");
    private static readonly SecretFile Mail = new("smtp.password", "the password at the mail relay");
    private static readonly SecretFile Incidents = new("incidents.url", "the address that keeps the incident's timeline; it is sent Alertmanager's JSON");
    private static readonly SecretFile Tickets = new("tickets.url", "the address that makes tickets; it is sent Alertmanager's JSON");

    public static readonly MailRelay Relay = new("smtp.example.com:587", "analytics@example.com", "analytics");

    public static readonly Receiver OnCall = Paged("on-call", "the engineer on call", new SlackChannel("#incidents", Slack), new WebhookTo("incident timeline", Incidents));

    public static readonly Receiver Senior = Paged("senior-engineer", "the senior engineer");

    public static readonly Receiver EngineeringManager = Paged("engineering-manager", "the engineering manager", new MailTo("engineering-manager@example.com", Mail));

    public static readonly Receiver Cto = Paged("cto", "the CTO", new MailTo("cto@example.com", Mail));

    public static readonly Receiver TicketSystem = new("tickets", "the ticket system") { Deliveries = [new WebhookTo("ticket system", Tickets)] };

    /// <summary>What no route takes. Nothing of ours ends here; what somebody adds by hand in Prometheus does.</summary>
    public static readonly Receiver Forgotten = new("forgotten", "the channel for alerts that nobody has routed") { Deliveries = [new SlackChannel("#alerts", Slack)] };

    /// <summary>A team's channel.</summary>
    public static IReadOnlyDictionary<Team, Receiver> Channel { get; } = Teams.All.ToDictionary(team => team, team =>
        new Receiver(team.Name, $"team {team.Name}") { Deliveries = [new SlackChannel($"#{team.Name}", Slack)] });

    /// <summary>A team's channel and mailbox.</summary>
    public static IReadOnlyDictionary<Team, Receiver> Urgent { get; } = Teams.All.ToDictionary(team => team, team =>
        new Receiver($"{team.Name}-urgent", $"team {team.Name}, by channel and mail")
        {
            Deliveries = [new SlackChannel($"#{team.Name}", Slack), new MailTo($"{team.Name}@example.com", Mail)],
        });

    public static IReadOnlyList<Receiver> All { get; } = [Forgotten, OnCall, Senior, EngineeringManager, Cto, .. Urgent.Values, .. Channel.Values, TicketSystem];

    private static Receiver Paged(string name, string who, params Delivery[] more) =>
        new(name, who) { Deliveries = [new PagerDutyService(name, new SecretFile($"pagerduty-{name}.key", $"the routing key of the PagerDuty service that calls {who}")), .. more] };
}
