// A button with a question asks it in the chat; until that is there, its form asks on the plain page.
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".asks") || !window.Grenswijzer) return;
  event.preventDefault();
  window.Grenswijzer.ask(event.submitter.value);
});
