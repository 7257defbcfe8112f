"""Pages of law: cities and their figures, the campaign, tables, rules, how sure we are. One query or action each."""
