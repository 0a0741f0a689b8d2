"""Life in a server: who is answered where, votes, settings, help, and translations."""
