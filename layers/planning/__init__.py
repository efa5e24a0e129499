"""Planning on a register: areas that are divided, weighed, proposed, assigned, and what of them is covered."""
