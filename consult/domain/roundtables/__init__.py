"""Round tables: regional meetings and the national one, who came, what the minutes say."""
