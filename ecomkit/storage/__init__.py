"""Storage: tables, the unit of work, and what reads and writes them."""
