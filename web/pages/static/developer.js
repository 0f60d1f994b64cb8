// Puts a button on each piece of code that copies it. Without it the code can still be selected.

const { copy, copied } = document.getElementById("main").dataset;
const told = document.createElement("p");
told.className = "hidden";
told.setAttribute("role", "status");
document.body.append(told);

for (const code of navigator.clipboard ? document.querySelectorAll("pre") : []) {
  const box = document.createElement("div");
  box.className = "code";
  code.replaceWith(box);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.innerText);
    button.textContent = copied;
    told.textContent = copied;
    setTimeout(() => {
      button.textContent = copy;
      told.textContent = "";
    }, 2000);
  });
  box.append(code, button);
}
