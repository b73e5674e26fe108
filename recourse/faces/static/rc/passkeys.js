// Asks the browser for a passkey and sends what it says in a plain form.
// Without this script the page keeps its hint about codes, and the form with them.
const form = document.querySelector("form[data-rc-passkey]");

const toBytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const named = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

const make = async (options) => {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    },
  });
  return { credential: made, response: { attestationObject: toText(made.response.attestationObject) } };
};

const prove = async (options) => {
  const proof = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: named(options.allowCredentials),
    },
  });
  const { authenticatorData, signature, userHandle } = proof.response;
  return {
    credential: proof,
    response: {
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      userHandle: userHandle ? toText(userHandle) : null,
    },
  };
};

const answer = async (options) => {
  const { credential, response } = await (options.user ? make : prove)(options);
  const id = toText(credential.rawId);
  const clientDataJSON = toText(credential.response.clientDataJSON);
  return { id, rawId: id, type: credential.type, response: { ...response, clientDataJSON } };
};

const send = async (event) => {
  event.preventDefault();
  const failed = document.querySelector("[data-rc-passkey-failed]");
  const button = form.querySelector("button");
  failed.hidden = true;
  button.disabled = true;
  try {
    form.elements.answer.value = JSON.stringify(
      await answer(JSON.parse(form.dataset.rcPasskey).publicKey),
    );
    form.submit();
  } catch {
    failed.hidden = false;
    failed.focus();
    button.disabled = false;
  }
};

if (form && window.PublicKeyCredential) {
  form.hidden = false;
  document.querySelector("[data-rc-passkey-missing]").hidden = true;
  form.addEventListener("submit", send);
}
