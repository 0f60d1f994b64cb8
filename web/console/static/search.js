// Search while somebody types: the page of the search is asked for, and its results take the place of those shown.
const REST_MS = 8; // keys that come as one are searched for as one
const PATIENCE_MS = 400; // one question at a time: so long the next one waits for the answer
const SLOW_MS = 300; // sooner it is not said that a search is under way
const SETTLED_MS = 700; // then the count is announced, and the address follows
const NOTED_MS = 2000; // a search that stood so long is one to come back to
const LEAST_CHARS = 2;

export function searchAsTyped(form, region, note) {
  const field = form.elements.q;
  const count = document.querySelector("#count");
  const waiting = document.querySelector("#waiting");
  const timers = {};
  let running;
  let asked = query();

  function query() {
    const values = [...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value);
    return new URLSearchParams(values).toString();
  }

  function later(name, wait, work) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(work, wait);
  }

  function follow() {
    clearTimeout(timers.follow);
    const address = `${form.getAttribute("action")}?${query()}`;
    try {
      if (address !== location.pathname + location.search) history.replaceState(history.state, "", address);
    } catch {
      // Browsers bound how often this may be done.
    }
    for (const link of document.querySelectorAll(".languages a")) {
      const other = new URLSearchParams(query());
      other.set("lang", link.hreflang);
      link.href = `?${other}`;
    }
  }

  function announce() {
    later("settled", SETTLED_MS, () => {
      count.textContent = region.querySelector("#found")?.textContent ?? "";
    });
    later("noted", NOTED_MS, () => region.querySelector("[data-hand]") && note(asked));
  }

  /** Put `nodes` where the results are; whoever was on a result stays on it, or comes back to the field. */
  function show(value, ...nodes) {
    const held = region.contains(document.activeElement) && document.activeElement.closest("[data-hand]");
    region.replaceChildren(...nodes);
    region.dataset.query = value;
    if (held) {
      const same = region.querySelector(`[data-hand="${CSS.escape(held.dataset.hand)}"] [data-open]`);
      (same ?? field).focus({ preventScroll: Boolean(same) });
    }
    announce();
  }

  function tell(text) {
    const said = document.createElement("p");
    said.className = "problem";
    said.setAttribute("role", "alert");
    said.textContent = text;
    show(field.value, said);
  }

  async function search() {
    const wanted = query();
    const value = field.value.trim();
    if (wanted === asked) return;
    clearTimeout(timers.search);
    const patience = running && value.length >= LEAST_CHARS ? running.until - performance.now() : 0;
    if (patience > 0) {
      later("search", patience, search);
      return;
    }
    running?.abort();
    asked = wanted;
    later("follow", SETTLED_MS, follow);
    if (value.length < LEAST_CHARS) {
      done();
      show(value);
      return;
    }
    const mine = (running = new AbortController());
    mine.until = performance.now() + PATIENCE_MS;
    later("slow", SLOW_MS, () => {
      waiting.hidden = false;
      region.setAttribute("aria-busy", "true");
    });
    try {
      const response = await fetch(`${form.getAttribute("action")}?${wanted}`, { signal: mine.signal });
      const html = await response.text();
      if (mine !== running) return;
      if (response.redirected) {
        // The session has ended: signing in leads back to this search.
        follow();
        location.reload();
        return;
      }
      const page = new DOMParser().parseFromString(html, "text/html");
      const results = page.querySelector("#results");
      if (results) show(value, ...results.childNodes);
      else {
        tell(page.querySelector(".problem")?.textContent ?? region.dataset.offline);
        const wait = Number(response.headers.get("retry-after"));
        if (wait) later("search", wait * 1000, again);
      }
    } catch (error) {
      if (mine !== running) return;
      tell(region.dataset.offline);
      asked = query();
    }
    done();
    search();
  }

  function again() {
    asked = "";
    search();
  }

  function done() {
    running = undefined;
    clearTimeout(timers.slow);
    waiting.hidden = true;
    region.removeAttribute("aria-busy");
  }

  form.addEventListener("input", (event) => {
    if (!event.isComposing) later("search", REST_MS, search);
  });
  form.addEventListener("compositionend", search);
  form.addEventListener("change", search);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
    follow();
    note(query());
  });
  region.addEventListener("click", (event) => {
    if (event.target.closest("a")) {
      follow();
      note(asked);
    }
  });
  addEventListener("pagehide", follow);
  // The browser puts back what was typed, but not what was found for it.
  addEventListener("pageshow", () => search());
}
