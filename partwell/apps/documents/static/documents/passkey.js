/* Passkeys: making one, and confirming an answer with one. An addition: code and finger work without it. */
(function () {
  "use strict";

  function bytes(text) {
    var plain = window.atob(text.replace(/-/g, "+").replace(/_/g, "/")), found = new Uint8Array(plain.length);
    for (var i = 0; i < plain.length; i += 1) found[i] = plain.charCodeAt(i);
    return found;
  }

  function text(buffer) {
    var plain = "";
    new Uint8Array(buffer).forEach(function (one) { plain += String.fromCharCode(one); });
    return window.btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function asked(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    ["excludeCredentials", "allowCredentials"].forEach(function (list) {
      (options[list] || []).forEach(function (one) { one.id = bytes(one.id); });
    });
    return options;
  }

  function answered(made) {
    var said = made.response, response = { clientDataJSON: text(said.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (said[name]) response[name] = text(said[name]);
    });
    return JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response: response,
      clientExtensionResults: made.getClientExtensionResults()
    });
  }

  function post(address, form) {
    return window.fetch(address, { method: "POST", body: new FormData(form), credentials: "same-origin" })
      .then(function (reply) {
        return reply.json().then(function (value) {
          if (!reply.ok) throw new Error(value.error || "");
          return value;
        });
      });
  }

  function say(form, words, good) {
    var place = form.querySelector("[data-passkey-said]");
    place.hidden = false;
    place.textContent = words;
    place.classList.toggle("pw-bad", !good);
    place.classList.toggle("pw-ok-t", Boolean(good));
  }

  function failed(form, why) {
    var place = form.querySelector("[data-passkey-said]");
    say(form, why && why.name === "Error" && why.message ? why.message : place.dataset.failed);
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("[data-passkey-make]") || form.passkey.value) return;
    event.preventDefault();
    if (!window.PublicKeyCredential) { say(form, form.querySelector("[data-passkey-said]").dataset.noSupport); return; }
    post(form.dataset.passkeyMake, form)
      .then(function (options) { return navigator.credentials.create({ publicKey: asked(options) }); })
      .then(function (made) { form.passkey.value = answered(made); form.submit(); })
      .catch(function (why) { failed(form, why); });
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-passkey-sign]");
    if (!button) return;
    var form = button.form;
    if (!window.PublicKeyCredential) { say(form, form.querySelector("[data-passkey-said]").dataset.noSupport); return; }
    post(button.dataset.passkeySign, form)
      .then(function (options) { return navigator.credentials.get({ publicKey: asked(options) }); })
      .then(function (made) { form.passkey.value = answered(made); say(form, button.dataset.done, true); })
      .catch(function (why) { failed(form, why); });
  });

  /* A passkey's signature is for one answer; another choice needs another. */
  document.addEventListener("change", function (event) {
    if (event.target.name === "intent" && event.target.form && event.target.form.passkey) {
      event.target.form.passkey.value = "";
      event.target.form.querySelectorAll("[data-passkey-said]").forEach(function (place) { place.hidden = true; });
    }
  });
})();
