using Analytics.Testing.Documentation;

namespace Analytics.Tests.Documentation;

/// <summary>How commands are read out of pages: as a shell and a reader would take them.</summary>
public sealed class ShellLineTests
{
    [Theory]
    [InlineData("./analytics up --demo    # the whole stack; it's all", "./analytics|up|--demo")]
    [InlineData("a 'one word' \"two 'words'\" b\\ c ''", "a|one word|two 'words'|b c|")]
    [InlineData("a | b && c || d; e", "a", "b", "c", "d", "e")]
    [InlineData("a x > out.csv 2>/dev/null 2>&1 < in.csv y", "a|x|y")]
    [InlineData("KEY=1 export KEY=$(a b | c)", "a|b", "c", "export|KEY=$(a b | c)")]
    [InlineData("curl -d '{\"at\":\"'$(date -u)'\"}' \"$GATEWAY/x\"", "date|-u", "curl|-d|{\"at\":\"$(date -u)\"}|$GATEWAY/x")]
    [InlineData("a \\\n  b # c\nd", "a|b", "d")]
    [InlineData("# nothing")]
    public void A_line_is_read_as_a_shell_reads_it(string line, params string[] commands) =>
        Assert.Equal(commands, ShellLine.Read(line).Select(words => string.Join('|', words)));

    [Fact]
    public void A_page_gives_each_command_with_its_line()
    {
        var page = """
            Say `./analytics status`, or `analytics_total`, or `./tests/run
            fast`.

            ```sh
            # first
            curl -d '{
              "a": 1}' x
            ./analytics up \
              --demo
            ```
            ```
            ./no command
            ```
            """.ReplaceLineEndings("\n");

        Assert.Equal(
            [(1, "./analytics status"), (1, "./tests/run fast"), (6, "curl -d '{\n  \"a\": 1}' x"), (8, "./analytics up \\\n  --demo")],
            DocumentedCommand.Of("page.md", page).Select(command => (command.Line, command.Text)));
    }
}
