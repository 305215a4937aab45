#include "eval/hashes.h"

#include <bit>
#include <map>
#include <set>

#include "eq/crypto/hash.h"
#include "eq/phash/distance.h"

namespace eq::eval {
namespace {

struct Line {
  std::string image, transform;
  Bytes hash;
  int quality = 100;
};

Result<Line> line_from(std::string_view text) {
  const auto f = TRY(split_csv(text));
  REQUIRE_OR(f.size() == 3 || f.size() == 4, Err::malformed);
  Line l;
  l.image = f[0];
  l.transform = f[1];
  l.hash = TRY(from_hex(f[2]));
  if (f.size() == 4) l.quality = TRY(csv_number(f[3], 100));
  REQUIRE_OR(!l.image.empty() && !l.transform.empty() && !l.hash.empty() && l.hash.size() <= 512,
             Err::malformed);
  return l;
}

Result<std::vector<Line>, Complaint> parse(std::string_view text) {
  std::vector<Line> lines;
  std::size_t number = 0;
  for (const auto line : lines_of(text)) {
    number++;
    if (line.empty() || line.starts_with('#') ||
        (number == 1 && line.starts_with("image,transform,hash")))
      continue;
    auto l = line_from(line);
    const std::string where = "line " + std::to_string(number);
    if (!l.ok())
      return Complaint{where + " is not image,transform,hash[,quality] with a hexadecimal hash"};
    if (!lines.empty() && l->hash.size() != lines[0].hash.size())
      return Complaint{where + ": this hash has another length than the first one"};
    lines.push_back(std::move(l).take());
  }
  return lines;
}

int bits_between(const Bytes& a, const Bytes& b) {
  int bits = 0;
  for (std::size_t i = 0; i < a.size(); i++)
    bits += std::popcount(static_cast<unsigned>(a[i] ^ b[i]));
  return bits;
}

}  // namespace

Result<Results, Complaint> results_from_hashes(std::string_view text, std::optional<int> within) {
  const auto lines = TRY(parse(text));
  if (lines.empty()) return Complaint{"there is no hash in it"};
  const int bits = static_cast<int>(lines[0].hash.size() * 8);
  if (!within && bits != 256)
    return Complaint{"its hashes have " + std::to_string(bits) +
                     " bits: say with --within how far apart two may be"};
  Results out;
  out.system = "another system's hashes";
  out.corpus_digest = hex(crypto::sha256(view(text)));
  out.methods = {
      {"hash", "hash",
       "one hash, within " + std::to_string(within.value_or(phash::kSamePictureDistance)) + " bits",
       "bits that differ, of " + std::to_string(bits),
       within.value_or(phash::kSamePictureDistance)}};
  std::map<std::string, std::size_t> listed;
  for (const auto& l : lines) {
    if (l.transform != "original") continue;
    if (!listed.emplace(l.image, out.listed.size()).second)
      return Complaint{"there are two originals of " + l.image};
    out.listed.push_back({l.image, l.hash, out.listed.size(), -1});
  }
  out.files = out.listed.size();
  if (out.listed.size() < 2)
    return Complaint{"there are fewer than two lines with the transform `original`"};
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& l : lines) {
    if (l.transform == "original") continue;
    const auto own = listed.find(l.image);
    if (own == listed.end()) return Complaint{"there is no original of " + l.image};
    if (!seen.emplace(l.image, l.transform).second)
      return Complaint{l.image + " has two hashes for " + l.transform};
    Answer a{bits_between(l.hash, out.listed[own->second].hash), bits, 0, 0};
    for (std::size_t i = 0; i < out.listed.size(); i++) {
      if (i == own->second) continue;
      const int d = bits_between(l.hash, out.listed[i].hash);
      a.strangers++;
      a.other = std::min(a.other, d);
      a.false_hits += d <= out.methods[0].within;
    }
    out.rows.push_back({l.image, l.transform, hex(l.hash), l.quality, {a}});
  }
  if (out.rows.empty()) return Complaint{"there is no changed picture in it"};
  return out;
}

}  // namespace eq::eval
