"""The same steps once more, in NumPy and Pillow: what the artifact is held against."""
