"""Benchmarks: `python -m bench [names] [--seconds N]`. Each module here that has `TITLE` and `run` is one of them."""
