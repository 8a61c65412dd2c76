/* Finding and filling parts of the page. */
export const find = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/* A copy of a template's element; `fill` maps data-part names to texts. */
export function made(name, fill = {}) {
  const copy = find(`[data-template="${name}"]`).content.firstElementChild.cloneNode(true);
  for (const [part, value] of Object.entries(fill)) {
    const place = find(`[data-part="${part}"]`, copy);
    place.textContent = value;
    if (part === "says") place.hidden = !value;
  }
  return copy;
}

export const part = (element, name) => find(`[data-part="${name}"]`, element);

export function option(value, label) {
  const made_ = document.createElement("option");
  made_.value = value;
  made_.textContent = label;
  return made_;
}

/* Show or take away the error at a field. */
export function flaw(id, sentence) {
  const field = document.getElementById(id);
  const place = document.getElementById(`${id}-error`);
  place.textContent = sentence;
  place.hidden = !sentence;
  field.classList.toggle("govuk-input--error", Boolean(sentence) && field.tagName === "INPUT");
  field.classList.toggle("govuk-textarea--error", Boolean(sentence) && field.tagName === "TEXTAREA");
  field.closest(".govuk-form-group").classList.toggle("govuk-form-group--error", Boolean(sentence));
  if (sentence) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  } else field.removeAttribute("aria-invalid");
}

const notice = find("[data-notice]");
const said = find("[data-said]");
const standing = new Map();

/* A notice that stays until what it tells of is over. */
export function warn(kind, sentence) {
  if (sentence) standing.set(kind, sentence); else standing.delete(kind);
  const now = [...standing.values()].join(" ");
  if (notice.textContent !== now) notice.textContent = now;
  notice.hidden = !now;
}

let quiet;
export const hush = () => { said.textContent = ""; };
export function say(sentence) {
  said.textContent = sentence;
  clearTimeout(quiet);
  quiet = setTimeout(hush, 6000);
}
