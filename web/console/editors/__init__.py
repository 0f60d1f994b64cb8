"""The pages below `/adviser/editors`: what is asked, what got no answer, what is due; as pictures, tables and CSV."""
