"""What the families read out of a network before anything is measured: places, supply, demand, ties, passages."""
