"""Set-up and supervision behind `make`: the standard library only, on any Python from 3.9 on."""
