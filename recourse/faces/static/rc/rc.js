// Small helps that pages do without when scripts are off.
for (const button of document.querySelectorAll("[data-rc-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
