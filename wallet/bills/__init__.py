"""The files a merchant fetches about a day that is over: its trades, and what moved on its account."""
