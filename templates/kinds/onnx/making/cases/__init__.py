"""What an artifact is tried on, a file for each way of asking. Made here: nothing of it is anybody's."""
