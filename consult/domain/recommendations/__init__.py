"""What the State was recommended: mechanisms, cycles, paragraphs, positions."""
