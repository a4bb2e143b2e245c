using System.Text;

namespace Analytics.Testing.Documentation;

/// <summary>The simple commands of a line of shell, each as its words: quotes, substitutions, pipes, lists, redirections and comments are understood; variables stay as they are written.</summary>
public sealed class ShellLine
{
    private readonly string _text;
    private readonly List<IReadOnlyList<string>> _commands = [];
    private readonly List<string> _words = [];
    private StringBuilder? _word;
    private bool _redirected;
    private int _at;

    private ShellLine(string text) => _text = text;

    /// <summary>The commands in the order in which they stand; those within <c>$(…)</c> before the one that takes their output. Assignments before a command are no words of it.</summary>
    /// <exception cref="FormatException">A quote or a substitution is not closed.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Read(string text)
    {
        var line = new ShellLine(text);
        line.Read();
        return line._commands;
    }

    /// <summary>Whether nothing is left open, so that the next line is a command of its own.</summary>
    public static bool IsWhole(string text)
    {
        try
        {
            Read(text);
            return !text.EndsWith('\\');
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private void Read()
    {
        for (; _at < _text.Length; _at++)
        {
            switch (_text[_at])
            {
                case '#' when _word is null:
                    _at = _text.IndexOf('\n', _at) is >= 0 and var end ? end - 1 : _text.Length;
                    break;
                case ' ' or '\t':
                    EndWord();
                    break;
                case '\n' or ';' or '|' or '&' or '(' or ')':
                    EndCommand();
                    break;
                case '<' or '>':
                    Redirect();
                    break;
                case '\'':
                    Word.Append(_text, _at + 1, Closing('\'') - _at - 1);
                    _at = Closing('\'');
                    break;
                case '"':
                    DoubleQuoted();
                    break;
                case '\\' when _at + 1 < _text.Length:
                    _at++;
                    if (_text[_at] != '\n')
                    {
                        Word.Append(_text[_at]);
                    }

                    break;
                case '$' when Next == '(':
                    Substitution();
                    break;
                case var letter:
                    Word.Append(letter);
                    break;
            }
        }

        EndCommand();
    }

    private StringBuilder Word => _word ??= new StringBuilder();

    private char Next => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    private int Closing(char quote) => _text.IndexOf(quote, _at + 1) is >= 0 and var end ? end : throw new FormatException($"{quote} is not closed: {_text}");

    private void DoubleQuoted()
    {
        _ = Word;
        for (_at++; _at < _text.Length && _text[_at] != '"'; _at++)
        {
            if (_text[_at] == '$' && Next == '(')
            {
                Substitution();
            }
            else
            {
                _at += _text[_at] == '\\' && Next is '"' or '\\' or '$' ? 1 : 0;
                Word.Append(_text[_at]);
            }
        }

        _ = _at < _text.Length ? 0 : throw new FormatException($"\" is not closed: {_text}");
    }

    /// <summary>Ends at the closing parenthesis. What is within becomes commands of their own, and stays in the word as it is written.</summary>
    private void Substitution()
    {
        var (from, depth) = (_at, 0);
        for (_at++; _at < _text.Length; _at++)
        {
            depth += _text[_at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                _commands.AddRange(Read(_text[(from + 2).._at]));
                Word.Append(_text, from, _at + 1 - from);
                return;
            }
        }

        throw new FormatException($"$( is not closed: {_text}");
    }

    private void Redirect()
    {
        if (_word is not null && _word.ToString().All(char.IsAsciiDigit))
        {
            _word = null; // 2>: which stream
        }

        EndWord();
        _at += Next is '>' or '&' ? 1 : 0;
        _redirected = true;
    }

    private void EndWord()
    {
        if (_word is { } word)
        {
            _word = null;
            var text = word.ToString();
            var assigns = _words.Count == 0 && text.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign && text.AsSpan(0, sign).IndexOfAnyExcept(Name) < 0;
            if (!_redirected && !assigns)
            {
                _words.Add(text);
            }

            _redirected = false;
        }
    }

    private void EndCommand()
    {
        EndWord();
        if (_words.Count > 0)
        {
            _commands.Add([.. _words]);
            _words.Clear();
        }
    }

    private static readonly System.Buffers.SearchValues<char> Name = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
}
