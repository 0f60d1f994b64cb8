"""What the gateway remembers of conversations: little, bounded, and not for long; in this process or in Redis."""

from web.conversations.in_memory import InMemoryConversations
from web.conversations.in_redis import RedisConversations
from web.conversations.model import Conversation, Conversations, GivenAnswer

__all__ = ["Conversation", "Conversations", "GivenAnswer", "InMemoryConversations", "RedisConversations"]
