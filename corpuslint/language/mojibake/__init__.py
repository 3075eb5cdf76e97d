"""Mojibake: where it may be, what caused it, and how the text read before."""
