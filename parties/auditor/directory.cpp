#include "parties/auditor/directory.h"

#include "eq/wire/directory_messages.h"

namespace eq::auditor {
namespace {
constexpr const char* kStep = "directory";

Result<keytrans::Epoch> epoch_at(const tlog::ReplayedLog& log, std::uint64_t index) {
  return tlog::parse_entry<keytrans::Epoch>(log.entry(index));
}

/// False if what was found ends the question: the next epochs rest on this one.
bool check_epoch(const DirectoryRead& read, std::uint64_t index, keytrans::Epoch& before,
                 Notes& notes) {
  const auto next = epoch_at(read.log, index);
  if (!next.ok()) {
    notes.bad(kStep, "entry is no epoch of a directory", wire::LogName::directory, index);
    return false;
  }
  const auto number = static_cast<std::uint32_t>(index + 1);
  const std::string path = wire::growth_path(number);
  const auto shown = read.server.get(path);
  if (!shown.ok()) {
    notes.unshown(kStep, "what this epoch added", shown.error(), wire::LogName::directory, index,
                  path);
    return false;
  }
  const auto growth = decode<keytrans::Growth>(*shown);
  if (!growth.ok() || !keytrans::check_next(before, *next, *growth).ok()) {
    notes.bad(kStep,
              "this epoch is not the one before it with records added: something was changed or "
              "taken out, or what the server shows for it is false",
              wire::LogName::directory, index, path);
    return false;
  }
  before = *next;
  return true;
}

}  // namespace

void check_directory(const DirectoryRead& read, Figures& figures, Notes& notes) {
  keytrans::Epoch before = keytrans::before_all();
  const std::uint64_t from = std::min(read.checked, read.log.size());
  if (from > 0) {
    const auto seen = epoch_at(read.log, from - 1);
    if (!seen.ok())
      return notes.bad(kStep, "entry is no epoch of a directory", wire::LogName::directory,
                       from - 1);
    before = *seen;
  }
  for (std::uint64_t i = from; i < read.log.size(); ++i)
    if (!check_epoch(read, i, before, notes)) return;
  figures.directory_records = before.leaves;
  notes.good(kStep, counted(read.log.size() - from, "epoch", "epochs") +
                        " checked, each the one before it with records added; " +
                        counted(before.leaves, "record", "records") + " in all");
}

}  // namespace eq::auditor
