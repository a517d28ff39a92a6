"""Tools without a word of the trade in them: access, clock, database, forms, letters, search, ui."""
