namespace Analytics.Catalog;

/// <summary>The app's platform.</summary>
public enum DevicePlatform
{
    Ios,
    Android,
    Web,
}

/// <summary>What a person pays for.</summary>
public enum Tier
{
    Free,
    Trial,
    Basic,
    Premium,
}

/// <summary>What a person wants to reach.</summary>
public enum Goal
{
    LoseWeight,
    BuildMuscle,
    Endurance,
    Mobility,
    Health,
}

/// <summary>Ten-year age bands: precise enough to compare, too coarse to tell who it is.</summary>
public enum AgeBand
{
    [WireName("under_18")]
    Under18,
    [WireName("18_24")]
    From18,
    [WireName("25_34")]
    From25,
    [WireName("35_44")]
    From35,
    [WireName("45_54")]
    From45,
    [WireName("55_64")]
    From55,
    [WireName("65_plus")]
    From65,
}

/// <summary>The fields that every event may carry: <c>deviceInfo</c> and <c>userSegment</c> of the envelope.</summary>
public static class ContextFields
{
    public static readonly ChoiceField<DevicePlatform> Platform = new("platform", "The app's platform.", place: FieldPlace.Device);
    public static readonly BudgetedField AppVersion = new("app_version", "The app's version.", budget: 20, maxLength: 32, place: FieldPlace.Device, jsonName: "appVersion", example: "5.2.0", content: TextContent.Version);
    public static readonly TextField OsVersion = new("os_version", "The operating system's version.", maxLength: 32, place: FieldPlace.Device, jsonName: "osVersion", example: "18.1", content: TextContent.Version);
    public static readonly TextField DeviceModel = new("device_model", "The device's model.", maxLength: 64, place: FieldPlace.Device, jsonName: "deviceModel", example: "Pixel 9");
    public static readonly TextField ScreenSize = new("screen_size", "Width x height in pixels.", maxLength: 16, place: FieldPlace.Device, jsonName: "screenSize", example: "1080x2400");
    public static readonly TextField ConnectionType = new("connection_type", "How the device is connected.", maxLength: 16, place: FieldPlace.Device, jsonName: "connectionType", example: "wifi");

    public static readonly ChoiceField<Tier> Tier = new("tier", "What the person pays for.", Sensitivity.Internal, FieldPlace.Segment);
    public static readonly ChoiceField<Goal> Goal = new("goal", "What the person wants to reach.", Sensitivity.Internal, FieldPlace.Segment);
    public static readonly ChoiceField<AgeBand> AgeBand = new("age_band", "Ten-year age band.", Sensitivity.Personal, FieldPlace.Segment, "ageBand");
    public static readonly TextField Country = new("country", "ISO 3166-1 alpha-2 code of the country.", maxLength: 2, Sensitivity.Personal, FieldPlace.Segment, example: "DE");

    /// <summary>All of them, in the order in which they are stored.</summary>
    public static IReadOnlyList<Field> All { get; } = [Platform, AppVersion, OsVersion, DeviceModel, ScreenSize, ConnectionType, Tier, Goal, AgeBand, Country];
}
