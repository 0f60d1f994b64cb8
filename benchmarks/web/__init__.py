"""What the chat costs a school's page, and how soon it is there."""
