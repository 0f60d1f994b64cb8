"""Talks to the service with a client that openapi-python-client wrote; run with that generator's own Python.

python generated_client.py FOLDER SERVER    FOLDER holds the package `generated`
"""

from __future__ import annotations

import datetime as dt
import json
import sys

sys.path.insert(0, sys.argv[1])

from generated import AuthenticatedClient, Client
from generated.api.chat import forget, rate, take_turn
from generated.api.look_up import changes, contacts, entry, search
from generated.api.operation import health
from generated.models import EntryLangType0 as EntryLanguage
from generated.models import FeedbackRequest, FeedbackRequestRating, ProblemBody, TurnContext, TurnRequest

client = Client(base_url=sys.argv[2], timeout=60)
begun = take_turn.sync(
    client=client,
    body=TurnRequest(
        message="How many hours may a student from India work beside the studies?", context=TurnContext(region="Venlo")
    ),
)
answer = begun.messages[-1]
check = take_turn.sync(
    client=client, body=TurnRequest(conversation=begun.conversation, message="Start the permit check")
)
pressed = take_turn.sync(
    client=client,
    body=TurnRequest(conversation=begun.conversation, payload=check.messages[-1].buttons[0].payload),
)
rated = rate.sync_detailed(client=client, body=FeedbackRequest(answer=answer.id, rating=FeedbackRequestRating.UP))
found = search.sync(client=client, q="Arbeitserlaubnis für Praktikanten aus China", limit=3)
read = entry.sync(found.results[0].id, client=client, lang=EntryLanguage.DE)
desks = contacts.sync(client=client, place=["Nordhorn"])
changed = changes.sync(client=client, since=dt.date(2025, 1, 1), limit=2)
problem = entry.sync("nothing", client=client)
mine = AuthenticatedClient(base_url=sys.argv[2], token=begun.conversation)
forgotten = [forget.sync_detailed(client=mine).status_code for _ in range(2)]

print(
    json.dumps(
        {
            "answer": answer.text,
            "sources": [source.title for source in answer.sources],
            "pressed": pressed.messages[-1].kind,
            "rated": rated.status_code,
            "found": [result.id for result in found.results],
            "matched": found.results[0].why.matched.text,
            "entry": read.title,
            "held": len(read.holds_today),
            "desks": [desk.contact.name for desk in desks.places[0].desks],
            "changed": [change.date.isoformat() for change in changed.changes],
            "problem": problem.type_ if isinstance(problem, ProblemBody) else None,
            "forgotten": forgotten,
            "ready": health.sync(client=client).ready,
        }
    )
)
