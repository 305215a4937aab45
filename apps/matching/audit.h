// The trail of what was changed, by whom and when: lines that only grow, each linked to all before
// it by SHA-256.
//
// It names banks and numbers of entries, never a hash, a note or a file.
#pragma once

#include "eq/base/time.h"
#include "eq/crypto/hash.h"

namespace eq::matching {

enum class Act : std::uint8_t {
  bank_created = 1,
  bank_changed,
  bank_deleted,
  entry_added,
  entry_changed,
  entry_removed,
  page_taken,
  token_made,
  token_revoked
};
std::string_view to_text(Act act);

struct AuditLine {
  std::uint64_t n = 0;  // from 1, without gaps
  Time at;
  std::string who;  // name of a token, or "local:USER" for a command on this machine
  Act act = Act::bank_created;
  std::string bank;         // its name then; empty if none is concerned
  std::uint32_t entry = 0;  // 0 if none is concerned
  std::string detail;
  auto operator<=>(const AuditLine&) const = default;
};

/// What a line carries: SHA-256 over the one before (all zero for the first) and everything in it.
crypto::Digest link(const crypto::Digest& before, const AuditLine& line);

}  // namespace eq::matching
