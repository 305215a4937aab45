#include "eq/wire/invitation.h"

namespace eq::wire {

crypto::Digest Invitation::digest() const {
  return crypto::sha256(concat({view("eqp-invitation-v1"), encode(*this)}));
}

std::string Invitation::text() const { return hex(encode(*this)); }

Result<Invitation> Invitation::from_text(std::string_view text) {
  return decode<Invitation>(TRY(from_hex(text)));
}

}  // namespace eq::wire
