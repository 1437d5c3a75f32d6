// What pages do besides, where there is JavaScript. Everything works without it.
"use strict";

// Relative times go on. The words are those of `src/view/moment.rs`.
function relative(at, now) {
  const seconds = Math.floor(Math.abs(now - at) / 1000);
  const ahead = at > now;
  if (seconds < 60) return ahead ? "in a moment" : "just now";
  if (seconds >= 31 * 86400) return null;
  const whole = ahead ? Math.round : Math.floor;
  const [number, unit] =
    seconds < 3600 ? [whole(seconds / 60), "minute"]
    : seconds < 86400 ? [whole(seconds / 3600), "hour"]
    : [whole(seconds / 86400), "day"];
  const words = `${number} ${unit}${number === 1 ? "" : "s"}`;
  return ahead ? `in ${words}` : `${words} ago`;
}

function renewTimes() {
  for (const time of document.querySelectorAll("time[datetime]")) {
    const words = relative(Date.parse(time.dateTime), Date.now());
    if (words) time.textContent = words;
  }
}
setInterval(renewTimes, 30_000);

// Links to a form open it as a dialog, if the page has it.
for (const link of document.querySelectorAll("[data-dialog]")) {
  const dialog = document.getElementById(link.dataset.dialog);
  if (!dialog) continue;
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  for (const close of dialog.querySelectorAll("[data-close]")) {
    close.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    });
  }
}

// A form is sent once, and not before the person has confirmed what cannot be undone. Its button works again where the
// browser brings the page back as it was left.
for (const form of document.querySelectorAll("form[method=post]")) {
  const buttons = form.querySelectorAll("button[type=submit]");
  form.addEventListener("submit", (event) => {
    if (form.dataset.confirm && !confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    for (const button of buttons) button.disabled = true;
  });
  addEventListener("pageshow", () => {
    for (const button of buttons) button.disabled = false;
  });
}

// The menu is folded away on a phone; the style does that.
for (const button of document.querySelectorAll("[data-menu]")) {
  const menu = document.getElementById(button.getAttribute("aria-controls"));
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(menu.classList.toggle("open")));
  });
}

// Copying. Over plain HTTP from another machine browsers have no clipboard: the text is selected instead.
async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const done = await copy(document.getElementById(button.dataset.copy));
    button.textContent = done ? "Copied" : "Press Ctrl-C";
    const status = document.querySelector("[data-copy-status]");
    if (status) status.textContent = done ? "Copied to the clipboard." : "Selected. Press Ctrl-C to copy.";
    setTimeout(() => { button.textContent = "Copy"; }, 2500);
  });
}

// What is shown once can be kept as a file, or on paper.
for (const button of document.querySelectorAll("[data-save]")) {
  button.addEventListener("click", () => {
    const file = new Blob([document.getElementById(button.dataset.save).textContent], { type: "text/plain" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = button.dataset.file;
    link.click();
  });
}
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

// A page that shows a key is not made again by a reload, and does not keep the key when it is left.
for (const page of document.querySelectorAll("[data-replace-address]")) {
  history.replaceState(null, "", page.dataset.replaceAddress);
  addEventListener("pagehide", () => {
    for (const secret of document.querySelectorAll("[data-secret]")) secret.remove();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

// What was done is said once, not again after a reload.
if (document.querySelector("[data-notice]") && location.search.includes("notice=")) {
  const address = new URL(location.href);
  address.searchParams.delete("notice");
  history.replaceState(null, "", address);
}

// Without cookies a login leads back to the login, without a word.
const noCookies = document.querySelector("[data-no-cookies]");
if (noCookies && !navigator.cookieEnabled) noCookies.hidden = false;

// The token of a link stands behind its "#", which browsers do not send. It goes into the form, and out of the address. Where
// sending the form uses nothing up, it is sent.
for (const place of document.querySelectorAll("[data-from-link]")) {
  const input = place.querySelector("input");
  if (location.hash.length > 1) {
    input.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname + location.search);
    if (place.dataset.fromLink === "send") input.form.requestSubmit();
  }
  place.hidden = input.value !== "" && !input.matches("[aria-invalid]");
}

// The field that is wrong is where the work goes on.
document.querySelector("[aria-invalid]")?.focus();
