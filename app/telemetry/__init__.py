"""What the server tells its operator: figures, log lines and traces."""
