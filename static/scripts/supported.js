// Runs before the page is drawn, so that parts that need a script are laid out for it from the start.
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  document.body.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) {
    document.body.classList.add("nhsuk-frontend-supported");
  }
});
