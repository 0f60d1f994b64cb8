// Wires the page up: languages, example questions, the chat, and what the network is doing.

import { isPaused } from "./api.js";
import { Chat } from "./chat.js";
import { apply, load, t } from "./strings.js";

const root = document.querySelector("#chat");
const links = [...document.querySelectorAll("[data-language]")];

async function speak(language) {
  await load(language);
  document.documentElement.lang = language;
  document.title = t("page_title");
  for (const link of links) {
    if (link.dataset.language === language) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  document.querySelector("#plain-link").href = `/plain?lang=${language}`;
  root.querySelector("#ask").action = `/plain?lang=${language}`;
  apply(document);
}

const ready = load(document.documentElement.lang);
const chat = new Chat(root, { pageLanguage: document.documentElement.lang, ready });

for (const link of links) {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    await speak(link.dataset.language);
    history.replaceState(null, "", `/?lang=${link.dataset.language}`);
    chat.choose(link.dataset.language);
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-ask]");
  if (!button) return;
  await ready;
  const question = t(button.dataset.ask || button.dataset.t);
  chat.send({ message: question }, question);
  root.scrollIntoView({ block: "nearest" });
});

for (const state of ["offline", "online"]) window.addEventListener(state, () => chat.tell(t(state)));

await ready;
if (await isPaused().catch(() => false)) chat.tell(t("paused"));
