"""The adviser console at `/adviser`: signed in, rendered on the server, works without JavaScript."""
