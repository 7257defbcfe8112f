"""Attendance as sums: shifts and rosters, punches judged day by day, overtime, leave, the three working-hour systems.

Minutes are whole numbers counted from 0:00 Shanghai of the first day of the calendar (`shifts.minute`), so that a
month of a hundred thousand people is additions and comparisons of small numbers and nothing else.
"""
