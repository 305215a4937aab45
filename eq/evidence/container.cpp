#include "eq/evidence/container.h"

#include <algorithm>

#include "eq/base/shown.h"

namespace eq::evidence {
namespace {

constexpr std::string_view kFolder = "evidence/";
constexpr std::uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50;
constexpr std::size_t kLocalSize = 30;
constexpr std::size_t kPathSizeMax = 200;

std::uint32_t crc32_of(View data) {
  static const auto table = [] {
    std::array<std::uint32_t, 256> t{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      t[i] = i;
      for (int bit = 0; bit < 8; ++bit) t[i] = t[i] >> 1 ^ (t[i] & 1 ? 0xedb88320u : 0);
    }
    return t;
  }();
  std::uint32_t c = ~0u;
  for (const std::uint8_t b : data) c = c >> 8 ^ table[(c ^ b) & 0xff];
  return ~c;
}

void le16(Bytes& out, std::size_t x) {
  out.push_back(static_cast<std::uint8_t>(x));
  out.push_back(static_cast<std::uint8_t>(x >> 8));
}
void le32(Bytes& out, std::size_t x) {
  le16(out, x & 0xffff);
  le16(out, x >> 16);
}
std::uint32_t le32_at(View v, std::size_t at) {
  return static_cast<std::uint32_t>(v[at]) | static_cast<std::uint32_t>(v[at + 1]) << 8 |
         static_cast<std::uint32_t>(v[at + 2]) << 16 | static_cast<std::uint32_t>(v[at + 3]) << 24;
}

/// What local header and directory say alike: version 2.0, UTF-8 names, stored, 1980-01-01 00:00.
void common(Bytes& out, std::string_view name, std::uint32_t crc, std::size_t size) {
  le16(out, 20);
  le16(out, 0x0800);
  le16(out, 0);
  le16(out, 0);
  le16(out, 0x21);
  le32(out, crc);
  le32(out, size);
  le32(out, size);
  le16(out, name.size());
  le16(out, 0);
}

Bytes local_header(const std::string& path, std::uint32_t crc, std::size_t size) {
  const std::string name = std::string(kFolder) + path;
  Bytes out;
  le32(out, kLocal);
  common(out, name, crc, size);
  append(out, view(name));
  return out;
}

struct Placed {
  std::string path;
  std::uint32_t crc;
  std::size_t size, offset;
};

Bytes directory_record(const Placed& p) {
  const std::string name = std::string(kFolder) + p.path;
  Bytes out;
  le32(out, kCentral);
  le16(out, 20);  // made by: MS-DOS attributes, none set
  common(out, name, p.crc, p.size);
  le16(out, 0);
  le16(out, 0);
  le16(out, 0);
  le32(out, 0);
  le32(out, p.offset);
  append(out, view(name));
  return out;
}

Bytes end_record(std::size_t n, std::size_t directory_size, std::size_t directory_at) {
  Bytes out;
  le32(out, kEnd);
  le16(out, 0);
  le16(out, 0);
  le16(out, n);
  le16(out, n);
  le32(out, directory_size);
  le32(out, directory_at);
  le16(out, 0);
  return out;
}

/// Read one item at `at`; nullopt where the directory begins.
Result<std::optional<Placed>, ContainerFault> read_item(View file, std::size_t at,
                                                        const std::string& after) {
  const auto cut = [&] {
    return ContainerFault{after, after.empty()
                                     ? "is not a package"
                                     : "is the last item before the file is cut short or damaged"};
  };
  if (file.size() - at < 4) return cut();
  if (le32_at(file, at) == kCentral || le32_at(file, at) == kEnd) return std::optional<Placed>();
  if (le32_at(file, at) != kLocal || file.size() - at < kLocalSize) return cut();
  const std::size_t name_size = file[at + 26] + 256u * file[at + 27];
  if (file.size() - at - kLocalSize < name_size) return cut();
  const std::string name = to_string(file.subspan(at + kLocalSize, name_size));
  if (!name.starts_with(kFolder) || !is_plain_path(std::string_view(name).substr(kFolder.size())))
    return ContainerFault{shown_line(view(name)), "is not the name of an item",
                          ContainerFault::Kind::other_form};
  Placed p{name.substr(kFolder.size()), le32_at(file, at + 14), le32_at(file, at + 22), at};
  const Bytes header = local_header(p.path, p.crc, p.size);
  if (!equal_var(header, file.subspan(at, header.size())))
    return ContainerFault{p.path, "has a header in another form than ours",
                          ContainerFault::Kind::other_form};
  if (file.size() - at - header.size() < p.size) return ContainerFault{p.path, "is cut short"};
  if (crc32_of(file.subspan(at + header.size(), p.size)) != p.crc)
    return ContainerFault{p.path, "has been altered"};
  return std::optional(p);
}

}  // namespace

bool is_plain_path(std::string_view path) {
  if (path.empty() || path.size() > kPathSizeMax) return false;
  while (true) {
    const auto slash = path.find('/');
    const auto part = path.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    const auto plain = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '-' || c == '.' || c == '_';
    };
    if (!std::all_of(part.begin(), part.end(), plain)) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

Result<Bytes> to_zip(const Items& items) {
  REQUIRE_OR(items.size() <= kItemsMax, Err::too_large);
  Bytes out, directory;
  for (const auto& [path, bytes] : items) {
    REQUIRE_OR(is_plain_path(path), Err::malformed);
    const Placed p{path, crc32_of(bytes), bytes.size(), out.size()};
    append(out, local_header(path, p.crc, p.size));
    append(out, bytes);
    append(directory, directory_record(p));
    REQUIRE_OR(out.size() + directory.size() <= kFileSizeMax, Err::too_large);
  }
  const std::size_t directory_at = out.size();
  append(out, directory);
  append(out, end_record(items.size(), directory.size(), directory_at));
  return out;
}

Result<Items, ContainerFault> from_zip(View file) {
  if (file.size() > kFileSizeMax)
    return ContainerFault{"", "the file is larger than a package can be"};
  Items items;
  std::vector<Placed> placed;
  std::size_t at = 0;
  for (;;) {
    const auto p = TRY(read_item(file, at, placed.empty() ? "" : placed.back().path));
    if (!p) break;
    if (!placed.empty() && p->path <= placed.back().path)
      return ContainerFault{p->path, "stands out of order", ContainerFault::Kind::other_form};
    if (placed.size() == kItemsMax) return ContainerFault{p->path, "is one item too many"};
    const std::size_t data_at = at + kLocalSize + kFolder.size() + p->path.size();
    items[p->path] = to_bytes(file.subspan(data_at, p->size));
    at = data_at + p->size;
    placed.push_back(*p);
  }
  const std::size_t directory_at = at;
  for (const Placed& p : placed) {
    const Bytes record = directory_record(p);
    if (file.size() - at < record.size() || !equal_var(record, file.subspan(at, record.size())))
      return ContainerFault{p.path, "is listed otherwise in the file's directory",
                            ContainerFault::Kind::other_form};
    at += record.size();
  }
  if (!equal_var(file.subspan(at), end_record(placed.size(), at - directory_at, directory_at)))
    return ContainerFault{"", "the file's end is in another form than ours",
                          ContainerFault::Kind::other_form};
  return items;
}

}  // namespace eq::evidence
