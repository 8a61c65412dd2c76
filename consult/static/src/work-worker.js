/* Tries numbers until the hash of salt and number is the challenge; answers the number or null. */
const encoder = new TextEncoder();
const BATCH = 64;

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

onmessage = async ({ data }) => {
  const attempt = async (number) =>
    hex(await crypto.subtle.digest("SHA-256", encoder.encode(data.salt + number))) === data.challenge ? number : null;
  for (let start = 0; start <= data.maxnumber; start += BATCH) {
    const found = (await Promise.all(Array.from({ length: BATCH }, (_, i) => attempt(start + i)))).find((one) => one !== null);
    if (found !== undefined) { postMessage(found); return; }
  }
  postMessage(null);
};
