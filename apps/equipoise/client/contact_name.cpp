#include "apps/equipoise/client/contact_name.h"

#include "eq/base/alike.h"
#include "eq/base/shown.h"

namespace eq::app {
namespace {

constexpr std::size_t kLongest = 64;  // bytes

/// M-000001, as moderators count.
bool looks_like_a_case(const std::string& word) {
  return word.size() > 2 && (word[0] == 'M' || word[0] == 'm') && word[1] == '-' &&
         word.find_first_not_of("0123456789", 2) == word.npos;
}

/// What the word means by itself, whoever else is called what.
std::string other_meaning(const std::string& name) {
  if (sounds_like(name, "me")) return "means yourself";
  if (sounds_like(name, "nobody")) return "is what the prompt says while it names nobody";
  if (name.find(',') != name.npos) return "has a comma, which stands between two names";
  if (name.starts_with(' ') || name.ends_with(' ')) return "begins or ends with a blank";
  if (name.starts_with('/') || name.starts_with('-') || name.starts_with('#'))
    return "begins like a command, an option or a message's number";
  if (looks_like_identifier(name)) return "looks like the beginning of an identifier";
  if (looks_like_a_case(name)) return "looks like the number of a case";
  return "";
}

}  // namespace

bool looks_like_identifier(const std::string& word) {
  constexpr std::size_t kEnoughDigits = 4;
  return word.size() >= kEnoughDigits &&
         word.find_first_not_of("0123456789abcdefABCDEF") == word.npos;
}

std::optional<Failure> fault_of_name(const std::string& name, const AccountId& account,
                                     const std::map<AccountId, std::string>& names) {
  const std::string kept = "Choose another name; nothing was kept.";
  if (name.empty()) return Failure{"The name is empty", kept, 2};
  if (name.size() > kLongest)
    return Failure{"A name has at most 64 bytes; this has " + std::to_string(name.size()), kept, 2};
  if (!is_plain_line(view(name)))
    return Failure{"The name has a character that cannot be seen", kept, 2};
  if (const auto meaning = other_meaning(name); !meaning.empty())
    return Failure{"Nobody can be called \"" + name + "\" here: that " + meaning, kept, 2};
  for (const auto& [other, taken] : names) {
    if (other == account || !sounds_like(name, taken)) continue;
    const std::string first =
        "Choose another name, or first give that one another: equipoise chat contact NAME " +
        other.hex();
    if (name == taken) return Failure{name + " is somebody else already: " + other.hex(), first, 2};
    return Failure{"People would take " + name + " for " + shown_name(taken) +
                       ", who is somebody else: " + other.hex(),
                   first, 2};
  }
  return std::nullopt;
}

}  // namespace eq::app
