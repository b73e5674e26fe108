// What the wallet holds: instances with their keys, in this browser only. A key cannot be taken
// out of it, not even by this page.
const Store = (() => {
  const NAME = "recourse-demo-wallet";
  const done = (asked) =>
    new Promise((fine, failed) => {
      asked.onsuccess = () => fine(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  const shelf = async (mode) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("instances", { keyPath: "id" });
    return (await done(opening)).transaction("instances", mode).objectStore("instances");
  };
  const keep = async (instances) => {
    const on = await shelf("readwrite");
    await Promise.all(instances.map((one) => done(on.put(one))));
  };
  const all = async () => done((await shelf("readonly")).getAll());
  const drop = async (ids) => {
    const on = await shelf("readwrite");
    await Promise.all(ids.map((id) => done(on.delete(id))));
  };
  return { keep, all, drop };
})();
