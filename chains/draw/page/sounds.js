"use strict";
/* Names by their sound: the pinyin of every character, so that 常州大学 is found by changzhou, czdx or changzhoudx. */

/* Returns the syllables of names: a function of the name and its number (nodes, then tiles), which knows which
   characters are read otherwise than mostly. */
function makeReader({ chars, syllables, odd }) {
  const usual = new Map(Array.from(chars).map((char, at) => [char, at]));
  const readings = syllables.split(" ");
  const others = new Map();
  for (const [number, place, reading] of odd) {
    if (!others.has(number)) others.set(number, new Map());
    others.get(number).set(place, reading);
  }
  return (name, number) => {
    const parts = [];
    let open = false; // whether the last part is a word in letters that goes on
    Array.from(name.toLowerCase()).forEach((char, place) => {
      const reading = others.get(number)?.get(place) ?? readings[usual.get(char)];
      if (reading !== undefined) parts.push(reading);
      else if (/[a-z0-9]/.test(char)) parts.push(open ? parts.pop() + char : char);
      open = reading === undefined && /[a-z0-9]/.test(char);
    });
    return parts;
  };
}

/* Letters as they are compared: ü, which keyboards have not, counts as u, however it is typed. */
function soundQuery(words) {
  if (!/^[a-zü0-9' ]+$/.test(words)) return "";
  return words.replace(/[' ]/g, "").replaceAll("ü", "u").replace(/([ln])v/g, "$1u");
}

const SOUND = { whole: 0, start: 1, inside: 2, none: 3 };

/* How well syllables answer letters: each letter continues a syllable or begins the next one. */
function matchSound(parts, letters) {
  if (soundsLike(parts, 0, letters, 0, true)) return SOUND.whole;
  if (soundsLike(parts, 0, letters, 0)) return SOUND.start;
  if (letters.length < 2) return SOUND.none;
  for (let at = 1; at < parts.length; at += 1) if (soundsLike(parts, at, letters, 0)) return SOUND.inside;
  return SOUND.none;
}

function soundsLike(parts, at, letters, from, whole = false) {
  if (from === letters.length) return !whole || at === parts.length;
  const part = parts[at];
  if (part === undefined) return false;
  let common = 0;
  while (common < part.length && part[common] === letters[from + common]) common += 1;
  for (; common > 0; common -= 1) if (soundsLike(parts, at + 1, letters, from + common, whole)) return true;
  return false;
}
