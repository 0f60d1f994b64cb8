"""Chat with Grenswijzer in the terminal: `python ask.py https://your-server.example`.

Type a question, or the number of a choice. An empty line or Ctrl-D ends it, and the service forgets the conversation.
"""

from __future__ import annotations

import argparse
import sys
from typing import get_args

from grenswijzer_client import Button, Conversation, Grenswijzer, GrenswijzerError, Language, Message

TEXTS: dict[Language, dict[str, str]] = {
    "nl": {
        "you": "Jij",
        "holds": "Geldt voor",
        "older": "Eerder",
        "sources": "Bronnen",
        "decides": "Beslist",
        "contacts": "Contact",
        "choose": "Typ een nummer of een vraag.",
        "new": "Het vorige gesprek was afgelopen; dit is een nieuw gesprek.",
        "forgotten": "Het gesprek is gewist.",
    },
    "de": {
        "you": "Sie",
        "holds": "Gilt für",
        "older": "Früher",
        "sources": "Quellen",
        "decides": "Entscheidet",
        "contacts": "Kontakt",
        "choose": "Geben Sie eine Nummer oder eine Frage ein.",
        "new": "Das vorige Gespräch war beendet; dies ist ein neues.",
        "forgotten": "Das Gespräch ist gelöscht.",
    },
    "en": {
        "you": "You",
        "holds": "Holds for",
        "older": "Before",
        "sources": "Sources",
        "decides": "Decides",
        "contacts": "Contact",
        "choose": "Type a number or a question.",
        "new": "The conversation before had ended; this is a new one.",
        "forgotten": "The conversation is forgotten.",
    },
}


def show(message: Message) -> None:
    """Print a message with its date, sources and contacts, in its own language."""
    texts = TEXTS[message.language]
    print(f"\n{message.text}")
    if message.caution:
        print(f"! {message.caution}")
    if message.as_of:
        print(f"{texts['holds']}: {message.as_of}")
    if message.older:
        print(f"{texts['older']} ({message.older[1]}): {message.older[0]}")
    for name, sources in (("decides", message.official), ("sources", message.sources)):
        if sources:
            print(f"{texts[name]}:")
        for source in sources:
            place = ", ".join(part for part in (source.title, source.locator, source.as_of) if part)
            print(f"  - {place}{f' <{source.url}>' if source.url else ''}")
    if message.contacts:
        print(f"{texts['contacts']}:")
    for contact in message.contacts:
        ways = ", ".join(way for way in (contact.phone, contact.email, contact.address, contact.url) if way)
        print(f"  - {contact.name}{f': {ways}' if ways else ''}")


def chat(conversation: Conversation, language: Language) -> None:
    """Ask until somebody has no more questions."""
    buttons: list[Button] = []
    while True:
        try:
            typed = input(f"\n{TEXTS[language]['you']}: ").strip()
        except EOFError:
            return
        if not typed:
            return
        chosen = buttons[int(typed) - 1] if typed.isdecimal() and 0 < int(typed) <= len(buttons) else None
        try:
            turn = conversation.press(chosen) if chosen else conversation.say(typed)
        except GrenswijzerError as error:
            print(f"! {error}", file=sys.stderr)
            continue
        language = turn.language
        if turn.is_new_conversation:
            print(f"({TEXTS[language]['new']})")
        for message in turn.messages:
            show(message)
        buttons = [button for message in turn.messages for button in message.buttons]
        for number, button in enumerate(buttons, 1):
            print(f"  {number}. {button.title}")
        if buttons:
            print(TEXTS[language]["choose"])


def main() -> int:
    """Run the program; return its exit status."""
    parser = argparse.ArgumentParser(description="Chat with Grenswijzer in the terminal.")
    parser.add_argument("server", nargs="?", default="http://127.0.0.1:8000", help="address of the service")
    parser.add_argument("--language", choices=get_args(Language), help="answer in it, whatever language is typed")
    parser.add_argument("--region", help="a town or province, for whom to turn to")
    options = parser.parse_args()
    language: Language = options.language or "nl"
    with Grenswijzer(options.server) as grenswijzer:
        conversation = grenswijzer.conversation(language=options.language, region=options.region)
        try:
            chat(conversation, language)
        finally:
            try:
                conversation.forget()
            except GrenswijzerError as error:
                print(f"! {error}", file=sys.stderr)
                return 1
        print(f"\n{TEXTS[language]['forgotten']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
