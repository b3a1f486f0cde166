"""The room `contracts`."""
