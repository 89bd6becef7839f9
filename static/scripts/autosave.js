// Keeps what is typed in a form a moment after the typing stops, by the form's own address. Without it nothing is lost:
// the buttons save as ever. The form carries `seen`, a mark of the answer that the page began from, so that an answer
// changed in another tab is told and never overwritten.
const form = document.querySelector("form[data-autosave]");
const PAUSE = 1500;

if (form) {
  const told = document.getElementById("autosave-told");
  const seen = form.querySelector("input[name=seen]");
  const written = () => new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "seen")).toString();
  let kept = written();
  let waiting = 0;
  let saving = null;
  let stopped = false;

  const say = (words) => {
    if (told.textContent !== words) told.textContent = words;
  };

  const save = async () => {
    const now = written();
    if (stopped || now === kept) return;
    const body = new FormData(form);
    body.delete("later");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      const read = await answer.json();
      if (answer.ok) {
        seen.value = read.seen;
        kept = now;
      }
      stopped = answer.status === 409;
      say(read.words);
    } catch {
      say("Not saved. Press “Save and continue” to see why");
    }
  };

  // One save after the other: the next one begins from the mark that the last one brought back.
  const soon = () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      const mine = Promise.resolve(saving)
        .then(save)
        .finally(() => {
          if (saving === mine) saving = null;
        });
      saving = mine;
    }, PAUSE);
  };

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);

  // A press of a button waits for a save that is on its way, so that the two do not look like two tabs.
  form.addEventListener("submit", (event) => {
    window.clearTimeout(waiting);
    if (!saving) return;
    event.preventDefault();
    saving.finally(() => form.requestSubmit(event.submitter));
  });
}
