"""Benchmarks: what is slow, against what it could be at best. Each module holds one and says its bar."""
