"""Quizzes, reviews and placement: choosing questions, scheduling them, judging answers."""
