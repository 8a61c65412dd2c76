/* GOV.UK components in use, and our own small enhancements. Every page works without this file. */
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, ServiceNavigation,
  SkipLink, createAll,
} from "govuk-frontend";
import { conditionals } from "./conditionals.js";
import { drafts } from "./drafts.js";
import { keys } from "./keys.js";
import { leave, print } from "./leave.js";
import { passkeys } from "./passkeys.js";
import { redact } from "./redact.js";
import { selection } from "./selection.js";
import { unsaved } from "./unsaved.js";
import { work } from "./work.js";

if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
}
[Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, ServiceNavigation, SkipLink]
  .forEach((component) => createAll(component));

if (matchMedia("(min-width: 40.0625em)").matches) {
  document.querySelectorAll("details[data-open-wide]").forEach((fold) => { fold.open = true; });
}
conditionals();
drafts();
selection();
keys();
redact();
leave();
print();
passkeys();
work();
unsaved();
