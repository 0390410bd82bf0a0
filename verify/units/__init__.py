"""Work in parts that need nothing of each other: done here, by processes, or on a cluster; and kept across runs."""
