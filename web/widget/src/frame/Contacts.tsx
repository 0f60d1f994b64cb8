// Whom to turn to: in sight where the message is about that, folded away below an answer.

import { Outside } from "./Outside";
import type { Key, Translate } from "./strings";
import type { Contact, Message } from "./types";

const MAP = "https://www.openstreetmap.org/search?query=";

function rows(contact: Contact): [Key, string, string | null][] {
  const phones = (contact.phone ?? "").split(" / ").filter(Boolean);
  const found: [Key, string | null | undefined, string | null][] = [
    ...phones.map((phone): [Key, string, string] => ["phone", phone, `tel:${phone.replace(/[^\d+]/g, "")}`]),
    ["email", contact.email, `mailto:${contact.email}`],
    ["address", contact.address, null],
    ["hours", contact.hours, null],
    ["website", contact.url?.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, ""), contact.url],
  ];
  return found.filter((row): row is [Key, string, string | null] => Boolean(row[1]));
}

function Card({ contact, t }: { contact: Contact; t: Translate }) {
  return (
    <li class="contact">
      <strong>{contact.name}</strong>
      {contact.for_whom && <p>{contact.for_whom}</p>}
      <dl>
        {rows(contact).map(([key, value, href]) => (
          <>
            <dt>{t(key)}</dt>
            <dd>
              <Outside href={href} text={value} />
              {key === "address" && (
                <>
                  {" · "}
                  <Outside href={MAP + encodeURIComponent(value)} text={t("map")} />
                </>
              )}
            </dd>
          </>
        ))}
      </dl>
    </li>
  );
}

export function Contacts({ message, t }: { message: Message; t: Translate }) {
  if (!message.contacts.length) return null;
  const cards = (
    <ul class="contacts">
      {message.contacts.map((contact) => (
        <Card contact={contact} t={t} />
      ))}
    </ul>
  );
  const isAboutThem = message.contacts.some((contact) => contact.id === message.entry);
  if (message.kind !== "answer" || isAboutThem) return cards;
  return (
    <details>
      <summary>{t("contacts")}</summary>
      {cards}
    </details>
  );
}
