// Text that somebody else wrote: a message, a name, a reason, the offence in an order.
//
// It converts to no string, so nothing can print it by oversight.  On a screen it stands through
// eq/base/shown.h, in a page through html_text(), in JSON through the writer, which escapes it, and
// in a hash or a signature through view().
// `grep as_written` lists every other way out.
#pragma once

#include <compare>
#include <string>

#include "eq/base/codec.h"

namespace eq {

class ForeignText {
 public:
  ForeignText() = default;
  ForeignText(std::string text) : text_(std::move(text)) {}
  ForeignText(std::string_view text) : text_(text) {}
  ForeignText(const char* text) : text_(text) {}

  bool empty() const { return text_.empty(); }
  /// In bytes.
  std::size_t size() const { return text_.size(); }
  /// @param why  where it goes, and what keeps it harmless there
  const std::string& as_written([[maybe_unused]] const char* why) const { return text_; }

  /// Its bytes, to hash, sign or compare.  The text must outlive the view.
  friend View view(const ForeignText& t) { return eq::view(std::string_view(t.text_)); }

  bool operator==(const ForeignText&) const = default;
  auto operator<=>(const ForeignText&) const = default;

  /// As a std::string travels: opaque<V>, well-formed UTF-8.
  void encode(Writer& w) const { put(w, text_); }
  static Result<ForeignText> decode(Reader& r) { return ForeignText(TRY(get<std::string>(r))); }

 private:
  std::string text_;
};

}  // namespace eq
