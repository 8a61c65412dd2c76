/* Asks before somebody goes away from words that were not sent; the browser asks, in its own language. */
let sending = null;

function unsent(form) {
  if (form === sending || form.querySelector("[data-draft-keep]:checked")) return false;
  const refused = form.querySelector(".govuk-error-message") !== null;
  return [...form.querySelectorAll("textarea")].some(
    (area) => area.value !== area.defaultValue || (refused && area.value !== ""),
  );
}

function ask(event) {
  if ([...document.querySelectorAll('form[method="post"]')].some(unsent)) event.preventDefault();
}

/** Lets the reader go without a question: who leaves quickly must not be held. */
export function askNoMore() {
  removeEventListener("beforeunload", ask);
}

export function unsaved() {
  if (!document.querySelector('form[method="post"] textarea')) return;
  addEventListener("beforeunload", ask);
  addEventListener("submit", (event) => { if (!event.defaultPrevented) sending = event.target; });
  addEventListener("pageshow", () => { sending = null; });
}
