"""The demo company. It is built around a given day, so that it is always in the middle of something."""

from .company import DemoCompany, DemoUser, load_company
from .load import load

__all__ = ["DemoCompany", "DemoUser", "load", "load_company"]
