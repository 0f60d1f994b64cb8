// Starts the conversation in the frame. What the page was told stands in its data attributes.

import { render } from "preact";

import { App, type Config } from "./App";
import type { Language } from "./types";

const root = document.querySelector<HTMLElement>("#grenswijzer");

if (root) {
  const { maxChars, school, region, banner, retentionHours, questionDays } = root.dataset;
  const config: Config = {
    language: document.documentElement.lang as Language,
    maxChars: Number(maxChars),
    site: { school: school || null, region: region || null },
    banner: banner ? (JSON.parse(banner) as Config["banner"]) : null,
    retentionHours: Number(retentionHours),
    questionDays: Number(questionDays),
    isPaused: "paused" in root.dataset,
  };
  root.replaceChildren();
  render(<App config={config} />, root);
}
