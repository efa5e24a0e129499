"""A report set on pages: text that flows, tables that break with their heads, pictures, plans to scale."""
