"""How threads share the interpreter while answers are computed."""

from __future__ import annotations

SWITCH_INTERVAL = 0.0005
"""Seconds after which a thread that computes lets another one have the interpreter. The event loop
needs it for a moment many times a second: by Python's 0.005, a few answers in computation would
keep hundreds of interactions from being acknowledged in time."""
