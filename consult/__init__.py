"""Public consultations on action plans, from the draft to the consolidated report."""
