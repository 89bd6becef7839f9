"""Mentoring, coaching and peers: so far the matching alone, pure."""
