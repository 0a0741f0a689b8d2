"""Roadmaps as a learner meets them: where they stand, as text and as a picture. Pure."""
