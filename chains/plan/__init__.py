"""What to do first: actions chosen under a budget, with a certificate of how good the choice is."""
