// Times that come from witnesses, and what each of them can prove.
//
// A witness says: "at time t, the largest tree I saw of this log had this head".  Two different
// things follow, and each holds in one direction only.  Whoever serves checkpoints chooses which
// one a reader sees, and can move a time in that direction as far as it likes:
//
//   NotAfter   an entry under that head was public at t at the latest.  Served with a later
// checkpoint it seems to have
//              come later, never earlier.  So it proves that something came in time, and a wait
// that is counted from it
//              ends late at worst; but a deadline counted from it moves as its server likes.  Hence
// no deadline is ever
//              counted from it: deadlines stand in the signed entry (spec/tlog.md section 10).
//   NotBefore  what is not under that head was not public before t, and it is t by now.  Served
// with an older checkpoint
//              it seems earlier, never later.
//
// There is no way from one to the other, and nothing compares two of a kind for "later than".
#pragma once

#include "eq/base/time.h"

namespace eq::tlog {

/// Something had come at this time at the latest.
class NotAfter {
 public:
  explicit constexpr NotAfter(Time latest) : latest_(latest) {}
  /// It had surely come by then.  False may only mean that its server shows a later checkpoint.
  constexpr bool by(Time limit) const { return latest_ <= limit; }
  /// When so much time has surely passed since it came.
  constexpr Time waited(std::uint64_t ms) const { return latest_ + ms; }
  /// For showing to people; rules use the two above.
  constexpr Time latest() const { return latest_; }

 private:
  Time latest_;
};

/// By when both had come.
constexpr NotAfter both(NotAfter a, NotAfter b) { return a.by(b.latest()) ? b : a; }

/// Something, the present if nothing else is said, comes at this time at the earliest.
class NotBefore {
 public:
  explicit constexpr NotBefore(Time earliest) : earliest_(earliest) {}
  /// It is surely then or later.
  constexpr bool from(Time limit) const { return earliest_ >= limit; }
  constexpr Time earliest() const { return earliest_; }

 private:
  Time earliest_;
};

}  // namespace eq::tlog
