"""The room `provers`."""
