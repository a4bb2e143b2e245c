namespace Analytics.Catalog;

/// <summary>A difference between what was released and what the catalog says now.</summary>
/// <param name="Rule">Which rule it falls under, in kebab-case.</param>
/// <param name="Subject">The kind, or kind and path.</param>
/// <param name="Message">What changed, and for a breaking change what to do instead.</param>
/// <param name="Breaks">Whether a client of the release would be refused, or misunderstood.</param>
public sealed record ContractChange(string Rule, string Subject, string Message, bool Breaks)
{
    public override string ToString() => $"{(Breaks ? "breaking" : "compatible")} {Subject}: {Message} [{Rule}]";
}

/// <summary>
/// The rules of change. Apps live on phones for years: whatever a released client sends must still be taken and must still mean the same. So kinds and
/// optional fields may be added, limits widened and requirements dropped; everything else is a new kind beside the old one, which is deprecated in one
/// release and may go in the next.
/// </summary>
public static class ContractEvolution
{
    public static IReadOnlyList<ContractChange> Compare(ReleasedContract released, ReleasedContract now)
    {
        var changes = new List<ContractChange>();
        var kinds = now.Kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
        foreach (var old in released.Kinds)
        {
            if (kinds.Remove(old.Name, out var kind))
            {
                Compare(old, kind, changes);
            }
            else
            {
                changes.Add(old.Deprecated is null
                    ? new("kind-removed", old.Name, "was removed or renamed; clients that send it would be refused: keep it, deprecate it in one release, remove it in the next", Breaks: true)
                    : new("kind-removed", old.Name, "was removed after its deprecation", Breaks: false));
            }
        }

        changes.AddRange(kinds.Keys.Order(StringComparer.Ordinal).Select(name => new ContractChange("kind-added", name, "is new", Breaks: false)));
        return changes;
    }

    private static void Compare(ReleasedKind old, ReleasedKind now, List<ContractChange> changes)
    {
        if (old.EventType != now.EventType)
        {
            changes.Add(Breaking("event-type-changed", old.Name, $"eventType was {old.EventType} and is {now.EventType}; {NewKind(old)}"));
        }

        if (old.DataClass != now.DataClass)
        {
            changes.Add(Breaking("data-class-changed", old.Name, $"was kept as {old.DataClass} and is kept as {now.DataClass}: what people agreed to changes, and old rows lie in other partitions; {NewKind(old)}"));
        }

        CompareDeprecation(old.Deprecated, now.Deprecated, "kind", old.Name, changes);

        var fields = now.Fields.ToDictionary(field => field.Path, StringComparer.Ordinal);
        foreach (var field in old.Fields)
        {
            var subject = $"{old.Name} {field.Path}";
            if (fields.Remove(field.Path, out var same))
            {
                Compare(field, same, subject, old, changes);
            }
            else
            {
                changes.Add(field.Deprecated is null
                    ? Breaking("field-removed", subject, "was removed or renamed; what clients send would be dropped: keep it, deprecate it in one release, remove it in the next")
                    : new("field-removed", subject, "was removed after its deprecation", Breaks: false));
            }
        }

        foreach (var field in fields.Values.OrderBy(field => field.Path, StringComparer.Ordinal))
        {
            changes.Add(field.Required
                ? Breaking("field-required", $"{old.Name} {field.Path}", $"is new and required; clients do not send it: make it optional, or {NewKind(old)}")
                : new("field-added", $"{old.Name} {field.Path}", "is new and optional", Breaks: false));
        }
    }

    private static void Compare(ReleasedField old, ReleasedField now, string subject, ReleasedKind kind, List<ContractChange> changes)
    {
        if (!old.Required && now.Required)
        {
            changes.Add(Breaking("field-required", subject, $"was optional and is required; clients without it would be refused: keep it optional, or {NewKind(kind)}"));
        }

        if (old.Required && !now.Required)
        {
            changes.Add(new("requirement-dropped", subject, "was required and is optional; what reads it must do without", Breaks: false));
        }

        // A whole number is a number: that way round nothing is refused.
        if ((old.Type, now.Type) == ("integer", "number"))
        {
            changes.Add(new("type-widened", subject, "took whole numbers and takes all", Breaks: false));
        }
        else if (old.Type != now.Type)
        {
            changes.Add(Breaking("type-changed", subject, $"was {old.Type} and is {now.Type}; {NewField}"));
            return;
        }

        if (old.Values?.Except(now.Values ?? []).ToList() is { Count: > 0 } gone)
        {
            changes.Add(Breaking("choice-narrowed", subject, $"no longer takes {string.Join(", ", gone)}; keep the values, or {NewField}"));
        }

        if (now.Values?.Except(old.Values ?? []).ToList() is { Count: > 0 } added)
        {
            changes.Add(new("choice-widened", subject, $"also takes {string.Join(", ", added)}", Breaks: false));
        }

        if (old.Unit != now.Unit)
        {
            changes.Add(Breaking("unit-changed", subject, $"was in {old.Unit} and is in {now.Unit}: the same number would mean something else; {NewField}"));
        }

        if (now.MaxLength < old.MaxLength || now.Minimum > old.Minimum || now.Maximum < old.Maximum)
        {
            changes.Add(Breaking("limit-narrowed", subject, FormattableString.Invariant($"took {Limits(old)} and takes {Limits(now)}; keep what was allowed, or {NewField}")));
        }

        if (now.MaxLength > old.MaxLength || now.Minimum < old.Minimum || now.Maximum > old.Maximum)
        {
            changes.Add(new("limit-widened", subject, FormattableString.Invariant($"took {Limits(old)} and takes {Limits(now)}"), Breaks: false));
        }

        if (old.Sensitivity != now.Sensitivity)
        {
            changes.Add(Breaking("sensitivity-changed", subject, $"was {old.Sensitivity} and is {now.Sensitivity}: what is stored was treated otherwise; {NewField}"));
        }

        if (old.Name != now.Name)
        {
            changes.Add(Breaking("name-changed", subject, $"is stored as {now.Name}, was {old.Name}: old rows have the other name; {NewField}"));
        }

        CompareDeprecation(old.Deprecated, now.Deprecated, "field", subject, changes);
    }

    private static void CompareDeprecation(string? old, string? now, string what, string subject, List<ContractChange> changes)
    {
        if (old is null && now is not null)
        {
            changes.Add(new($"{what}-deprecated", subject, $"is deprecated: {now}", Breaks: false));
        }
        else if (old is not null && now is null)
        {
            changes.Add(new($"{what}-restored", subject, "was deprecated and stays", Breaks: false));
        }
    }

    private const string NewField = "add an optional field with another name, and deprecate this one";

    private static string NewKind(ReleasedKind kind) => $"declare {kind.Name}_v2 beside it, and deprecate this one";

    private static string Limits(ReleasedField field) => field.MaxLength is { } length
        ? FormattableString.Invariant($"at most {length} characters")
        : FormattableString.Invariant($"{field.Minimum} to {field.Maximum}");

    private static ContractChange Breaking(string rule, string subject, string message) => new(rule, subject, message, Breaks: true);
}
