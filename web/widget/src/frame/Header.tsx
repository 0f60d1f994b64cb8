// Says that a machine answers, offers the languages, and what can be done with the conversation.

import { LANGUAGES, translator, type Translate } from "./strings";
import type { Language } from "./types";

interface Props {
  language: Language;
  hasConversation: boolean;
  isFramed: boolean;
  onLanguage: (language: Language) => void;
  onCopy: () => void;
  onDownload: () => void;
  onForget: () => void;
  onClose: () => void;
  t: Translate;
}

export function Header({ language, hasConversation, isFramed, onLanguage, onCopy, onDownload, onForget, onClose, t }: Props) {
  return (
    <header class="head">
      <div class="name">
        <h1>{t("assistant")}</h1>
        <p>{t("assistant_role")}</p>
      </div>
      <div class="languages" role="group" aria-label={t("languages")}>
        {LANGUAGES.map((code) => (
          <button type="button" lang={code} aria-pressed={code === language} title={translator(code)("language_name")} onClick={() => onLanguage(code)}>
            <span aria-hidden="true">{code.toUpperCase()}</span>
            <span class="hidden">{translator(code)("language_name")}</span>
          </button>
        ))}
      </div>
      <details class="menu" hidden={!hasConversation}>
        <summary aria-label={t("menu")} title={t("menu")}>
          <span aria-hidden="true">⋯</span>
        </summary>
        <div class="actions">
          <button type="button" onClick={onCopy}>
            {t("copy")}
          </button>
          <button type="button" onClick={onDownload}>
            {t("download")}
          </button>
          <button type="button" onClick={onForget}>
            {t("forget")}
          </button>
        </div>
      </details>
      {isFramed && (
        <button type="button" class="close" aria-label={t("close")} title={t("close")} onClick={onClose}>
          <span aria-hidden="true">×</span>
        </button>
      )}
    </header>
  );
}
