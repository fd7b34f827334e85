"""What the model is asked with, a file each: what was sent becomes the model's inputs."""
