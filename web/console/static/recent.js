// What was searched for in this tab: at most ten, kept by the browser until the tab is closed or its user signs out.
const KEY = "grenswijzer.adviser.recent";
const MOST = 10;

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function write(searches) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(searches));
  } catch {
    // A browser that keeps nothing shows no list.
  }
}

export function forgetRecent() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Then nothing was kept.
  }
}

/** Show the list where the field is empty; return what notes a search, given as the query of its address. */
export function showRecent(box, field) {
  const list = box.querySelector("ul");

  function show() {
    const searches = read();
    box.hidden = field.value !== "" || !searches.length;
    list.replaceChildren(
      ...searches.map((query) => {
        const link = document.createElement("a");
        const asked = new URLSearchParams(query);
        asked.set("lang", document.documentElement.lang);
        link.href = `?${asked}`;
        link.textContent = asked.get("q");
        const filters = [...asked].filter(([name]) => name !== "q" && name !== "lang").map(([, value]) => value);
        const item = document.createElement("li");
        item.append(link, filters.length ? ` (${filters.join(", ")})` : "");
        return item;
      }),
    );
  }

  box.querySelector("button").addEventListener("click", () => {
    forgetRecent();
    show();
    field.focus();
  });
  field.addEventListener("input", show);
  show();

  return function note(query) {
    const same = new URLSearchParams(query).get("q")?.toLowerCase();
    if (!same) return;
    const others = read().filter((one) => new URLSearchParams(one).get("q")?.toLowerCase() !== same);
    write([query, ...others].slice(0, MOST));
  };
}
