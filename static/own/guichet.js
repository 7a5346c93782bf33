// Comforts: every page works without this file.

// A button that copies the value beside it.
for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.firstChild;
  const idle = label.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const value = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(value.textContent);
    label.textContent = "Copié";
    setTimeout(() => { label.textContent = idle; }, 2000);
  });
}

// After a mistake, the reader starts at the summary; its links put the cursor in the field.
const summary = document.getElementById("erreurs");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const target = event.target.closest("a")?.hash.slice(1);
    const field = target && document.getElementById(target);
    if (field) {
      event.preventDefault();
      (field.matches("fieldset") ? field.querySelector("input") ?? field : field).focus();
    }
  });
}

// A form is sent once, even when its button is pressed twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") {
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
  }
});
