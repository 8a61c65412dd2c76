/* What the device keeps: records in IndexedDB, each encrypted by a key that the passphrase gives (AES-GCM, PBKDF2). */
import { deleteDB, openDB } from "idb";

const ROUNDS = 600000;
const LOCK = "lock";
const PROOF = "desk";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class WrongPassphrase extends Error {}

function open(name) {
  return openDB(name, 1, {
    upgrade(base) { base.createObjectStore("lock"); base.createObjectStore("records"); },
    blocking(_old, _new, event) { event.target.close(); },
  });
}

async function derived(passphrase, salt, rounds) {
  const typed = await crypto.subtle.importKey("raw", encoder.encode(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, typed,
    { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function closed(key, name, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: encoder.encode(name) }, key, bytes);
  return { iv, data };
}

function opened(key, name, record) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: record.iv, additionalData: encoder.encode(name) }, key, record.data);
}

export async function isPrepared(name) {
  const base = await open(name);
  const lock = await base.get("lock", LOCK);
  base.close();
  return Boolean(lock);
}

export function destroy(name) {
  return deleteDB(name);
}

export class Vault {
  constructor(base, key) { this.base = base; this.key = key; }

  /* Make the key of a new passphrase; nothing of the passphrase is stored, only a proof that opens with it. */
  static async make(name, passphrase) {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const key = await derived(passphrase, salt, ROUNDS);
    const proof = await closed(key, PROOF, encoder.encode(PROOF));
    const base = await open(name);
    const write = base.transaction(["lock", "records"], "readwrite", { durability: "strict" });
    await Promise.all([write.objectStore("records").clear(), write.objectStore("lock").put({ salt, rounds: ROUNDS, proof }, LOCK), write.done]);
    return new Vault(base, key);
  }

  static async unlock(name, passphrase) {
    const base = await open(name);
    const lock = await base.get("lock", LOCK);
    const key = await derived(passphrase, lock.salt, lock.rounds);
    try {
      await opened(key, PROOF, lock.proof);
    } catch {
      base.close();
      throw new WrongPassphrase();
    }
    return new Vault(base, key);
  }

  close() { this.base.close(); this.key = null; }

  /* Write records and delete others, all or none, on the disk before it returns. Values are JSON or bytes. */
  async put(records, gone = []) {
    const sealed = await Promise.all(records.map(async ([name, value]) => {
      const bytes = value instanceof Uint8Array ? value : encoder.encode(JSON.stringify(value));
      return [name, await closed(this.key, name, bytes)];
    }));
    const write = this.base.transaction("records", "readwrite", { durability: "strict" });
    const done = [...sealed.map(([name, record]) => write.store.put(record, name)), ...gone.map((name) => write.store.delete(name)), write.done];
    const ends = await Promise.allSettled(done);
    const failed = ends.find((end) => end.status === "rejected");
    if (failed) throw write.error || failed.reason;
  }

  /* Everything but bytes, decrypted: name -> value. */
  async all() {
    const names = (await this.base.getAllKeys("records")).filter((name) => !name.startsWith("bytes:"));
    return new Map(await Promise.all(names.map(async (name) => {
      const record = await this.base.get("records", name);
      return [name, JSON.parse(decoder.decode(await opened(this.key, name, record)))];
    })));
  }

  async bytes(name) {
    const record = await this.base.get("records", name);
    return record && new Uint8Array(await opened(this.key, name, record));
  }
}
