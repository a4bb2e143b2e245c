using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>What the app runs on: <c>deviceInfo</c>.</summary>
internal sealed record Device(DevicePlatform Platform, string AppVersion, string OsVersion, string? Model = null, string? ScreenSize = null, string? Connection = null);

/// <summary>What is known about a person at the time: <c>userSegment</c>.</summary>
internal sealed record Segment(Tier Tier, Goal Goal, AgeBand AgeBand, string Country);

/// <summary>What a person allowed, since when, under which wording: <c>privacyFlags</c>.</summary>
internal sealed record Consent(bool CanTrack, bool CanProfile, bool CanShare, DateTimeOffset Since, string Version)
{
    public const string CurrentVersion = "2";

    /// <summary>Nothing is allowed any more, from now on.</summary>
    public static Consent TakenBack(DateTimeOffset at) => new(CanTrack: false, CanProfile: false, CanShare: false, at, CurrentVersion);

    /// <summary>Software about itself: nobody to ask, nobody to profile.</summary>
    public static Consent OfSoftware(DateTimeOffset since) => new(CanTrack: true, CanProfile: false, CanShare: false, since, CurrentVersion);
}

/// <summary>Who caused an event: a person, an anonymous visitor (no user id) or a program (no user id, no segment).</summary>
internal sealed record Actor(string? UserId, string? SessionId, Device Device, Segment? Segment, Consent Consent);
