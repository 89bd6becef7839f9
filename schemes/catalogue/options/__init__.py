"""My options side by side, dated signposts, and a week to plan. Nothing here is advice, and nothing is stored."""
