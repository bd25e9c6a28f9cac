"""Questions: what is found, counted, summed up and sent along."""
