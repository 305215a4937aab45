#include "apps/matching/audit.h"

#include "eq/base/codec.h"

namespace eq::matching {

std::string_view to_text(Act act) {
  switch (act) {
    case Act::bank_created: return "bank created";
    case Act::bank_changed: return "bank changed";
    case Act::bank_deleted: return "bank deleted";
    case Act::entry_added: return "entry added";
    case Act::entry_changed: return "entry changed";
    case Act::entry_removed: return "entry removed";
    case Act::page_taken: return "page taken";
    case Act::token_made: return "token made";
    case Act::token_revoked: return "token revoked";
  }
  return "unknown";
}

crypto::Digest link(const crypto::Digest& before, const AuditLine& line) {
  Writer w;
  w.raw(view("equipoise match audit 1"));
  w.raw(before);
  w.u64(line.n);
  w.u64(line.at.ms);
  w.opaque(view(line.who));
  w.u8(static_cast<std::uint8_t>(line.act));
  w.opaque(view(line.bank));
  w.u32(line.entry);
  w.opaque(view(line.detail));
  return crypto::sha256(w.take());
}

}  // namespace eq::matching
