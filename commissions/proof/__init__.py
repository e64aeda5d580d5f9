"""What the verification of an export knows of commissions. No module in here asks a database."""
