#include "eval/results.h"

namespace eq::eval {

std::string columns_of(const std::vector<Method>& methods) {
  std::string out = "picture,transform,hash,quality";
  for (const auto& m : methods) {
    for (const char* what : {"", "_nearest_other", "_others", "_false"}) out += "," + m.name + what;
  }
  return out;
}

std::string csv_line(const Row& r) {
  std::string out = csv_field(r.picture) + "," + csv_field(r.transform) + "," + r.hash + "," +
                    std::to_string(r.quality);
  for (const auto& a : r.answers) {
    out += "," + std::to_string(a.own) + "," + std::to_string(a.other) + "," +
           std::to_string(a.strangers) + "," + std::to_string(a.false_hits);
  }
  return out;
}

Result<Row> row_from(std::string_view line, std::size_t methods) {
  const auto f = TRY(split_csv(line));
  REQUIRE_OR(f.size() == 4 + 4 * methods && !f[0].empty() && !f[1].empty(), Err::malformed);
  Row r;
  r.picture = f[0];
  r.transform = f[1];
  TRY(from_hex(f[2]));
  r.hash = f[2];
  r.quality = TRY(csv_number(f[3], 100));
  constexpr int kBitsMax = 65536, kListedMax = 1 << 30;
  for (std::size_t i = 4; i < f.size(); i += 4) {
    Answer a;
    a.own = TRY(csv_number(f[i], kBitsMax));
    a.other = TRY(csv_number(f[i + 1], kBitsMax));
    a.strangers = static_cast<std::uint32_t>(TRY(csv_number(f[i + 2], kListedMax)));
    a.false_hits =
        static_cast<std::uint32_t>(TRY(csv_number(f[i + 3], static_cast<int>(a.strangers))));
    r.answers.push_back(a);
  }
  return r;
}

}  // namespace eq::eval
