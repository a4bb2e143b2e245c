using Microsoft.Extensions.Logging;

namespace Analytics.Intake;

/// <summary>Everything that intake says in the log of the process. No message carries anything that a client sent.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The log's disk refused a write; requests are answered 503 until it takes one.")]
    public static partial void DiskRefusedWrite(ILogger logger, Exception error);

    [LoggerMessage(2, LogLevel.Error, "The log's disk refused a flush; the segment is given up and a new one begins.")]
    public static partial void DiskRefusedFlush(ILogger logger, Exception error);

    [LoggerMessage(3, LogLevel.Warning, "Segment {Segment} ends in a record torn by a crash at {Offset} ({Bytes} bytes, never acknowledged), kept in {Path}.")]
    public static partial void TornTail(ILogger logger, long segment, long offset, long bytes, string path);

    [LoggerMessage(4, LogLevel.Critical, "Segment {Segment} is damaged at {Offset} ({Bytes} bytes): acknowledged events may be in them, kept in {Path}.")]
    public static partial void DamagedRecord(ILogger logger, long segment, long offset, long bytes, string path);

    [LoggerMessage(5, LogLevel.Warning, "PostgreSQL did not take a batch; trying again in {Delay}. Events stay in the log meanwhile.")]
    public static partial void ProjectionFailed(ILogger logger, TimeSpan delay, Exception error);

    [LoggerMessage(6, LogLevel.Error, "Another process with the instance name {Instance} works on this database: give each gateway its own name. Trying again in {Delay}.")]
    public static partial void InstanceTaken(ILogger logger, string instance, TimeSpan delay);

    [LoggerMessage(7, LogLevel.Information, "Projecting as instance {Instance} from position {Position} of log {Identity}.")]
    public static partial void Projecting(ILogger logger, string instance, string position, string identity);

    [LoggerMessage(8, LogLevel.Error, "A listener to committed events failed; its numbers may lack them.")]
    public static partial void ListenerFailed(ILogger logger, Exception error);

    [LoggerMessage(9, LogLevel.Information, "Log folder opened: {Bytes} bytes wait for PostgreSQL, {Ids} recent ids known.")]
    public static partial void Opened(ILogger logger, long bytes, int ids);

    [LoggerMessage(10, LogLevel.Critical, "A record of the log at {Position} cannot be decoded: acknowledged events are in it; it is kept in the quarantine, and the log goes on behind it.")]
    public static partial void UndecodableRecord(ILogger logger, string position);

    [LoggerMessage(40, LogLevel.Information, "Access keys read: {Keys}.")]
    public static partial void KeysRead(ILogger logger, int keys);

    [LoggerMessage(41, LogLevel.Error, "The key file {Path} cannot be used any more ({Mistakes}); the keys that were read last stay in force, and a revocation does not count.")]
    public static partial void KeysNotRead(ILogger logger, string path, string mistakes);

    [LoggerMessage(42, LogLevel.Critical, "The audit log was tampered with: record {Number} is not what the anchor {Anchor} remembers. The anchor stays as it is; run `analytics audit verify`.")]
    public static partial void AuditTampered(ILogger logger, long number, string anchor);

    [LoggerMessage(43, LogLevel.Error, "The head of the audit log could not be remembered in {Anchor}.")]
    public static partial void AuditNotAnchored(ILogger logger, string anchor, Exception error);
}
