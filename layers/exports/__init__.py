"""How records leave: under a profile, with a manifest, and as a commit of their own."""
