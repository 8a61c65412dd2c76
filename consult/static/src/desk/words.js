/* Sentences of the page: the server wrote them in the page's language, %{name} is filled in here. */
const sentences = new Map([...document.querySelectorAll("[data-word]")].map((part) => [part.dataset.word, part.textContent.trim()]));

export const language = document.documentElement.lang;

export function words(name, values = {}) {
  return (sentences.get(name) || name).replace(/%\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

/* A text of the package in the page's language, else in the nearest one that is there. */
export function text(localised) {
  return localised?.[language] || localised?.ru || localised?.kk || localised?.en || "";
}
