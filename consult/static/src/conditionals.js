/* Parts that open under a chosen radio. Without aria-expanded, which the role radio does not allow. */
export function conditionals() {
  const radios = [...document.querySelectorAll(".govuk-radios input[data-aria-controls]")];
  if (!radios.length) return;
  const show = () => radios.forEach((radio) => {
    document.getElementById(radio.dataset.ariaControls)?.classList.toggle("govuk-radios__conditional--hidden", !radio.checked);
  });
  document.addEventListener("change", (event) => { if (event.target.type === "radio") show(); });
  window.addEventListener("pageshow", show);
  show();
}
