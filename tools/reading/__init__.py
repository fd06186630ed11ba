"""The parts of the reading site: its pages, its settings, the glossary in the text, its search, its formulas."""
