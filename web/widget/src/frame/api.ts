// Talk to the service. The token of the conversation and its log are all that is kept, for this tab alone.

import type { Answer, Item, Language, Said } from "./types";

const TOKEN = "grenswijzer.conversation";
const LOG = "grenswijzer.log";
const DEADLINE_MS = 15000;
/** A tab's storage is small: of a long conversation the newest is kept. */
const MOST_ITEMS = 60;

export class ApiError extends Error {
  constructor(
    readonly type: string,
    readonly detail = "",
    readonly retryAfter: number | null = null,
  ) {
    super(detail || type);
  }
}

export interface Wishes {
  language: Language | null;
  pageLanguage: Language;
  site: string | null;
  region: string | null;
}

/** A browser may forbid storage in a frame of another site: then the tab just forgets. */
function stored(key: string, value?: string | null): string | null {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else if (value !== undefined) sessionStorage.setItem(key, value);
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

let token = stored(TOKEN);

export const hasConversation = () => token !== null;

function keepToken(value: string | null) {
  token = value;
  stored(TOKEN, value);
}

export function keepLog(items: Item[]) {
  stored(LOG, items.length ? JSON.stringify(items.slice(-MOST_ITEMS)) : null);
}

export function keptLog(): Item[] {
  if (!token) return [];
  try {
    return JSON.parse(stored(LOG) ?? "[]") as Item[];
  } catch {
    return [];
  }
}

async function call<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  if (navigator.onLine === false) throw new ApiError("offline");
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: body === undefined ? headers : { "Content-Type": "application/json", ...headers },
      credentials: "omit",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch {
    throw new ApiError(navigator.onLine ? "unreachable" : "offline");
  }
  if (response.ok) return (response.status === 204 ? null : await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as { type?: string; detail?: string };
  throw new ApiError(problem.type ?? "unreachable", problem.detail, Number(response.headers.get("Retry-After")) || null);
}

const endedConversation = (error: unknown) => error instanceof ApiError && error.type.startsWith("conversation-");

/** Take a turn; `isNew` tells that the conversation before had ended. A button of that one cannot be sent again. */
export async function takeTurn(said: Said, wishes: Wishes): Promise<{ answer: Answer; isNew: boolean }> {
  const send = () => {
    const context = { site: wishes.site, role: null, region: wishes.region };
    const body = { conversation: token, ...said, language: wishes.language, context };
    return call<Answer>("POST", "/api/v1/chat", body, { "Accept-Language": wishes.pageLanguage });
  };
  let answer: Answer;
  let isNew = false;
  try {
    answer = await send();
  } catch (error) {
    if (!endedConversation(error)) throw error;
    keepToken(null);
    isNew = true;
    if (!("message" in said)) throw error;
    answer = await send();
  }
  keepToken(answer.conversation);
  return { answer, isNew };
}

export async function forget(): Promise<void> {
  try {
    await call("DELETE", "/api/v1/chat", undefined, { Authorization: `Bearer ${token}` });
  } catch (error) {
    if (!endedConversation(error)) throw error;
  }
  keepToken(null);
  keepLog([]);
}

export const rate = (answer: string, rating: "up" | "down", comment?: string) =>
  call("POST", "/api/v1/feedback", { answer, rating, ...(comment ? { comment } : {}) });
