"""Running Backroad: its metrics, health, log and secrets. Knows nothing of Discord."""
