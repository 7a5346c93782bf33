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

// On a narrow screen a table is read row by row, each cell under the name of its column. The roles say what the elements
// no longer do once they are laid out as blocks.
const layOutTables = (within) => {
  for (const table of within.querySelectorAll(".g-table")) {
    const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    const roles = { THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TH: "columnheader", TD: "cell" };
    table.setAttribute("role", "table");
    for (const part of table.querySelectorAll("thead, tbody, tr, th, td")) {
      part.setAttribute("role", part.scope === "row" ? "rowheader" : roles[part.tagName]);
    }
    for (const body of table.tBodies) {
      for (const row of body.rows) {
        [...row.cells].forEach((cell, place) => { cell.dataset.column = names[place] ?? ""; });
      }
    }
    table.classList.add("g-table--rows");
  }
};
layOutTables(document);

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

// A long form is saved while it is filled, and once more when its page is left.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const told = document.getElementById("enregistrement");
  const content = () => new URLSearchParams(new FormData(form)).toString();
  let sent = content();
  let timer = 0;
  let busy = false;
  const changed = () => content() !== sent;
  const tell = (text, late = false) => {
    told.textContent = text;
    told.classList.toggle("g-saved--late", late);
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };
  const after = (answer) => {
    form.elements.edition.value = answer.edition;
    form.elements.base.value = answer.base;
    tell(`${answer.told}.`);
    if (answer.conflicts) {
      const link = document.createElement("a");
      link.href = answer.compare;
      link.textContent = "Comparer et choisir";
      tell(`${answer.told}, sauf ce qu'un collègue a modifié en même temps : ${answer.conflicts}. Votre saisie est mise de côté. `, true);
      told.append(link);
    }
  };
  const save = async (leaving = false) => {
    clearTimeout(timer);
    if (form.dataset.sent || !changed()) {
      return;
    }
    if (busy && !leaving) {
      later(500);
      return;
    }
    busy = true;
    const body = content();
    const before = sent;
    const keepalive = leaving && body.length < 60000;
    sent = body;
    try {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const response = await fetch(form.dataset.autosave, { method: "POST", body, headers, keepalive });
      const json = response.headers.get("content-type")?.startsWith("application/json");
      const answer = json ? await response.json() : {};
      if (response.ok && json) {
        const typed = changed();
        after(answer);
        sent = typed ? "" : content();
      } else {
        tell(answer.told ?? "Pas enregistré : rouvrez cette page dans un autre onglet pour voir pourquoi. Gardez celle-ci, elle contient votre saisie.", true);
      }
    } catch {
      sent = before;
      tell("Pas encore enregistré : la connexion est perdue. Nouvel essai dans quelques secondes.", true);
      later(10000);
    }
    busy = false;
    if (!sent) {
      later(1500);
    }
  };
  form.addEventListener("input", () => later(1500));
  form.addEventListener("change", () => later(300));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      save(true);
    }
  });
  window.addEventListener("pagehide", () => save(true));
}

// The page of a request asks now and then who else is before it, and whether it changed; a reload says the same.
const presence = document.querySelector("[data-presence]");
if (presence) {
  const ask = async () => {
    if (document.visibilityState !== "visible") {
      return;
    }
    const body = new URLSearchParams({ _csrf: presence.dataset.csrf, vu: presence.dataset.seen });
    try {
      const response = await fetch(presence.dataset.presence, { method: "POST", body });
      if (response.ok && response.headers.get("content-type")?.startsWith("application/json")) {
        const { told } = await response.json();
        if (presence.textContent !== told) {
          presence.textContent = told;
        }
      }
    } catch {
      // The connection is lost: the next round asks again.
    }
  };
  setInterval(ask, 15000);
  document.addEventListener("visibilitychange", ask);
}

// The end of a session at the sandbox is confirmed by the page itself, as FranceConnect does; without this, by its button.
document.getElementById("fin-de-session")?.requestSubmit();

// A page that shows what happens asks to be told, and shows its own part anew; a reload says the same. The page comes as a
// document, which runs nothing and needs no markup to be injected.
const live = document.querySelector("[data-live]");
if (live && window.EventSource) {
  const told = live.querySelector("[role=status]");
  const part = document.getElementById(live.dataset.of);
  let waiting = false;
  const show = (fresh) => {
    const opened = [...part.querySelectorAll("details")].map((fold) => fold.open);
    part.replaceChildren(...fresh.childNodes);
    part.querySelectorAll("details").forEach((fold, place) => { fold.open = opened[place] ?? false; });
    layOutTables(part);
    told.textContent = `Mis à jour à ${new Date().toLocaleTimeString("fr-FR")}.`;
  };
  const ask = () => {
    waiting = false;
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.onload = () => {
      const fresh = request.response?.getElementById(live.dataset.of);
      if (fresh) {
        show(fresh);
      }
    };
    request.send();
  };
  const events = new EventSource(live.dataset.live);
  events.addEventListener("open", () => {
    if (!told.dataset.open) {
      told.dataset.open = "yes";
      told.textContent = "Cette page se met à jour toute seule.";
    }
  });
  events.addEventListener("trace", () => {
    if (!waiting) {
      waiting = true;
      setTimeout(ask, 300);
    }
  });
  window.addEventListener("pagehide", () => events.close());
}
