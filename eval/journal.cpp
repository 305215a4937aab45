#include "eval/journal.h"

namespace eq::eval {

Result<Journal, Complaint> Journal::open(const std::filesystem::path& path,
                                         const std::string& made_from, const std::string& columns) {
  Journal j;
  j.path_ = path;
  std::string text;
  if (std::ifstream in(path, std::ios::binary); in)
    text.assign(std::istreambuf_iterator<char>(in), {});
  const std::size_t whole = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
  const auto lines = lines_of(std::string_view(text).substr(0, whole));
  if (!lines.empty() && lines[0] != made_from) {
    return Complaint{
        path.string() +
        " was made from other pictures or with other parameters; choose another folder for the results, or "
        "remove it"};
  }
  if (lines.size() > 1 && lines[1] != columns)
    return Complaint{path.string() + ", line 2: these are not the columns " + columns};
  const bool is_begun = lines.size() >= 2;
  if (is_begun) j.lines_.assign(lines.begin() + 2, lines.end());
  std::error_code error;
  if (!text.empty()) std::filesystem::resize_file(path, is_begun ? whole : 0, error);
  if (!error) j.out_.open(path, std::ios::binary | std::ios::app);
  if (error || !j.out_) return Complaint{path.string() + " cannot be written"};
  if (!is_begun) {
    for (const auto& line : {made_from, columns}) {
      if (const auto written = j.append(line); !written.ok()) return written.error();
    }
  }
  return j;
}

Result<void, Complaint> Journal::append(const std::string& line) {
  out_ << line << '\n' << std::flush;
  if (!out_) return Complaint{path_.string() + " cannot be written; is the disk full?"};
  return {};
}

}  // namespace eq::eval
