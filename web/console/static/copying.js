// Copy a text with its source. The text is the server's; the browser only puts it where it can be pasted.
const told = document.querySelector("#told");

function say(text) {
  // The same words twice are two messages.
  told.textContent = "";
  setTimeout(() => (told.textContent = text), 20);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (told.textContent = ""), 5000);
}

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok || response.redirected) throw new Error("not there");
  return response.text();
}

/** Copy as it was done before there was a clipboard to write to. */
function copyOldWay(text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "hidden";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}

/** Copy a text, or one that is promised: some browsers want to be asked while the key is still pressed. */
async function copy(promised) {
  try {
    const blob = promised.then((text) => new Blob([text], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    return copyOldWay(await promised);
  }
}

/** Copy what a link to a citation shows; where that fails, show it. */
export async function copyLink(link) {
  const address = new URL(link.href);
  address.pathname += ".txt";
  try {
    if (!(await copy(fetched(address)))) throw new Error("not copied");
    say(told.dataset.copied);
  } catch {
    location.assign(link.href);
  }
}

/** Copy what stands in a field. */
export async function copyFrom(field) {
  const copied = await copy(Promise.resolve(field.value));
  if (!copied) field.select();
  say(copied ? told.dataset.copied : told.dataset.failed);
}
