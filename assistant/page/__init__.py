"""The page: pure functions from the service's JSON to HTML, the session, and the routes beside Gradio."""
