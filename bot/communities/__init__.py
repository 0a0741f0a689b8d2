"""What belongs to one server alone: its own knowledge, and how that comes into answers."""
