"""What the bot remembers between starts, in one SQLite database."""
