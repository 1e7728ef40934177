"""Programs with subcommands, as tables: what every one of their commands does, and the flags that change that."""
