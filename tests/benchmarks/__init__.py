"""Benchmarks: tables for people to read, not timed tests."""
