"""What people have in spreadsheets becomes the project's own tables: same schema, same faults, every row accounted for."""
