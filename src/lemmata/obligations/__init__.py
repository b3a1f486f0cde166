"""The room `obligations`."""
