// The conversation in its frame.

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import type { Check } from "../bridge";
import { Composer } from "./Composer";
import { Header } from "./Header";
import { isFramed, onWish, tellHost } from "./host";
import { Message } from "./Message";
import { translator, type Key } from "./strings";
import { download, transcript } from "./transcript";
import type { Item, Language, Said } from "./types";
import { useConversation, type Site } from "./useConversation";

const SUGGESTIONS: Key[] = ["suggestion_1", "suggestion_2", "suggestion_3", "suggestion_4"];
/** Room above a message that was scrolled to, in pixels. */
const GAP_PX = 12;

export interface Config {
  language: Language;
  maxChars: number;
  site: Site;
  banner: Record<Language, string> | null;
  /** After so many hours a conversation ends and is deleted. */
  retentionHours: number;
  /** For so many days a question without an answer is kept, without personal data; 0: not at all. */
  questionDays: number;
  /** Whether an operator has switched the assistant off. */
  isPaused: boolean;
}

const STARTS: Record<Check, Key> = { "permit-check": "start_permit", "diploma-check": "start_diploma", "contact-check": "start_contact" };

/** The last thing that was typed or pressed stands at the top, with the answer below it. */
function useScroll(items: Item[]) {
  const log = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const all = log.current?.querySelectorAll<HTMLElement>(".message.user");
    const last = all?.item(all.length - 1);
    if (!last || !log.current) return;
    // Where there is little room all of it scrolls, else the log alone.
    const isLog = getComputedStyle(log.current).overflowY !== "visible";
    const [box, top] = isLog ? [log.current, log.current.getBoundingClientRect().top] : [document.documentElement, 0];
    box.scrollTop += last.getBoundingClientRect().top - top - GAP_PX;
  }, [items]);
  return log;
}

/** After a turn one types on; where fingers type, a keyboard would hide the answer, so the log is next. */
function focusNext(field: HTMLElement | null, log: HTMLElement | null): void {
  (matchMedia("(pointer: coarse)").matches ? log : field)?.focus({ preventScroll: true });
}

export function App({ config }: { config: Config }) {
  const [language, setLanguage] = useState(config.language);
  // A language that was chosen holds for the next turn; then the words decide again.
  const [chosen, setChosen] = useState<Language | null>(null);
  const [told, setTold] = useState<Key | null>(null);
  const t = useMemo(() => translator(language), [language]);
  const talk = useConversation(language, chosen, config.site, t);
  const field = useRef<HTMLTextAreaElement>(null);
  const log = useScroll(talk.items);
  const { send, items, text, setProblem } = talk;

  const choose = useCallback((code: Language) => {
    setLanguage(code);
    setChosen(code);
    document.documentElement.lang = code;
    tellHost({ event: "language", language: code });
  }, []);

  const take = useCallback(
    (said: Said, shown: string) => {
      setTold(null);
      return send(said, shown).then(() => focusNext(field.current, log.current));
    },
    [send, log],
  );

  const say = useCallback((question: string) => void take({ message: question }, question).then(() => setChosen(null)), [take]);

  const sendTyped = () => {
    if (text.trim()) say(text.trim());
    else setProblem({ text: t("empty") });
  };

  useEffect(() => {
    const stop = onWish((wish) => {
      if (wish.do === "language") choose(wish.language);
      if (wish.do === "opened") focusNext(field.current, log.current);
      if (wish.do === "ask") say(wish.question.slice(0, config.maxChars));
      if (wish.do === "check") say(t(STARTS[wish.check]));
    });
    return stop;
  }, [choose, say, t, log, config.maxChars]);

  useEffect(() => {
    if (config.isPaused) setProblem({ text: t("paused") });
    // Told once, when it opens; whoever asks nevertheless is told by the service.
  }, []);

  useEffect(() => {
    tellHost({ event: "ready" });
    const close = (event: KeyboardEvent) => event.key === "Escape" && tellHost({ event: "close" });
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, []);

  const copy = () => navigator.clipboard.writeText(transcript(items, language, t)).then(
    () => setTold("copied"),
    () => setProblem({ text: t("copy_failed") }),
  );
  const lastUser = items.findLastIndex((item) => item.kind === "user");

  return (
    <main class="chat" aria-label={t("chat_region")}>
      <Header
        language={language}
        hasConversation={items.length > 0}
        isFramed={isFramed}
        onLanguage={choose}
        onCopy={() => void copy()}
        onDownload={() => download(transcript(items, language, t), "grenswijzer.txt")}
        onForget={() => void talk.forget()}
        onClose={() => tellHost({ event: "close" })}
        t={t}
      />
      {config.banner && (
        <p class="banner" role="status">
          {config.banner[language]}
        </p>
      )}
      <div class="log" role="log" aria-label={t("log_label")} tabIndex={0} ref={log}>
        <div class="message assistant" key="welcome">
          <p>{t("welcome")}</p>
          <details>
            <summary>{t("privacy")}</summary>
            <p>{t("privacy_kept", { hours: config.retentionHours })}</p>
            {config.questionDays > 0 && <p>{t("privacy_questions", { days: config.questionDays })}</p>}
          </details>
          {lastUser < 0 && (
            <div class="choices" role="group" aria-label={t("suggestions")}>
              {SUGGESTIONS.map((key) => (
                <button type="button" class="nl-button nl-button--secondary" onClick={() => say(t(key))}>
                  {t(key)}
                </button>
              ))}
            </div>
          )}
        </div>
        {items.map((item, at) => {
          if (item.kind === "note") return <p class="message notice">{t(item.key as Key)}</p>;
          if (item.kind === "user")
            return (
              <p class="message user">
                <span class="hidden">{t("you_said")} </span>
                {item.text}
              </p>
            );
          return (
            <Message
              key={item.message.id}
              message={item.message}
              pageLanguage={language}
              isNewest={at > lastUser}
              onPress={(button) => void take({ payload: button.payload }, button.title)}
            />
          );
        })}
      </div>
      <p class={talk.waiting === "no" ? "told" : "told typing"} role="status">
        {talk.waiting === "yes" && t("typing")}
        {talk.waiting === "long" && t("still_typing")}
        {talk.waiting === "no" && told && t(told)}
      </p>
      <div class="problem" role="alert">
        {talk.problem && <span>{talk.problem.text}</span>}
        {talk.problem?.retry && (
          <button type="button" class="nl-button nl-button--secondary" onClick={talk.problem.retry}>
            {t("retry")}
          </button>
        )}
      </div>
      <Composer
        text={text}
        maxChars={config.maxChars}
        isBusy={talk.waiting !== "no"}
        field={field}
        onType={talk.setText}
        onSend={sendTyped}
        plainHref={`/plain?lang=${language}`}
        t={t}
      />
    </main>
  );
}
