// Improves what works without it. Nothing here decides anything.
const summary = document.getElementById("erreurs");
if (summary) summary.focus();

// A pressed button says so, and a second press within 15 seconds does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (isTooLarge(form)) return event.preventDefault();
  if (form.dataset.sentAt && Date.now() - form.dataset.sentAt < 15000) return event.preventDefault();
  if (form.method !== "post") return;
  form.dataset.sentAt = Date.now();
  const button = event.submitter;
  if (button && button.classList.contains("button")) {
    button.dataset.words = button.textContent;
    button.textContent = "Envoi…";
    button.setAttribute("aria-busy", "true");
  }
});

// A file that would be refused anyway is not sent.
function isTooLarge(form) {
  const field = form.querySelector("input[type=file]");
  if (!form.dataset.most || !field.files.length) return false;
  const tooLarge = field.files[0].size > form.dataset.most;
  document.getElementById("file-erreur").hidden = !tooLarge;
  field.setAttribute("aria-invalid", String(tooLarge));
  if (tooLarge) field.focus();
  return tooLarge;
}

// A signed form is good for five minutes: it is asked for anew before, and when somebody comes back to the page.
for (const form of document.querySelectorAll("form[data-upload]")) {
  const renew = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    for (const fresh of page.querySelectorAll("form[data-upload] input[type=hidden]")) {
      form.elements[fresh.name].value = fresh.value;
    }
  };
  setInterval(renew, 240000);
  document.addEventListener("visibilitychange", () => document.hidden || renew());
}

// Nothing is left to decide on this page: it goes on by itself.
const next = document.querySelector("form[data-go]");
if (next) next.requestSubmit();

// The page comes back as it was left, from the browser's memory: its buttons work again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) delete form.dataset.sentAt;
  for (const button of document.querySelectorAll("button[data-words]")) {
    button.textContent = button.dataset.words;
    button.removeAttribute("aria-busy");
  }
});

for (const button of document.querySelectorAll("button[data-shows]")) {
  const field = document.getElementById(button.dataset.shows);
  button.hidden = false;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.textContent = shown ? "Masquer le mot de passe" : "Afficher le mot de passe";
    button.setAttribute("aria-pressed", String(shown));
  });
}

// Spaces in a social security number once it is typed, never while it is being typed.
for (const field of document.querySelectorAll("input[data-nir]")) {
  field.addEventListener("blur", () => {
    const bare = field.value.replace(/[\s.-]/g, "").toUpperCase();
    const groups = /^(\d)(\d\d)(\d\d)(\d[\dAB])(\d{3})(\d{3})(\d\d)$/.exec(bare);
    if (groups) field.value = groups.slice(1).join(" ");
  });
}

// What the chosen exams cost, while they are being chosen.
for (const total of document.querySelectorAll("[data-total]")) {
  const boxes = [...document.querySelectorAll(`input[name="${total.dataset.total}"]`)];
  const tell = () => {
    const n = boxes.filter((box) => box.checked).length;
    const euros = (n * total.dataset.fee / 100).toLocaleString("fr-FR");
    total.textContent = n ? `${n}\u00a0épreuve${n > 1 ? "s choisies" : " choisie"}\u00a0: ${euros}\u00a0€ à régler au centre.` : "Aucune épreuve choisie.";
  };
  for (const box of boxes) box.addEventListener("change", tell);
  tell();
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
