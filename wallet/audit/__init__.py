"""What an auditor asks of the books. Nothing here moves money."""
