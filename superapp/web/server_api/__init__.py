"""The WeChat server API for back ends of programs: /sns, /cgi-bin, /wxa."""
