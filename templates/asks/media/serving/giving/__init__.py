"""What the model answers with, a file each: its outputs become an answer in people's words."""
