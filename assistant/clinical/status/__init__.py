"""Whether a mention still holds: rules as data (`patterns.yaml`) and the algorithm that reads them."""
