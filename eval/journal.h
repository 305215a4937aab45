// A file of lines that grows while one measures, and is gone on with after an interruption.
#pragma once

#include <filesystem>
#include <fstream>

#include "eval/csv.h"

namespace eq::eval {

class Journal {
 public:
  /// Opens or begins it.  The first line says what the others were made from, the second names
  /// their columns; both must be these.  A last line that was cut off is removed.
  static Result<Journal, Complaint> open(const std::filesystem::path& path,
                                         const std::string& made_from, const std::string& columns);

  /// The lines that were there.
  const std::vector<std::string>& lines() const { return lines_; }
  /// Written at once.
  Result<void, Complaint> append(const std::string& line);

 private:
  std::filesystem::path path_;
  std::vector<std::string> lines_;
  std::ofstream out_;
};

}  // namespace eq::eval
