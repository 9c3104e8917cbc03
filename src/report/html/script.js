"use strict";
// The page is whole without this; it only adds buttons that copy.
const said = document.getElementById("said");
const select = (code) => {
  const range = document.createRange();
  range.selectNodeContents(code);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
};
const copy = async (code) => {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    // Not every browser lets a local file reach the clipboard.
    select(code);
    return document.execCommand("copy");
  }
};
for (const box of document.querySelectorAll(".copyable")) {
  const code = box.querySelector("code");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy " + box.dataset.what);
  button.addEventListener("click", async () => {
    const done = await copy(code);
    button.textContent = done ? "Copied" : "Selected: copy it now";
    said.textContent = done ? "Copied" : "The text is selected; copy it now";
    setTimeout(() => {
      button.textContent = "Copy";
      said.textContent = "";
    }, 2000);
  });
  box.append(button);
}
