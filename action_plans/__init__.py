"""What a system will do about it, and the proof."""
