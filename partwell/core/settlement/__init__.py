"""Sums of a separation: each a pure function that shows its work."""
