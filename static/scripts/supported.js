// First thing in the body, so that parts that need a script are laid out for it before they are drawn.
document.documentElement.classList.add("js");
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("nhsuk-frontend-supported");
