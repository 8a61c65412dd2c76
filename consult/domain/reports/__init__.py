"""The consolidated feedback report: snapshot, statistics, files."""
