// Pictures of one account of which it is proven that a device of the account sent them, that the
// holders of the key opened them under a logged entry, and that a hotline found them on the list.
// Nothing else makes a case of matched pictures.
#pragma once

#include "eq/wire/account.h"
#include "eq/wire/list_reader.h"
#include "eq/wire/realm.h"
#include "eq/wire/vouchers.h"

namespace eq::moderator {

class ProvenMatch {
 public:
  ProvenMatch() = default;  // of nobody, without pictures
  struct Picture {
    phash::Hash hash, second;
    Bytes derivative;        // empty once forgotten
    crypto::Digest entry{};  // of the list
    EQ_FIELDS(hash, second, derivative, entry)
  };

  /// Opens everything once more.
  /// @param of         the terms of the logged head that the entry's table is of, and its kind
  /// @param record     the account's newest
  /// @return Err::forged for a comparison that no holder signed, or that is of other pictures;
  ///     Err::refused if no more than the threshold are on the list and signed by a device of the
  ///     account; else as voucher::Reopened.  Promises MOD-13.
  static Result<ProvenMatch> verify_var(const wire::MatchedPictures& letter,
                                        const tlog::Logged<voucher::OpeningEntry>& logged,
                                        const wire::TableTerms& of,
                                        const wire::AccountRecord& record,
                                        const wire::Realm& realm);

  const AccountId& account() const { return account_; }
  std::uint64_t log_index() const { return log_index_; }
  const std::vector<Picture>& pictures() const { return pictures_; }
  void forget_derivatives();

  // Of the moderator's own state.
  void encode(Writer& w) const;
  static Result<ProvenMatch> decode(Reader& r);

 private:
  AccountId account_;
  std::uint64_t log_index_ = 0;
  std::vector<Picture> pictures_;
};

}  // namespace eq::moderator
