"""Consult: public consultations on action plans, from the draft to the consolidated feedback report."""
