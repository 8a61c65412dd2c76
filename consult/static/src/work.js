/* While very many send at once: a worker of ours finds the number that the page asks for (ALTCHA's
   proof of work) while the person reads. Nothing is asked of the person; without it the form goes too. */
const LONGEST = 30000;

function encoded(task, number) {
  const { algorithm, challenge, salt, signature } = task;
  return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
}

function solved(address, task) {
  return new Promise((resolve) => {
    const worker = new Worker(address);
    const end = (value) => { worker.terminate(); resolve(value); };
    worker.onmessage = (event) => end(event.data === null ? "" : encoded(task, event.data));
    worker.onerror = () => end("");
    setTimeout(() => end(""), LONGEST);
    worker.postMessage(task);
  });
}

export function work() {
  const note = document.querySelector("[data-work]");
  const form = note?.closest("form");
  const field = form?.elements.namedItem("altcha");
  if (!field || !window.Worker || !window.crypto?.subtle) return;
  let ready = false;
  const done = solved(note.dataset.worker, JSON.parse(note.dataset.work)).then((proof) => {
    field.value = proof;
    ready = true;
  });
  form.addEventListener("submit", (event) => {
    if (ready) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    note.querySelector("[data-work-wait]").textContent = note.dataset.wait;
    const button = event.submitter;
    done.then(() => { if (button) form.requestSubmit(button); else form.requestSubmit(); });
  }, true);
}
