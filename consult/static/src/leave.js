/* Leaving quickly (the page goes from the history and what was typed from this device; three presses of Shift do the
   same) and printing. */
import { askNoMore } from "./unsaved.js";

function forget() {
  try {
    Object.keys(localStorage).filter((key) => /^consult-(draft:|keep$)/.test(key)).forEach((key) => localStorage.removeItem(key));
  } catch { /* storage refused: nothing was kept */ }
}

export function leave() {
  const link = document.querySelector("[data-leave]");
  if (!link) return;
  const go = (event) => {
    event?.preventDefault();
    document.body.hidden = true;
    askNoMore();
    forget();
    location.replace(link.href);
  };
  link.addEventListener("click", go);
  let presses = [];
  document.addEventListener("keyup", (event) => {
    presses = event.key === "Shift" ? [...presses.filter((t) => event.timeStamp - t < 3000), event.timeStamp] : [];
    if (presses.length === 3) go();
  });
}

export function print() {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}
