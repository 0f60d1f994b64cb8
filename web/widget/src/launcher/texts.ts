// The few words that stand on the school's own page.

import type { Language } from "../frame/types";

export const LANGUAGES: Language[] = ["nl", "de", "en"];

interface Texts {
  /** On the button, and what a screen reader adds to it. */
  label: string;
  opens: string;
  /** On the button while the chat is open. */
  close: string;
  frame: string;
}

export const TEXTS: Record<Language, Texts> = {
  nl: { label: "Vraag het Grenswijzer", opens: "(opent de chat)", close: "Chat sluiten", frame: "Chat met Grenswijzer, een geautomatiseerde assistent" },
  de: { label: "Grenswijzer fragen", opens: "(öffnet den Chat)", close: "Chat schließen", frame: "Chat mit Grenswijzer, einem automatisierten Assistenten" },
  en: { label: "Ask Grenswijzer", opens: "(opens the chat)", close: "Close the chat", frame: "Chat with Grenswijzer, an automated assistant" },
};

/** The language that a page asks for: `auto` is that of the page, then that of the browser, then Dutch. */
export function languageOf(wanted: string | undefined): Language {
  const asked = wanted && wanted !== "auto" ? [wanted] : [document.documentElement.lang, ...navigator.languages];
  const known = asked.map((tag) => tag.toLowerCase().split("-")[0]).find((code) => (LANGUAGES as string[]).includes(code ?? ""));
  return (known as Language | undefined) ?? "nl";
}
