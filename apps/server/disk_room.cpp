#include "apps/server/disk_room.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <filesystem>

namespace eq::server {
namespace {
constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::uint64_t kMargin = 16 * kMiB;

std::uint64_t in_mib(std::uint64_t bytes) { return (bytes + kMiB - 1) / kMiB; }
}  // namespace

std::uint64_t store_bytes(const std::string& store) {
  std::uint64_t all = 0;
  if (store.empty()) return all;
  for (const char* end : {"", "-wal"}) {
    std::error_code none;
    const auto size = std::filesystem::file_size(store + end, none);
    if (!none) all += size;
  }
  return all;
}

std::string lacks_room(const std::string& folder, std::uint64_t bytes) {
  struct statvfs about {};
  if (::statvfs(folder.c_str(), &about) != 0) return {};
  const std::uint64_t room = std::uint64_t{about.f_bavail} * about.f_frsize;
  const std::uint64_t wanted = bytes + bytes / 16 + kMargin;
  if (room >= wanted) return {};
  return "The disk of " + folder + " has room for " + std::to_string(room / kMiB) +
         " MiB, and this takes " + std::to_string(in_mib(wanted));
}

bool share_a_disk(const std::string& folder, const std::string& other) {
  struct stat a {
  }, b{};
  return ::stat(folder.c_str(), &a) == 0 && ::stat(other.c_str(), &b) == 0 && a.st_dev == b.st_dev;
}

}  // namespace eq::server
