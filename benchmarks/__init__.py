"""Figures as ratios to a bare reference in the same run; never a timed test. `python -m benchmarks [pages|checkout|start|commands]`."""
