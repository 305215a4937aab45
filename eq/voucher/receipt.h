// What a voucher is bound to, and the service's signed word that it took one.
// spec/voucher.md section 5.
#pragma once

#include "eq/base/id.h"
#include "eq/base/time.h"
#include "eq/crypto/sign.h"
#include "eq/voucher/voucher.h"

namespace eq::voucher {

/// Whose voucher, for which list, and which one of them.
struct Context {
  AccountId account;
  crypto::Digest table{};    // Table::digest
  std::uint64_t number = 0;  // 1, 2, 3, ... within account and table, so that none counts twice
  auto operator<=>(const Context&) const = default;
  EQ_FIELDS(account, table, number)

  /// What an account's curves are for: the same for all its vouchers for this table.
  Bytes of_curves() const { return concat({account.bytes, table}); }
};

/// Kept by the sender: if its picture is ever opened, the opening's entry in the public log commits
/// to it, and by it the sender may ask later what came of the picture (past.h).  It can be shown
/// without saying whose it is.
struct Receipt {
  crypto::Digest table{};     // of the list the voucher was for
  crypto::Digest elements{};  // SHA-256 of the voucher's elements
  // sender_digest(): of context, and of what is in the voucher beside the elements
  crypto::Digest sender{};
  Time at;
  crypto::Signature signature{};  // the service's, over "eqp voucher receipt v1" || id()
  bool operator==(const Receipt&) const = default;
  EQ_FIELDS(table, elements, sender, at, signature)

  crypto::Digest id() const {
    return crypto::sha256({view("eqp voucher receipt v1"), table, elements, sender, be64(at.ms)});
  }
};

/// Says nothing of the account to whoever has not seen the voucher: the keys that are sealed in it
/// are random.
inline crypto::Digest sender_digest(const Context& context, const Voucher& voucher) {
  return crypto::sha256(
      {view("eqp voucher sender v1"), encode(context), voucher.sealed_keys, voucher.outer});
}
inline Receipt receipt_for(const Context& context, const Voucher& voucher, Time at,
                           const crypto::SigningKey& service) {
  Receipt r{
      context.table, crypto::sha256(voucher.elements), sender_digest(context, voucher), at, {}};
  r.signature = service.sign({view("eqp voucher receipt v1"), r.id()});
  return r;
}
[[nodiscard]] inline bool verify(const Receipt& r, const crypto::VerifyKey& service) {
  return crypto::verify(service, {view("eqp voucher receipt v1"), r.id()}, r.signature);
}
/// Is it of this voucher, in this context?
inline bool is_for(const Receipt& r, const Context& context, const Voucher& voucher) {
  return r.table == context.table && r.elements == crypto::sha256(voucher.elements) &&
         r.sender == sender_digest(context, voucher);
}

}  // namespace eq::voucher
