// One message of the assistant: text, date, older rule, who decides, sources, contacts, buttons, feedback.

import { useState } from "preact/hooks";

import { Contacts } from "./Contacts";
import { Feedback } from "./Feedback";
import { Outside } from "./Outside";
import { formatDate, translator, type Translate } from "./strings";
import type { Button, Language, Message as Told, Source } from "./types";

/** So many sources are shown; the others are folded away. */
const SHOWN_SOURCES = 2;

function SourceLine({ source, language }: { source: Source; language: Language }) {
  const rest = [source.locator, source.as_of && formatDate(source.as_of, language)].filter(Boolean).join(", ");
  return (
    <li>
      <Outside href={source.url} text={source.title} />
      {rest && ` – ${rest}`}
    </li>
  );
}

function Sources({ sources, language, t }: { sources: Source[]; language: Language; t: Translate }) {
  if (!sources.length) return null;
  const lines = sources.map((source) => <SourceLine source={source} language={language} />);
  const folded = lines.slice(SHOWN_SOURCES);
  return (
    <>
      <p class="label">{t("sources")}</p>
      <ul class="sources">{lines.slice(0, SHOWN_SOURCES)}</ul>
      {folded.length > 0 && (
        <details>
          <summary>{t("more_sources", { count: folded.length })}</summary>
          <ul class="sources">{folded}</ul>
        </details>
      )}
    </>
  );
}

interface Props {
  message: Told;
  pageLanguage: Language;
  /** Only the buttons of the newest turn can be pressed. */
  isNewest: boolean;
  onPress: (button: Button) => void;
}

export function Message({ message, pageLanguage, isNewest, onPress }: Props) {
  // The labels inside follow the message, so that one voice reads all of it.
  const t = translator(message.language);
  const [rated, setRated] = useState(false);
  const rateable = message.kind === "answer" || message.record !== null;
  const official = message.official.filter((source) => source.url);
  return (
    <article class={`message assistant ${message.kind}`} lang={message.language === pageLanguage ? undefined : message.language}>
      <span class="hidden">{t("assistant_said")} </span>
      {message.progress && <p class="progress">{t("step", { ...message.progress })}</p>}
      {message.text
        .split("\n")
        .filter((line) => line.trim())
        .map((line) => (
          <p>{line}</p>
        ))}
      {message.caution && <p class="caution">{message.caution}</p>}
      {message.as_of && <p class="holds">{t("holds_for", { date: message.as_of })}</p>}
      {message.older && (
        <details>
          <summary>{t("older", { date: message.older.as_of })}</summary>
          <p>{message.older.text}</p>
        </details>
      )}
      {official.length > 0 && (
        <>
          <p class="label">{t("decides")}</p>
          <ul class="official">
            {official.map((source) => (
              <li>
                <Outside href={source.url} text={source.title} />
              </li>
            ))}
          </ul>
        </>
      )}
      <Sources sources={message.sources} language={message.language} t={t} />
      <Contacts message={message} t={t} />
      {message.record && (
        <p>
          <Outside href={message.record} text={t("record")} />
        </p>
      )}
      {isNewest && message.buttons.length > 0 && (
        <div class="choices" role="group" aria-label={t("choices")}>
          {message.buttons.map((button) => (
            <button type="button" class="nl-button nl-button--secondary" onClick={() => onPress(button)}>
              {button.title}
            </button>
          ))}
        </div>
      )}
      {rateable && <Feedback id={message.id} isRated={rated} onRated={() => setRated(true)} t={t} />}
    </article>
  );
}
