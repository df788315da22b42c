"""What every room of the host stands on: settings, errors, time, ids, logs, metrics."""
