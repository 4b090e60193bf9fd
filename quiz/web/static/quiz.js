// Saves each change by itself, keeps what could not be sent, and counts the time by the server's clock.
// Every page works without this file.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("paper");
  const left = byId("left");
  const DELAY = 250; // ms between a change and its save, so that typing does not send every letter
  const PATIENCE = 10_000; // ms until a request counts as lost
  const SLOWEST = 15_000; // ms between two tries

  const say = (id, text) => {
    if (byId(id).textContent !== text) byId(id).textContent = text;
  };

  // ---- the clock: the server's time now, and the deadline, both come with each answer of the server
  let deadline = Number(left.dataset.deadline);
  let skew = Number(left.dataset.now) - Date.now() / 1000;
  let over = false;
  const spoken = new Set();

  const remaining = () => deadline - (Date.now() / 1000 + skew);

  function adopt(answer) {
    deadline = answer.deadline;
    skew = answer.now - Date.now() / 1000;
  }

  function tick() {
    const seconds = Math.max(0, Math.ceil(remaining()));
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    left.textContent = `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)} left`;
    left.classList.toggle("late", seconds <= 300);
    for (const mark of [10, 5, 1]) {
      if (seconds <= mark * 60 && seconds > mark * 60 - 30 && !spoken.has(mark)) {
        spoken.add(mark);
        say("announce", `${mark} ${mark === 1 ? "minute" : "minutes"} left`);
      }
    }
    if (remaining() <= 0) timeUp();
  }

  async function timeUp() {
    if (over || !navigator.onLine) return;
    over = true;
    if (form) await flush();
    byId("time-up").submit();
  }

  setInterval(tick, 1000);
  tick();
  if (!form) return;

  // ---- reading and showing answers
  const sections = new Map([...form.querySelectorAll(".question")].map((found) => [Number(found.dataset.place), found]));
  const READ = {
    single: (found) => found.querySelector("input[type=radio]:checked")?.value ?? null,
    multiple: (found) => [...found.querySelectorAll(".answer input:checked")].map((box) => box.value),
    match: (found) => Object.fromEntries(selects(found).filter((box) => box.value).map((box) => [leftOf(box), box.value])),
    order: (found) =>
      items(found).filter(number).sort((one, other) => number(one) - number(other)).map((item) => item.dataset.id),
  };
  const SHOW = {
    single: (found, answer) => found.querySelectorAll("input[type=radio]").forEach((box) => (box.checked = box.value === answer)),
    multiple: (found, answer) =>
      found.querySelectorAll(".answer input").forEach((box) => (box.checked = (answer ?? []).includes(box.value))),
    match: (found, answer) => selects(found).forEach((box) => (box.value = answer?.[leftOf(box)] ?? "")),
    order: (found, answer) => {
      const list = found.querySelector(".items");
      (answer ?? []).forEach((id) => list.append(items(found).find((item) => item.dataset.id === id)));
      items(found).filter((item) => !answer?.includes(item.dataset.id)).forEach((item) => list.append(item));
      items(found).forEach((item, place) => (item.querySelector("select").value = place < (answer ?? []).length ? place + 1 : ""));
    },
  };
  const selects = (found) => [...found.querySelectorAll(".answer select")];
  const items = (found) => [...found.querySelectorAll(".item")];
  const number = (item) => Number(item.querySelector("select").value);
  const leftOf = (box) => box.name.slice(box.name.indexOf("-") + 1);

  function read(found) {
    return (READ[found.dataset.type] ?? ((written) => written.querySelector(".answer input").value))(found);
  }

  function show(place, answer, flag) {
    const found = sections.get(place);
    if (found && answer !== undefined) {
      (SHOW[found.dataset.type] ?? ((written) => (written.querySelector(".answer input").value = answer ?? "")))(found, answer);
    }
    if (found && flag !== undefined) found.querySelector(".flag input").checked = flag;
    mark(place, answer, flag);
  }

  function mark(place, answer, flag) {
    const jump = form.querySelector(`.jump[data-place="${place}"]`);
    const empty = answer === null || answer === "" || (typeof answer === "object" && !Object.keys(answer).length);
    if (answer !== undefined) jump.classList.toggle("answered", !empty);
    if (flag !== undefined) jump.classList.toggle("flagged", flag);
    const words = [jump.classList.contains("answered") ? "answered" : "not answered"];
    if (jump.classList.contains("flagged")) words.push("flagged");
    jump.querySelector(".state").textContent = `: ${words.join(", ")}`;
  }

  // ---- what is not saved yet: here, and in the browser's storage in case this page goes away
  const unsaved = new Map();
  const prefix = `quiz:${form.dataset.handle}:`;
  const storage = {
    // A browser may forbid storage; then only this page keeps what is unsaved.
    each(use) {
      try {
        Object.keys(localStorage).filter((key) => key.startsWith(prefix)).forEach((key) => use(Number(key.slice(prefix.length)), localStorage[key]));
      } catch {}
    },
    keep(place, change) {
      try {
        localStorage[prefix + place] = JSON.stringify(change);
      } catch {}
    },
    drop(place, change) {
      try {
        if (localStorage[prefix + place] === JSON.stringify(change)) localStorage.removeItem(prefix + place);
      } catch {}
    },
    clear() {
      this.each((place) => localStorage.removeItem(prefix + place));
    },
  };

  function changed(place) {
    const found = sections.get(place);
    const change = { answer: read(found), flag: found.querySelector(".flag input").checked };
    unsaved.set(place, change);
    storage.keep(place, change);
    mark(place, change.answer, change.flag);
    later(DELAY);
  }

  // ---- sending
  let seen = Number(form.elements.seen.value);
  let timer = 0;
  let failures = 0;
  let sending = null;
  const headers = { "content-type": "application/json", "x-csrf-token": form.elements.csrf.value };

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(flush, delay);
  }

  // Send until nothing is unsaved; true if that is so.
  async function flush() {
    clearTimeout(timer);
    if (sending) await sending;
    while (unsaved.size) {
      sending = send(new Map(unsaved));
      const done = await sending;
      sending = null;
      if (!done) return false;
    }
    return true;
  }

  const body = (batch) => JSON.stringify({ seen, changes: [...batch].map(([place, change]) => ({ place, ...change })) });

  async function send(batch) {
    let response;
    let answer = {};
    try {
      response = await fetch("/quiz/save", { method: "POST", headers, body: body(batch), signal: AbortSignal.timeout(PATIENCE) });
      answer = await response.json();
    } catch {
      return failed("No connection to the server. Your answers are kept on this device and sent as soon as it is back.");
    }
    if (response.ok) return saved(batch, answer);
    if (response.status === 409) return ended();
    if (response.status === 422 || response.status === 413) return refused(batch, answer.error);
    return failed(`${answer.error ?? "The server cannot save now."} Your answers are kept on this device.`);
  }

  function failed(words) {
    failures += 1;
    say("warning", words);
    say("status", "");
    later(Math.min(SLOWEST, 500 * 2 ** failures));
    return false;
  }

  function forget(batch) {
    for (const [place, change] of batch) {
      if (unsaved.get(place) === change) unsaved.delete(place);
      storage.drop(place, change);
    }
  }

  function saved(batch, answer) {
    failures = 0;
    forget(batch);
    adopt(answer);
    for (const place of batch.keys()) {
      if (sections.has(place)) say(`saved${place}`, `Saved ${answer.saved_at}`);
    }
    say("status", `Saved ${answer.saved_at}`);
    say("warning", answer.overtaken.map((place) => `Question ${place} had been answered on another page meanwhile. Your last answer counts.`).join(" "));
    learn(answer);
    return true;
  }

  // One of several may be to blame: send each by itself. A single one cannot be saved as it is.
  async function refused(batch, words) {
    if (batch.size > 1) {
      let good = true;
      for (const entry of batch) good = (await send(new Map([entry]))) && good;
      return good;
    }
    forget(batch);
    say("warning", words);
    return false;
  }

  function ended() {
    storage.clear();
    unsaved.clear();
    location.assign("/quiz");
    return false;
  }

  // Show what another page or device has saved, but for what is being changed here.
  function learn(answer) {
    seen = Math.max(seen, answer.revision);
    form.elements.seen.value = seen;
    const news = answer.newer.filter((found) => !unsaved.has(found.place));
    news.forEach((found) => {
      show(found.place, found.answer, found.flag);
      if (sections.has(found.place)) say(`saved${found.place}`, `Saved ${found.saved_at}`);
    });
    if (news.length) {
      const places = news.map((found) => found.place).join(", ");
      say("warning", `Changed on another page, and shown here now: question ${places}.`);
    }
  }

  async function catchUp() {
    await flush();
    try {
      const response = await fetch(`/quiz/state?seen=${seen}`, { signal: AbortSignal.timeout(PATIENCE) });
      if (response.status === 409) return void (remaining() <= 0 ? timeUp() : ended());
      if (!response.ok) return;
      const answer = await response.json();
      adopt(answer);
      learn(answer);
      tick();
    } catch {}
  }

  // ---- what happens on the page
  form.addEventListener("input", (event) => {
    const found = event.target.closest(".question");
    if (!found) return;
    const item = event.target.closest(".item");
    if (item) moveTo(found, item, number(item) - 1);
    changed(Number(found.dataset.place));
  });

  let passing = false;
  form.addEventListener("submit", async (event) => {
    if (passing || (navigator.onLine && !unsaved.size && !sending)) return;
    event.preventDefault();
    const button = event.submitter;
    if (!navigator.onLine) return void failed("No connection: this page stays open until it is back. Your answers are kept on this device.");
    if (!(await flush())) return;
    passing = true;
    setTimeout(() => form.requestSubmit(button)); // a form that is being submitted ignores this
  });

  window.addEventListener("online", catchUp);
  window.addEventListener("pageshow", (event) => {
    passing = false;
    if (event.persisted) catchUp();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") return void catchUp();
    // The page may never come back: this request outlives it. The storage keeps a copy until it is known to be saved.
    if (unsaved.size && !sending) fetch("/quiz/save", { method: "POST", headers, body: body(unsaved), keepalive: true }).catch(() => {});
  });

  // ---- orders: buttons to move an item, and selects that renumber the others
  function moveTo(found, item, place) {
    if (place < 0) return;
    const list = found.querySelector(".items");
    item.remove();
    list.insertBefore(item, list.children[place] ?? null);
    items(found).forEach((other, index) => (other.querySelector("select").value = index + 1));
    found.querySelector(".keep")?.remove();
    say("announce", `Now number ${place + 1} of ${list.children.length}`);
  }

  function addButtons(found) {
    for (const item of items(found)) {
      const what = item.querySelector(".number .hidden").textContent.replace("Number of: ", "");
      const moves = document.createElement("span");
      moves.className = "moves";
      for (const [sign, name, step] of [["↑", "Move up", -1], ["↓", "Move down", 1]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = sign;
        button.setAttribute("aria-label", `${name}: ${what}`);
        button.addEventListener("click", () => {
          const place = Math.min(items(found).length - 1, Math.max(0, items(found).indexOf(item) + step));
          moveTo(found, item, place);
          button.focus();
          changed(Number(found.dataset.place));
        });
        moves.append(button);
      }
      item.append(moves);
    }
    if (items(found).some(number)) return;
    const keep = document.createElement("button");
    keep.className = "keep";
    keep.type = "button";
    keep.textContent = "Answer with this order";
    keep.addEventListener("click", () => {
      moveTo(found, items(found)[0], 0);
      changed(Number(found.dataset.place));
    });
    found.querySelector(".answer").append(keep);
  }

  sections.forEach((found) => found.dataset.type === "order" && addButtons(found));

  // ---- what an earlier page could not send
  storage.each((place, kept) => {
    const change = JSON.parse(kept);
    unsaved.set(place, change);
    show(place, change.answer, change.flag);
  });
  if (unsaved.size) {
    say("warning", "Answers that could not be sent before are being sent now.");
    flush();
  }
})();
