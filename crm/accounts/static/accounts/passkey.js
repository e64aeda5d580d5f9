// Passkeys: asks the browser, and sends what it signed with the form around the button. The button
// is hidden where there is no script, or no passkey in this browser.
(function() {
  const bytesOf = (text) => {
    const plain = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
  };
  const textOf = (buffer) => {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  function readable(options) {
    const asked = {
      ...options.publicKey,
      challenge: bytesOf(options.publicKey.challenge)
    };
    if (asked.user) {
      asked.user = {
        ...asked.user,
        id: bytesOf(asked.user.id)
      };
    }
    ["allowCredentials", "excludeCredentials"].forEach((name) => {
      asked[name] = (asked[name] || []).map((each) => ({
        ...each,
        id: bytesOf(each.id)
      }));
    });
    return asked;
  }

  // One that logs in without a password too: kept by the device, which asks for a finger or number.
  function loggingIn(asked) {
    asked.authenticatorSelection = {
      ...asked.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required"
    };
    return asked;
  }

  function told(credential) {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
    .forEach((name) => {
      if (credential.response[name]) response[name] = textOf(credential.response[name]);
    });
    if (credential.response.getTransports) {
      response.transports = credential.response.getTransports();
    }
    return {
      id: credential.id,
      rawId: textOf(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults()
    };
  }

  async function optionsOf(button) {
    if (button.dataset.options) return JSON.parse(button.dataset.options);
    const answer = await fetch(button.dataset.optionsUrl, {
      headers: {
        Accept: "application/json",
        "X-Requested-With": "XMLHttpRequest"
      }
    });
    return (await answer.json()).request_options;
  }

  async function signed(button) {
    const publicKey = readable(await optionsOf(button));
    return button.dataset.passkey === "create" ?
      navigator.credentials.create({
        publicKey: loggingIn(publicKey)
      }) :
      navigator.credentials.get({
        publicKey
      });
  }

  async function use(button) {
    const said = button.nextElementSibling;
    said.hidden = true;
    try {
      const credential = told(await signed(button));
      button.form.elements.credential.value = JSON.stringify(credential);
      button.form.submit();
    } catch (error) {
      const isMissing = error.name === "SecurityError";
      said.textContent = isMissing ? button.dataset.missing : button.dataset.refused;
      said.hidden = false;
    }
  }

  if (!window.PublicKeyCredential || !navigator.credentials) return;
  document.querySelectorAll("[data-passkey]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => use(button));
  });
})();
