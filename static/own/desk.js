// The keyboard's shortcuts of the queue. Every action they bring has a link or a button; a person may turn them off.

const list = document.querySelector("[data-desk-keys]");
const rows = [...document.querySelectorAll("tbody tr")].filter((row) => row.querySelector("a[href]"));
let place = -1;

const go = (step) => {
  if (!rows.length) {
    return;
  }
  rows[place]?.classList.remove("g-here");
  place = Math.min(Math.max(place + step, 0), rows.length - 1);
  rows[place].classList.add("g-here");
  rows[place].querySelector("a[href]").focus();
};

const actions = {
  j: () => go(1),
  k: () => go(-1),
  x: () => {
    const box = rows[place]?.querySelector("input[type=checkbox]");
    if (box) {
      box.checked = !box.checked;
    }
  },
  "/": () => document.getElementById("q")?.focus(),
  "?": () => {
    list.open = !list.open;
    list.querySelector("summary").focus();
  },
};

const writing = (element) => element.isContentEditable || element.matches("input:not([type=checkbox]), textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing(event.target)) {
    return;
  }
  const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
  if (action) {
    event.preventDefault();
    action();
  }
});

// A row reached by Tab or by the mouse is where the shortcuts go on from.
document.addEventListener("focusin", (event) => {
  const reached = rows.indexOf(event.target.closest("tr"));
  if (reached >= 0) {
    rows[place]?.classList.remove("g-here");
    place = reached;
    rows[place].classList.add("g-here");
  }
});
