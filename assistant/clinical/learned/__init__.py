"""What rules do not reach: a light linear model of a clause's category, relevance, gravity and status."""
