"""The command line: one file a command, each started only when it is asked for."""
