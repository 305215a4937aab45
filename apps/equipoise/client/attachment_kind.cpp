#include "apps/equipoise/client/attachment_kind.h"

#include <algorithm>
#include <span>

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

/// HEIF and Canon's CR3: a film's container, whose first box names what it is good for.  How long
/// the box says it is can make the search longer, and never shorter: it is the sender's word.
bool is_still_in_a_container(View file) {
  constexpr std::size_t kLookedAtLeast = 256;
  constexpr std::string_view kBrands[] = {
      "avif", "avis", "avci", "avcs", "heic", "heix", "heim", "heis", "hevc", "hevx",
      "hevm", "hevs", "mif1", "mif2", "mif3", "msf1", "miaf", "1pic", "jpeg", "jpgs",
      "j2ki", "j2is", "vvic", "vvis", "evbi", "evbs", "crx ", "jp2 ", "jpx ", "jxl "};
  if (text_at(file, 4, 4) != "ftyp") return false;
  std::uint64_t end = 0;
  for (const auto byte : file.first(4)) end = end << 8 | byte;
  if (end < 2) end = file.size();  // 0: to the end of the file; 1: a longer length follows
  end = std::min<std::uint64_t>(std::max<std::uint64_t>(end, kLookedAtLeast), file.size());
  for (std::size_t at = 8; at < end; at += 4)
    if (std::ranges::find(kBrands, text_at(file, at, 4)) != std::end(kBrands)) return true;
  return false;
}

/// Two letters, which begin words, too: behind these stands white space or a remark.
bool is_portable_any_map(View file) {
  const auto begin = text_at(file, 0, 3);
  return begin.size() == 3 && begin[0] == 'P' && begin[1] >= '1' && begin[1] <= '7' &&
         " \t\n\v\f\r#"sv.find(begin[2]) != std::string_view::npos;
}

bool is_pcx(View file) {
  const auto begin = text_at(file, 0, 3);
  return begin.size() == 3 && begin[0] == '\x0a' &&
         "\0\2\3\4\5"sv.find(begin[1]) != std::string_view::npos && begin[2] == '\1';
}

/// TGA has no mark of its own, but 18 bytes of which few are free.  Newer ones end in a mark.
bool is_targa(View file) {
  constexpr std::size_t kHeader = 18;
  constexpr auto kEnd = "TRUEVISION-XFILE.\0"sv;
  if (file.size() >= kEnd.size() && text_at(file, file.size() - kEnd.size(), kEnd.size()) == kEnd)
    return true;
  if (file.size() < kHeader) return false;
  const auto one_of = [&](std::size_t at, std::string_view values) {
    return values.find(static_cast<char>(file[at])) != std::string_view::npos;
  };
  const bool is_mapped = file[1] == 1;
  const bool has_map =
      is_mapped ? one_of(2, "\1\2\x9\xa"sv) && one_of(7, "\xf\x10\x18\x20")
                : file[1] == 0 && one_of(2, "\2\3\xa\xb") && text_at(file, 3, 5) == "\0\0\0\0\0"sv;
  const bool has_sides = (file[12] | file[13]) != 0 && (file[14] | file[15]) != 0;
  return has_map && has_sides && one_of(16, "\x8\xf\x10\x18\x20") && (file[17] & 0xc0) == 0;
}

constexpr auto kSpace = " \t\n\v\f\r"sv;

/// A text that begins with markup, in UTF-8 or, as far as it is ASCII, in UTF-16; without its mark.
std::string markup_of(View file) {
  auto all = text_at(file, 0, file.size());
  for (const auto mark : {"\xef\xbb\xbf"sv, "\xff\xfe"sv, "\xfe\xff"sv})
    if (all.starts_with(mark)) {
      all.remove_prefix(mark.size());
      break;
    }
  const auto first = all.find_first_not_of(" \t\n\v\f\r\0"sv);
  if (first == std::string_view::npos || all[first] != '<') return {};
  std::string text(all.substr(first));
  std::erase(text, '\0');
  return text;
}

/// What follows a text's end mark; nothing without one.
std::string_view behind(std::string_view text, std::string_view end) {
  const auto at = text.find(end);
  return at == std::string_view::npos ? std::string_view() : text.substr(at + end.size());
}

/// A drawing: its first element is svg, whatever stands before it that is none.
bool is_drawing(View file) {
  const std::string whole = markup_of(file);
  std::string_view text = whole;
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
    if (text.starts_with("<?")) {
      text = behind(text, "?>");
    } else if (text.starts_with("<!--")) {
      text = behind(text, "-->");
    } else if (text.starts_with("<!")) {
      const auto type = text.substr(0, text.find('>'));
      text.remove_prefix(type.size());
      // what it quotes or declares can look like its end: then the word is enough
      if (type.find_first_of("\"'[") != std::string_view::npos)
        return type.find("svg") != std::string_view::npos ||
               text.find("svg") != std::string_view::npos;
      text = behind(text, ">");
    } else {
      break;
    }
  }
  if (!text.starts_with('<')) return false;
  auto name = text.substr(1, text.find_first_of(" \t\n\v\f\r/>", 1) - 1);
  if (const auto colon = name.find(':'); colon != std::string_view::npos)
    name.remove_prefix(colon + 1);
  return name.size() == 3 && (name[0] | 0x20) == 's' && (name[1] | 0x20) == 'v' &&
         (name[2] | 0x20) == 'g';
}

/// SVGZ: gzip (RFC 1952) that says what it was.  What says nothing may be anything, and is unpacked
/// by nobody here.
bool is_compressed_drawing(View file) {
  constexpr std::size_t kHeader = 10;
  constexpr std::uint8_t kExtra = 4, kName = 8;
  if (text_at(file, 0, 3) != "\x1f\x8b\x08" || file.size() < kHeader) return false;
  if ((file[3] & kName) == 0) return false;
  std::size_t at = kHeader;
  if ((file[3] & kExtra) != 0) {
    if (file.size() < at + 2) return false;
    at += 2u + file[at] + 256u * file[at + 1];
  }
  constexpr std::size_t kLongest = 1024;
  std::string name(text_at(file, at, kLongest));
  name.resize(std::min(name.find('\0'), name.size()));
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return name.ends_with(".svg") || name.ends_with(".svgz");
}

bool begins_with_one_of(View file, std::span<const std::string_view> beginnings) {
  return std::ranges::any_of(beginnings, [&](std::string_view beginning) {
    return text_at(file, 0, beginning.size()) == beginning;
  });
}

bool begins_like_a_picture(View file) {
  constexpr std::string_view kBeginnings[] = {
      "\xff\xd8",            // JPEG
      "\x89PNG",             // PNG
      "GIF8",                // GIF
      "II*\0"sv,             // TIFF, of either byte order, and the form for large files
      "MM\0*"sv,             //
      "II+\0"sv,             //
      "MM\0+"sv,             //
      "II\xbc",              // JPEG XR
      "\xff\x0a",            // JPEG XL, bare and in its container
      "\0\0\0\x0cJXL "sv,    //
      "\xff\x4f\xff\x51",    // JPEG 2000, bare and in its container
      "\0\0\0\x0cjP  "sv,    //
      "\0\0\1\0"sv,          // ICO
      "\0\0\2\0"sv,          // CUR
      "IIU\0"sv,             // the cameras' own: RW2,
      "IIRO",                // ORF, in three ways,
      "IIRS",                //
      "MMOR",                //
      "FUJIFILMCCD-RAW",     // RAF,
      "\0MRM"sv,             // MRW,
      "II\x1a\0\0\0HEAP"sv,  // CRW,
      "FOVb",                // X3F; CR2, NEF, ARW, PEF and DNG begin like TIFF
      "8BPS",                // PSD
      "qoif",                // QOI
      "\x76\x2f\x31\x01",    // OpenEXR
  };
  if (text_at(file, 0, 4) == "RIFF" && text_at(file, 8, 4) == "WEBP") return true;
  return is_bitmap(file) || is_portable_any_map(file) || is_pcx(file) || is_targa(file) ||
         is_still_in_a_container(file) || is_drawing(file) || is_compressed_drawing(file) ||
         begins_with_one_of(file, kBeginnings);
}

bool is_called_a_picture(const ForeignText& media_type) {
  std::string type = media_type.as_written("is compared with a word of ours, and shown nowhere");
  for (char& c : type)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return type.starts_with("image/");
}

}  // namespace

bool begins_like_a_recording(View file) {
  constexpr std::string_view kBeginnings[] = {
      "\x1a\x45\xdf\xa3", "OggS", "RIFF", "fLaC", "ID3", "#!AMR", "\xff\xfb", "\xff\xf1", "G@"};
  return text_at(file, 4, 4) == "ftyp" || begins_with_one_of(file, kBeginnings);
}

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
      return "it is animated, or of a kind that cannot be opened here: only JPEG, PNG and WebP can";
    default: return "it is damaged, or no picture after all";
  }
}

}  // namespace eq::app
