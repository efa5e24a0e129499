"""What bears on whether acts were systematic: told with what each result rests on and what it does not show."""
