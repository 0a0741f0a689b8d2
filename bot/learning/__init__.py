"""The learning companion: what a member knows, and what that makes of skills and tracks."""
