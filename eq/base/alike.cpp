#include "eq/base/alike.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "eq/base/utf8.h"

namespace eq {
namespace {

/// One Latin letter, and the characters that are drawn like it or are it with an accent.
struct Family {
  char32_t letter;
  std::u32string_view others;
};
constexpr std::array kFamilies = {Family{U'a', U"àáâãäåāăąǎǻαаɑ"},
                                  Family{U'A', U"ÀÁÂÃÄÅĀĂĄǍǺΑА"},
                                  Family{U'b', U"ьƅ"},
                                  Family{U'B', U"ΒВ"},
                                  Family{U'c', U"çćĉċčсϲ"},
                                  Family{U'C', U"ÇĆĈĊČСϹ"},
                                  Family{U'd', U"ďđðԁ"},
                                  Family{U'D', U"ĎĐÐ"},
                                  Family{U'e', U"èéêëēĕėęěеёєε"},
                                  Family{U'E', U"ÈÉÊËĒĔĖĘĚΕЕЁ"},
                                  Family{U'g', U"ĝğġģǧɡ"},
                                  Family{U'G', U"ĜĞĠĢǦ"},
                                  Family{U'h', U"ĥħһ"},
                                  Family{U'H', U"ĤĦΗН"},
                                  Family{U'i', U"ìíîïĩīĭįıǐιіїɩ"},
                                  Family{U'I', U"ÌÍÎÏĨĪĬĮİǏΙІЇӀ|"},
                                  Family{U'j', U"ĵјϳ"},
                                  Family{U'J', U"ĴЈ"},
                                  Family{U'k', U"ķκк"},
                                  Family{U'K', U"ĶΚК"},
                                  Family{U'l', U"ĺļľłӏ"},
                                  Family{U'L', U"ĹĻĽŁ"},
                                  Family{U'm', U"м"},
                                  Family{U'M', U"ΜМ"},
                                  Family{U'n', U"ñńņňŋпη"},
                                  Family{U'N', U"ÑŃŅŇΝ"},
                                  Family{U'o', U"òóôõöøōŏőǒοоσ0"},
                                  Family{U'O', U"ÒÓÔÕÖØŌŎŐǑΟО"},
                                  Family{U'p', U"ρр"},
                                  Family{U'P', U"ΡР"},
                                  Family{U'q', U"ԛ"},
                                  Family{U'Q', U"Ԛ"},
                                  Family{U'r', U"ŕŗřг"},
                                  Family{U'R', U"ŔŖŘ"},
                                  Family{U's', U"śŝşšșѕ"},
                                  Family{U'S', U"ŚŜŞŠȘЅ"},
                                  Family{U't', U"ţťțŧтτ"},
                                  Family{U'T', U"ŢŤȚŦΤТ"},
                                  Family{U'u', U"ùúûüũūŭůűųǔυ"},
                                  Family{U'U', U"ÙÚÛÜŨŪŬŮŰŲǓ"},
                                  Family{U'v', U"νѵ"},
                                  Family{U'V', U"Ѵ"},
                                  Family{U'w', U"ŵԝω"},
                                  Family{U'W', U"ŴԜ"},
                                  Family{U'x', U"хχ"},
                                  Family{U'X', U"ΧХ"},
                                  Family{U'y', U"ýÿŷуγ"},
                                  Family{U'Y', U"ÝŶŸΥУҮ"},
                                  Family{U'z', U"źżž"},
                                  Family{U'Z', U"ŹŻŽΖ"},
                                  Family{U'-', U"\u2010\u2011\u2012\u2013\u2014\u2212"},
                                  Family{U'\'', U"\u2018\u2019\u02bc`\u00b4"}};

char32_t plain(char32_t c) {
  for (const auto& family : kFamilies)
    if (family.others.find(c) != family.others.npos) return family.letter;
  return c;
}

/// Combining marks, which stand on the letter before; and what has no width.
bool is_mark(char32_t c) {
  return (c >= 0x300 && c <= 0x36f) || c == 0xad || (c >= 0x200b && c <= 0x200f) || c == 0x2060 ||
         c == 0xfeff;
}
bool is_blank(char32_t c) {
  return c == ' ' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x3000;
}

/// Plain letters, and each gap as one blank.
std::u32string plain_letters(std::string_view name) {
  std::u32string out;
  bool gap = false;  // one is due before the next letter
  for (View rest = view(name); !rest.empty();) {
    const auto next = first_character(rest);
    const char32_t c = next.size == 0 ? rest.front() : next.code;
    rest = rest.subspan(std::max<std::size_t>(next.size, 1));
    if (is_mark(c)) continue;
    if (is_blank(c)) {
      gap = !out.empty();
      continue;
    }
    if (std::exchange(gap, false)) out += U' ';
    out += plain(c);
  }
  return out;
}

char32_t small(char32_t c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; }

/// As it is said: capitals are small letters.
std::u32string heard(std::u32string name) {
  for (char32_t& c : name) c = small(c);
  return name;
}
/// As it is seen: besides, a capital I and a 1 are an l.
std::u32string seen(std::u32string name) {
  for (char32_t& c : name) c = c == U'I' || c == U'1' ? U'l' : small(c);
  return name;
}

}  // namespace

bool sounds_like(std::string_view one, std::string_view other) {
  const auto a = plain_letters(one), b = plain_letters(other);
  return heard(a) == heard(b) || seen(a) == seen(b);
}

}  // namespace eq
