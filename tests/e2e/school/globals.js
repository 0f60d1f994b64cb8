// What old libraries did to a page: new members for every object and list, a global of a common name, handlers on everything.
Object.prototype.extend = function () {};
Array.prototype.remove = function () {};
window.name = "widget";
jQuery(function ($) { $("button, a").on("click keydown", function () { window.handled += 1; }); });
window.handled = 0;
document.addEventListener("keydown", (event) => window.heard.push(event.key), true);
window.heard = [];
