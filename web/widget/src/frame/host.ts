// The page that the frame stands on; alone in a tab there is none.

import { PROTOCOL, type Event, type Wish } from "../bridge";

/** The origin of the page, as the launcher names it; only messages of the window around us are heard. */
const origin = new URLSearchParams(location.search).get("origin");

export const isFramed = window.parent !== window && origin !== null;

export function tellHost(event: Event): void {
  if (isFramed && origin) window.parent.postMessage({ protocol: PROTOCOL, ...event }, origin);
}

export function onWish(hear: (wish: Wish) => void): () => void {
  const listen = (message: MessageEvent<{ protocol?: string } & Wish>) => {
    if (message.source !== window.parent || message.origin !== origin || message.data?.protocol !== PROTOCOL) return;
    hear(message.data);
  };
  window.addEventListener("message", listen);
  return () => window.removeEventListener("message", listen);
}
