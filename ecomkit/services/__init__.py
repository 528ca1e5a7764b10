"""Services: commands and queries behind one gate, the only place where hooks, domain and storage meet."""
