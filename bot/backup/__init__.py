"""Backups: the data folder as one verified archive, made while the bot runs, and put back."""
