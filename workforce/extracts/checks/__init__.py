"""The checks of a file, stage by stage; none of them knows the database."""
