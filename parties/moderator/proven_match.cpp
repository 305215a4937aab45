#include "parties/moderator/proven_match.h"

#include <algorithm>

namespace eq::moderator {
namespace {

/// The hotline that compared is a holder of this list, and signed for these very pictures and this
/// kind of list.
Status check_comparison(const wire::MatchedPictures& letter,
                        const std::vector<voucher::Inner>& pictures, const wire::TableTerms& of,
                        const wire::Realm& realm) {
  const bool is_holder = std::ranges::any_of(
      of.reporting.holders, [&](const auto& h) { return h.authority == letter.hotline; });
  REQUIRE_OR(is_holder && letter.entries.size() == pictures.size(), Err::forged);
  std::vector<wire::ComparisonTask::Picture> compared;
  for (const auto& p : pictures) compared.push_back({p.hash, p.second});
  REQUIRE_OR(crypto::verify(letter.hotline,
                            wire::comparison_text(realm.name, of.kind, compared, letter.entries),
                            letter.comparison),
             Err::forged);
  return ok();
}

}  // namespace

Result<ProvenMatch> ProvenMatch::verify_var(const wire::MatchedPictures& letter,
                                            const tlog::Logged<voucher::OpeningEntry>& logged,
                                            const wire::TableTerms& of,
                                            const wire::AccountRecord& record,
                                            const wire::Realm& realm) {
  const list::Reporting& reporting = of.reporting;
  const auto again =
      TRY(voucher::Reopened::check_var(letter.account, letter.vouchers, letter.nonce,
                                       reporting.terms, reporting.shared_key(), logged));
  TRY(check_comparison(letter, again.pictures(), of, realm));
  ProvenMatch proven;
  proven.account_ = letter.account;
  proven.log_index_ = letter.log_index;
  for (std::size_t i = 0; i < letter.entries.size(); ++i) {
    const voucher::Inner& p = again.pictures()[i];
    if (letter.entries[i] && record.has_device(p.device))
      proven.pictures_.push_back({p.hash, p.second, p.derivative, *letter.entries[i]});
  }
  REQUIRE_OR(proven.pictures_.size() > reporting.terms.curves.threshold, Err::refused);
  return proven;
}

void ProvenMatch::forget_derivatives() {
  for (Picture& p : pictures_) p.derivative.clear();
}

void ProvenMatch::encode(Writer& w) const {
  put(w, account_);
  put(w, log_index_);
  put(w, pictures_);
}

Result<ProvenMatch> ProvenMatch::decode(Reader& r) {
  ProvenMatch p;
  p.account_ = TRY(get<AccountId>(r));
  p.log_index_ = TRY(r.u64());
  p.pictures_ = TRY(get<std::vector<Picture>>(r));
  return p;
}

}  // namespace eq::moderator
