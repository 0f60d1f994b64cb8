// The conversation: what was said, what is being waited for, what went wrong.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import * as api from "./api";
import { tellHost } from "./host";
import type { Key, Translate } from "./strings";
import type { Answer, Item, Language, Said } from "./types";

const SLOW_MS = 4000;

/** What went wrong, and the turn that can be tried again. */
export interface Problem {
  text: string;
  retry?: () => void;
}

export interface Site {
  school: string | null;
  region: string | null;
}

const asItems = (answer: Answer): Item[] => answer.messages.map((message) => ({ kind: "assistant", message }));

function explain(error: unknown, t: Translate): string {
  if (!(error instanceof api.ApiError)) return t("failed");
  if (error.type === "offline") return t("offline");
  if (error.type === "paused") return error.detail || t("paused");
  if (error.type === "too-many-requests") return t("too_many", { seconds: error.retryAfter ?? 60 });
  if (error.type === "busy") return t("crowded", { seconds: error.retryAfter ?? 60 });
  return t("failed");
}

export function useConversation(language: Language, chosen: Language | null, site: Site, t: Translate) {
  const [items, setItems] = useState<Item[]>(api.keptLog);
  const [waiting, setWaiting] = useState<"no" | "yes" | "long">("no");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [text, setText] = useState("");
  const busy = useRef(false);

  useEffect(() => api.keepLog(items), [items]);

  useEffect(() => {
    const tell = (key: Key) => () => setProblem({ text: t(key) });
    const [off, on] = [tell("offline"), tell("online")];
    window.addEventListener("offline", off);
    window.addEventListener("online", on);
    return () => {
      window.removeEventListener("offline", off);
      window.removeEventListener("online", on);
    };
  }, [t]);

  const send = useCallback(
    async (said: Said, shown: string): Promise<void> => {
      if (busy.current) {
        setProblem({ text: t("busy") });
        return;
      }
      busy.current = true;
      setWaiting("yes");
      setProblem(null);
      setItems((before) => [...before, { kind: "user", text: shown }]);
      if ("message" in said) setText("");
      const slow = setTimeout(() => setWaiting("long"), SLOW_MS);
      try {
        const wishes = { language: chosen, pageLanguage: language, site: site.school, region: site.region };
        const { answer, isNew } = await api.takeTurn(said, wishes);
        const notes: Item[] = isNew ? [{ kind: "note", key: "new_conversation" }] : [];
        // One change, so that a screen reader reads the answer once and as a whole.
        setItems((before) => [...before, ...notes, ...asItems(answer)]);
        const last = answer.messages.at(-1);
        if (last) tellHost({ event: "answer", kind: last.kind, status: last.status, language: last.language });
      } catch (error) {
        setItems((before) => before.slice(0, -1));
        if ("message" in said) setText((typed) => typed || shown);
        const retry = () => {
          setText("");
          void send(said, shown);
        };
        setProblem({ text: explain(error, t), retry });
      } finally {
        clearTimeout(slow);
        setWaiting("no");
        busy.current = false;
      }
    },
    [language, chosen, site.school, site.region, t],
  );

  const forget = useCallback(async () => {
    try {
      await api.forget();
    } catch {
      setProblem({ text: t("forget_failed") });
      return;
    }
    setItems([{ kind: "note", key: "forgotten" }]);
    setProblem(null);
    tellHost({ event: "forgotten" });
  }, [t]);

  return { items, waiting, problem, setProblem, text, setText, send, forget };
}
