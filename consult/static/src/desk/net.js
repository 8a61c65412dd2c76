/* Asking the server: by the device's token and never with the session, but for letting the device in. */
export class NoNetwork extends Error {}
export class Refused extends Error {
  constructor(status, told) { super(told.says || String(status)); this.status = status; this.code = told.code || ""; this.says = told.says || ""; }
}
const PATIENCE = 30000;

async function asked(address, options) {
  let answer;
  try {
    answer = await fetch(address, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...options });
  } catch {
    throw new NoNetwork();
  }
  if (answer.type === "opaqueredirect") throw new Refused(401, { code: "session_over" });
  let told = {};
  try {
    told = await answer.json();
  } catch {
    if (answer.ok) throw new NoNetwork();
  }
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}

export function byToken(address, token, options = {}) {
  return asked(address, { ...options, credentials: "omit", headers: { "Consult-Device": token, ...options.headers } });
}

export function post(address, token, value) {
  return byToken(address, token, { method: "POST", body: JSON.stringify(value), headers: { "Content-Type": "application/json" } });
}

export function bySession(address, options = {}) {
  return asked(address, { ...options, credentials: "same-origin" });
}
