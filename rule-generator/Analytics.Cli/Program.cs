using Analytics.Cli;
using Analytics.Cli.Shell;

return await CommandRunner.Run(CommandTree.Create(TimeProvider.System), args);
