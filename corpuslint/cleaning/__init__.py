"""Cleaning: edits that go together, rounds until nothing changes, files written whole, a log, and the way back."""
