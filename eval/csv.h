// Lines of comma-separated values (RFC 4180, without line breaks inside of a field).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eq/base/result.h"

namespace eq::eval {

/// What is wrong with an input, for people; names the line where there is one.
struct Complaint {
  std::string text;
};

/// @return Err::malformed for a quote that is not closed or stands inside of a plain field.
Result<std::vector<std::string>> split_csv(std::string_view line);
/// The field as it must be written: quoted if it has to be.  Line breaks become spaces.
std::string csv_field(std::string_view text);
/// A whole number without sign or blanks, at most `max`; Err::malformed.
Result<int> csv_number(std::string_view field, int max);

/// The lines of a text, without their ends (LF or CR LF).
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace eq::eval
