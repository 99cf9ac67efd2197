"""HTTP and WebSocket around the use cases of `app.serving`."""
