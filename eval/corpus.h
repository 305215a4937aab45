// The pictures that are measured on: which files, which of them count, and what a list would hold
// of each.
#pragma once

#include <filesystem>

#include "apps/media/worker.h"
#include "eval/csv.h"

namespace eq::eval {

using phash::Picture;

struct Folder {
  std::filesystem::path path;
  std::vector<std::string> names;    // relative, sorted
  std::vector<std::string> digests;  // SHA-256 of each file, hex
  std::string digest;                // of names and digests: what the results are bound to
};
/// Every regular file below it.  Complains of a folder that is missing or empty, or a file that
/// cannot be read.
Result<Folder, Complaint> read_folder(const std::filesystem::path& path);

/// 16 x 16 grey values: by these, and not by the hashes that are measured, two files are told to
/// show one picture.
using Thumb = Array<256>;
/// Correlation of the thumbs, the highest over the eight turns: 1 for one picture in two sizes or
/// tones.
double likeness(const Thumb& a, const Thumb& b);
/// From here on they count as copies of one picture.
constexpr double kCopy = 0.995;

struct Original {
  std::string name, digest;
  std::string left_out;                 // why it does not count; empty if it does
  std::uint32_t width = 0, height = 0;  // as measured
  int brightness = 0;                   // mean, 0 .. 255
  int quality = 0, middle_quality = 0;
  std::array<phash::Hash, phash::kTurns> turns;  // of its pixels turned, by phash::Turn
  phash::Hash middle;
  Thumb thumb{};

  const phash::Hash& hash() const { return turns[0]; }
  bool counts() const { return left_out.empty(); }
  bool has_middle() const { return middle_quality >= phash::kQualityMin; }
};

/// The longest side of a picture as measured: larger ones are shrunk first, as a messenger would.
constexpr std::uint32_t kSide = 1024;
/// Decoded in the confined process; shrunk.  The error says why there is no picture.
Result<Picture> decode_file(const std::filesystem::path& file, const media::Worker& worker);
/// What is listed of it, or why it is left out.  Whether it shows the same as another one is not
/// asked here.
Original original_of(const std::string& name, const std::string& digest,
                     const Result<Picture>& picture);

/// One line of pictures.csv, and back; Err::malformed.
extern const char* const kOriginalColumns;
std::string csv_line(const Original& original);
Result<Original> original_from(std::string_view line);

}  // namespace eq::eval
