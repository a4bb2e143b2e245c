using Analytics.Exporters.RemoteWrite;
using Analytics.Insights.Activity;
using Analytics.Insights.Answers;
using Analytics.Insights.Experiments;
using Analytics.Insights.Rollups;
using Analytics.Insights.ServiceLevels;
using Analytics.Operations.Derived;
using Analytics.Operations.Retention;
using Analytics.Operations.ServiceLevels;
using Dapper;
using Npgsql;

namespace Analytics.Operations.Jobs;

/// <summary>What jobs work with; made once by the worker, or by the command line.</summary>
public sealed class JobServices
{
    private const long LockKey = 0x616e_616c_6a6f_6273;

    /// <param name="database">The event store; the worker's own tables are made beside it.</param>
    /// <param name="client">Where computed series go.</param>
    /// <param name="objectives">What availability was promised.</param>
    /// <param name="clock">What time it is.</param>
    /// <param name="smallestGroup">How many people a published value must be about at least.</param>
    public JobServices(NpgsqlDataSource database, RemoteWriteClient client, ServiceObjectives objectives, TimeProvider clock, int smallestGroup = SmallCells.DefaultThreshold)
    {
        Database = database;
        Clock = clock;
        Rollups = new EventRollups(database, clock);
        Changes = new ChangedPeriods(database);
        ServiceLevels = new ServiceLevelQuery(database, objectives);
        Compliance = new ComplianceQuery(database, objectives);
        Activity = new ActivityQuery(database);
        Answers = new AnswerDesk(database, smallestGroup);
        Experiments = new ExperimentDesk(database, smallestGroup, clock);
        Derived = new DerivedStore(database, clock);
        Publisher = new DerivedPublisher(Derived, client);
        Runs = new JobRunStore(database);
        Periods = new PeriodLedger(database);
    }

    /// <summary>How long what is kept.</summary>
    public RetentionSettings Retention { get; init; } = new();

    public TimeProvider Clock { get; }

    public EventRollups Rollups { get; }

    public ChangedPeriods Changes { get; }

    public ServiceLevelQuery ServiceLevels { get; }

    public ComplianceQuery Compliance { get; }

    /// <summary>Where requests are counted by counters; null: nowhere.</summary>
    public PrometheusCounters? Counters { get; init; }

    public ActivityQuery Activity { get; }

    public AnswerDesk Answers { get; }

    public ExperimentDesk Experiments { get; }

    public DerivedStore Derived { get; }

    public DerivedPublisher Publisher { get; }

    public JobRunStore Runs { get; }

    public PeriodLedger Periods { get; }

    internal NpgsqlDataSource Database { get; }

    /// <summary>Creates the tables that the jobs need, under a lock; the store's own tables must be there.</summary>
    public async Task Prepare(CancellationToken cancel)
    {
        await Rollups.Prepare(cancel);
        await using var connection = await Database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(@LockKey)", new { LockKey }, transaction, cancellationToken: cancel));
        await connection.ExecuteAsync(new CommandDefinition(DerivedStore.Schema + JobRunStore.Schema + PeriodLedger.Schema, transaction: transaction, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
    }
}
