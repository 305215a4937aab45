// What a voucher is bound to, and the service's signed word that it took one.
// spec/voucher.md section 5.
#pragma once

#include "eq/base/id.h"
#include "eq/base/time.h"
#include "eq/crypto/hash.h"
#include "eq/crypto/sign.h"

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

/// Kept by the sender: if its picture is ever opened, the opening's entry in the public log commits to it.
struct Receipt {
  Context context;
  crypto::Digest voucher{};  // SHA-256 of its encoding
  Time at;
  crypto::Signature signature{};  // the service's, over "eqp voucher receipt v1" || id()
  EQ_FIELDS(context, voucher, at, signature)

  crypto::Digest id() const {
    return crypto::sha256({view("eqp voucher receipt v1"), encode(context), voucher, be64(at.ms)});
  }
};
inline void sign(Receipt& r, const crypto::SigningKey& service) {
  r.signature = service.sign({view("eqp voucher receipt v1"), r.id()});
}
[[nodiscard]] inline bool verify(const Receipt& r, const crypto::VerifyKey& service) {
  return crypto::verify(service, {view("eqp voucher receipt v1"), r.id()}, r.signature);
}

}  // namespace eq::voucher
