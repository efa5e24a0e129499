"""The planner's workspace: the board of assignments, dialogs that propose, divide and score, packs and coverage."""
