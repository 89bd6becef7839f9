// Two minutes before the session ends, ask whether the person is still there. Staying is one POST.
const dialog = document.getElementById("session-warning");
const WARN_SECONDS = 120;

if (dialog) {
  const left = dialog.querySelector("[data-left]");
  const token = dialog.querySelector("input[name=csrfmiddlewaretoken]").value;
  let endsAt = Date.now() + Number(dialog.dataset.seconds) * 1000;

  const words = (seconds) => {
    if (seconds > 60) return "2 minutes";
    return seconds > 20 ? "1 minute" : "a few seconds";
  };

  const look = () => {
    const seconds = Math.round((endsAt - Date.now()) / 1000);
    if (seconds <= 0) {
      const here = window.location.pathname + window.location.search;
      window.location.assign(`${dialog.dataset.ended}&next=${encodeURIComponent(here)}`);
    } else if (seconds <= WARN_SECONDS) {
      // Written only when it changes, so that a screen reader is not interrupted every second.
      if (left.textContent !== words(seconds)) left.textContent = words(seconds);
      if (!dialog.open) dialog.showModal();
    } else if (dialog.open) {
      dialog.close();
    }
  };

  const stay = async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(dialog.dataset.stay, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": token },
      });
      endsAt = Date.now() + (await answer.json()).seconds_left * 1000;
      dialog.close();
    } catch {
      window.location.reload(); // the session is over, or the network is: the page itself says which
    }
  };

  dialog.querySelector("form").addEventListener("submit", stay);
  dialog.addEventListener("cancel", stay);
  window.setInterval(look, 1000);
}
