using System.Runtime.InteropServices;

namespace Analytics.Cli.Stack;

/// <summary>kill(2): .NET itself can only send SIGKILL.</summary>
internal static class Signals
{
    public const int Kill = 9;

    public static void Send(int pid, int signal) => _ = SendSignal(pid, signal);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int pid, int signal);
}
