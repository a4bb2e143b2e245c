using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Intake;
using Analytics.Intake.Privacy;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>What a person took back does not come back through an old consent, and a withdrawal goes into the log without the person's name.</summary>
public sealed class ConsentTests : IDisposable
{
    private const string User = "anna.smith@example.org";

    private static readonly DateTimeOffset Withdrawn = Door.Now.AddDays(-10);

    private readonly Door _door = new();

    public void Dispose() => _door.Dispose();

    [Fact]
    public void Events_with_a_consent_from_before_the_withdrawal_are_dropped_and_later_ones_count()
    {
        Suppress(new Narrowing(Micros(Withdrawn), false, false, false));
        Assert.Equal(["dropped consent_withdrawn"], _door.Post(Event("stale", Withdrawn.AddDays(-1))).Outcomes);
        Assert.Equal(["dropped consent_withdrawn"], _door.Post(Event("undated", null)).Outcomes);
        Assert.Equal(["ok"], _door.Post(Event("again", Withdrawn.AddDays(1))).Outcomes);
        Assert.Equal(["ok"], _door.Post(Event("other", Withdrawn.AddDays(-1), "somebody-else")).Outcomes);
    }

    [Fact]
    public void Of_a_person_who_withdrew_not_even_a_fault_is_kept()
    {
        Suppress(new Narrowing(Micros(Withdrawn), false, false, false));
        var faulty = Event("stale", Withdrawn.AddDays(-1));
        faulty["category"] = "nonsense";
        var passage = _door.Post(faulty);
        Assert.Equal(["dropped consent_withdrawn"], passage.Outcomes);
        Assert.Empty(passage.Refusals);
    }

    [Fact]
    public void Who_took_back_a_purpose_only_is_tracked_without_it()
    {
        Suppress(new Narrowing(Micros(Withdrawn), Track: true, Profile: false, Share: false));
        var admitted = Assert.Single(_door.Post(Event("a", Withdrawn.AddDays(-1), share: true)).Events);
        Assert.Equal((null, false), (admitted.UserId, admitted.CanShare));
        admitted = Assert.Single(_door.Post(Event("b", Withdrawn.AddDays(1), share: true)).Events);
        Assert.Equal((_door.Keys.PseudonymOf(User), true), (admitted.UserId, admitted.CanShare));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_later_no_to_one_purpose_does_not_bring_back_what_an_earlier_one_took(bool inOrder)
    {
        Narrowing[] noes = [new(Micros(Withdrawn), false, false, false), new(Micros(Withdrawn.AddDays(2)), Track: true, Profile: true, Share: false)];
        foreach (var no in inOrder ? noes : [.. noes.Reverse()])
        {
            Suppress(no);
        }

        Assert.Equal(["dropped consent_withdrawn"], _door.Post(Event("stale", Withdrawn.AddDays(-1), share: true)).Outcomes);
        Assert.Equal(["dropped consent_withdrawn"], _door.Post(Event("same", Withdrawn, share: true)).Outcomes);
        var between = Assert.Single(_door.Post(Event("between", Withdrawn.AddDays(1), share: true)).Events);
        Assert.Equal((_door.Keys.PseudonymOf(User), false), (between.UserId, between.CanShare));
        Assert.True(Assert.Single(_door.Post(Event("after", Withdrawn.AddDays(3), share: true)).Events).CanShare);
    }

    [Fact]
    public void A_withdrawal_is_remembered_over_a_rotation_of_the_key()
    {
        using var rotated = new Door($"{Door.KeyLine}\nk2:{Convert.ToBase64String(new byte[32])}");
        var before = Convert.FromHexString(_door.Keys.PseudonymOf(User));
        rotated.Suppressions.Add(new DecisionSubject("k1", SubjectKey.Of(before), SubjectKey.HintOf(before), null), new Narrowing(Micros(Withdrawn), false, false, false));
        Assert.Equal(["dropped consent_withdrawn"], rotated.Post(Event("stale", Withdrawn.AddDays(-1))).Outcomes);
        Assert.Equal(["ok"], rotated.Post(Event("again", Withdrawn.AddDays(1))).Outcomes);
    }

    [Fact]
    public void A_consent_event_becomes_a_decision_under_all_keys_and_a_row_about_nobody()
    {
        using var door = new Door($"{Door.KeyLine}\nk2:{Convert.ToBase64String(new byte[32])}");
        var made = EventJson.Of(PlatformEvents.ConsentWithdrawn, "w1", Door.Now, User, "session-of-anna");
        made["label"] = "by anna";
        made["privacyFlags"] = new JsonObject { ["canTrack"] = false, ["canProfile"] = false, ["canShare"] = false };
        var passage = door.Post(made);
        Assert.Equal(["ok"], passage.Outcomes);
        var admitted = Assert.Single(passage.Events);
        Assert.Equal((null, null, null, null), (admitted.UserId, admitted.SessionId, admitted.Label, admitted.TextOf(ContextFields.Platform)));
        var decision = Assert.Single(passage.Decisions);
        Assert.Equal((false, false, false, "w1", Door.Now), (decision.Track, decision.Profile, decision.Share, decision.EventId, decision.Since));
        Assert.Equal(decision.Erasure!.Value.ToString("N"), (string?)passage.Answer["results"]![0]!["erasure"]);
        Assert.Equal(door.Keys.PseudonymsOf(User), decision.Subjects.Select(subject => (subject.KeyId, subject.Pseudonym!)));
        Assert.DoesNotContain("anna", Encoding.UTF8.GetString(passage.Payload), StringComparison.Ordinal);

        var again = door.Post(made);
        Assert.Equal(["ok duplicate"], again.Outcomes);
        Assert.Equal((string?)passage.Answer["results"]![0]!["erasure"], (string?)again.Answer["results"]![0]!["erasure"]);
        Assert.Empty(again.Decisions);
    }

    [Fact]
    public void A_consent_event_says_whose_consent()
    {
        var made = EventJson.Of(PlatformEvents.ConsentWithdrawn, "w1", Door.Now);
        made.Remove("userId");
        Assert.Equal(["rejected missing_field"], _door.Post(made).Outcomes);
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(-40)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(400)]
    public void A_withdrawal_counts_without_flags_and_however_late_it_comes(int days)
    {
        var made = EventJson.Of(PlatformEvents.ConsentWithdrawn, "w1", Door.Now.AddDays(days), User);
        made.Remove("privacyFlags");
        var passage = _door.Post(made);
        Assert.Equal(["ok"], passage.Outcomes);
        var when = days < 0 ? Door.Now.AddDays(days) : Door.Now;
        Assert.Equal((when, when), (Assert.Single(passage.Decisions).Since, Assert.Single(passage.Events).OccurredAt));
    }

    [Fact]
    public void A_no_is_noted_once_without_a_pseudonym()
    {
        var no = Event("a", Withdrawn);
        no["privacyFlags"]!["canTrack"] = false;
        var passage = _door.Post(no);
        var decision = Assert.Single(passage.Decisions);
        Assert.Equal((null, false, Withdrawn), (decision.Erasure, decision.Track, decision.Since));
        Assert.Null(Assert.Single(decision.Subjects).Pseudonym);
        Assert.Equal(-1, passage.Payload.AsSpan().IndexOf(Convert.FromHexString(_door.Keys.PseudonymOf(User))));
        Assert.Empty(_door.Post(no).Decisions);
    }

    [Fact]
    public void A_no_whose_request_was_lost_is_noted_when_it_comes_again()
    {
        var no = Event("a", Withdrawn);
        no["privacyFlags"]!["canTrack"] = false;
        Assert.NotNull(_door.Post(EventJson.Request(no) + " torn").Fault);
        Assert.Single(_door.Post(no).Decisions);
    }

    [Fact]
    public void The_ledgers_name_of_a_person_tells_nothing_of_the_pseudonym()
    {
        var pseudonym = Convert.FromHexString(_door.Keys.PseudonymOf(User));
        var name = SubjectKey.Of(pseudonym);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(pseudonym)[..16]), name.ToString("N"));
    }

    private void Suppress(Narrowing narrowing)
    {
        var pseudonym = Convert.FromHexString(_door.Keys.PseudonymOf(User));
        _door.Suppressions.Add(new DecisionSubject("k1", SubjectKey.Of(pseudonym), SubjectKey.HintOf(pseudonym), null), narrowing);
    }

    private static JsonObject Event(string id, DateTimeOffset? consentAt, string user = User, bool share = false)
    {
        var made = EventJson.Of(EngagementEvents.SessionStarted, id, Door.Now, user);
        made["privacyFlags"]!["canShare"] = share;
        made["privacyFlags"]!["consentDate"] = consentAt is { } at ? EventJson.Iso(at) : null;
        return made;
    }

    private static long Micros(DateTimeOffset at) => UnixTime.ToMicroseconds(at);
}
