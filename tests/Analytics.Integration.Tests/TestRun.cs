[assembly: AssemblyFixture(typeof(Analytics.Testing.Peers.SharedPeers))]
