#include "apps/server/test_failing_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace eq::server {
namespace {
namespace fs = std::filesystem;

FailingVfs* the_vfs = nullptr;

/// As SQLite sees it; the real file lies behind it in the same memory.
struct File {
  sqlite3_file base;
  std::string* path;  // null for a temporary file
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  FailingVfs::Disk* disk() const { return path ? the_vfs->disk(path->c_str()) : nullptr; }
};
File* of(sqlite3_file* f) { return reinterpret_cast<File*>(f); }

int code(Failure failure, int io_error) {
  switch (failure) {
    case Failure::full:
    case Failure::short_write: return SQLITE_FULL;
    case Failure::no_memory: return SQLITE_NOMEM;
    case Failure::io_error: break;
  }
  return io_error;
}

std::size_t size_of(const std::string& path) {
  std::error_code none;
  const auto size = fs::file_size(path, none);
  return none ? 0 : static_cast<std::size_t>(size);
}

/// Bring what the file has in that range to the disk.
void settle(Bytes& flushed, std::ifstream& file, std::size_t file_size,
            const FailingVfs::Range& range) {
  if (range.at >= file_size) return;
  const auto end = std::min(file_size, range.at + range.size);
  if (flushed.size() < end) flushed.resize(end);
  file.seekg(static_cast<std::streamoff>(range.at));
  file.read(reinterpret_cast<char*>(flushed.data()) + range.at,
            static_cast<std::streamsize>(end - range.at));
}

int close(sqlite3_file* f) {
  File* file = of(f);
  const int rc = file->real()->pMethods->xClose(file->real());
  delete file->path;
  return rc;
}

int read(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
  if (const auto failure = the_vfs->next(DiskCall::read)) return code(*failure, SQLITE_IOERR_READ);
  return of(f)->real()->pMethods->xRead(of(f)->real(), to, size, at);
}

int write(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
  File* file = of(f);
  const auto failure = the_vfs->next(DiskCall::write);
  if (failure == Failure::short_write) size /= 2;
  if (!failure || failure == Failure::short_write) {
    const int rc = file->real()->pMethods->xWrite(file->real(), from, size, at);
    if (auto* disk = file->disk())
      disk->since.push_back({static_cast<std::size_t>(at), static_cast<std::size_t>(size)});
    if (rc != SQLITE_OK) return rc;
  }
  return failure ? code(*failure, SQLITE_IOERR_WRITE) : SQLITE_OK;
}

int truncate(sqlite3_file* f, sqlite3_int64 size) {
  File* file = of(f);
  if (const auto failure = the_vfs->next(DiskCall::truncate))
    return code(*failure, SQLITE_IOERR_TRUNCATE);
  return file->real()->pMethods->xTruncate(file->real(), size);
}

int sync(sqlite3_file* f, int) {
  File* file = of(f);
  const auto failure = the_vfs->next(DiskCall::sync);
  if (auto* disk = file->disk()) {
    if (!failure) {
      std::ifstream now(*file->path, std::ios::binary);
      const auto size = size_of(*file->path);
      for (const auto& range : disk->since) settle(disk->flushed, now, size, range);
      disk->flushed.resize(size);
    }
    disk->since.clear();
  }
  return failure ? code(*failure, SQLITE_IOERR_FSYNC) : SQLITE_OK;
}

int file_size(sqlite3_file* f, sqlite3_int64* size) {
  if (const auto failure = the_vfs->next(DiskCall::size)) return code(*failure, SQLITE_IOERR_FSTAT);
  return of(f)->real()->pMethods->xFileSize(of(f)->real(), size);
}

int lock(sqlite3_file* f, int level) {
  return of(f)->real()->pMethods->xLock(of(f)->real(), level);
}
int unlock(sqlite3_file* f, int level) {
  return of(f)->real()->pMethods->xUnlock(of(f)->real(), level);
}
int reserved(sqlite3_file* f, int* is) {
  return of(f)->real()->pMethods->xCheckReservedLock(of(f)->real(), is);
}
int control(sqlite3_file* f, int op, void* arg) {
  return of(f)->real()->pMethods->xFileControl(of(f)->real(), op, arg);
}
int sector_size(sqlite3_file*) { return 512; }
// A disk that promises nothing: neither that a page is written whole nor that bytes beside it are
// left alone.
int character(sqlite3_file*) { return 0; }

const sqlite3_io_methods kMethods = {1,       close,       read,      write,   truncate,
                                     sync,    file_size,   lock,      unlock,  reserved,
                                     control, sector_size, character, nullptr, nullptr,
                                     nullptr, nullptr,     nullptr,   nullptr};

int open(sqlite3_vfs*, const char* path, sqlite3_file* f, int flags, int* out) {
  File* file = of(f);
  std::memset(file, 0, sizeof(File));
  if (const auto failure = the_vfs->next(DiskCall::open)) return code(*failure, SQLITE_CANTOPEN);
  const int rc = the_vfs->real()->xOpen(the_vfs->real(), path, file->real(), flags, out);
  if (rc != SQLITE_OK) return rc;
  file->base.pMethods = &kMethods;
  file->path = path ? new std::string(path) : nullptr;
  (void)the_vfs->disk(path);
  return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* path, int directory) {
  if (const auto failure = the_vfs->next(DiskCall::remove))
    return code(*failure, SQLITE_IOERR_DELETE);
  the_vfs->forget(path);
  return the_vfs->real()->xDelete(the_vfs->real(), path, directory);
}

int access(sqlite3_vfs*, const char* path, int flags, int* is) {
  if (const auto failure = the_vfs->next(DiskCall::access))
    return code(*failure, SQLITE_IOERR_ACCESS);
  return the_vfs->real()->xAccess(the_vfs->real(), path, flags, is);
}

/// Everything but files is the real one's business.
sqlite3_vfs& registered() {
  static sqlite3_vfs vfs;
  return vfs;
}
}  // namespace

std::vector<Failure> failures_of(DiskCall call) {
  switch (call) {
    case DiskCall::write: return {Failure::full, Failure::short_write, Failure::io_error};
    case DiskCall::sync: return {Failure::io_error, Failure::full};
    case DiskCall::open: return {Failure::io_error, Failure::no_memory};
    case DiskCall::read: return {Failure::io_error, Failure::no_memory};
    default: return {Failure::io_error};
  }
}

FailingVfs::FailingVfs() : real_(sqlite3_vfs_find(nullptr)) {
  EQ_ASSERT(the_vfs == nullptr);
  the_vfs = this;
  sqlite3_vfs& vfs = registered();
  vfs = *real_;
  vfs.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs.pNext = nullptr;
  vfs.zName = kName;
  vfs.xOpen = open;
  vfs.xDelete = remove;
  vfs.xAccess = access;
  sqlite3_vfs_register(&vfs, 0);
}

FailingVfs::~FailingVfs() {
  sqlite3_vfs_unregister(&registered());
  the_vfs = nullptr;
}

void FailingVfs::plan(std::uint64_t first, std::uint64_t count, Failure failure) {
  calls_.clear();
  first_ = first;
  count_ = count;
  failure_ = failure;
  has_failed_ = false;
}

std::optional<Failure> FailingVfs::next(DiskCall call) {
  const auto n = calls_.size();
  calls_.push_back(call);
  if (!failure_ || n < first_ || n - first_ >= count_) return std::nullopt;
  has_failed_ = true;
  return failure_;
}

FailingVfs::Disk* FailingVfs::disk(const char* path) {
  if (!path) return nullptr;
  const auto [it, fresh] = disks_.try_emplace(path);
  if (fresh) {  // it lay there before
    std::ifstream now(path, std::ios::binary);
    const auto size = size_of(path);
    settle(it->second.flushed, now, size, {0, size});
  }
  return &it->second;
}

void FailingVfs::cut_power(Random& rng) {
  for (auto& [path, disk] : disks_) {
    std::ifstream now(path, std::ios::binary);
    const auto size = size_of(path);
    for (const auto& range : disk.since)
      if (rng.array<1>()[0] & 1) settle(disk.flushed, now, size, range);
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(disk.flushed.data()),
               static_cast<std::streamsize>(disk.flushed.size()));
  }
  disks_.clear();
}

}  // namespace eq::server
