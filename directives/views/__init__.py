"""Pages outside the admin: thin edges over the writers and the querysets."""
