// The labels, in one language at a time.

import de from "../../strings/de.json";
import en from "../../strings/en.json";
import nl from "../../strings/nl.json";
import type { Language } from "./types";

export type Key = keyof typeof nl;

const CATALOGUES: Record<Language, Record<Key, string>> = { nl, de, en };

export const LANGUAGES: Language[] = ["nl", "de", "en"];

export type Translate = (key: Key, parts?: Record<string, string | number>) => string;

export function translator(language: Language): Translate {
  return (key, parts = {}) => CATALOGUES[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(parts[name] ?? whole));
}

/** "2025", "2025-01" or "2025-01-31" in words of `language`. */
export function formatDate(date: string, language: Language): string {
  const [year, month, day] = date.split("-").map(Number);
  if (!year || !month) return date;
  const shown: Intl.DateTimeFormatOptions = { year: "numeric", month: "long", timeZone: "UTC", ...(day ? { day: "numeric" } : {}) };
  return new Intl.DateTimeFormat(language, shown).format(Date.UTC(year, month - 1, day || 1));
}
