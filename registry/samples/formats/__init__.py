"""One module for each official format: how the sample lists are written in it."""
