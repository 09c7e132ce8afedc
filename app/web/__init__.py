"""HTTP, the socket and the pages: parse, ask, encode. The only package that knows a web framework; imports everything below."""
