/* Single keys on a list: j and k move, others press the button that names them; a switch turns them off. */
const OFF = "consult-keys-off";

function typing(target) {
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)
    || (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));
}

function stored() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

export function keys() {
  const area = document.querySelector("[data-keys]");
  if (!area) return;
  const items = [...area.querySelectorAll("[data-key-item]")];
  const toggle = document.querySelector("[data-keys-toggle]");
  let off = stored();
  const show = () => { if (toggle) { toggle.hidden = false; toggle.setAttribute("aria-pressed", String(!off)); } };
  toggle?.addEventListener("click", () => {
    off = !off;
    try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* kept for this page only */ }
    show();
  });
  show();
  document.addEventListener("keydown", (event) => {
    if (off || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const here = document.activeElement.closest("[data-key-item]");
    const step = { j: 1, k: -1 }[event.key];
    if (step) {
      const next = items[here ? items.indexOf(here) + step : 0];
      next?.focus();
      next?.scrollIntoView({ block: "nearest" });
      return;
    }
    if (!/^[a-z]$/.test(event.key)) return;
    const button = (here || (items.length ? null : area))?.querySelector(`[data-key="${event.key}"]`);
    if (button) { event.preventDefault(); button.click(); }
  });
}
