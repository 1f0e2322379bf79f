"""The pages of the registry: published data, read-only, over the same services as the command line."""
