#include "apps/equipoise/operator/config_file.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "apps/equipoise/frame/whole_file.h"
#include "eq/base/shown.h"

namespace eq::app {
namespace {
constexpr std::string_view kConfig = "--config";
constexpr std::uint64_t kConfigMax = 1024 * 1024;

/// Of "--tls-key".
std::string in_file(const Option& option) { return option.name.substr(2); }
std::string in_environment(const Option& option) {
  std::string name = "EQUIPOISE_";
  for (const char c : in_file(option))
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}
bool is_flag(const Option& option) { return std::holds_alternative<Set>(option.place); }
bool is_list(const Option& option) {
  const auto* place = std::get_if<Place>(&option.place);
  return place && std::holds_alternative<std::vector<std::string>*>(*place);
}

/// What may stand in the file: every option but the one that names it.
std::string known_of(const Command& command) {
  std::string all;
  for (const auto& option : command.options())
    if (option.name != kConfig) all += (all.empty() ? "" : ", ") + in_file(option);
  return all;
}

[[noreturn]] void refuse(const std::string& what, const std::string& key, const std::string& why) {
  throw Failure{what + ": " + key + " " + why, "Nothing was started. Correct it.", 2};
}

std::string word_of(const toml::node& value, const std::string& what, const std::string& key) {
  if (const auto text = value.value_exact<std::string>()) return *text;
  if (const auto number = value.value_exact<std::int64_t>()) return std::to_string(*number);
  refuse(what, key, "must be a text or a whole number");
}

void add(std::vector<std::string>& words, const Option& option, const toml::node& value,
         const std::string& what) {
  const std::string key = in_file(option);
  if (is_flag(option)) {
    const auto yes = value.value_exact<bool>();
    if (!yes) refuse(what, key, "must be true or false");
    if (*yes) words.push_back(option.name);
    return;
  }
  const toml::array* list = value.as_array();
  if (!is_list(option) || !list)
    return words.push_back(option.name + "=" + word_of(value, what, key));
  for (const auto& item : *list) words.push_back(option.name + "=" + word_of(item, what, key));
}

bool is_given(const std::vector<std::string>& words, const std::string& name) {
  return std::ranges::any_of(
      words, [&](const auto& word) { return word == name || word.starts_with(name + "="); });
}

std::string value_of(const std::vector<std::string>& words, std::string_view name) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == name && i + 1 < words.size()) return words[i + 1];
    if (words[i].starts_with(std::string(name) + "=")) return words[i].substr(name.size() + 1);
  }
  const char* value = std::getenv("EQUIPOISE_CONFIG");
  return value ? value : "";
}

/// @return whether the environment decides this option: "false" adds no word, and is a decision
bool add_from_environment(std::vector<std::string>& words, const Option& option) {
  const std::string name = in_environment(option);
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return false;
  const std::string text = value;
  if (is_flag(option) && text != "true" && text != "false")
    refuse("The environment", name, "must be true or false");
  if (!is_flag(option))
    words.push_back(option.name + "=" + text);
  else if (text == "true")
    words.push_back(option.name);
  return true;
}
}  // namespace

std::vector<std::string> config_words(std::string_view text, const std::string& what,
                                      const Command& command) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed)
    throw Failure{what + ", line " + std::to_string(parsed.error().source().begin.line) + ": " +
                      std::string(parsed.error().description()),
                  "Nothing was started. Correct it.", 2};
  std::vector<std::string> words;
  for (const auto& [key, value] : parsed.table()) {
    const auto at = std::ranges::find_if(command.options(), [&](const Option& option) {
      return option.name != kConfig && in_file(option) == key.str();
    });
    if (at == command.options().end())
      throw Failure{what + ": there is no setting " + shown_name(std::string(key.str())),
                    "Known: " + known_of(command) + ".", 2};
    add(words, *at, value, what);
  }
  return words;
}

std::vector<std::string> config_file_words(const std::string& path, const Command& command) {
  return config_words(to_string(read_file(path, kConfigMax)), path, command);
}

std::vector<std::string> with_settings(const std::vector<std::string>& words, std::size_t begin,
                                       const Command& command) {
  const auto rest = words.begin() + static_cast<std::ptrdiff_t>(begin);
  std::vector<std::string> all{words.begin(), rest};
  std::vector<std::string> closer;  // wins over the file
  std::set<std::string> decided;    // by it
  for (const auto& option : command.options())
    if (option.name != kConfig && !is_given(words, option.name) &&
        add_from_environment(closer, option))
      decided.insert(option.name);
  if (const auto path = value_of(words, kConfig); !path.empty()) {
    for (auto& word : config_file_words(path, command)) {
      const std::string name = word.substr(0, word.find('='));
      if (!is_given(words, name) && !decided.contains(name)) all.push_back(std::move(word));
    }
  }
  all.insert(all.end(), closer.begin(), closer.end());
  all.insert(all.end(), rest, words.end());
  return all;
}

}  // namespace eq::app
