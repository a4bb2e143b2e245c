using Analytics.Catalog;
using Analytics.Testing.CliScripts;

namespace Analytics.Tests.Catalog;

/// <summary>Each rule of change, red and green.</summary>
public sealed class ContractEvolutionTests
{
    private static readonly ReleasedContract Now = ReleasedContract.Of(CatalogIndex.Default);

    public static TheoryData<string, string, bool> Rules => new()
    {
        { "nothing", "", false },
        { "kind added", "kind-added", false },
        { "kind removed", "kind-removed", true },
        { "deprecated kind removed", "kind-removed", false },
        { "kind deprecated", "kind-deprecated", false },
        { "event type", "event-type-changed", true },
        { "data class", "data-class-changed", true },
        { "optional field added", "field-added", false },
        { "required field added", "field-required", true },
        { "field removed", "field-removed", true },
        { "deprecated field removed", "field-removed", false },
        { "field deprecated", "field-deprecated", false },
        { "made required", "field-required", true },
        { "made optional", "requirement-dropped", false },
        { "type", "type-changed", true },
        { "integer to number", "type-widened", false },
        { "number to integer", "type-changed", true },
        { "choice added", "choice-widened", false },
        { "choices in another order", "", false },
        { "choice removed", "choice-narrowed", true },
        { "unit", "unit-changed", true },
        { "longer text", "limit-widened", false },
        { "shorter text", "limit-narrowed", true },
        { "higher minimum", "limit-narrowed", true },
        { "lower maximum", "limit-narrowed", true },
        { "wider range", "limit-widened", false },
        { "range moved", "limit-narrowed limit-widened", true },
        { "choice exchanged", "choice-narrowed choice-widened", true },
        { "unit and range", "unit-changed limit-widened", true },
        { "choice to text", "type-changed", true },
        { "field moved", "field-removed field-added", true },
        { "kind restored", "kind-restored", false },
        { "field restored", "field-restored", false },
        { "kind renamed", "kind-removed kind-added", true },
        { "sensitivity", "sensitivity-changed", true },
        { "stored name", "name-changed", true },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_change_falls_under_its_rule(string change, string rule, bool breaks)
    {
        var (released, now) = Made(change);
        var found = ContractEvolution.Compare(released, now);
        Assert.Equal(rule.Split(' ', StringSplitOptions.RemoveEmptyEntries), found.Select(one => one.Rule));
        Assert.Equal(breaks, found.Any(one => one.Breaks));
        Assert.All(found.Where(one => one.Breaks && one.Rule is not "kind-removed"), one => Assert.Contains("order.placed", one.Subject, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_printed_reads_back_as_the_same() => Assert.Equal(Now.Print(), ReleasedContract.Parse(Now.Print()).Print());

    /// <summary>Red means: the catalog was changed in a way that released apps would notice. Undo it, or follow what the message says.</summary>
    [Fact]
    public void Clients_of_the_last_release_can_still_send_what_they_send()
    {
        var released = ReleasedContract.Parse(File.ReadAllText(Path.Combine(Analytics.Testing.Repository.Root, "exporters/Analytics.Catalog/release.json")));
        Assert.DoesNotContain(ContractEvolution.Compare(released, Now), change => change.Breaks);
    }

    [Fact]
    public void A_released_kind_that_goes_from_our_own_catalog_is_found()
    {
        var released = Now with { Kinds = [.. Now.Kinds, Now.Kinds[0] with { Name = "gone.kind" }] };
        Assert.Equal("gone.kind", Assert.Single(ContractEvolution.Compare(released, Now)).Subject);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"kinds\":null}")]
    [InlineData("{\"kinds\":[null]}")]
    [InlineData("{\"kinds\":[{\"name\":\"a.b\"}]}")]
    [InlineData("{\"kinds\":[],\"kinds\":[]}")]
    [InlineData("{\"kinds\":[],\"kind\":[]}")]
    [InlineData("<<<<<<< HEAD")]
    public void What_is_no_contract_is_said_and_lets_no_change_through(string json) =>
        Assert.Throws<System.Text.Json.JsonException>(() => ContractEvolution.Compare(ReleasedContract.Parse(json), Now));

    [Fact]
    public void A_kind_or_a_field_that_stands_twice_is_no_contract()
    {
        var kind = Now.Kinds[0];
        Assert.Throws<System.Text.Json.JsonException>(() => ReleasedContract.Parse(new ReleasedContract([kind, kind]).Print()));
        Assert.Throws<System.Text.Json.JsonException>(() => ReleasedContract.Parse(new ReleasedContract([kind with { Fields = [.. kind.Fields, kind.Fields[0]] }]).Print()));
    }

    [Theory]
    [InlineData("contract-unreadable.txt")]
    [InlineData("contract-help.txt")]
    public Task Command_answers_as_its_script_says(string script) => CliScript.Run($"tests/Analytics.Tests/Catalog/Scripts/{script}");

    private static (ReleasedContract Released, ReleasedContract Now) Made(string change)
    {
        ReleasedField number = new("properties.count", "count", "number", false, "internal") { Minimum = 0, Maximum = 10, Unit = "s" };
        ReleasedField text = new("properties.name", "name", "text", false, "public") { MaxLength = 100 };
        ReleasedField choice = new("properties.plan", "plan", "choice", true, "public") { Values = ["a", "b"] };
        var integer = number with { Type = "integer" };
        var kind = new ReleasedKind("order.placed", "business_event", "business", [number, text, choice]);
        return change switch
        {
            "nothing" => Of(kind, kind),
            "kind added" => (new([kind]), new([kind, kind with { Name = "order.sent" }])),
            "kind removed" => (new([kind]), new([])),
            "deprecated kind removed" => (new([kind with { Deprecated = "order.sent" }]), new([])),
            "kind deprecated" => Of(kind, kind with { Deprecated = "order.sent" }),
            "event type" => Of(kind, kind with { EventType = "user_action" }),
            "data class" => Of(kind, kind with { DataClass = "usage" }),
            "optional field added" => Of(kind with { Fields = [choice] }, kind with { Fields = [choice, text] }),
            "required field added" => Of(kind with { Fields = [text] }, kind with { Fields = [choice, text] }),
            "field removed" => Of(kind, kind with { Fields = [number, choice] }),
            "deprecated field removed" => Of(kind with { Fields = [choice, text with { Deprecated = "title" }] }, kind with { Fields = [choice] }),
            "field deprecated" => Fields(text, text with { Deprecated = "title" }),
            "made required" => Fields(text, text with { Required = true }),
            "made optional" => Fields(choice, choice with { Required = false }),
            "type" => Fields(text, text with { Type = "choice", MaxLength = null, Values = ["a"] }),
            "integer to number" => Fields(integer, number),
            "number to integer" => Fields(number, integer),
            "choice added" => Fields(choice, choice with { Values = ["c", "b", "a"] }),
            "choices in another order" => Fields(choice, choice with { Values = ["b", "a"] }),
            "range moved" => Fields(number, number with { Minimum = 5, Maximum = 15 }),
            "choice exchanged" => Fields(choice, choice with { Values = ["a", "c"] }),
            "unit and range" => Fields(number, number with { Unit = "ms", Maximum = 10_000 }),
            "choice to text" => Fields(choice, choice with { Type = "text", Values = null, MaxLength = 100 }),
            "field moved" => Fields(text, text with { Path = "deviceInfo.name" }),
            "kind restored" => Of(kind with { Deprecated = "order.sent" }, kind),
            "field restored" => Fields(text with { Deprecated = "title" }, text),
            "kind renamed" => Of(kind, kind with { Name = "order.made" }),
            "choice removed" => Fields(choice, choice with { Values = ["a"] }),
            "unit" => Fields(number, number with { Unit = "ms" }),
            "longer text" => Fields(text, text with { MaxLength = 101 }),
            "shorter text" => Fields(text, text with { MaxLength = 99 }),
            "higher minimum" => Fields(number, number with { Minimum = 1 }),
            "lower maximum" => Fields(number, number with { Maximum = 9 }),
            "wider range" => Fields(number, number with { Minimum = -1, Maximum = 11 }),
            "sensitivity" => Fields(text, text with { Sensitivity = "personal" }),
            "stored name" => Fields(text, text with { Name = "title" }),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "not made"),
        };

        (ReleasedContract, ReleasedContract) Of(ReleasedKind released, ReleasedKind now) => (new([released]), new([now]));

        (ReleasedContract, ReleasedContract) Fields(ReleasedField released, ReleasedField now) => Of(kind with { Fields = [released] }, kind with { Fields = [now] });
    }
}
