"""Quizzes on Discord: `/quiz`, its questions and results, and `/reminders`."""
