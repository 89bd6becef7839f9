// Joined to the end of nhsuk-frontend.min.js when the assets are built, so `initAll` and `createAll` are at hand.
initAll();

// A fragment that htmx brings in may hold components that need starting.
document.body.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) initAll({ scope: event.target });
});

// Pages that are printed as they are: the button is only there when a script can act on it.
for (const button of document.querySelectorAll("[data-print-page]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
