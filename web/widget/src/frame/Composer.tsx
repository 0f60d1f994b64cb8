// Where a question is typed: Enter sends, Shift and Enter begins a new line.

import type { RefObject } from "preact";

import type { Translate } from "./strings";

/** From so many characters left on they are counted. */
const COUNT_FROM = 100;

interface Props {
  text: string;
  maxChars: number;
  isBusy: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
  onType: (text: string) => void;
  onSend: () => void;
  plainHref: string;
  t: Translate;
}

export function Composer({ text, maxChars, isBusy, field, onType, onSend, plainHref, t }: Props) {
  const left = maxChars - text.length;
  return (
    <form
      class="ask"
      method="post"
      action={plainHref}
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <label class="hidden" for="question">
        {t("input_label")}
      </label>
      <textarea
        id="question"
        name="message"
        class="utrecht-textarea utrecht-textarea--html-textarea"
        ref={field}
        rows={Math.min(5, text.split("\n").length)}
        maxLength={maxChars}
        autocomplete="off"
        required
        aria-describedby="hint left"
        placeholder={t("input_placeholder")}
        value={text}
        onInput={(event) => onType(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          onSend();
        }}
      />
      <button type="submit" class="nl-button nl-button--primary send" aria-disabled={isBusy}>
        {t("send")}
      </button>
      <p class="hint" id="hint">
        {t("input_hint")}
      </p>
      <p class="left" id="left" aria-live="polite">
        {left <= COUNT_FROM ? t("characters_left", { count: left }) : ""}
      </p>
    </form>
  );
}
