"""Where graves and remains stand, in the window: their steps, what waits and for whom, possible matches, wishes."""
