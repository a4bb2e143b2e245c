using System.Net;
using Analytics.Catalog;
using Analytics.Intake.Access;

namespace Analytics.Tests.Access;

/// <summary>Which key is good when, and what happens to whoever guesses.</summary>
public sealed class AccessControlTests : IDisposable
{
    private static readonly IPAddress Home = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Away = IPAddress.Parse("192.0.2.2");

    private readonly SomeKeys _keys = new();

    public void Dispose() => _keys.Dispose();

    [Fact]
    public void A_good_key_gives_its_roles_and_any_other_text_none()
    {
        var key = _keys.Add(Role.Viewer);
        Assert.Equal("viewer", _keys.Control.Judge(key, Home).Caller!.Roles.ToString());
        Assert.Equal(KeyFault.Missing, Fault(""));
        Assert.Equal(KeyFault.Unknown, Fault(KeyText.New().Key));
        Assert.Equal(KeyFault.Unknown, Fault(Flip(key, 20)));
        Assert.Equal(KeyFault.Malformed, Fault(key[..^1]));
        Assert.Equal(KeyFault.Malformed, Fault(key + "\u00e9"));
        Assert.Equal(KeyFault.Malformed, Fault(new string('x', 10_000)));
        Assert.Equal(6, _keys.Vitals.RequestsRefused(RequestRefusal.Unauthorized));
    }

    [Fact]
    public void A_key_ends_when_it_expires_and_when_it_is_taken_back()
    {
        var key = _keys.Add(Role.Viewer, made => made with { Expires = _keys.Clock.GetUtcNow().AddHours(1) });
        Assert.NotNull(_keys.Control.Judge(key, Home).Caller);
        _keys.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(KeyFault.Expired, Fault(key));
        _keys.Change(made => made with { Revoked = _keys.Clock.GetUtcNow() });
        _keys.Clock.Advance(AccessControl.ReloadEvery);
        Assert.Equal(KeyFault.Revoked, Fault(key));
    }

    [Fact]
    public void A_grant_adds_a_role_until_its_time()
    {
        var key = _keys.Add(Role.Viewer, made => made with { Grants = [new(Role.Admin, _keys.Clock.GetUtcNow().AddHours(2), "incident")] });
        Assert.Equal("viewer, admin", _keys.Control.Judge(key, Home).Caller!.Roles.ToString());
        _keys.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("viewer", _keys.Control.Judge(key, Home).Caller!.Roles.ToString());
    }

    [Fact]
    public void A_file_that_changes_is_read_again_and_one_that_breaks_leaves_the_keys_as_they_were()
    {
        var first = _keys.Add(Role.Viewer);
        Assert.NotNull(_keys.Control.Judge(first, Home).Caller);
        var second = _keys.Add(Role.Ingest);
        _keys.Clock.Advance(AccessControl.ReloadEvery);
        Assert.NotNull(_keys.Control.Judge(second, Home).Caller);

        File.WriteAllText(_keys.File, "{ half a fi");
        _keys.Clock.Advance(AccessControl.ReloadEvery);
        Assert.NotNull(_keys.Control.Judge(second, Home).Caller);
        File.Delete(_keys.File);
        _keys.Clock.Advance(AccessControl.ReloadEvery);
        Assert.NotNull(_keys.Control.Judge(second, Home).Caller);
    }

    [Fact]
    public void Ten_wrong_keys_shut_the_pair_of_address_and_id_for_a_minute_and_nobody_else()
    {
        var key = _keys.Add(Role.Viewer);
        var other = _keys.Add(Role.Ingest);
        var wrong = Flip(key, 30);
        for (var i = 0; i < Lockout.Failures; i++)
        {
            Assert.Equal(KeyFault.Unknown, Fault(wrong));
        }

        var shut = _keys.Control.Judge(wrong, Home);
        Assert.Equal((KeyFault.LockedOut, Lockout.Pause), (shut.Fault, shut.Wait));
        Assert.NotNull(_keys.Control.Judge(other, Home).Caller);
        Assert.Equal(KeyFault.Unknown, _keys.Control.Judge(wrong, Away).Fault);
        Assert.Equal(1, _keys.Vitals.RequestsRefused(RequestRefusal.LockedOut));

        _keys.Clock.Advance(Lockout.Pause);
        Assert.Equal(KeyFault.Unknown, Fault(wrong));
    }

    [Fact]
    public void Nobody_shuts_out_the_holder_of_a_key_by_wrong_guesses_at_it()
    {
        var key = _keys.Add(Role.Viewer);
        for (var i = 0; i < 10 * Lockout.Failures; i++)
        {
            Fault(Flip(key, 30));
            Fault("nonsense");
        }

        Assert.Equal("viewer", _keys.Control.Judge(key, Home).Caller!.Roles.ToString());
    }

    [Fact]
    public void An_administrators_own_words_are_not_even_heard_while_somebody_guesses()
    {
        const string Words = "a phrase of the administrator";
        _keys.Add(Role.Viewer);
        using var control = _keys.Open(anonymous: false, new AccessKey { Id = "administrator", Name = "a", Hash = KeyText.HashOf(Words), Roles = RoleSet.Of(Role.Admin), Created = default });
        for (var i = 0; i < Lockout.Failures; i++)
        {
            Fault($"{Words} {i}");
        }

        Assert.Equal(KeyFault.LockedOut, control.Judge(Words, Home).Fault);
        Assert.NotNull(control.Judge(Words, Away).Caller);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_key_that_was_taken_back_stays_so_whatever_the_clock_says(int hours)
    {
        var key = _keys.Add(Role.Viewer, made => made with { Revoked = _keys.Clock.GetUtcNow() });
        _keys.Clock.Set(TimeSpan.FromHours(hours));
        Assert.Equal(KeyFault.Revoked, Fault(key));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    public void A_clock_that_is_set_neither_prolongs_a_lock_nor_opens_it(int hours)
    {
        var key = _keys.Add(Role.Viewer);
        for (var i = 0; i < Lockout.Failures; i++)
        {
            Fault(Flip(key, 30));
        }

        _keys.Clock.Set(TimeSpan.FromHours(hours));
        var wrong = Flip(key, 30);
        Assert.Equal((KeyFault.LockedOut, Lockout.Pause), (_keys.Control.Judge(wrong, Home).Fault, _keys.Control.Judge(wrong, Home).Wait));
        _keys.Clock.Advance(Lockout.Pause);
        Assert.Equal(KeyFault.Unknown, Fault(wrong));
    }

    [Fact]
    public void Guessing_ids_is_one_lock_and_a_right_key_forgets_mistypings()
    {
        var key = _keys.Add(Role.Viewer);
        for (var i = 0; i < Lockout.Failures; i++)
        {
            Fault(KeyText.New().Key);
            Fault(Flip(key, 30));
            Assert.NotNull(_keys.Control.Judge(key, Home).Caller);
        }

        Assert.Equal(KeyFault.LockedOut, Fault(KeyText.New().Key));
        Assert.NotNull(_keys.Control.Judge(key, Home).Caller);
    }

    [Fact]
    public void One_network_of_IPv6_is_one_address_and_memory_is_bounded()
    {
        var lockout = new Lockout(_keys.Clock);
        for (var i = 0; i < Lockout.Failures; i++)
        {
            lockout.Failed(IPAddress.Parse($"2001:db8:1:2::{i + 1:x}"), "");
        }

        Assert.True(lockout.Remaining(IPAddress.Parse("2001:db8:1:2:ffff::9"), "") > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, lockout.Remaining(IPAddress.Parse("2001:db8:1:3::1"), ""));
        for (var i = 0; i < Lockout.MaxPairs; i++)
        {
            lockout.Failed(new IPAddress(i + 1), "");
        }

        Assert.Equal(TimeSpan.Zero, lockout.Remaining(IPAddress.Parse("2001:db8:1:2::1"), ""));
    }

    [Fact]
    public void An_administrators_key_in_a_plain_file_may_have_any_shape()
    {
        var file = Path.Combine(Path.GetDirectoryName(_keys.File)!, "admin");
        File.WriteAllText(file, "a phrase of the administrator\n");
        var mistakes = new List<string>();
        var settings = AccessSettings.Read(null, null, file, mistakes);
        Assert.Empty(mistakes);
        using var control = AccessControl.Open(settings, _keys.Vitals, _keys.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.True(control.Judge("a phrase of the administrator", Home).Caller!.Roles.Has(Role.Admin));
        Assert.Equal(KeyFault.Malformed, control.Judge("a phrase of the adminisTrator", Home).Fault);
    }

    [Theory]
    [InlineData("/nowhere", null, null, "ANALYTICS__ACCESS__KEYFILE")]
    [InlineData(null, "admin", null, "ANALYTICS__ACCESS__ANONYMOUS")]
    [InlineData(null, null, "/nowhere", "ANALYTICS__ADMIN__KEYFILE")]
    [InlineData(null, null, null, "nobody could send")]
    public void Wrong_settings_are_named(string? file, string? anonymous, string? administrator, string expected)
    {
        var mistakes = new List<string>();
        AccessSettings.Read(file, anonymous, administrator, mistakes);
        Assert.Contains(mistakes, mistake => mistake.Contains(expected, StringComparison.Ordinal));
    }

    private KeyFault Fault(string key)
    {
        var verdict = _keys.Control.Judge(key, Home);
        Assert.Null(verdict.Caller);
        return verdict.Fault;
    }

    private static string Flip(string key, int at) => $"{key[..at]}{(key[at] == 'A' ? 'B' : 'A')}{key[(at + 1)..]}";
}
