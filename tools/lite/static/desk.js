// The menu "My work" in JupyterLab's top line, and what is said to the reader about it. Words: desk-words.js. Files: desk-files.js.
window.desk = window.desk || {};
desk.edition = "EDITION"; // the one this page belongs to; the builder fills it in
desk.root = new URL(document.currentScript.dataset.root + "/", location.href);

desk.element = (name, attributes = {}, ...inside) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside); // text stays text
  return element;
};

// Notes --------------------------------------------------------------------------------------------------

// Say something, with at most one thing to do about it. One note of a kind at a time.
desk.note = (kind, text, action, act) => {
  document.getElementById(`desk-${kind}`)?.remove();
  const urgent = ["refused", "full", "secret", "failed", "wrong"].includes(kind);
  const note = desk.element("div", { id: `desk-${kind}`, class: urgent ? "desk-urgent" : "" }, desk.element("p", { role: urgent ? "alert" : "status" }));
  if (action) {
    const button = desk.element("button", { type: "button" }, action);
    button.addEventListener("click", () => { note.remove(); desk.attempt(act); });
    note.append(button);
  }
  const close = desk.element("button", { type: "button", class: "desk-close", "aria-label": desk.say.close, title: desk.say.close }, "×");
  close.addEventListener("click", () => note.remove());
  note.append(close);
  desk.notes.append(note);
  note.firstChild.textContent = text; // after it is there, so that it is read aloud
};

desk.list = (names) => names.join(desk.chinese ? "、" : ", ");

desk.attempt = (act) =>
  act().catch((error) => desk.note("wrong", error instanceof desk.Refusal ? error.message : desk.say.wrong(error.message)));

// What the menu does -------------------------------------------------------------------------------------

desk.saveOpen = () => window.jupyterapp.commands.execute("docmanager:save-all").catch(() => {});

desk.save = async () => {
  navigator.storage?.persist?.().catch(() => {}); // now is when the browser may ask the reader
  await desk.saveOpen();
  const { text, count, left } = await desk.bundle();
  if (left.length) desk.note("left", desk.say.left(desk.list(left)));
  if (!count) return desk.note("saved", desk.say.nothing);
  const time = new Date(), name = `casebook_${desk.day(time)}_${time.toTimeString().slice(0, 5).replace(":", "")}.json`;
  const link = desk.element("a", { download: name, href: URL.createObjectURL(new Blob([text], { type: "application/json" })) });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return desk.note("saved", desk.say.saved(count, name));
};

desk.choose = async () => desk.picker.click();

desk.restoreFrom = async (file) => {
  const text = await file.text();
  await desk.saveOpen();
  const done = await desk.restore(text);
  for (const { context } of window.jupyterapp.shell.widgets("main")) {
    if (context && done.restored.includes(context.path) && !context.model.dirty) await context.revert(); // an open tab shows what came
  }
  desk.note("restored", desk.say.restored(done) + (done.kept.length ? desk.say.kept(desk.list(done.kept)) : ""));
};

desk.startAgain = async () => {
  const open = window.jupyterapp.shell.currentWidget, path = open?.context?.path;
  if (!path || !(await desk.asShipped(path))) throw new desk.Refusal(desk.say.noLesson);
  if (open.context.model.dirty) await open.context.save();
  const kept = await desk.again(path);
  if (!kept) return desk.note("again", desk.say.fresh);
  await open.sessionContext?.shutdown().catch(() => {}); // two kernels at once would take the memory of two
  await window.jupyterapp.commands.execute("docmanager:open", { path });
  open.dispose();
  return desk.note("again", desk.say.started(kept.split("/").pop()));
};

// What is noticed ----------------------------------------------------------------------------------------

desk.lookForNewer = async () => {
  const path = window.jupyterapp.shell.currentWidget?.context?.path;
  const source = path && (await desk.newerSource(path).catch(() => ""));
  const said = `casekit-offered ${path}`;
  if (!source || desk.recall(said) === source) return;
  desk.note("newer", desk.say.newer(path.split("/").pop()), desk.say.beside, async () => {
    const name = await desk.putNewBeside(path);
    desk.remember(said, source);
    await window.jupyterapp.commands.execute("docmanager:open", { path: name });
    desk.note("newer", desk.say.besideDone(name.split("/").pop()));
  });
};

desk.recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
desk.remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* it is said once more */ } };

desk.lookForEdition = async () => {
  const answer = await fetch(new URL("edition.json", desk.root), { cache: "no-store" }).catch(() => null);
  const there = answer && answer.ok ? await answer.json().catch(() => null) : null;
  if (there?.edition && there.edition !== desk.edition) desk.note("edition", desk.say.newEdition, desk.say.reload, desk.reload);
};

desk.reload = async () => {
  await desk.saveOpen();
  const worker = await navigator.serviceWorker?.getRegistration(desk.root).catch(() => null);
  if (worker) await desk.takeOver(worker);
  location.reload();
};

// The new edition's service worker, which waits as long as a page of the old one is open, is let in.
desk.takeOver = async (worker) => {
  const changed = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  await worker.update().catch(() => {});
  for (let tries = 0; worker.installing && tries < 50; tries++) await new Promise((done) => setTimeout(done, 100));
  if (!worker.waiting) return;
  worker.waiting.postMessage("take over");
  await Promise.race([changed, new Promise((done) => setTimeout(done, 5000))]);
};

// Whether what the reader does can be kept: "", or which of the warnings to give.
desk.trouble = async () => {
  if (!(await desk.databaseWorks())) return "refused";
  const room = await navigator.storage?.estimate?.().catch(() => null);
  if (room?.quota && room.quota - room.usage < 20e6) return "full";
  return (await desk.looksPrivate()) ? "secret" : "";
};

desk.lookForTrouble = async () => {
  const trouble = await desk.trouble();
  if (trouble) desk.note(trouble, desk.say[trouble], desk.say.save, desk.save);
};

desk.databaseWorks = () =>
  new Promise((done) => {
    try {
      const asked = indexedDB.open("casebook-probe");
      asked.onerror = asked.onblocked = () => done(false);
      asked.onsuccess = () => { asked.result.close(); done(true); };
    } catch { done(false); }
  });

// Firefox has no file system for a page in a private window. Chromium does not let a page tell.
desk.looksPrivate = async () => {
  try {
    await navigator.storage?.getDirectory?.();
    return false;
  } catch {
    return true;
  }
};

// From now on no save fails unseen, whether JupyterLab's or a kernel's.
desk.watchSaves = () => {
  const contents = desk.contents(), save = contents.save.bind(contents);
  contents.save = (path, ...more) =>
    save(path, ...more).catch((error) => {
      desk.note("failed", desk.say.failed(path), desk.say.save, desk.save);
      throw error;
    });
};

// JupyterLite gives two notebooks of one name, a lesson and its exercises, one and the same kernel, and neither works: name it by the whole path.
desk.nameKernels = () => {
  const sessions = window.jupyterapp.serviceManager.sessions, start = sessions.startNew.bind(sessions);
  sessions.startNew = (options, ...more) => start({ ...options, name: options.path }, ...more);
};

// The menu -----------------------------------------------------------------------------------------------

desk.buildMenu = () => {
  const button = desk.element("button", { id: "desk-button", type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": "desk-menu" }, desk.say.menu);
  const menu = desk.element("div", { id: "desk-menu", role: "menu", "aria-labelledby": "desk-button", hidden: "" });
  const items = [["save", desk.save], ["restore", desk.choose], ["again", desk.startAgain]].map(([name, act]) => {
    const item = desk.element("button", { type: "button", role: "menuitem", tabindex: "-1", "data-does": name }, desk.say[name]);
    item.addEventListener("click", () => { show(false); desk.attempt(act); });
    return item;
  });
  menu.append(...items);
  const show = (open) => {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    (open ? items[0] : button).focus();
  };
  const keys = { ArrowDown: 1, ArrowUp: -1 };
  button.addEventListener("click", () => show(menu.hidden));
  button.addEventListener("keydown", (event) => { if (event.key === "ArrowDown") { event.preventDefault(); show(true); } });
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    if (event.key in keys) items.at((at + keys[event.key]) % items.length).focus();
    else if (event.key === "Home") items[0].focus();
    else if (event.key === "End") items.at(-1).focus();
    else if (event.key === "Escape") show(false);
    else if (event.key === "Tab") { menu.hidden = true; button.setAttribute("aria-expanded", "false"); return; }
    else return;
    event.preventDefault();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && !bar.contains(event.target)) { menu.hidden = true; button.setAttribute("aria-expanded", "false"); }
  }, true);
  desk.picker = desk.element("input", { id: "desk-file", type: "file", accept: ".json,application/json", hidden: "", tabindex: "-1", "aria-label": desk.say.restore });
  desk.picker.addEventListener("change", () => {
    const [file] = desk.picker.files;
    if (file) desk.attempt(() => desk.restoreFrom(file)).then(() => { desk.picker.value = ""; });
  });
  const bar = desk.element("div", { id: "desk-bar" }, button, menu, desk.picker);
  document.getElementById("jp-top-panel").append(bar);
};

desk.begin = async () => {
  desk.notes = desk.element("section", { id: "desk-notes", "aria-label": desk.say.notes });
  document.body.append(desk.notes);
  desk.buildMenu();
  desk.watchSaves();
  desk.nameKernels();
  desk.remember("casekit-language", desk.chinese ? "zh" : "en");
  window.jupyterapp.shell.currentChanged.connect(desk.lookForNewer);
  document.addEventListener("visibilitychange", () => document.hidden || desk.lookForEdition());
  await Promise.all([desk.lookForTrouble(), desk.lookForNewer(), desk.lookForEdition()]);
};

document.addEventListener("DOMContentLoaded", () => {
  document.head.append(desk.element("link", { rel: "stylesheet", href: new URL("desk.css", desk.root) }));
  const wait = setInterval(() => {
    if (!window.jupyterapp?.shell || !document.getElementById("jp-top-panel")) return;
    clearInterval(wait);
    window.jupyterapp.started.then(desk.begin);
  }, 100);
});
