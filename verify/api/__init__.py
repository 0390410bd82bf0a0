"""The suite from Python: what is asked with objects, and answered with objects. ``notes/api.md`` lists the names."""
