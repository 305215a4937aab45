#include "apps/equipoise/client/attachment_kind.h"

#include <algorithm>

namespace eq::app {
namespace {

using namespace std::string_view_literals;

std::string_view text_at(View file, std::size_t at, std::size_t size) {
  if (at > file.size()) return {};
  const View v = file.subspan(at, std::min(size, file.size() - at));
  return {reinterpret_cast<const char*>(v.data()), v.size()};
}

/// "BM" begins words, too: the header behind it says how long it is.
bool is_bitmap(View file) {
  constexpr std::size_t kHeader = 14, kLongest = 124;
  const auto size = text_at(file, kHeader, 4);
  return text_at(file, 0, 2) == "BM" && size.size() == 4 && size.substr(1) == "\0\0\0"sv &&
         static_cast<unsigned char>(size[0]) <= kLongest;
}

/// AVIF and HEIC: a film's container, whose first box names what it is good for.  How long the box
/// says it is is not believed.
bool is_still_in_a_container(View file) {
  if (text_at(file, 4, 4) != "ftyp") return false;
  constexpr std::size_t kLooked = 256;
  constexpr std::string_view kBrands[] = {"avif", "avis", "heic", "heix", "heim", "heis",
                                          "hevc", "hevx", "mif1", "mif2", "msf1"};
  for (std::size_t at = 8; at < kLooked; at += 4)
    if (std::ranges::find(kBrands, text_at(file, at, 4)) != std::end(kBrands)) return true;
  return false;
}

bool begins_like_a_picture(View file) {
  constexpr std::string_view kBeginnings[] = {
      "\xff\xd8",          // JPEG
      "\x89PNG",           // PNG
      "GIF8",              // GIF
      "II*\0"sv,           // TIFF, of either byte order, and the form for large files
      "MM\0*"sv,           //
      "II+\0"sv,           //
      "MM\0+"sv,           //
      "\xff\x0a",          // JPEG XL, bare and in its container
      "\0\0\0\x0cJXL "sv,  //
      "\0\0\0\x0cjP  "sv,  // JPEG 2000
  };
  if (text_at(file, 0, 4) == "RIFF" && text_at(file, 8, 4) == "WEBP") return true;
  return is_bitmap(file) || is_still_in_a_container(file) ||
         std::ranges::any_of(kBeginnings, [&](std::string_view beginning) {
           return text_at(file, 0, beginning.size()) == beginning;
         });
}

bool is_called_a_picture(const ForeignText& media_type) {
  std::string type = media_type.as_written("is compared with a word of ours, and shown nowhere");
  for (char& c : type)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return type.starts_with("image/");
}

}  // namespace

AttachmentKind kind_of(View file, const ForeignText& media_type) {
  return begins_like_a_picture(file) || is_called_a_picture(media_type) ? AttachmentKind::picture
                                                                        : AttachmentKind::document;
}

std::string why_not_opened(Err why) {
  switch (why) {
    case Err::unavailable:
      return "the program that opens pictures, equipoise-media, could not be started";
    case Err::exhausted: return "to open it takes more time or memory than a picture may take";
    case Err::too_large: return "it is larger than a picture may be";
    case Err::unsupported:
      return "it is of a kind, or moves, that cannot be opened here: only JPEG, PNG and WebP can";
    default: return "it is damaged, or no picture after all";
  }
}

}  // namespace eq::app
