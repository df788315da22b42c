"""The WeChat Pay v3 face: exact on the wire, thin inside."""
