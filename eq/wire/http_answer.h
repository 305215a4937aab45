// What an answer over HTTP says, for whoever carries requests.  spec/wire.md section 2.
#pragma once

#include "eq/base/bytes.h"
#include "eq/wire/failure.h"

namespace eq::wire {

/// @param status  of HTTP   @param body  the answer's whole body
/// Something else than our server may have answered, a proxy perhaps: its status then says as much
/// as we know.
inline Code code_of_answer(int status, View body) {
  constexpr std::size_t kLongestName = 32;
  if (status == 200) return Code::ok;
  std::string name = to_string(body.first(std::min(body.size(), kLongestName)));
  if (name.ends_with('\n')) name.pop_back();
  if (const auto code = parse_code(name); code && *code != Code::ok) return *code;
  if (status == 404) return Code::unknown;
  return status == 413 ? Code::too_large : Code::unavailable;
}

}  // namespace eq::wire
