// On the very first visit the service worker takes over before anything else is loaded, so that all of it is kept.
(async function () {
  const root = new URL(document.currentScript.dataset.root + "/", location.href);
  const once = "casebook-taken-over";
  if (!navigator.serviceWorker || navigator.serviceWorker.controller || sessionStorage.getItem(once)) return;
  sessionStorage.setItem(once, "yes");
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
  await navigator.serviceWorker.register(new URL("service-worker.js?enableCache=false", root));
})();
