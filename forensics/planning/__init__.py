"""Who surveys where, safely, and what is left: arithmetic on areas, hazards, teams and what was covered."""
