"""The ministries' positions: disposition, reasons, sign-off."""
