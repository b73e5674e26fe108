// The page: takes a file, a picture, what the camera sees or what is typed, and shows the answers.
// The only thing it fetches is a status list, from this site.
"use strict";
{
  const { Wrong, need, pinned } = RC;
  const anchors = RC.fromPem(pinned.anchors), chains = pinned.chains.map(RC.fromPem);
  const at = (id) => document.getElementById(`verify-${id}`);
  const form = document.getElementById("verify"), answer = at("answer");
  let newest = 0;

  const fetched = async (uri) => {
    const { pathname } = new URL(uri);
    let text;
    try {
      const got = await fetch(pathname, {
        credentials: "omit", cache: "no-cache", redirect: "error", referrerPolicy: "no-referrer",
      });
      need(got.ok, "list-missing");
      text = await got.text();
    } catch {
      throw new Wrong("list-missing");
    }
    need(text.length <= RC.MOST_LIST, "list-damaged");
    return text;
  };

  // Ask for each list once in a check: how often one asks should say nothing of what is checked.
  const asking = () => {
    const lists = new Map();
    return (uri) => {
      if (!lists.has(uri)) lists.set(uri, fetched(uri));
      return lists.get(uri);
    };
  };

  const say = (inner, { moves = true } = {}) => {
    answer.replaceChildren(...inner);
    if (moves) answer.focus();
  };
  const wrongIn = (fault) => (fault instanceof Wrong ? RC.refusedAs(fault.code, fault.facts) : RC.refusedAs("broken"));
  // Check what is given; an answer to something older is not shown any more.
  const run = async (taken) => {
    const mine = ++newest;
    say([document.createTextNode(RC.answers.checking)], { moves: false });
    let shown;
    try {
      const trust = { issuer: pinned.issuer, anchors, chains, at: Date.now() };
      const told = await RC.check(await taken(), trust);
      shown = RC.shownAs(told, await RC.standing(told, trust, asking()));
    } catch (fault) {
      shown = wrongIn(fault);
    }
    if (mine === newest) say(shown);
  };

  const reader = async () => {
    const isThere = "BarcodeDetector" in globalThis;
    const formats = isThere ? await BarcodeDetector.getSupportedFormats() : [];
    return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  };
  const codeIn = async (codes, picture) => {
    const found = await codes.detect(picture);
    return found.find((one) => one.rawValue.startsWith(RC.PAPER_PREFIX))?.rawValue ?? null;
  };
  const textInPicture = async (file) => {
    const codes = await reader();
    need(codes, "no-reader");
    let picture;
    try {
      picture = await createImageBitmap(file);
    } catch {
      throw new Wrong("no-code");
    }
    const text = await codeIn(codes, picture);
    need(text, "no-code");
    return text;
  };
  const given = (file, text) => async () => {
    if (!file) {
      need(text.trim(), "nothing");
      return text;
    }
    need(file.size <= 20 << 20, "too-large");
    return file.type.startsWith("image/") ? textInPicture(file) : new Uint8Array(await file.arrayBuffer());
  };

  let camera = null;
  const stop = () => {
    camera?.getTracks().forEach((track) => track.stop());
    camera = null;
    at("video").hidden = at("stop").hidden = true;
    at("scan").hidden = false;
  };
  const look = async (codes) => {
    while (camera) {
      const text = await codeIn(codes, at("video")).catch(() => null);
      if (text && camera) {
        stop();
        at("text").value = text;
        await run(given(null, text));
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };
  const scan = async () => {
    try {
      camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      say(RC.refusedAs("no-camera"));
      return;
    }
    at("video").srcObject = camera;
    at("video").hidden = at("stop").hidden = false;
    at("scan").hidden = true;
    await at("video").play();
    await look(await reader());
  };

  const file = document.querySelector("#verify input[type=file]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(given(at("text").value.trim() ? null : file.files[0], at("text").value));
  });
  file.addEventListener("change", () => {
    if (!file.files.length) return;
    at("text").value = "";
    run(given(file.files[0], ""));
  });
  at("scan").addEventListener("click", scan);
  at("stop").addEventListener("click", stop);
  reader().then((codes) => {
    at("camera").hidden = !(codes && navigator.mediaDevices?.getUserMedia);
  });
  at("without").hidden = true;
  form.hidden = false;
}
