"""The page's style sheets and script."""
