// What JavaScript adds to the console; every page works without it.
import { copyFrom, copyLink } from "./copying.js";
import { useKeys } from "./keys.js";
import { forgetRecent, showRecent } from "./recent.js";
import { searchAsTyped } from "./search.js";

const form = document.querySelector("form[role=search]");
const signOut = document.querySelector("form.who");

if (form) {
  // On a phone they would stand between the field and what is found.
  const filters = form.querySelector("details.filters");
  const chosen = [...filters.querySelectorAll("input, select")].some((one) => one.value);
  filters.open = chosen || !matchMedia("(max-width: 40rem)").matches;
  const recent = showRecent(document.querySelector("#recent"), form.elements.q);
  searchAsTyped(form, document.querySelector("#results"), recent);
}
// Whoever signs in next in this tab sees nothing of who was there before.
if (!signOut) forgetRecent();
signOut?.addEventListener("submit", forgetRecent);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-copy]");
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link && plain) {
    event.preventDefault();
    copyLink(link);
  }
  const button = event.target.closest("button[data-copy-from]");
  if (button) copyFrom(document.getElementById(button.dataset.copyFrom));
});
for (const button of document.querySelectorAll("button[data-copy-from]")) button.hidden = false;

// A link to the form of a report opens it.
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  const folded = target?.querySelector(":scope > details");
  if (folded) folded.open = true;
}
addEventListener("hashchange", openTarget);
openTarget();

useKeys();
