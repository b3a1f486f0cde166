"""The room `analyses`: what can be said of contracts and of versions, beside proofs."""
