"""Clay still lifes: renders the demo catalogue's product pictures; numpy is needed here and nowhere else."""
