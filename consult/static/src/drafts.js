/* Keeps a form's text on this device, only when the person ticks the box; sent or cleared, it is gone. */
const KEEP = "consult-keep";

function texts(form) {
  return [...form.elements].filter((e) => e.name && e.type !== "file" && e.type !== "hidden" && e.type !== "password"
    && e.type !== "submit" && e.type !== "button");
}

function read(form) {
  return texts(form).map((e) => [e.name, e.value, /radio|checkbox/.test(e.type) ? e.checked : null]);
}

function fill(form, kept) {
  let changed = false;
  for (const e of texts(form)) {
    const same = kept.find(([name, value, ticked]) => name === e.name && (ticked === null || value === e.value));
    if (!same) continue;
    if (same[2] === null ? !e.value && same[1] : same[2] && !e.checked && e.type === "checkbox") {
      if (same[2] === null) e.value = same[1]; else e.checked = true;
      e.dispatchEvent(new Event("input", { bubbles: true }));
      changed = true;
    }
  }
  return changed;
}

function keeper(form, box) {
  const key = `consult-draft:${form.dataset.draft}`;
  const tick = box.querySelector("[data-draft-keep]");
  const status = box.querySelector("[data-draft-status]");
  const say = (what) => { status.textContent = box.dataset[what]; };
  const save = () => {
    localStorage.setItem(key, JSON.stringify(read(form)));
    say("saved");
  };
  const clear = () => { localStorage.removeItem(key); localStorage.removeItem(KEEP); };
  box.hidden = false;
  tick.checked = localStorage.getItem(KEEP) === "1";
  if (tick.checked && fill(form, JSON.parse(localStorage.getItem(key) || "[]"))) say("restored");
  let timer;
  form.addEventListener("input", (event) => {
    if (event.target === tick || !tick.checked) return;
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  tick.addEventListener("change", () => {
    if (tick.checked) { localStorage.setItem(KEEP, "1"); save(); } else { clear(); say("cleared"); }
  });
  box.querySelector("[data-draft-clear]").addEventListener("click", () => { tick.checked = false; clear(); say("cleared"); });
}

export function drafts() {
  try {
    document.querySelectorAll("[data-draft-sent]").forEach((e) => localStorage.removeItem(`consult-draft:${e.dataset.draftSent}`));
    document.querySelectorAll("form[data-draft]").forEach((form) => {
      const box = form.querySelector("[data-draft-keeper]");
      if (box) keeper(form, box);
    });
  } catch { /* storage refused: the page works as without scripts */ }
}
