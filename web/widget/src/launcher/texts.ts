// The few words that stand on the school's own page.

import type { Language } from "../frame/types";

export const LANGUAGES: Language[] = ["nl", "de", "en"];

interface Texts {
  open: string;
  close: string;
  frame: string;
  label: string;
}

export const TEXTS: Record<Language, Texts> = {
  nl: { open: "Chat met Grenswijzer openen", close: "Chat met Grenswijzer sluiten", frame: "Chat met Grenswijzer, een geautomatiseerde assistent", label: "Vraag het Grenswijzer" },
  de: { open: "Chat mit Grenswijzer öffnen", close: "Chat mit Grenswijzer schließen", frame: "Chat mit Grenswijzer, einem automatisierten Assistenten", label: "Grenswijzer fragen" },
  en: { open: "Open the chat with Grenswijzer", close: "Close the chat with Grenswijzer", frame: "Chat with Grenswijzer, an automated assistant", label: "Ask Grenswijzer" },
};

/** The language that a page asks for: `auto` is that of the page, then that of the browser, then Dutch. */
export function languageOf(wanted: string | undefined): Language {
  const asked = wanted && wanted !== "auto" ? [wanted] : [document.documentElement.lang, ...navigator.languages];
  const known = asked.map((tag) => tag.toLowerCase().split("-")[0]).find((code) => (LANGUAGES as string[]).includes(code ?? ""));
  return (known as Language | undefined) ?? "nl";
}
