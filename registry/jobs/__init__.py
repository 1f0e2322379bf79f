"""Work in the background: the queue that wakes workers, what they can do, and the worker itself."""
