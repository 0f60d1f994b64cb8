// The launcher's look. It lives in a shadow root, so that a school's rules do not reach it. Those for the element itself do: what is
// important in a shadow root wins over everything outside.

/** For those alone who listen. */
const HEARD = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;";

export const CSS = `
:host { all: initial !important; color-scheme: light dark !important; display: block !important; position: fixed !important; inset: auto 16px 16px auto !important;
  z-index: 2147483000 !important; }
:host([data-side="left"]) { inset: auto auto 16px 16px !important; }
button { display: flex; align-items: center; gap: 8px; min-width: 56px; min-height: 56px; padding: 0 20px; border: 2px solid transparent;
  border-radius: 28px; background: var(--brand); color: #fff;
  font: 600 16px/1.2 system-ui, sans-serif; cursor: pointer; box-shadow: 0 4px 16px rgb(0 0 0 / 25%); }
button:hover { filter: brightness(1.12); }
button:focus-visible { outline: 3px solid #fff; outline-offset: -6px; box-shadow: 0 0 0 3px #0a64c2; }
svg { width: 24px; height: 24px; fill: none; stroke: currentcolor; stroke-width: 2; }
.heard { ${HEARD} }
.panel { position: fixed; inset: auto 16px 88px auto; width: min(420px, calc(100vw - 32px)); height: min(720px, calc(100dvh - 112px));
  max-width: none; max-height: none; margin: 0; padding: 0; border: 0; border-radius: 16px; overflow: hidden; box-shadow: 0 8px 40px rgb(0 0 0 / 30%); background: Canvas; }
:host([data-side="left"]) .panel { inset: auto auto 88px 16px; }
.panel:not([open]) { display: none; }
.panel::backdrop { background: none; }
iframe { display: block; width: 100%; height: 100%; border: 0; }
@media (max-width: 480px), (max-height: 480px) {
  .panel, :host([data-side="left"]) .panel { inset: 0; width: 100vw; height: 100dvh; border-radius: 0; }
  :host([data-open]) button { display: none; }
  button { padding: 0; justify-content: center; }
  button span { ${HEARD} }
}
@media (forced-colors: active) { button, .panel { border: 2px solid ButtonText; } }
@media (prefers-reduced-motion: no-preference) { .panel { animation: rise 160ms ease-out; } @keyframes rise { from { transform: translateY(12px); opacity: 0; } } }
@media print { :host { display: none !important; } }
`;
