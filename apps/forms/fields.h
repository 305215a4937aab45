// Reading a form strictly: every field is asked for by name, once; what nobody asked for is
// refused, and so is what is missing, with its path and the error code of ETSI TS 103 120.
#pragma once

#include <set>

#include "apps/forms/xml.h"

namespace eq::forms {

/// Codes of ETSI TS 103 120; the EU's forms use them too (spec/forms.md section 1).
enum class Code {
  general = 3000,
  not_supported = 3001,
  duplicate_action = 3002,
  missing = 3005,
  improper = 3007,
  exists = 3010,
  not_found = 3014,
  link_missing = 3016,
  encoding = 3019,
  invalid = 3020,
  version = 3021,
  too_large = 3022,
};

struct FormRefusal {
  Code code = Code::general;
  std::string path;    // "/EPOC/SectionE/Identifier": our names, never a stranger's words
  std::string what;    // one sentence
  std::string source;  // article, section or clause
  std::string remedy;

  std::string text() const;
};

/// The whole document; codes encoding, too_large, invalid.
Result<Element, FormRefusal> read_document(View document);

constexpr std::size_t kFieldSizeMax = 2000;  // bytes of one text

/// The children of one element.
class Fields {
 public:
  /// @param source  what refusals cite
  Fields(const Element& element, std::string path, std::string source);

  /// Names asked for from here on are of this namespace; of the element's own at first.
  void in(std::string_view space) { space_ = space; }
  void cite(std::string source) { source_ = std::move(source); }

  /// Its text; Code::missing if it is not there, improper if it is empty or longer than `most`
  /// bytes.
  Result<std::string, FormRefusal> text(const char* name, std::size_t most = kFieldSizeMax);
  /// Its text, or empty if it is not there.
  Result<std::string, FormRefusal> optional(const char* name);
  /// "true" or "false".
  Result<bool, FormRefusal> truth(const char* name);
  /// One of these words.
  template <class T, std::size_t N>
  Result<T, FormRefusal> word(const char* name, const std::pair<std::string_view, T> (&all)[N]) {
    const std::string given = TRY(text(name));
    for (const auto& [known, value] : all)
      if (given == known) return T(value);
    return refuse(Code::improper, name, "is none of the words that may stand here");
  }
  bool has(const char* name) const;
  /// The fields of a child.
  Result<Fields, FormRefusal> child(const char* name);
  /// Of each child of that name, in order.
  std::vector<Fields> each(const char* name);
  /// Nothing may be left.
  Result<void, FormRefusal> end() const;

  FormRefusal refuse(Code code, std::string_view name, std::string what,
                     std::string remedy = {}) const;
  const Element& element() const { return *element_; }

 private:
  Result<const Element*, FormRefusal> find(const char* name);

  const Element* element_;
  std::string path_, source_, space_;
  std::set<const Element*> seen_;
};

/// An element with a text; one with children.
Element leaf(std::string_view space, std::string_view name, std::string text);
Element node(std::string_view space, std::string_view name, std::vector<Element> children);

}  // namespace eq::forms
