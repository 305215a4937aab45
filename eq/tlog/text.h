// The few text rules that the C2SP formats share.  Internal to this room.
#pragma once

#include <optional>

#include "eq/tlog/merkle.h"

namespace eq::tlog {

/// ASCII decimal without leading zeros, below 2^64; nullopt otherwise.
std::optional<std::uint64_t> parse_decimal(std::string_view s);

/// The text before the next newline, which is consumed with it; nullopt if there is no newline.
std::optional<std::string_view> take_line(std::string_view& rest);

/// Strip `prefix`; nullopt if `s` does not begin with it.
std::optional<std::string_view> after(std::string_view s, std::string_view prefix);

/// A hash in canonical base64.
Result<Hash> parse_hash(std::string_view s);

/// Well-formed UTF-8 of at most kNoteSizeMax bytes, without control characters other than newline.
bool is_note_text(std::string_view s);

}  // namespace eq::tlog
