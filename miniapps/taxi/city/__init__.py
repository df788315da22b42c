"""The city Kestrel drives in, made by code: streets, river, parks and places."""
