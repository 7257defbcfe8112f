"""The designer: process templates changed by HR, card by card, without code."""
