// Talk to the service. The token of the conversation is all that this page keeps, for this tab alone.

const TOKEN = "grenswijzer.conversation";
const DEADLINE_MS = 15000;

export class ApiError extends Error {
  constructor(type, detail = "", retryAfter = null) {
    super(detail || type);
    this.type = type;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}

export const token = {
  get: () => sessionStorage.getItem(TOKEN),
  set: (value) => sessionStorage.setItem(TOKEN, value),
  drop: () => sessionStorage.removeItem(TOKEN),
};

async function call(method, path, { body, headers = {} } = {}) {
  if (navigator.onLine === false) throw new ApiError("offline");
  let response;
  try {
    response = await fetch(path, {
      method,
      body: body && JSON.stringify(body),
      headers: body ? { "Content-Type": "application/json", ...headers } : headers,
      credentials: "omit",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch {
    throw new ApiError(navigator.onLine === false ? "offline" : "unreachable");
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  throw new ApiError(problem.type ?? "unreachable", problem.detail, Number(response.headers.get("Retry-After")) || null);
}

// `said` is {message} or {payload}; `language` is what the user just chose, or null to follow the words.
export async function takeTurn(said, { language, pageLanguage, context }) {
  const body = { conversation: token.get(), ...said, language, context };
  const answer = await call("POST", "/api/v1/chat", { body, headers: { "Accept-Language": pageLanguage } });
  token.set(answer.conversation);
  return answer;
}

export async function forget() {
  const headers = { Authorization: `Bearer ${token.get()}` };
  try {
    await call("DELETE", "/api/v1/chat", { headers });
  } catch (error) {
    if (!error.type.startsWith("conversation-")) throw error;
  }
  token.drop();
}

export const rate = (answer, rating) => call("POST", "/api/v1/feedback", { body: { answer, rating } });

export async function isPaused() {
  const response = await fetch("/health", { credentials: "omit" });
  return (await response.json()).paused === true;
}
