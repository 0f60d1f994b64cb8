// Build the bubbles of the chat. Text always goes in as text, never as markup.

import { t } from "./strings.js";

const ICONS = {
  up: "M7 21H4V10h3zm2 0V10l4-7c1.3 0 2 .9 2 2l-.7 4H20a1.6 1.6 0 0 1 1.6 2l-1.9 8.4A2 2 0 0 1 17.8 21z",
  down: "M17 3h3v11h-3zm-2 0v11l-4 7c-1.3 0-2-.9-2-2l.7-4H4a1.6 1.6 0 0 1-1.6-2l1.9-8.4A2 2 0 0 1 6.2 3z",
};

export function element(name, { className, text, ...attributes } = {}, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.filter(Boolean));
  return node;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("fill", "currentColor");
  svg.append(path);
  return svg;
}

// Only addresses of the web, mail and telephone become links.
function link(url, text) {
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(url ?? "")) return document.createTextNode(text);
  const outside = url.startsWith("http") ? { target: "_blank", rel: "noopener noreferrer" } : {};
  return element("a", { href: url, text, ...outside });
}

function sender(key) {
  return element("span", { className: "hidden", text: `${t(key)} ` });
}

// "2025", "2025-01" or "2025-01-31" in words of `language`.
function formatDate(date, language) {
  const [year, month, day] = date.split("-").map(Number);
  if (!month) return date;
  const shown = { year: "numeric", month: "long", ...(day && { day: "numeric" }), timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, shown).format(Date.UTC(year, month - 1, day || 1));
}

// Whom to turn to: in sight where the message is about that, folded away below an answer.
function contacts(message) {
  if (!message.contacts.length) return [];
  const list = element("ul", { className: "contacts" }, ...message.contacts.map(contactCard));
  if (message.kind !== "answer") return [list];
  return [element("details", {}, element("summary", { text: t("contacts") }), list)];
}

function labelled(key, list) {
  return list.childElementCount ? [element("p", { className: "label", text: t(key) }), list] : [];
}

function official(message) {
  const items = message.official.filter((one) => one.url).map((one) => element("li", {}, link(one.url, one.title)));
  return labelled("decides", element("ul", { className: "official" }, ...items));
}

function sources(message) {
  const items = message.sources.map((source) => {
    const rest = [source.locator, source.as_of && formatDate(source.as_of, message.language)].filter(Boolean);
    return element("li", {}, link(source.url, source.title), rest.length ? document.createTextNode(` – ${rest.join(", ")}`) : null);
  });
  return labelled("sources", element("ul", { className: "sources" }, ...items));
}

function contactCard(contact) {
  const rows = [
    ...(contact.phone ?? "").split(" / ").map((phone) => ["phone", phone, `tel:${phone.replace(/[^\d+]/g, "")}`]),
    ["email", contact.email, `mailto:${contact.email}`],
    ["address", contact.address],
    ["hours", contact.hours],
    ["website", contact.url?.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, ""), contact.url],
  ].filter(([, value]) => value);
  const list = element("dl");
  for (const [key, value, url] of rows) list.append(element("dt", { text: t(key) }), element("dd", {}, link(url, value)));
  return element(
    "li",
    {},
    element("strong", { text: contact.name }),
    contact.for_whom && element("p", { text: contact.for_whom }),
    list,
  );
}

function buttons(message, onPress) {
  if (!message.buttons.length) return null;
  const group = element("div", { className: "buttons", role: "group", "aria-label": t("choices") });
  for (const button of message.buttons) {
    const node = element("button", { type: "button", text: button.title });
    node.addEventListener("click", () => onPress(button));
    group.append(node);
  }
  return group;
}

// The end of a check has a page of its own, to be printed.
function record(message) {
  if (!message.record) return null;
  const attributes = { href: message.record, text: t("record"), target: "_blank", rel: "noopener" };
  return element("p", { className: "record-link" }, element("a", attributes));
}

function feedback(message, onRate) {
  if (message.kind !== "answer" && !message.record) return null;
  const said = element("span", { role: "status" });
  const thumbs = ["up", "down"].map((rating) => {
    const node = element("button", { type: "button", "aria-pressed": "false", title: t(`rate_${rating}`) });
    node.append(icon(rating), element("span", { className: "hidden", text: t(`rate_${rating}`) }));
    node.addEventListener("click", async () => {
      said.textContent = t((await onRate(message.id, rating)) ? "rated" : "rate_failed");
      for (const thumb of thumbs) thumb.setAttribute("aria-pressed", String(thumb === node));
    });
    return node;
  });
  return element("div", { className: "rate" }, element("span", { text: t("helpful") }), ...thumbs, said);
}

export function userBubble(text) {
  return element("div", { className: "message user" }, element("p", {}, sender("you_said"), document.createTextNode(text)));
}

export function noteBubble(text) {
  return element("p", { className: "message notice", text });
}

export function assistantBubble(message, { onPress, onRate }) {
  const bubble = element("article", { className: `message assistant ${message.kind}`, lang: message.language });
  const lines = message.text.split("\n").filter((line) => line.trim());
  const paragraphs = lines.map((line) => element("p", { text: line }));
  paragraphs[0]?.prepend(sender("assistant_said"));
  const { progress, older } = message;
  bubble.append(
    ...[
      progress && element("p", { className: "progress", text: t("step", progress) }),
      ...paragraphs,
      message.caution && element("p", { className: "caution", text: message.caution }),
      message.as_of && element("p", { className: "holds", text: t("holds_for", { date: message.as_of }) }),
      older &&
        element("details", {}, element("summary", { text: t("older", { date: older.as_of }) }), element("p", { text: older.text })),
      ...official(message),
      ...sources(message),
      ...contacts(message),
      record(message),
      buttons(message, onPress),
      feedback(message, onRate),
    ].filter(Boolean),
  );
  return bubble;
}
