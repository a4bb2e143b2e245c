namespace Analytics.Catalog;

/// <summary>The five areas of the product, named the same in the catalog, the exporters, the rules and the dashboards.</summary>
public enum Domain
{
    Business,
    Engagement,
    Ai,
    Fitness,
    Platform,
}

/// <summary>How long a stored event is kept. The seeds' rule: usage data 2 years, business data 7 years.</summary>
public enum DataClass
{
    /// <summary>Kept for 2 years.</summary>
    Usage,

    /// <summary>Kept for 7 years.</summary>
    Business,
}

/// <summary>How much harm a field could do in the wrong hands. Anything above <see cref="Internal"/> never becomes a metric label.</summary>
public enum Sensitivity
{
    /// <summary>Could be printed in a newspaper: a route template, a plan name.</summary>
    Public,

    /// <summary>For the company's eyes: an amount, a model score.</summary>
    Internal,

    /// <summary>Says something about one person: age band, free text.</summary>
    Personal,

    /// <summary>Says something about one person's body (special category of GDPR Art. 9): an injury, an effort.</summary>
    Health,
}

/// <summary>Who caused an event: the <c>eventType</c> of the envelope.</summary>
public enum EventType
{
    UserAction,
    SystemEvent,
    AiInteraction,
    BusinessEvent,
}
