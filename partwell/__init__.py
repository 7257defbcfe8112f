"""PartWell 善离: an employer and an employee part well, and both can prove how."""

__version__ = "0.1.0"
