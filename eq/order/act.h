// Acts: what happens to a case besides being granted and opened.  Order log, kind 6.  spec/order.md
// section 10.
//
// An act takes effect by standing in the log at a stage where it is open (life.h), and in no other
// way.  It says nothing about whom the case concerns.
#pragma once

#include "eq/order/entry.h"

namespace eq::order {

enum class Act : std::uint8_t {
  filed = 1,      // agency: the clock starts
  clarify = 2,    // court: something must be made clear first
  clarified = 3,  // agency: what court or service asked is answered
  refuse = 4,     // court: not granted, with its ground
  withdraw = 5,   // agency or court: taken back; an order in force ends early
  confirm = 6,    // judge: an emergency order may stand
  object = 7,  // court as enforcing authority: an order from another realm stops, with its ground
  clear = 8,   // court as enforcing authority: the window need not be waited for
  flag = 9,    // court or custodian: immunity, privilege or press; the clock stops
  lift = 10,   // judge: that flag is answered
  lapse = 11,  // court: an unconfirmed emergency's keys are destroyed
  delivered = 12,  // agency: what was opened has arrived
  deleted = 13,    // agency: what had to be deleted is deleted
  close = 14,      // court: every item is answered
  postpone = 15,   // judge: the notice waits until `month`
  preserve = 16,   // agency: keep what the order covers beyond the ordinary time
  extend = 17,     // court: keep it for the profile's extension
  // court or custodian: another country's law forbids what is ordered; all waits for a judge
  review = 18,
  resume = 19,   // judge: that review is over; there is no such conflict, or it yields
  reject = 20,   // judge: the conflict ends the order
  keep = 21,     // court: the key to which it is kept; `detail` is its public half
  destroy = 22,  // court: that key is destroyed
};
constexpr bool is_valid(Act a) { return a >= Act::filed && a <= Act::destroy; }
inline constexpr int kActs = static_cast<int>(Act::destroy);
std::string_view to_text(Act a);

/// Whose signature an act carries.
enum class Actor : std::uint8_t { agency = 1, court = 2, custodian = 3 };
constexpr bool is_valid(Actor a) { return a >= Actor::agency && a <= Actor::custodian; }

struct ActEntry {
  static constexpr std::uint8_t kLogTag = 6;
  Act act = Act::filed;
  crypto::Digest filing{};  // the case: Application::id()
  Time at;                  // as the signer says: it tells acts apart, and no rule reads it
  Actor actor = Actor::agency;
  std::string name;              // of an agency; empty otherwise
  std::uint16_t custodian = 0;   // index of a custodian; 0 otherwise
  Ground ground = Ground::none;  // refuse, object, flag, review, reject
  Month month;                   // postpone
  // keep, extend: when the key is destroyed; resume: until when an objection may still come
  Time until;
  // SHA-256 of what was written to those concerned, zero if nothing was; keep: the key; filed: C_w
  crypto::Digest detail{};
  // lift, resume: SHA-256 of the entry of the flag or review that is decided on; otherwise zero
  crypto::Digest about{};
  crypto::Signature signature{};  // over "eqp-act-v4", the fields above
  EQ_FIELDS(act, filing, at, actor, name, custodian, ground, month, until, detail, about, signature)
};

/// Form and signature: the actor may do this act at all, says a ground where one is due, and
/// signed.  ORD-R24, ORD-R7 (an agency), ORD-R8 (the court), ORD-R9 (a custodian whom the log
/// before `index` names; whether it is in office for the order is for the book).  @return whose key
/// it is signed by
Decision<crypto::VerifyKey> verify_act(const ActEntry& entry, std::uint64_t index,
                                       const Authorities& realm);

/// Sign the entry's other fields.
ActEntry sign_act(ActEntry entry, const crypto::Signer& key, std::string_view realm);

}  // namespace eq::order
