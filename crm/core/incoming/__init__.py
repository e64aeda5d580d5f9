"""The one way by which files come in: bounded, recognised by their content, decoded once."""
