"""The commands: arguments in, one call, output. What a command needs it imports when it runs."""
