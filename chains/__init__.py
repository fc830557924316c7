"""Four Chains: the knowledge graph of a region's education, talent, industry and innovation chains."""
