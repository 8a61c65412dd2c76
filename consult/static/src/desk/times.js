/* Moments in the zone of the meeting, in the page's language. */
import { desk } from "./desk.js";
import { language } from "./words.js";

const zone = () => desk.pack?.table.zone || undefined;
const format = (options) => new Intl.DateTimeFormat(language, { timeZone: zone(), ...options });

/* "14:05" of an instant, as a field of time takes it. */
export function clock(iso) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone(), hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date(iso));
}

/* Browsers often lack the months of Kazakh: there the date is in numbers. */
export function moment(iso) {
  if (language === "kk") return new Intl.DateTimeFormat("ru", { timeZone: zone(), dateStyle: "short", timeStyle: "short" }).format(new Date(iso));
  return format({ day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

/* The instant moved to another time of its day. */
export function moved(iso, time) {
  const minutes = (words) => words.split(":").reduce((sum, n) => sum * 60 + Number(n), 0);
  if (!/^\d\d:\d\d/.test(time)) return iso;
  return new Date(new Date(iso).getTime() + (minutes(time.slice(0, 5)) - minutes(clock(iso))) * 60000).toISOString();
}
