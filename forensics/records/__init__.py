"""The record types, one module for each family of them."""
