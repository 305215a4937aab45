#include "apps/equipoise/frame/output_file.h"

#include <sys/stat.h>

#include <filesystem>

#include "apps/equipoise/frame/command.h"
#include "apps/equipoise/frame/whole_file.h"

namespace eq::app {
namespace fs = std::filesystem;
namespace {

bool is_file(const std::string& path) {
  std::error_code none_there;
  return fs::is_regular_file(path, none_there);
}

bool is_there(const std::string& path) {
  std::error_code none_there;
  return fs::exists(fs::symlink_status(path, none_there));
}

}  // namespace

void write_output(const std::string& path, View data, unsigned mode) {
  if (is_file(path)) {
    if (equal_var(read_file(path), data)) return;
    throw Failure{path + " is there already, and is another file",
                  "It is as it was. Choose another name.", 2};
  }
  write_new_file(path, data);
  (void)::chmod(path.c_str(), static_cast<mode_t>(mode));  // readable by fewer is no harm
}

void write_newer_output(const std::string& path, View data,
                        const std::function<bool(View)>& is_earlier, unsigned mode) {
  if (is_file(path) && is_earlier(read_file(path))) return write_file(path, data, mode);
  write_output(path, data, mode);
}

void must_be_free(const std::string& path) {
  if (is_there(path))
    throw Failure{path + " is there already", "Nothing was done. Choose another name.", 2};
}

void make_folder(const std::string& path) {
  std::error_code ec;
  if (fs::exists(path, ec) && !fs::is_directory(path, ec))
    throw Failure{path + " is a file", "Name a folder.", 2};
  fs::create_directories(path, ec);
  if (ec) throw Failure{"Cannot make the folder " + path + ": " + ec.message(), "Check the path."};
}

}  // namespace eq::app
