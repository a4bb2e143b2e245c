// Each test owns the machine's two cores while it runs: stacks side by side would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(Analytics.Testing.Peers.SharedPeers))]
