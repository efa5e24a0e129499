"""What stands on every map, pack and export with hazards."""

from __future__ import annotations

from forensics.messages import say

NOT_FOUND_SAFE = say("Land without a mark here has not been found safe.")
