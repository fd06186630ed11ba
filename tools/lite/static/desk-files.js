// The reader's files: take them all along as one file, bring them back, start a lesson again.
// All through JupyterLab's own contents API, so no kernel is needed. What is in the way is never lost: it is kept beside, with its date.
window.desk = window.desk || {};

desk.Refusal = class extends Error {}; // said to the reader as it stands

desk.contents = () => window.jupyterapp.serviceManager.contents;

// What the edition ships in a folder: path -> time. A file of the reader's has another time, or is not among them.
desk.shipped = async (folder) => {
  const answer = await fetch(new URL(`api/contents/${folder ? folder + "/" : ""}all.json`, desk.root)).catch(() => null);
  const listing = answer && answer.ok ? await answer.json().catch(() => null) : null;
  return new Map((listing ? listing.content : []).map((each) => [each.path, each.last_modified]));
};

desk.parent = (path) => path.split("/").slice(0, -1).join("/");

desk.isMine = async (path) => {
  const file = await desk.contents().get(path, { content: false }).catch(() => null);
  return Boolean(file) && (await desk.shipped(desk.parent(path))).get(path) !== file.last_modified;
};

// Every file the reader changed or made.
desk.mine = async (folder = "") => {
  const [listing, shipped] = await Promise.all([desk.contents().get(folder, { content: true }), desk.shipped(folder)]);
  const found = [];
  for (const each of listing.content) {
    if (each.type === "directory") found.push(...(await desk.mine(each.path)));
    else if (shipped.get(each.path) !== each.last_modified) found.push(await desk.contents().get(each.path, { content: true }));
  }
  return found;
};

// A name that stays inside, in every browser and on every disk.
desk.isInside = (path) =>
  typeof path === "string" && path.length < 500 && !/[\\:%\u0000-\u001f\u007f]/.test(path) &&
  path.split("/").every((part) => part && part !== "." && part !== ".." && part === part.trim());

// Taking along -------------------------------------------------------------------------------------------

desk.checksum = (text) => {
  let sum = ~0; // CRC-32; the browser's own hashes are missing on a page without https
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
};

desk.bundle = async () => {
  const all = await desk.mine(), taken = all.filter((each) => desk.isInside(each.path));
  const files = taken.map(({ path, type, format, mimetype, last_modified, content }) => ({ path, type, format, mimetype, last_modified, content }));
  const text = JSON.stringify(files);
  const head = { casebook: 1, edition: desk.edition, made: new Date().toISOString(), checksum: desk.checksum(text) };
  return {
    text: JSON.stringify(head).slice(0, -1) + `,"files":${text}}`,
    count: files.length,
    left: all.filter((each) => !desk.isInside(each.path)).map((each) => each.path),
  };
};

// Bringing back ------------------------------------------------------------------------------------------

// The files in a bundle; a Refusal if anything about it is wrong. Nothing is written before all of it is read.
desk.unpack = (text) => {
  let data = null;
  try { data = JSON.parse(text); } catch { /* said below */ }
  if (!data || !Number.isInteger(data.casebook) || !Array.isArray(data.files)) throw new desk.Refusal(desk.say.notOurs);
  if (data.casebook > 1) throw new desk.Refusal(desk.say.tooNew);
  if (desk.checksum(JSON.stringify(data.files)) !== data.checksum) throw new desk.Refusal(desk.say.damaged);
  const names = new Set(data.files.map((each) => each && each.path));
  const parents = [...names].flatMap((path) => (desk.isInside(path) ? desk.foldersOf(path) : []));
  if (names.size !== data.files.length || parents.some((each) => names.has(each))) throw new desk.Refusal(desk.say.notOurs);
  if (!data.files.every(desk.isWhole)) throw new desk.Refusal(desk.say.notOurs);
  return data.files;
};

desk.isWhole = (file) =>
  desk.isInside(file.path) && !Number.isNaN(Date.parse(file.last_modified)) && ["notebook", "file"].includes(file.type) &&
  (file.format === "json" ? file.content !== undefined : ["text", "base64"].includes(file.format) && typeof file.content === "string") &&
  (file.type === "file" || (file.format === "json" && Array.isArray((file.content || {}).cells)));

desk.foldersOf = (path) => path.split("/").slice(0, -1).map((_, n, parts) => parts.slice(0, n + 1).join("/"));

// Put back what a bundle holds. Of two versions of a file the later keeps the name, the earlier gets a dated one.
desk.restore = async (text) => {
  const files = desk.unpack(text), done = { restored: [], same: [], kept: [] };
  for (const path of new Set(files.flatMap((each) => [each.path, ...desk.foldersOf(each.path)]))) {
    const there = await desk.contents().get(path, { content: false }).catch(() => null);
    const folder = !files.some((each) => each.path === path);
    if (there && (there.type === "directory") !== folder) throw new desk.Refusal(desk.say.inTheWay(path));
  }
  for (const file of files) await desk.bring(file, done);
  return done;
};

desk.bring = async (file, done) => {
  const here = await desk.contents().get(file.path, { content: true }).catch(() => null);
  if (here && file.path === "progress.json") file = { ...file, content: desk.joined(here.content, file.content) };
  if (here && desk.alike(here, file)) return done.same.push(file.path);
  if (!here || (await desk.isAsNew(file.path))) {
    await desk.write(file);
  } else if (Date.parse(here.last_modified) >= Date.parse(file.last_modified) && file.path !== "progress.json") {
    const name = await desk.freeName(file.path, file);
    if (!name) return done.same.push(file.path);
    await desk.write({ ...file, path: name });
    return done.kept.push(name);
  } else {
    done.kept.push(await desk.setAside(file.path));
    await desk.write(file);
  }
  return done.restored.push(file.path);
};

desk.alike = (one, other) => one.format === other.format && JSON.stringify(one.content) === JSON.stringify(other.content);

// Two records of progress: what either knows; where both know, the one that was here.
desk.joined = (here, brought) => {
  const isRecord = (each) => each && typeof each === "object" && !Array.isArray(each);
  if (!isRecord(here) || !isRecord(brought)) return brought;
  const both = { ...here, ...brought, ...here };
  for (const kind of Object.keys(both)) {
    if (isRecord(here[kind]) && isRecord(brought[kind])) both[kind] = { ...here[kind], ...brought[kind], ...here[kind] };
  }
  return both;
};

// NAME_kept_2026-11-27.ipynb, then ..._2, ..._3; "" if the very same version is kept already.
desk.freeName = async (path, file, ending = `kept_${desk.day(file.last_modified)}`) => {
  const [, stem, suffix] = path.match(/^(.*?[^/])(\.[^./]+)?$/);
  for (let number = 1; ; number++) {
    const name = `${stem}_${ending}${number > 1 ? `_${number}` : ""}${suffix || ""}`;
    const there = await desk.contents().get(name, { content: true }).catch(() => null);
    if (!there) return name;
    if (desk.alike(there, file)) return "";
  }
};

desk.day = (time) => {
  const date = new Date(time), two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

// Give the reader's file its dated name; a tab that shows it goes on showing it, under that name.
desk.setAside = async (path) => {
  const file = await desk.contents().get(path, { content: true });
  const name = await desk.freeName(path, { ...file, content: null });
  await desk.contents().rename(path, name);
  return name;
};

// JupyterLite makes a new file only under a name with an ending, and a new folder only under a name of its own; then both can be renamed.
desk.write = async ({ path, type, format, mimetype, content }) => {
  for (const folder of desk.foldersOf(path)) {
    if (await desk.contents().get(folder, { content: false }).catch(() => null)) continue;
    const made = await desk.contents().newUntitled({ type: "directory" });
    await desk.contents().rename(made.path, folder);
  }
  const through = /[^/]\.[^./]+$/.test(path) ? path : `${path}.part`;
  await desk.contents().save(through, { name: through.split("/").pop(), path: through, type, format, mimetype: typeof mimetype === "string" ? mimetype : "", content });
  if (through !== path) await desk.contents().rename(through, path);
};

// Lessons ------------------------------------------------------------------------------------------------

// The lesson as it is shipped, or null for a file that is not ours.
desk.asShipped = async (path) => {
  if (!(await desk.shipped(desk.parent(path))).has(path)) return null;
  const answer = await fetch(new URL(`files/${path}`, desk.root)).catch(() => null);
  return answer && answer.ok ? answer.json() : null;
};

// Start again: the reader's own gets a dated name, and what is shipped shows again under the old one.
desk.again = async (path) => {
  if (!(await desk.asShipped(path))) throw new desk.Refusal(desk.say.noLesson);
  return (await desk.isAsNew(path)) ? "" : desk.setAside(path);
};

// Whether a file is as the edition has it, or was opened and saved only: nothing to keep.
desk.isAsNew = async (path) => {
  if (!(await desk.isMine(path))) return true;
  const shipped = path.endsWith(".ipynb") && (await desk.asShipped(path));
  if (!shipped) return false;
  const copy = await desk.contents().get(path, { content: true });
  return desk.cellsOf(copy.content) === desk.cellsOf(shipped);
};

desk.cellsOf = (notebook) =>
  JSON.stringify(notebook.cells.map((cell) => [cell.cell_type, [cell.source].flat().join(""), (cell.outputs || []).length]));

desk.sourceOf = (notebook) => ((notebook.metadata || {}).casekit || {}).source_hash || "";

// The source of the shipped lesson, if the reader's copy comes from another one.
desk.newerSource = async (path) => {
  const shipped = path.endsWith(".ipynb") && (await desk.asShipped(path));
  if (!shipped || !(await desk.isMine(path))) return "";
  const copy = await desk.contents().get(path, { content: true });
  return desk.sourceOf(copy.content) === desk.sourceOf(shipped) ? "" : desk.sourceOf(shipped);
};

// NAME_new.ipynb beside the reader's own, with what is shipped now.
desk.putNewBeside = async (path) => {
  const file = { type: "notebook", format: "json", mimetype: "application/json", content: await desk.asShipped(path) };
  const name = await desk.freeName(path, { ...file, content: null }, "new");
  await desk.write({ ...file, path: name });
  return name;
};
