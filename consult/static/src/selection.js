/* Select-all box and the count of selected rows above bulk decisions. */
export function selection() {
  const boxes = [...document.querySelectorAll("[data-select]")];
  const all = document.querySelector("[data-select-all] input");
  const count = document.querySelector("[data-selected]");
  if (!boxes.length) return;
  const show = () => {
    const n = boxes.filter((b) => b.checked).length;
    if (all) { all.checked = n === boxes.length; all.indeterminate = n > 0 && n < boxes.length; }
    if (count) count.textContent = count.dataset.selected.replace("%{count}", n);
  };
  if (all) {
    all.closest("[data-select-all]").hidden = false;
    all.addEventListener("change", () => { boxes.forEach((b) => { b.checked = all.checked; }); show(); });
  }
  boxes.forEach((b) => b.addEventListener("change", show));
  show();
}
