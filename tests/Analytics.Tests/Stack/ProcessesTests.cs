using System.Net;
using System.Net.Sockets;
using Analytics.Cli.Stack;

namespace Analytics.Tests.Stack;

public sealed class ProcessesTests
{
    [Fact]
    public void A_process_is_known_by_number_and_start_and_boot()
    {
        var self = ProcessIdentity.Of(Environment.ProcessId)!;

        Assert.True(self.IsAlive);
        Assert.False((self with { StartTicks = self.StartTicks - 1 }).IsAlive); // the number was given to a later process
        Assert.False((self with { Boot = "another boot" }).IsAlive);
    }

    [Fact]
    public void A_name_with_brackets_and_blanks_does_not_mislead() =>
        Assert.Equal(4711, ProcessIdentity.Parse(7, "7 (a) b (c) S 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 0 0")!.StartTicks);

    [Fact]
    public void A_zombie_counts_as_gone() =>
        Assert.Null(ProcessIdentity.Parse(7, "7 (x) Z 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 0 0"));

    [Fact]
    public void The_listener_of_a_port_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.False(PortOwners.IsFree(port));
        Assert.Equal(Environment.ProcessId, PortOwners.Find(port));
        Assert.Contains($"{Environment.ProcessId}", PortOwners.Describe(port));
    }

    [Fact]
    public void A_port_of_a_connection_is_taken_by_the_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        var port = ((IPEndPoint)client.Client.LocalEndPoint!).Port;

        Assert.False(PortOwners.IsFree(port));
        Assert.True(PortOwners.IsForOutgoing(port));
        Assert.All(StackPorts.Default.All, entry => Assert.False(PortOwners.IsForOutgoing(entry.Port)));
        Assert.StartsWith("an outgoing connection", PortOwners.Describe(port), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_listening_sockets_of_the_port_count()
    {
        string[] table =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:2382 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0",
            "   1: 0100007F:2382 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100 0 0 10 0",
            "   2: 0100007F:2383 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100 0 0 10 0",
        ];

        Assert.Equal(["111"], PortOwners.ListeningInodes(table, 0x2382));
    }

    [Fact]
    public void Back_off_doubles_to_half_a_minute_and_forgets_after_a_good_minute()
    {
        var backOff = new BackOff();
        var waits = Enumerable.Range(0, 8).Select(_ => backOff.After(TimeSpan.FromSeconds(1)).TotalSeconds).ToList();

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30], waits);
        Assert.Equal(0.5, backOff.After(TimeSpan.FromMinutes(2)).TotalSeconds);
    }

    [Fact]
    public void A_long_log_moves_on_and_its_writer_with_it()
    {
        var folder = Directory.CreateTempSubdirectory("an-logs-").FullName;
        var log = Path.Combine(folder, "gateway.log");
        using (var writer = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.Write(new byte[200]);
            writer.Flush();
            new LogFiles(folder, limitBytes: 100).Rotate();
        }

        Assert.Equal(0, new FileInfo(log).Length);
        Assert.Equal(200, new FileInfo(log + ".1").Length);
        new LogFiles(folder, limitBytes: 100).Rotate();
        Assert.False(File.Exists(log + ".2"));
        Directory.Delete(folder, recursive: true);
    }
}
