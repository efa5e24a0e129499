"""What a mission counts: each number declared with its rule, its unit, and what it cannot know."""
