"""Many small trainings that answer one question: a grid, its runs, and what they found."""
