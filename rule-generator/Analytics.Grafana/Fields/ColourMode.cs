namespace Analytics.Grafana.Fields;

/// <summary>How a panel finds the colour of a series or of a value.</summary>
public enum ColourMode
{
    /// <summary>Each series its own, in the order of the palette.</summary>
    BySeries,

    /// <summary>By the thresholds.</summary>
    ByThreshold,

    /// <summary>The greater the bluer: for amounts that are neither good nor bad.</summary>
    ByAmount,

    /// <summary>From green to red.</summary>
    GreenToRed,

    /// <summary>From red to green.</summary>
    RedToGreen,
}
