"""The rules that a knowledge base keeps. Pure: values in, every fault at once out."""

from knowledge.checks.rules import check_articles, check_library

__all__ = ["check_articles", "check_library"]
