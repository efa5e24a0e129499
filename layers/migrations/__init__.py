"""Steps that bring an older register to the present form; each runs after a backup, in one transaction.

A new optional field needs none: it joins its table when a project is next opened. The journal is never changed.
"""
