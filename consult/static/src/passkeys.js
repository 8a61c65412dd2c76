/* Passkeys: a form with data-passkey asks the browser, puts the answer into its field and sends itself. */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const words = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

function asked(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = known(options.allowCredentials);
  return read;
}

function told(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = words(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id, rawId: words(credential.rawId), type: credential.type, response, clientExtensionResults: {},
  });
}

function prepare(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  const name = form.querySelector('[name="name"]');
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (name && !name.value.trim()) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      const publicKey = asked(JSON.parse(form.dataset.options));
      const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.querySelector('[name="credential"]').value = told(credential);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}

export function passkeys() {
  const forms = document.querySelectorAll("form[data-passkey]");
  if (window.PublicKeyCredential && navigator.credentials) forms.forEach(prepare);
  else document.querySelectorAll("[data-passkey-missing]").forEach((note) => { note.hidden = false; });
}
