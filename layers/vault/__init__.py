"""The identity vault: names behind the codes, each an age file that only named recipients open."""
