"""Pages of cases: each translates HTTP to one action or query and back."""
