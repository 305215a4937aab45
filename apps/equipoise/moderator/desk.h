// What the moderator's commands share: its home with its state, and words for what went wrong.
#pragma once

#include "apps/equipoise/frame/office.h"
#include "parties/moderator/moderator.h"

namespace eq::app {

/// The moderator's home, opened and locked.
struct ModeratorOffice : Office<moderator::State, moderator::Environment> {
  explicit ModeratorOffice(const std::string& dir) : Office(dir, "moderator") {
    if (party.realm.moderator.signing != state.signing.verify_key())
      throw Failure{dir + " is not the home of this realm's moderator",
                    "Give the home whose card went into the realm file."};
  }
};

template <class T>
T moderated(Result<T> r, const std::string& what) {
  if (r.ok()) {
    if constexpr (std::is_void_v<T>)
      return;
    else
      return std::move(r).take();
  }
  switch (r.error()) {
    case Err::unavailable:
      throw Failure{what + ": the server did not answer", "What was done is saved; try again."};
    case Err::missing:
      throw Failure{what + ": there is no such thing", "See `equipoise moderator cases`."};
    case Err::refused:
      throw Failure{what + ": a rule forbids it",
                    "parties/moderator/README.md has the rules; nothing was changed.", 3};
    case Err::stale:
      throw Failure{
          what +
              ": the server shows an older record of the account than it did before, or one that does not verify",
          "Nothing was changed. Try again; if it goes on, the server is at fault."};
    case Err::forged: throw Failure{what + ": it does not verify", "Nothing was changed.", 3};
    default: throw Failure{what + " (" + std::string(to_text(r.error())) + ")", ""};
  }
}

/// The key in a reviewer's file, let in at this desk; asks for the passphrase.  Throws Failure.
moderator::ReviewerKey reviewer_key(const ModeratorOffice& desk, const std::string& file);

Command reviewer_command();
/// moderator cases, show.
void add_reading(Command& moderator);
/// moderator statement, verify-statement.
void add_statements(Command& moderator);
/// moderator decide.
void add_deciding(Command& moderator);

}  // namespace eq::app
