"""A plan as files: page, map, lists, curve, Turtle."""
