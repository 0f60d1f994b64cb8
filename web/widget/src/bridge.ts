// What the launcher on the school's page and the frame of our own say to each other.

import type { Language } from "./frame/types";

export const PROTOCOL = "grenswijzer/1";

export const CHECKS = ["permit-check", "diploma-check", "contact-check"] as const;
export type Check = (typeof CHECKS)[number];

/** From the page to the frame. */
export type Wish = { do: "opened" } | { do: "language"; language: Language } | { do: "ask"; question: string } | { do: "check"; check: Check };

/** From the frame to the page: never what somebody typed or was told. */
export type Event =
  | { event: "ready" }
  | { event: "close" }
  | { event: "answer"; kind: string; status: string; language: Language }
  | { event: "language"; language: Language }
  | { event: "forgotten" };

export const isCheck = (name: string): name is Check => (CHECKS as readonly string[]).includes(name);
