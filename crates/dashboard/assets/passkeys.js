// Passkeys, on the pages that ask for one. The service's question stands in the form; the browser's answer goes into it, and the
// form is sent. Nothing is fetched.
"use strict";

const words = {
  NotAllowedError: "No passkey was used, or it took too long. Try again.",
  InvalidStateError: "This device has a passkey of this account already.",
  SecurityError: "Passkeys do not work at this address.",
};

// Under another name than the service's own, or without TLS, a browser has no passkeys to give.
function hindrance(form) {
  if (form.dataset.origin !== location.origin) return "data-passkey-elsewhere";
  const can = window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.PublicKeyCredential.prototype.toJSON;
  return can ? null : "data-passkey-unable";
}

async function ask(form) {
  const options = JSON.parse(form.dataset.options);
  if (form.dataset.passkey === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey });
}

async function answer(form, button) {
  const fault = form.querySelector("[data-passkey-fault]");
  fault.hidden = true;
  button.disabled = true;
  try {
    const credential = await ask(form);
    form.elements.namedItem(form.dataset.field).value = JSON.stringify(credential.toJSON());
    form.noValidate = true;
    form.requestSubmit();
  } catch (error) {
    button.disabled = false;
    fault.textContent = words[error.name] ?? `The browser says: ${error.message}`;
    fault.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-button]");
  const hindered = hindrance(form);
  if (hindered) {
    form.querySelector(`[${hindered}]`).hidden = false;
    continue;
  }
  button.hidden = false;
  button.addEventListener("click", () => answer(form, button));
  if ("start" in form.dataset) answer(form, button);
}
