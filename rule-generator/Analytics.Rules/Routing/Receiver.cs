namespace Analytics.Rules.Routing;

/// <summary>Who gets notifications, and by which ways.</summary>
/// <param name="Name">Unique, kebab-case.</param>
/// <param name="Who">In words, for runbooks: <c>the engineer on call</c>.</param>
public sealed record Receiver(string Name, string Who)
{
    /// <summary>The ways to reach them; all are used.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];

    /// <summary>Meant to reach nobody: the alert is on the boards and in Alertmanager's list, and that is enough. Else an empty receiver is a mistake.</summary>
    public bool BoardsOnly { get; init; }

    public override string ToString() => Name;
}

/// <summary>
/// A secret that Alertmanager reads from a file when it notifies. Configuration never holds secrets: the file is made on the machine, below the folder
/// <see cref="Folder"/>, and a delivery whose file is not there is left out of the running stack (<c>analytics up</c>).
/// </summary>
/// <param name="FileName">In the folder: <c>slack.url</c>.</param>
/// <param name="Holds">What to write into it, in words.</param>
public sealed record SecretFile(string FileName, string Holds)
{
    /// <summary>Relative to Alertmanager's working folder, natively and in its container alike.</summary>
    public const string Folder = "secrets/alerting";

    public string Path => $"{Folder}/{FileName}";
}

/// <summary>One way to reach somebody.</summary>
/// <param name="Secret">Its address or key.</param>
/// <param name="InWords">For runbooks: <c>Slack #platform</c>.</param>
public abstract record Delivery(SecretFile Secret, string InWords)
{
    /// <summary>Whether it also tells that the alert has ended.</summary>
    public bool SendResolved { get; init; } = true;
}

/// <summary>A channel of Slack, by an incoming webhook.</summary>
public sealed record SlackChannel(string Channel, SecretFile Secret) : Delivery(Secret, $"Slack {Channel}");

/// <summary>A service of PagerDuty (Events API v2): its schedule decides whose telephone rings.</summary>
/// <param name="Service">The service's name, for people.</param>
/// <param name="Secret">The integration's routing key.</param>
public sealed record PagerDutyService(string Service, SecretFile Secret) : Delivery(Secret, $"PagerDuty {Service}");

/// <summary>An address for mail, sent through the plan's relay.</summary>
public sealed record MailTo(string Address, SecretFile Secret) : Delivery(Secret, $"mail to {Address}");

/// <summary>Any program that takes Alertmanager's JSON: a ticket system, an incident timeline.</summary>
/// <param name="Program">Its name, for people.</param>
/// <param name="Secret">The address to post to.</param>
public sealed record WebhookTo(string Program, SecretFile Secret) : Delivery(Secret, Program);

/// <summary>The relay that takes mail for delivery.</summary>
/// <param name="Host">Address and port: <c>smtp.example.com:587</c>.</param>
/// <param name="From">The sender.</param>
/// <param name="User">Who logs in; the password is the deliveries' secret.</param>
public sealed record MailRelay(string Host, string From, string User);
