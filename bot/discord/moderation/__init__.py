"""`/knowledge`: the commands, buttons and dialogs of moderators."""
