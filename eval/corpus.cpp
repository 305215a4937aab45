#include "eval/corpus.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "apps/media/edit.h"
#include "eq/crypto/hash.h"
#include "eq/phash/robust.h"
#include "eq/phash/turned_picture.h"

namespace eq::eval {
namespace {

std::optional<Bytes> read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  Bytes bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in || in.bad()) return std::nullopt;
  return bytes;
}

Thumb thumb_of(const Picture& picture) {
  Thumb t;
  const Picture small = media::greyed(media::shrunk(picture, 16, 16));
  std::copy(small.pixels.begin(), small.pixels.end(), t.begin());
  return t;
}

std::string reason(Err e) {
  switch (e) {
    case Err::unsupported: return "not a JPEG, PNG or WebP picture, or animated";
    case Err::too_large: return "too large";
    case Err::exhausted: return "took too much time or memory";
    case Err::unavailable: return "the decoding program could not be started";
    default: return "damaged";
  }
}

}  // namespace

Result<Folder, Complaint> read_folder(const std::filesystem::path& path) {
  Folder folder{path, {}, {}, {}};
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator it(path, error), end; !error && it != end;
       it.increment(error)) {
    if (it->is_regular_file(error))
      folder.names.push_back(it->path().lexically_relative(path).generic_string());
  }
  if (error) return Complaint{path.string() + " cannot be read: " + error.message()};
  if (folder.names.empty()) return Complaint{"There is no file in " + path.string()};
  std::sort(folder.names.begin(), folder.names.end());
  Bytes all;
  for (const auto& name : folder.names) {
    const auto file = read(path / name);
    if (!file) return Complaint{(path / name).string() + " cannot be read"};
    folder.digests.push_back(hex(crypto::sha256(*file)));
    append(all, view(folder.digests.back() + " " + name + "\n"));
  }
  folder.digest = hex(crypto::sha256(all));
  return folder;
}

double likeness(const Thumb& a, const Thumb& b) {
  auto mean = [](const Thumb& t) {
    double sum = 0;
    for (const auto v : t) sum += v;
    return sum / static_cast<double>(t.size());
  };
  auto product = [&](const Thumb& s, double m, const Thumb& t, double n) {
    double sum = 0;
    for (std::size_t i = 0; i < s.size(); i++) sum += (s[i] - m) * (t[i] - n);
    return sum;
  };
  const double m = mean(a), n = mean(b),
               spread = std::sqrt(product(a, m, a, m) * product(b, n, b, n));
  if (spread == 0) return 0;
  double best = -1;
  Picture turned{16, 16, phash::Channels::grey, to_bytes(b)};
  for (const int orientation : {1, 2, 3, 4, 5, 6, 7, 8}) {
    const Picture p = media::upright({turned, orientation});
    Thumb t;
    std::copy(p.pixels.begin(), p.pixels.end(), t.begin());
    best = std::max(best, product(a, m, t, n) / spread);
  }
  return best;
}

Result<Picture> decode_file(const std::filesystem::path& file, const media::Worker& worker) {
  const auto bytes = read(file);
  REQUIRE_OR(bytes, Err::malformed);
  return media::shrunk_to_side(TRY(worker.picture(*bytes)), kSide);
}

Original original_of(const std::string& name, const std::string& digest,
                     const Result<Picture>& picture) {
  Original o;
  o.name = name;
  o.digest = digest;
  if (!picture.ok()) {
    o.left_out = reason(picture.error());
    return o;
  }
  if (picture->width < 16 || picture->height < 16) {
    o.left_out = "smaller than 16 x 16";
    return o;
  }
  const auto whole = phash::fingerprint(*picture), middle = phash::middle(*picture);
  EQ_ASSERT(whole.ok() && middle.ok());
  o.width = picture->width;
  o.height = picture->height;
  o.quality = whole->quality;
  o.turns[0] = whole->hash;
  for (std::size_t t = 1; t < phash::kTurns; t++) {
    const auto turned = phash::fingerprint(phash::turned(*picture, static_cast<phash::Turn>(t)));
    EQ_ASSERT(turned.ok());
    o.turns[t] = turned->hash;
  }
  o.middle_quality = middle->quality;
  o.middle = middle->hash;
  o.thumb = thumb_of(*picture);
  double sum = 0;
  for (const auto v : o.thumb) sum += v;
  o.brightness = static_cast<int>(std::lround(sum / static_cast<double>(o.thumb.size())));
  if (!whole->is_meaningful()) o.left_out = "too few edges (quality below 50)";
  return o;
}

const char* const kOriginalColumns =
    "picture,sha256,left_out,width,height,brightness,quality,hashes_of_turns,middle_quality,middle,thumb";

std::string csv_line(const Original& o) {
  std::string turns;
  for (const auto& hash : o.turns) turns += hash.hex();
  return csv_field(o.name) + "," + o.digest + "," + csv_field(o.left_out) + "," +
         std::to_string(o.width) + "," + std::to_string(o.height) + "," +
         std::to_string(o.brightness) + "," + std::to_string(o.quality) + "," + turns + "," +
         std::to_string(o.middle_quality) + "," + o.middle.hex() + "," + hex(o.thumb);
}

Result<Original> original_from(std::string_view line) {
  const auto f = TRY(split_csv(line));
  REQUIRE_OR(f.size() == 11, Err::malformed);
  Original o;
  o.name = f[0];
  o.digest = f[1];
  o.left_out = f[2];
  o.width = static_cast<std::uint32_t>(TRY(csv_number(f[3], 65535)));
  o.height = static_cast<std::uint32_t>(TRY(csv_number(f[4], 65535)));
  o.brightness = TRY(csv_number(f[5], 255));
  o.quality = TRY(csv_number(f[6], 100));
  constexpr std::size_t kDigits = 64;
  REQUIRE_OR(f[7].size() == kDigits * phash::kTurns, Err::malformed);
  for (std::size_t t = 0; t < phash::kTurns; t++) {
    o.turns[t] = TRY(phash::Hash::from_hex(std::string_view(f[7]).substr(kDigits * t, kDigits)));
  }
  o.middle_quality = TRY(csv_number(f[8], 100));
  o.middle = TRY(phash::Hash::from_hex(f[9]));
  o.thumb = TRY(to_array<256>(TRY(from_hex(f[10]))));
  return o;
}

}  // namespace eq::eval
