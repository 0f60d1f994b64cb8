// The keyboard: none of the browser's own keys, and no single characters where somebody switched them off.
import { copyLink } from "./copying.js";

const KEY = "grenswijzer.adviser.keys";
const help = document.querySelector("#help");
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

function areOn() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

const items = () => [...document.querySelectorAll("[data-hand]")];
const handle = (item) => item?.querySelector("[data-open]") ?? item;
const inHand = () => document.activeElement?.closest("[data-hand]");

/** Go so many items on; before the first one is the search field. */
function move(steps) {
  const all = items();
  const at = all.indexOf(inHand()) + steps;
  const target = at < 0 ? document.querySelector("#q") : handle(all[Math.min(at, all.length - 1)]);
  target?.focus();
}

function back() {
  const link = document.querySelector("a[data-back]");
  const field = document.querySelector("#q");
  if (inHand() && field) field.focus();
  else if (link) {
    const from = document.referrer && new URL(document.referrer);
    const same = from && from.origin === location.origin && from.pathname === new URL(link.href).pathname;
    if (same) history.back();
    else link.click();
  }
}

const CHARACTERS = {
  "/": () => document.querySelector("#q")?.select(),
  "?": () => help.showModal(),
  j: () => move(1),
  k: () => move(-1),
  c: () => {
    const link = (inHand() ?? items()[0])?.querySelector("a[data-copy=first]");
    if (link) copyLink(link);
    return Boolean(link);
  },
};

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (help.open) return;
  const target = event.target;
  if (target.id === "q" && event.key === "ArrowDown" && items().length) move(1);
  else if (target.id === "q" || target.closest?.(TYPING)) return;
  else if (event.key === "Escape") back();
  else if (target.closest?.("[data-open]") && event.key === "ArrowDown") move(1);
  else if (target.closest?.("[data-open]") && event.key === "ArrowUp") move(-1);
  else if (!areOn() || !Object.hasOwn(CHARACTERS, event.key)) return;
  else if (CHARACTERS[event.key]() === false) return;
  event.preventDefault();
}

export function useKeys() {
  if (!help) return;
  const box = help.querySelector("#keys-on");
  const button = document.querySelector("[data-help]");
  box.checked = areOn();
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, "off");
    } catch {
      // Then it holds for this page alone, and is on again on the next.
    }
  });
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", pressed);
}
