"""Offers to GPs, and people on their way through them. Its slices follow after the frame."""
