using System.Buffers;

namespace Analytics.PromQL.Parsing;

/// <summary>
/// Checks a regular expression by the rules of RE2 (https://github.com/google/re2/wiki/Syntax) as Go implements them, and finds out whether
/// it matches the empty text. .NET's own engine takes another language.
/// </summary>
internal sealed class Re2Syntax
{
    private const int MaximumRepeat = 1000;
    private const int MaximumDepth = 1000;
    private static readonly SearchValues<char> SpecialButAlternatives = SearchValues.Create("\\.+*?()[]{}^$");

    private readonly Stack<Group> _outer = new();
    private readonly string _pattern;
    private Group _group;
    private int _at;
    private bool _lastWasRepeat;
    private string? _problem;

    private Re2Syntax(string pattern) => _pattern = pattern;

    /// <summary>What is wrong with the pattern, or null and whether it matches nothing at all.</summary>
    public static (string? Problem, bool MatchesEmpty) Check(string pattern)
    {
        // The server compares such alternatives as texts and never asks whether they are UTF-8.
        if (!pattern.AsSpan().ContainsAny(SpecialButAlternatives))
        {
            return (null, pattern.Split('|').Contains(""));
        }

        var syntax = new Re2Syntax(pattern) { _group = Group.New() };
        while (syntax._at < pattern.Length && syntax._problem is null)
        {
            var isRepeat = syntax.Step(pattern[syntax._at]);
            syntax._lastWasRepeat = isRepeat;
        }

        if (syntax._problem is null && syntax._outer.Count > 0)
        {
            syntax._problem = $"missing closing ): `{pattern}`";
        }

        return (syntax._problem, syntax._group.MatchesEmpty);
    }

    private bool Step(char c)
    {
        switch (c)
        {
            case '(' when Peek(1) == '?':
                Flags();
                break;
            case '(':
                _at++;
                Open();
                break;
            case ')' when _outer.Count == 0:
                _problem = $"unexpected ): `{_pattern}`";
                break;
            case ')':
                _at++;
                var (empty, repeats) = (_group.MatchesEmpty, _group.Repeats);
                _group = _outer.Pop();
                _group.Add(empty, repeats);
                break;
            case '|':
                _at++;
                _group.NextAlternative();
                break;
            case '^' or '$':
                _at++;
                _group.Add(matchesEmpty: true);
                break;
            case '[':
                _problem = Re2Classes.Skip(_pattern, ref _at);
                _group.Add(matchesEmpty: false);
                break;
            case '*' or '+' or '?':
                var from = _at++;
                Repeat(from, c == '+' ? 1 : 0, -1, counted: false);
                return true;
            case '{' when Counts() is var (minimum, maximum, end):
                var start = _at;
                _at = end;
                if (minimum is < 0 or > MaximumRepeat || maximum > MaximumRepeat || (maximum >= 0 && minimum > maximum))
                {
                    _problem = $"invalid repeat count: `{_pattern[start..end]}`";
                }
                else
                {
                    Repeat(start, minimum, maximum, counted: true);
                }

                return true;
            case '\\':
                Escape();
                break;
            default:
                _at += char.IsHighSurrogate(c) ? 2 : 1;
                _problem = char.IsLowSurrogate(c) ? "invalid UTF-8" : null;
                _group.Add(matchesEmpty: false);
                break;
        }

        return false;
    }

    private void Open()
    {
        if (_outer.Count == MaximumDepth)
        {
            _problem = "expression nests too deeply";
        }

        _outer.Push(_group);
        _group = Group.New();
    }

    private void Repeat(int from, int minimum, int maximum, bool counted)
    {
        if (Peek(0) == '?')
        {
            _at++;
        }

        var text = _pattern[from..Math.Min(_at, _pattern.Length)];
        if (_lastWasRepeat)
        {
            _problem = $"invalid nested repetition operator: `{text}`";
        }
        else if (!_group.HasItem)
        {
            _problem = $"missing argument to repetition operator: `{text}`";
        }
        else if (_group.Repeat(minimum, counted ? (maximum < 0 ? minimum : maximum) : 1) > MaximumRepeat && (minimum >= 2 || maximum >= 2))
        {
            _problem = $"invalid repeat count: `{text}`";
        }
    }

    /// <summary><c>{2}</c>, <c>{2,}</c>, <c>{2,3}</c>; null when the brace is only a brace. -1: no maximum, or a number far too large.</summary>
    private (int Minimum, int Maximum, int End)? Counts()
    {
        var at = _at + 1;
        if (Integer(ref at) is not { } minimum)
        {
            return null;
        }

        var maximum = minimum;
        if (At(at) == ',')
        {
            at++;
            if (At(at) == '}')
            {
                maximum = -1;
            }
            else if (Integer(ref at) is { } number)
            {
                maximum = number;
                minimum = number < 0 ? -1 : minimum;
            }
            else
            {
                return null;
            }
        }

        return At(at) == '}' ? (minimum, maximum, at + 1) : null;
    }

    private int? Integer(ref int at)
    {
        var from = at;
        while (char.IsAsciiDigit(At(at)))
        {
            at++;
        }

        var digits = _pattern.AsSpan(from, at - from);
        return digits.IsEmpty || (digits.Length > 1 && digits[0] == '0') ? null : digits.Length > 8 ? -1 : int.Parse(digits);
    }

    /// <summary><c>(?P&lt;name&gt;</c>, <c>(?&lt;name&gt;</c>, <c>(?i)</c>, <c>(?s-m:</c></summary>
    private void Flags()
    {
        var start = _at;
        var isLongName = _pattern.AsSpan(start).StartsWith("(?P<");
        if (isLongName || _pattern.AsSpan(start).StartsWith("(?<"))
        {
            var from = start + (isLongName ? 4 : 3);
            var end = _pattern.IndexOf('>', from);
            var name = end < 0 ? "" : _pattern[from..end];
            if (name.Length == 0 || !name.All(NumberScanner.IsWordPart))
            {
                _problem = $"invalid named capture: `{(end < 0 ? _pattern[start..] : _pattern[start..(end + 1)])}`";
            }

            _at = end + 1;
            Open();
            return;
        }

        var (negative, flagSeen) = (false, false);
        for (_at = start + 2; _at < _pattern.Length; _at++)
        {
            switch (_pattern[_at])
            {
                case 'i' or 'm' or 's' or 'U':
                    flagSeen = true;
                    continue;
                case '-' when !negative:
                    (negative, flagSeen) = (true, false);
                    continue;
                case ':' when !negative || flagSeen:
                    _at++;
                    Open();
                    return;
                case ')' when !negative || flagSeen:
                    _at++;
                    return;
            }

            break;
        }

        _problem = $"invalid or unsupported Perl syntax: `{_pattern[start..Math.Min(_at + 1, _pattern.Length)]}`";
    }

    private void Escape()
    {
        switch (Peek(1))
        {
            case 'A' or 'B' or 'z':
                _at += 2;
                _group.Add(matchesEmpty: true);
                return;
            case 'b':
                _at += 2;
                _group.Add(matchesEmpty: false);
                return;
            case 'Q':
                var end = _pattern.IndexOf(@"\E", _at + 2, StringComparison.Ordinal);
                if ((end < 0 ? _pattern.Length : end) > _at + 2)
                {
                    _group.Add(matchesEmpty: false);
                }

                _at = end < 0 ? _pattern.Length : end + 2;
                return;
        }

        _problem = Re2Classes.SkipEscape(_pattern, ref _at, classesToo: true);
        _group.Add(matchesEmpty: false);
    }

    private char Peek(int ahead) => At(_at + ahead);

    private char At(int at) => at < _pattern.Length ? _pattern[at] : '\0';

    /// <summary>What is known of a group so far: its alternatives, and the one being read as all its items but the last, and the last.</summary>
    private struct Group
    {
        private bool _anyAlternative;
        private bool _before;
        private bool _last;
        private int _lastRepeats;

        public bool HasItem { get; private set; }

        /// <summary>The largest product of nested repeat counts.</summary>
        public int Repeats { get; private set; }

        public readonly bool MatchesEmpty => _anyAlternative || (_before && _last);

        public static Group New() => new() { _before = true, _last = true, Repeats = 1, _lastRepeats = 1 };

        public void Add(bool matchesEmpty, int repeats = 1)
        {
            _before &= _last;
            (_last, _lastRepeats, HasItem) = (matchesEmpty, repeats, true);
            Repeats = Math.Max(Repeats, repeats);
        }

        public void NextAlternative()
        {
            _anyAlternative |= _before && _last;
            (_before, _last, HasItem) = (true, true, false);
        }

        /// <summary>Repeats the last item; gives the product of nested counts.</summary>
        public int Repeat(int minimum, int times)
        {
            _last |= minimum == 0;
            _lastRepeats = times == 0 ? 1 : _lastRepeats * times;
            Repeats = Math.Max(Repeats, _lastRepeats);
            return _lastRepeats;
        }
    }
}
