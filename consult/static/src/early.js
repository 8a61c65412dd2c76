/* Runs before the first paint: says that scripts work, so that parts to be revealed later start hidden. */
document.documentElement.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.documentElement.classList.add("govuk-frontend-supported");
}
