// Passkeys, where the browser has them: it is asked to make one or to use one, and its answer is
// sent with the form that asked. Without this script, codes open the same doors.
"use strict";

(() => {
  if (!window.PublicKeyCredential) return;

  const bytes = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const words = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (held = []) => held.map((one) => ({ ...one, id: bytes(one.id) }));

  const asked = (form) => {
    const options = JSON.parse(form.dataset.options);
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    if (options.excludeCredentials) options.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) options.allowCredentials = known(options.allowCredentials);
    return options;
  };

  const answer = (credential) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = words(credential.response[part]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({ id: credential.id, rawId: words(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
  };

  let waiting = null; // a browser answers one question at a time

  const ask = async (form, how = {}) => {
    waiting?.abort();
    waiting = new AbortController();
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: asked(form), signal: waiting.signal, ...how });
    form.querySelector("[data-answer]").value = answer(credential);
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const said = form.querySelector("[role=alert]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      said.textContent = "";
      if (!form.reportValidity()) return;
      try {
        await ask(form);
      } catch (refused) {
        said.textContent = refused.name === "InvalidStateError"
          ? "Cette clé est déjà enregistrée."
          : "La clé n’a pas répondu, ou la demande a été annulée. Réessayez, ou prenez un autre moyen.";
      }
    });
  }
  for (const notice of document.querySelectorAll("[data-without-passkeys]")) notice.hidden = true;

  // Beside the addresses that the browser suggests, it may suggest a passkey.
  const door = document.querySelector("form[data-passkey=get][data-suggested]");
  PublicKeyCredential.isConditionalMediationAvailable?.().then((can) => {
    if (door && can) ask(door, { mediation: "conditional" }).catch(() => {});
  });
})();
