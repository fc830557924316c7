"""Which links are missing: pairs that fit and are not linked."""
