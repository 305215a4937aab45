#include "apps/equipoise/operator/restored_mark.h"

#include <unistd.h>

#include "apps/equipoise/frame/whole_file.h"

namespace eq::app {
namespace {
std::string path_in(const std::string& home) { return home + "/restored"; }
}  // namespace

void mark_restored(const std::string& home, Time made) {
  write_file(path_in(home), to_bytes("The store is a backup of " + to_text(made) + ".\n"));
}
bool is_restored(const std::string& home) { return file_exists(path_in(home)); }
void unmark_restored(const std::string& home) { ::unlink(path_in(home).c_str()); }

}  // namespace eq::app
