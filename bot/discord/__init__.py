"""Backroad on Discord. Only the files here import `discord`."""
