"""The curated articles, roadmaps and quizzes, and the code that reads and checks them.

Nothing here imports `index` or `bot`. Paths and text go in, values and faults come out.
"""
