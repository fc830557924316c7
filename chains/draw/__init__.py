"""The interactive map: one page, made with pyvis, that opens without a network."""
