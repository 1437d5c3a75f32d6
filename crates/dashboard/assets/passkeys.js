// Passkeys, on the pages that ask for one. The service's question stands in the form; the browser's answer goes into it, and the
// form is sent. Nothing is fetched.
"use strict";

const words = {
  AbortError: "No passkey was used. Try again.",
  InvalidStateError: "This device has a passkey of this account already.",
  NotAllowedError: "No passkey was used, or it took too long. Try again.",
  SecurityError: "Passkeys do not work at this address.",
};

async function ask(kind, options) {
  if (kind === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey });
}

for (const place of document.querySelectorAll("[data-passkey]")) {
  const input = place.querySelector("input");
  const button = place.querySelector("button");
  const fault = place.querySelector("[role=alert]");
  const complain = (sentence) => {
    fault.textContent = sentence;
    fault.hidden = false;
  };
  const answer = async () => {
    fault.hidden = true;
    button.disabled = true;
    try {
      const credential = await ask(place.dataset.passkey, JSON.parse(place.dataset.options));
      input.value = JSON.stringify(credential);
      // Whatever else the form asks for is not due beside a passkey.
      input.form.noValidate = true;
      input.form.requestSubmit();
    } catch (error) {
      complain(words[error.name] ?? `The browser says: ${error.message}`);
    }
    button.disabled = false;
  };
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    button.hidden = true;
    complain("This browser is too old for passkeys.");
    continue;
  }
  button.addEventListener("click", answer);
  if ("start" in place.dataset) answer();
}
