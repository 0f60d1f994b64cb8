// What the service says; see /openapi.json.

export type Language = "nl" | "de" | "en";

export interface Source {
  title: string;
  locator: string;
  url: string | null;
  as_of: string | null;
}

export interface Contact {
  id: string;
  name: string;
  url: string | null;
  phone: string | null;
  email: string | null;
  address: string | null;
  hours: string | null;
  for_whom: string | null;
}

export interface Button {
  title: string;
  payload: string;
}

export interface Message {
  id: string;
  text: string;
  kind: "answer" | "clarify" | "handover" | "form" | "smalltalk" | "notice";
  status: string;
  language: Language;
  entry: string | null;
  as_of: string | null;
  caution: string | null;
  older: { text: string; as_of: string } | null;
  sources: Source[];
  official: Source[];
  contacts: Contact[];
  buttons: Button[];
  progress: { step: number; of: number } | null;
  record: string | null;
}

export interface Answer {
  conversation: string;
  language: Language;
  messages: Message[];
}

/** What a user sends: words, or the payload of a button. */
export type Said = { message: string } | { payload: string };

/** One thing in the log. */
export type Item =
  | { kind: "user"; text: string }
  | { kind: "assistant"; message: Message }
  | { kind: "note"; key: string };
