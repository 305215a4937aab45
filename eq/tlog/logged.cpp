#include "eq/tlog/logged.h"

#include "eq/tlog/text.h"
#include "eq/tlog/witness.h"

namespace eq::tlog {
namespace {
constexpr std::string_view kHeader = "c2sp.org/tlog-proof@v1";
}

std::string LogProof::text() const {
  std::string out = std::string(kHeader) + "\n";
  if (!extra.empty()) out += "extra " + base64(extra) + "\n";
  out += "index " + std::to_string(index) + "\n";
  for (const Hash& h : path) out += base64(h) + "\n";
  return out + "\n" + checkpoint;
}

Result<LogProof> LogProof::parse(std::string_view text) {
  REQUIRE_OR(text.size() <= kNoteSizeMax, Err::too_large);
  LogProof p;
  auto line = take_line(text);
  REQUIRE_OR(line && *line == kHeader, Err::malformed);
  line = take_line(text);
  REQUIRE_OR(line, Err::malformed);
  if (const auto extra = after(*line, "extra ")) {
    p.extra = TRY(from_base64(*extra));
    REQUIRE_OR(!p.extra.empty(), Err::malformed);
    line = take_line(text);
    REQUIRE_OR(line, Err::malformed);
  }
  const auto number = after(*line, "index ");
  REQUIRE_OR(number, Err::malformed);
  const auto index = parse_decimal(*number);
  REQUIRE_OR(index, Err::malformed);
  p.index = *index;
  for (;;) {
    line = take_line(text);
    REQUIRE_OR(line, Err::malformed);
    if (line->empty()) break;
    REQUIRE_OR(p.path.size() < kProofLinesMax, Err::malformed);
    p.path.push_back(TRY(parse_hash(*line)));
  }
  TRY(Note::parse(text));
  p.checkpoint = text;
  return p;
}

}  // namespace eq::tlog
