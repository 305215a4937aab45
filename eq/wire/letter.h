// Letters: signed by the sender, then sealed (HPKE base mode, X25519, ChaCha20-Poly1305) to one
// organisation or account.  The server sees the address and the size.  spec/wire.md section 8.
//
//   signature = Ed25519(from, "eqp-letter-v1" || encode(to) || u16 kind || u64 at || SHA-256(body))
//
// The addressee is under the signature, so a recipient cannot pass a letter on as if it had been
// written to somebody else.
#pragma once

#include "eq/crypto/hpke.h"
#include "eq/wire/office.h"

namespace eq::wire {

/// What a letter is about; its body's format belongs to the room or party that writes it.
enum class LetterKind : std::uint16_t {
  token_request = 1,      // account -> moderator: franking tokens for some days
  tokens = 2,             // moderator -> account
  report = 3,             // account -> moderator
  report_receipt = 4,     // moderator -> account
  moderation_notice = 5,  // moderator -> account
  matched_pictures = 6,   // service -> moderator: pictures above the threshold, opened and compared
  appeal = 7,             // account -> moderator: look at this case again
  order_application = 10,    // agency -> court
  order_granted = 11,        // court -> agency
  order_refused = 12,        // court or custodian -> agency or court, with the rule
  order_for_signature = 13,  // court -> custodian
  order_signature = 14,      // custodian -> court
  epoch_for_signature = 15,  // court -> custodian
  epoch_signature = 16,      // custodian -> court
  order_question = 17,       // court -> agency: something must be made clear
  order_clarified = 18,      // agency -> court: the answer
  order_stopped = 19,        // court -> agency: the order ended; delete what was received
  release_request = 20,      // agency -> custodian: one account, one day
  release = 21,              // custodian -> agency
  opening_request = 22,      // agency -> court: asks for its part
  opening = 23,              // court -> agency: its part and the proof that the account is a root
  dealing_call = 30,  // court -> custodian, as 32, 34 and 36; custodian -> court, as the others
  dealing_key = 31,
  dealing_keys = 32,
  dealing = 33,
  dealing_board = 34,
  dealing_checked = 35,
  dealing_complaint = 36,
  dealing_answer = 37,
  day_dealt = 38,
  list_proposal = 40,  // hotline -> hotline
  list_signature = 41,
  holder_hello = 42,  // hotline -> hotline: making the evaluation key
  holder_dealing = 43,
  list_dispute = 44,    // account -> hotline: an entry is wrong
  dispute_answer = 45,  // hotline -> account
};
constexpr bool is_valid(LetterKind k) {
  const auto n = static_cast<std::uint16_t>(k);
  return (n >= 1 && n <= 7) || (n >= 10 && n <= 19) || (n >= 20 && n <= 23) ||
         (n >= 30 && n <= 38) || (n >= 40 && n <= 45);
}

struct Letter {
  LetterKind kind = LetterKind::report;
  crypto::VerifyKey from;  // an organisation's signing key, or a device key of an account
  Time at;
  Bytes body;
  crypto::Signature signature{};
  EQ_FIELDS(kind, from, at, body, signature)
};

/// Write, sign and seal.  @param to_hpke  the addressee's X25519 public key, 32 bytes.
/// @return what goes into DeskPost::letter; Err::malformed if to_hpke is not a key.
Result<Bytes> seal_letter(const Address& to, View to_hpke, LetterKind kind, Bytes body,
                          const crypto::Signer& from, Time now, Random& rng);

/// Open a letter addressed to `self` and verify its signature under Letter::from.
/// @return Err::malformed or Err::forged.  The caller must still compare `from` with who may send
/// this kind of letter, and refuse letters that are too old.  Promises WIR-5.
Result<Letter> open_letter(const Address& self, View hpke_private_key, View sealed);

}  // namespace eq::wire
