// An entry of a log as bytes, for who shows that it stands there and leaves what it means to the
// room that defines it.
#pragma once

#include "eq/base/codec.h"

namespace eq::tlog {

/// Any entry reads as one: Logged<AnyEntry> says that these bytes stand at that place, and nothing
/// more.
struct AnyEntry {
  Bytes bytes;

  void encode(Writer& w) const { w.raw(bytes); }
  static Result<AnyEntry> decode(Reader& r) {
    return AnyEntry{to_bytes(TRY(r.raw(r.rest().size())))};
  }
};

}  // namespace eq::tlog
