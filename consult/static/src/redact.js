/* Words selected in the original go into the field of words to hide; links choose the decision they name. */
const ACTIONS = { "#redact": "publish_redacted", "#withhold": "withhold" };

function choose(hash) {
  const value = ACTIONS[hash];
  const radio = value && document.querySelector(`input[name="action"][type="radio"][value="${value}"]`);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  radio.focus();
}

export function redact() {
  const source = document.querySelector("[data-redact-source]");
  const area = document.querySelector("[data-redact]");
  if (!source || !area) return;
  document.querySelectorAll('a[href="#redact"], a[href="#withhold"]').forEach((link) => {
    link.addEventListener("click", (event) => { event.preventDefault(); choose(link.hash); });
  });
  choose(location.hash);
  const target = area.querySelector("textarea");
  const button = area.querySelector("[data-redact-add]");
  let words = "";
  document.addEventListener("selectionchange", () => {
    const selected = document.getSelection();
    if (selected.rangeCount && source.contains(selected.anchorNode) && source.contains(selected.focusNode)) words = own(selected);
  });
  area.querySelectorAll("[data-redact-help], [data-redact-add]").forEach((part) => { part.hidden = false; });
  button.addEventListener("click", () => {
    const lines = words.split("\n").map((line) => line.trim()).filter(Boolean);
    if (!lines.length) return;
    target.value = [...target.value.split("\n").filter(Boolean), ...lines].join("\n");
    target.dispatchEvent(new Event("input", { bubbles: true }));
    words = "";
  });
}

function own(selected) {
  const part = selected.getRangeAt(0).cloneContents();
  part.querySelectorAll(".govuk-visually-hidden").forEach((note) => note.remove());
  const blocks = [...part.querySelectorAll("p")];
  return (blocks.length ? blocks : [part]).map((block) => block.textContent).join("\n");
}
