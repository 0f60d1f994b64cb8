// The launcher on a school's page: one button, and the conversation in a frame of our own origin. It reads nothing of the page but its
// language, sets no cookie, and asks nobody but the server it came from.

import { isCheck, PROTOCOL, type Check, type Event as FrameEvent, type Wish } from "../bridge";
import type { Language } from "../frame/types";
import { languageOf, LANGUAGES, TEXTS } from "./texts";
import { CSS } from "./widget.css";

const script = document.currentScript as HTMLScriptElement;
const home = new URL(script.src);
const HASH = /^#grenswijzer(?:=([\w-]+))?$/;
/** Where the chat takes the whole screen; as in the style sheet. */
const SMALL = window.matchMedia("(max-width: 480px), (max-height: 480px)");

class Launcher {
  readonly #host = document.createElement("grenswijzer-chat");
  readonly #button = document.createElement("button");
  readonly #label = document.createElement("span");
  readonly #opens = document.createElement("span");
  readonly #panel = document.createElement("dialog");
  #frame: HTMLIFrameElement | null = null;
  #language: Language;
  #isReady = false;
  /** What is asked of the frame before it can hear. */
  readonly #waiting: Wish[] = [];

  constructor(private readonly options: DOMStringMap) {
    this.#language = languageOf(options["lang"]);
    const root = this.#host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${CSS} :host { --brand: ${BRANDS[options["theme"] ?? ""] ?? BRANDS["grenscollege"]}; }`);
    root.adoptedStyleSheets = [sheet];
    if (options["side"] === "left") this.#host.dataset["side"] = "left";
    this.#panel.className = "panel";
    this.#panel.id = "panel";
    this.#button.type = "button";
    this.#button.setAttribute("aria-controls", "panel");
    this.#opens.className = "heard";
    this.#button.append(icon(), this.#label, this.#opens);
    this.#button.addEventListener("click", () => this.toggle());
    root.append(this.#panel, this.#button);
    this.#describe();
    window.addEventListener("message", (message) => this.#hear(message));
    window.addEventListener("hashchange", () => this.#followHash());
    this.#host.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.#panel.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    SMALL.addEventListener("change", () => this.isOpen && this.#show());
  }

  attach(): void {
    document.body.append(this.#host);
    this.#followHash();
  }

  get isOpen(): boolean {
    return this.#panel.open;
  }

  open(): void {
    if (this.isOpen) return;
    if (!this.#frame) this.#load();
    this.#show();
    this.#host.toggleAttribute("data-open", true);
    this.#describe();
    this.#wish({ do: "opened" });
    this.#frame?.focus();
    this.#tell("open");
  }

  close(): void {
    if (!this.isOpen) return;
    this.#panel.close();
    this.#host.toggleAttribute("data-open", false);
    this.#describe();
    this.#button.focus();
    this.#tell("close");
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  ask(question: string): void {
    this.open();
    this.#wish({ do: "ask", question: String(question) });
  }

  check(check: string): void {
    if (!isCheck(check)) throw new RangeError(`there is no check "${check}"`);
    this.open();
    this.#wish({ do: "check", check: check satisfies Check });
  }

  setLanguage(language: string): void {
    if (!(LANGUAGES as string[]).includes(language)) throw new RangeError(`"${language}" is none of ${LANGUAGES.join(", ")}`);
    this.#language = language as Language;
    this.#describe();
    if (this.#frame) this.#wish({ do: "language", language: this.#language });
  }

  /** On a small screen the page behind cannot be reached; beside a larger one it can be read on. */
  #show(): void {
    this.#panel.close();
    if (SMALL.matches) this.#panel.showModal();
    else this.#panel.show();
  }

  #load(): void {
    const frame = document.createElement("iframe");
    const address = new URL("/widget/frame", home);
    const asked = { lang: this.#language, origin: location.origin, theme: this.options["theme"], school: this.options["school"], region: this.options["region"] };
    for (const [name, value] of Object.entries(asked)) if (value) address.searchParams.set(name, value);
    frame.src = address.href;
    frame.title = TEXTS[this.#language].frame;
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "no-referrer";
    this.#frame = frame;
    this.#panel.append(frame);
  }

  #wish(wish: Wish): void {
    if (this.#isReady) this.#frame?.contentWindow?.postMessage({ protocol: PROTOCOL, ...wish }, home.origin);
    else this.#waiting.push(wish);
  }

  #hear(message: MessageEvent<{ protocol?: string } & FrameEvent>): void {
    if (message.source !== this.#frame?.contentWindow || message.origin !== home.origin || message.data?.protocol !== PROTOCOL) return;
    const { protocol: _, ...told } = message.data;
    if (told.event === "ready") {
      this.#isReady = true;
      for (const wish of this.#waiting.splice(0)) this.#wish(wish);
    }
    if (told.event === "language") {
      this.#language = told.language;
      this.#describe();
    }
    if (told.event === "close") this.close();
    else this.#tell(told.event, told);
  }

  #tell(name: string, detail: object = {}): void {
    document.dispatchEvent(new CustomEvent(`grenswijzer:${name}`, { detail }));
  }

  #describe(): void {
    const texts = TEXTS[this.#language];
    this.#host.lang = this.#language;
    this.#label.textContent = this.isOpen ? texts.close : texts.label;
    this.#opens.textContent = this.isOpen ? "" : texts.opens;
    this.#button.setAttribute("aria-expanded", String(this.isOpen));
    this.#panel.setAttribute("aria-label", texts.frame);
    if (this.#frame) this.#frame.title = texts.frame;
  }

  #followHash(): void {
    const found = HASH.exec(location.hash);
    if (!found) return;
    // Without it the same link works again, and a reload does not ask again.
    history.replaceState(history.state, "", location.pathname + location.search);
    if (found[1] && isCheck(found[1])) this.check(found[1]);
    else this.open();
  }
}

function icon(): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M4 5h16v11H11l-5 4v-4H4z");
  svg.append(path);
  return svg;
}

/** The colour of each theme; the build reads them from the themes. */
declare const BRANDS: Record<string, string>;

declare global {
  interface Window {
    Grenswijzer?: Pick<Launcher, "open" | "close" | "toggle" | "ask" | "check" | "setLanguage">;
  }
}

if (!window.Grenswijzer) {
  const launcher = new Launcher({ ...script.dataset });
  window.Grenswijzer = {
    open: () => launcher.open(),
    close: () => launcher.close(),
    toggle: () => launcher.toggle(),
    ask: (question) => launcher.ask(question),
    check: (check) => launcher.check(check),
    setLanguage: (language) => launcher.setLanguage(language),
  };
  if (document.body) launcher.attach();
  else document.addEventListener("DOMContentLoaded", () => launcher.attach());
}
