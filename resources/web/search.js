/* Search text in one alphabet, as forensics/folding.py does it: Ізюм, Izium, Izyum and Изюм meet. A test holds the two together. */
var taphosSearch = (function () {
  "use strict";
  var latinTwins = "ABCEHIKMOPTXYaceikmoptxy";
  var cyrillicTwins = "АВСЕНІКМОРТХУасеікмортху";
  var unheard = /['’ʼ‘`´′ʹ″ʺ”\u00ad\u200b\u200c\u200d\u2060\ufeff\u0300-\u036f]/g;
  var letters = {};

  function twin(word, from, to) {
    return Array.from(word, function (letter) {
      var at = from.indexOf(letter);
      return at < 0 ? letter : to[at];
    }).join("");
  }

  function oneScript(word) {
    var cyrillic = Array.from(word).filter(function (letter) { return /[\u0400-\u052f]/.test(letter); });
    var latin = Array.from(word).filter(function (letter) { return /[A-Za-z]/.test(letter); });
    if (!cyrillic.length || !latin.length) return word;
    var mayBeCyrillic = latin.every(function (letter) { return latinTwins.indexOf(letter) >= 0; });
    var mayBeLatin = cyrillic.every(function (letter) { return cyrillicTwins.indexOf(letter) >= 0; });
    if (mayBeCyrillic && (!mayBeLatin || cyrillic.length >= latin.length)) return twin(word, latinTwins, cyrillicTwins);
    return mayBeLatin ? twin(word, cyrillicTwins, latinTwins) : word;
  }

  function spell(text) {
    return Array.from(text, function (letter) {
      return letters[letter] === undefined ? letter : letters[letter];
    }).join("");
  }

  function close(word) {
    var spelled = spell(oneScript(word).toLowerCase());
    if (/[^\x00-\x7f]/.test(spelled)) {
      spelled = spell(spelled.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, ""));
    }
    if (/^\p{L}+$/u.test(spelled) && new Set(spelled).size > 1) return spelled.replace(/([a-z])\1+/g, "$1");
    return spelled;
  }

  var twins = [["mikol", "nikol"], ["volodimir", "vladimir"], ["oleks", "aleks"]];
  var hushed = [
    [/schtsch|shtsch|schch|shch|szcz|sch|sh|sz/g, "w"], [/tsch|tch|ch|cz|tw/g, "q"], [/kh/g, "h"], [/zh/g, "j"],
    [/tz|c/g, "ts"], [/(?<=[aeiou])z(?=[aeiou])/g, "s"]
  ];

  function loose(key) {
    if (key.length < 3 || !/^[a-z]+$/.test(key) || new Set(key).size === 1) return "";
    twins.forEach(function (pair) { key = key.split(pair[0]).join(pair[1]); });
    hushed.forEach(function (rule) { key = key.replace(rule[0], rule[1]); });
    key = key.replace(/[eio]+(?=[au])/g, "").replace(/[eio]+/g, "o");
    if (key[0] === "a") key = "o" + key.slice(1);
    key = key.replace(/([a-z])\1+/g, "$1");
    var bare = key.replace(/[aou]+$/, "");
    return "x" + (bare.length > 1 ? bare : key);
  }

  function keys(text) {
    var words = text.normalize("NFC").replace(unheard, "").match(/[\p{L}\p{N}]+/gu) || [];
    return words.map(function (word) {
      var key = close(word);
      return [key, loose(key)];
    }).filter(function (pair) { return pair[0]; });
  }

  return {
    learn: function (table) { letters = table; },
    keys: keys,
    /* Whether every word of a query is the beginning of a key of an index (keys with a space before each). */
    finds: function (pairs, index) {
      return pairs.every(function (pair) {
        return index.indexOf(" " + pair[0]) >= 0 || (pair[1] && index.indexOf(" " + pair[1]) >= 0);
      });
    }
  };
})();
