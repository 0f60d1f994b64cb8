// The conversation on the page: send, show, retry, forget.

import * as api from "./api.js";
import { assistantBubble, element, noteBubble, userBubble } from "./messages.js";
import { t } from "./strings.js";

const SLOW_MS = 4000;
const COUNT_FROM = 100;
const MAX_HEIGHT_PX = 140;

export class Chat {
  #busy = false;
  #pageLanguage;
  #chosenLanguage = null;

  // `ready`: resolves when the labels are there; what is typed before waits for them.
  constructor(root, { pageLanguage, ready }) {
    this.#pageLanguage = pageLanguage;
    this.ready = ready;
    this.maxChars = Number(root.dataset.maxChars);
    for (const name of ["log", "typing", "problem", "ask", "question", "left", "forget", "welcome"]) {
      this[name] = root.querySelector(`#${name}`);
    }
    this.ask.addEventListener("submit", (event) => {
      event.preventDefault();
      this.sendTyped();
    });
    this.question.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.sendTyped();
    });
    this.question.addEventListener("input", () => this.#onInput());
    this.forget.addEventListener("click", () => this.forgetAll());
    this.forget.hidden = !api.token.get();
    if (api.token.get()) ready.then(() => this.log.append(noteBubble(t("continued"))));
  }

  // A language button was pressed: the next turn is answered in it, and then the words decide again.
  choose(language) {
    this.#pageLanguage = language;
    this.#chosenLanguage = language;
  }

  async sendTyped() {
    await this.ready;
    const text = this.question.value.trim();
    if (!text) {
      this.tell(t("empty"));
      this.question.focus();
      return;
    }
    this.send({ message: text }, text);
  }

  async send(said, shown) {
    await this.ready;
    if (this.#busy) {
      this.tell(t("busy"));
      return;
    }
    this.#setBusy(true);
    const bubble = userBubble(shown);
    this.log.append(bubble);
    this.#scrollTo(bubble);
    if (said.message) this.#setQuestion("");
    try {
      this.#show(await this.#takeTurn(said));
    } catch (error) {
      bubble.remove();
      if (said.message && !this.question.value) this.#setQuestion(shown);
      this.#explain(error, () => this.send(said, shown));
    } finally {
      this.#setBusy(false);
    }
    this.question.focus({ preventScroll: true });
  }

  async #takeTurn(said) {
    const wishes = {
      language: this.#chosenLanguage,
      pageLanguage: this.#pageLanguage,
      context: { site: "demo", role: null, region: null },
    };
    try {
      return await api.takeTurn(said, wishes);
    } catch (error) {
      if (!(error.type ?? "").startsWith("conversation-")) throw error;
      api.token.drop();
      this.log.append(noteBubble(t("new_conversation")));
      if (!said.message) throw error;
      return api.takeTurn(said, wishes);
    }
  }

  #show(answer) {
    this.#chosenLanguage = null;
    for (const group of this.log.querySelectorAll(".message:not(#welcome) .buttons")) group.remove();
    this.#suggest(false);
    const handlers = {
      onPress: (button) => this.send({ payload: button.payload }, button.title),
      onRate: (id, rating) => api.rate(id, rating).then(() => true, () => false),
    };
    const bubbles = answer.messages.map((message) => assistantBubble(message, handlers));
    // One insertion, so that a screen reader reads the answer once and as a whole.
    const all = document.createDocumentFragment();
    all.append(...bubbles);
    this.log.append(all);
    this.forget.hidden = false;
    this.#scrollTo(bubbles.find((bubble) => !bubble.classList.contains("notice")) ?? bubbles[0]);
  }

  #suggest(shown) {
    this.welcome.querySelector(".buttons").hidden = !shown;
  }

  #explain(error, retry) {
    const texts = {
      offline: () => t("offline"),
      paused: () => error.detail || t("paused"),
      "too-many-requests": () => t("too_many", { seconds: error.retryAfter ?? 60 }),
    };
    this.tell((texts[error.type] ?? (() => t("failed")))(), retry);
  }

  tell(text, retry) {
    this.problem.replaceChildren(element("span", { text }));
    if (!retry) return;
    const button = element("button", { type: "button", text: t("retry") });
    button.addEventListener("click", () => {
      this.#setQuestion("");
      retry();
    });
    this.problem.append(button);
  }

  async forgetAll() {
    try {
      await api.forget();
    } catch {
      this.tell(t("forget_failed"));
      return;
    }
    this.log.replaceChildren(this.welcome, noteBubble(t("forgotten")));
    this.problem.replaceChildren();
    this.#suggest(true);
    this.forget.hidden = true;
    this.question.focus();
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.ask.querySelector(".send").setAttribute("aria-disabled", String(busy));
    clearTimeout(this.slow);
    this.typing.textContent = busy ? t("typing") : "";
    if (!busy) return;
    this.problem.replaceChildren();
    this.slow = setTimeout(() => (this.typing.textContent = t("still_typing")), SLOW_MS);
  }

  #setQuestion(text) {
    this.question.value = text;
    this.#onInput();
  }

  #onInput() {
    const left = this.maxChars - this.question.value.length;
    this.left.textContent = left <= COUNT_FROM ? t("characters_left", { count: left }) : "";
    this.question.style.height = "auto";
    this.question.style.height = `${Math.min(this.question.scrollHeight, MAX_HEIGHT_PX)}px`;
  }

  #scrollTo(bubble) {
    const gap = 12;
    this.log.scrollTop += bubble.getBoundingClientRect().top - this.log.getBoundingClientRect().top - gap;
  }
}
