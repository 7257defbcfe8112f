"""Courses as rules: what an exam's answers are worth, and what a training bond may promise."""
