"""A file of any known format → a header and rows of text, as inspection read it when the product was written."""
