"""Overlaps, gaps, crowding and order of steps, and what was decided about them."""
