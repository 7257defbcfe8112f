"""Nothing here is about one person: the files are papers of authorities and tables of figures."""

KEPT = {
    "FigureConfirmation": "the paper of an authority",
    "FigureTable": "a table of figures of law and the paper of an authority",
}
