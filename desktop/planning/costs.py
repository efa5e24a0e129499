"""What the parts of a proposal's cost are called, and how it was found."""

from __future__ import annotations

from forensics.messages import say

PARTS = {
    "travel": say("travel"), "balance": say("uneven loads"), "late": say("lateness"), "left": say("areas left"),
}  # fmt: skip
HOW = {
    "greedy": say("by greedy choice"), "improved": say("by local improvement"), "exact": say("by branch and cut"),
}  # fmt: skip
