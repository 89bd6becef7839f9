"""Mentoring and coaching: who offers, who asks, and rounds that bring them together."""
