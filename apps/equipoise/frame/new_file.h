// A file that was not there before.
#pragma once

#include <string>

#include "eq/base/bytes.h"

namespace eq::app {

/// Its place is taken before what it holds is made, so that nothing is used up for what cannot be
/// written.
class NewFile {
 public:
  /// Throws Failure naming the path; what is there already stays as it is.
  explicit NewFile(std::string path, unsigned mode);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  /// Without write() nothing is left.
  ~NewFile();
  /// Once.  Durable when it returns.
  void write(View data);

 private:
  std::string path_;
  int fd_;
  bool written_ = false;
};

}  // namespace eq::app
