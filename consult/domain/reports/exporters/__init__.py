"""Writers of report files: rows in, a file out; they know no web and no database."""
