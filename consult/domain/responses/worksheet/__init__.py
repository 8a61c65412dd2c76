"""The ministries' work sheet: answers written in a workbook and taken back (variant V9)."""
