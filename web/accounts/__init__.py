"""Who may sign in to the adviser console: accounts, their passwords, and who is signed in now."""
