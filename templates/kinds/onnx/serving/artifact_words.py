"""How a version of the model is made here: the command that every error names."""

MAKE = "npm run make"
