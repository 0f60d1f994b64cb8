// Whether an answer helped; who says no may say why.

import { useState } from "preact/hooks";

import { rate } from "./api";
import type { Translate } from "./strings";

const MAX_REASON = 300;

const UP = "M7 21H4V10h3zm2 0V10l4-7c1.3 0 2 .9 2 2l-.7 4H20a1.6 1.6 0 0 1 1.6 2l-1.9 8.4A2 2 0 0 1 17.8 21z";
const DOWN = "M17 3h3v11h-3zm-2 0v11l-4 7c-1.3 0-2-.9-2-2l.7-4H4a1.6 1.6 0 0 1-1.6-2l1.9-8.4A2 2 0 0 1 6.2 3z";

function Thumb({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
      <path d={path} fill="currentColor" />
    </svg>
  );
}

interface Props {
  id: string;
  isRated: boolean;
  onRated: () => void;
  t: Translate;
}

export function Feedback({ id, isRated, onRated, t }: Props) {
  const [down, setDown] = useState(false);
  const [failed, setFailed] = useState(false);
  const [reason, setReason] = useState("");

  const send = (rating: "up" | "down", comment?: string) =>
    rate(id, rating, comment).then(
      () => setFailed(false),
      () => setFailed(true),
    );

  if (failed) return <p class="rated" role="status">{t("rate_failed")}</p>;
  if (isRated) return <p class="rated" role="status">{t("rated")}</p>;
  if (down) {
    const finish = (event: Event) => {
      event.preventDefault();
      void (reason.trim() ? send("down", reason.trim()) : Promise.resolve()).then(onRated);
    };
    return (
      <form class="reason" onSubmit={finish}>
        <label for={`reason-${id}`}>{t("reason_label")}</label>
        <textarea
          id={`reason-${id}`}
          class="utrecht-textarea utrecht-textarea--html-textarea"
          rows={2}
          maxLength={MAX_REASON}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <button type="submit" class="nl-button nl-button--secondary">
          {t("reason_send")}
        </button>
      </form>
    );
  }
  return (
    <div class="rate" role="group" aria-label={t("helpful")}>
      <span aria-hidden="true">{t("helpful")}</span>
      <button type="button" class="nl-button nl-button--subtle" aria-label={t("rate_up")} onClick={() => void send("up").then(onRated)}>
        <Thumb path={UP} />
      </button>
      <button
        type="button"
        class="nl-button nl-button--subtle"
        aria-label={t("rate_down")}
        onClick={() => void send("down").then(() => setDown(true))}
      >
        <Thumb path={DOWN} />
      </button>
    </div>
  );
}
