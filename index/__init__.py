"""Encoding, storage, search and versions. Imports `knowledge`, never `bot`."""
