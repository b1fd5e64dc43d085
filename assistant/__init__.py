"""From pseudonymised text to brief and answer; the store, the service and the command line."""
