namespace Analytics.PromQL.Syntax;

/// <summary>The order in which Prometheus prints matchers: by their text, compared as UTF-8 bytes.</summary>
internal static class CanonicalOrder
{
    public static ValueList<LabelMatcher> Sort(ValueList<LabelMatcher> matchers)
    {
        if (matchers.Count < 2)
        {
            return matchers;
        }

        var texts = new string[matchers.Count];
        var items = matchers.AsSpan().ToArray();
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = items[i].ToString();
        }

        Array.Sort(texts, items, Comparer<string>.Create(CompareAsUtf8));
        return new ValueList<LabelMatcher>(items);
    }

    /// <summary>UTF-16 units order like UTF-8 bytes, but for surrogates, which stand for code points above every other unit.</summary>
    internal static int CompareAsUtf8(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            var (a, b) = (left[i], right[i]);
            if (a != b)
            {
                return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
            }
        }

        return left.Length.CompareTo(right.Length);
    }
}
