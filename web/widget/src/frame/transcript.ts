// The conversation as plain text, to be copied or kept.

import { formatDate, type Translate } from "./strings";
import type { Item, Language, Message } from "./types";

function ofMessage(message: Message, t: Translate): string {
  const lines = [`${t("assistant")}: ${message.text}`];
  if (message.caution) lines.push(message.caution);
  if (message.as_of) lines.push(t("holds_for", { date: message.as_of }));
  if (message.older) lines.push(`${t("older", { date: message.older.as_of })} ${message.older.text}`);
  for (const source of message.sources) lines.push(`- ${[source.title, source.locator, source.url].filter(Boolean).join(", ")}`);
  for (const contact of message.contacts) {
    lines.push(`* ${[contact.name, contact.phone, contact.email, contact.address, contact.url].filter(Boolean).join(", ")}`);
  }
  return lines.join("\n");
}

/** Return `items` as text, with the day it was made on. */
export function transcript(items: Item[], language: Language, t: Translate): string {
  const told = items.flatMap((item) => {
    if (item.kind === "user") return [`${t("you")}: ${item.text}`];
    return item.kind === "assistant" ? [ofMessage(item.message, t)] : [];
  });
  const day = formatDate(new Date().toISOString().slice(0, 10), language);
  return [t("transcript_head", { date: day }), ...told].join("\n\n");
}

/** Hand `text` to the user as a file. */
export function download(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
