"""The one path from a question to an answer, for the terminal, Discord and the evaluation."""
