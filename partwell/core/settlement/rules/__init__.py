"""The rules of the national rule file as functions that can be asked one by one or together, a module a family."""

from . import checks, deadlines, ending, insurance, leave, medical, periods, promises, retirement, severance, tax, wages

__all__ = [
    "checks",
    "deadlines",
    "ending",
    "insurance",
    "leave",
    "medical",
    "periods",
    "promises",
    "retirement",
    "severance",
    "tax",
    "wages",
]
