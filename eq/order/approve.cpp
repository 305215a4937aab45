#include "eq/order/approve.h"

#include "eq/order/quorum.h"

namespace eq::order {

crypto::Digest application_digest(const Array<32>& blind, const Application& a) {
  return crypto::sha256({view("eqp-order-details-v1"), blind, encode(a)});
}

namespace {

/// What the file must give for its terms; nullopt if a key or the blind is not one.
std::optional<OrderTerms> terms_of(const Filed& filed, const Judgement& j, const Array<32>& blind,
                                   const Array<32>& seed, const Authorities& realm) {
  const OrderScope& s = filed.scope();
  const auto scalar = gate::Scalar::decode(blind);
  if (!scalar.ok()) return std::nullopt;
  const Notice notice{j.number, s.account, blind, s};
  auto sealed = seal_notice(notice, j.account_key, j.disclosure, Secret<32>(Array<32>(seed)));
  if (!sealed.ok()) return std::nullopt;
  OrderTerms t;
  t.number = j.number;
  t.authority = s.authority;
  t.commitment = gate::commit_order(gate::tag(s.realm, s.account), *scalar);
  t.application = application_digest(blind, filed.application());
  t.first = s.first;
  t.last = s.last;
  t.category = s.category;
  t.basis = basis_of(s, realm);
  t.urgency = s.urgency;
  t.filing = filed.application().id();
  t.profile = realm.profile.digest();
  t.confirm_by = j.confirm_by;
  t.object_by = j.object_by;
  t.release_by = longest_release(s.last);
  t.disclosure = j.disclosure;
  t.sealed_notice = std::move(*sealed);
  return t;
}

}  // namespace

Decision<JudiciallyApproved> JudiciallyApproved::approve(const Filed& filed,
                                                         const Judgement& judgement,
                                                         const crypto::SigningKey& judge,
                                                         const Authorities& realm, Random& rng) {
  if (judgement.number == 0) return refuse(Rule::numbering);
  if (judgement.disclosure.month <= month_of(filed.scope().last)) {
    return refuse(Rule::notice, "The notice must wait until the order has ended.");
  }
  if ((basis_of(filed.scope(), realm) == Basis::emergency) != (judgement.confirm_by != Time{}))
    return refuse(Rule::unconfirmed);
  if ((basis_of(filed.scope(), realm) == Basis::foreign) != (judgement.object_by != Time{}))
    return refuse(Rule::window);
  OrderFile f;
  f.application = filed.application();
  f.blind = f.application.blind().reveal("the court's own order file");
  f.texts_seed = rng.array<32>();
  f.account_key = judgement.account_key;
  auto terms = terms_of(filed, judgement, f.blind, f.texts_seed, realm);
  if (!terms) return refuse(Rule::notice, "The account has no usable key.");
  f.terms = std::move(*terms);
  f.judge = judge.sign(judge_message(f.terms, filed.scope().realm));
  return JudiciallyApproved(std::move(f));
}

Decision<JudiciallyApproved> JudiciallyApproved::verify(const OrderFile& f,
                                                        const Authorities& realm, Time now) {
  auto filed = Filed::verify(f.application, realm, now);
  if (!filed.ok()) return filed.error();
  if (!crypto::verify(realm.judge, judge_message(f.terms, realm.realm), f.judge))
    return refuse(Rule::judge);
  if (f.terms.number == 0) return refuse(Rule::numbering);
  if (f.terms.disclosure.month <= month_of(filed->scope().last)) return refuse(Rule::notice);
  if (month_of(filed->scope().last) + realm.profile.notice_months_max < f.terms.disclosure.month) {
    return realm.profile.refuse(Rule::notice, "The notice may wait at most " +
                                                  std::to_string(realm.profile.notice_months_max) +
                                                  " months.");
  }
  const bool emergency = basis_of(filed->scope(), realm) == Basis::emergency;
  if (emergency != (f.terms.confirm_by != Time{}) ||
      (emergency && f.terms.confirm_by > realm.profile.confirm_by(now + kClockSlack_ms))) {
    return realm.profile.refuse(Rule::unconfirmed,
                                "The hour that the order states is later than the profile allows.");
  }
  const bool foreign = basis_of(filed->scope(), realm) == Basis::foreign;
  if (foreign != (f.terms.object_by != Time{}) ||
      (foreign &&
       f.terms.object_by + kConsentTime_ms < now + realm.profile.objection_hours * kHour_ms)) {
    return realm.profile.refuse(Rule::window,
                                "The window that the order states is shorter than the profile's.");
  }
  const auto want = terms_of(
      *filed,
      {f.terms.number, f.account_key, f.terms.disclosure, f.terms.confirm_by, f.terms.object_by},
      f.blind, f.texts_seed, realm);
  if (!want) return refuse(Rule::opening);
  if (want->commitment != f.terms.commitment || f.application.commitment() != f.terms.commitment)
    return refuse(Rule::opening);
  if (want->sealed_notice != f.terms.sealed_notice)
    return refuse(Rule::notice, "The sealed notice is not that of this application.");
  if (encode(*want) != encode(f.terms))
    return refuse(Rule::judge, "The terms are not those of the application.");
  return JudiciallyApproved(f);
}

std::string JudiciallyApproved::plain_words() const {
  return "Order no. " + std::to_string(terms().number) + " of the court, on " +
         std::string(to_text(terms().basis)) + ". " + file_.application.plain_words() +
         " The person will be told from " + to_text(terms().disclosure.month) + " on." +
         (terms().confirm_by == Time{}
              ? ""
              : " It ends at " + eq::to_text(terms().confirm_by) + " unless a judge confirms it.") +
         (terms().object_by == Time{}
              ? ""
              : " It may be objected to until " + eq::to_text(terms().object_by) + ".") +
         " Nothing is released under it after " + eq::to_text(terms().release_by) + ".";
}

CustodianSignature consent(const JudiciallyApproved& order, std::uint16_t index,
                           const crypto::Signer& key, std::string_view realm) {
  return {index, key.sign(consent_message(order.terms(), order.file().judge, realm))};
}

Decision<CustodianApproved> CustodianApproved::collect(
    const JudiciallyApproved& order, std::span<const CustodianSignature> signatures,
    const Authorities& realm) {
  auto good = pick_quorum(consent_message(order.terms(), order.file().judge, realm.realm),
                          signatures, realm.custodians_on(order.terms().first, kWholeLog));
  if (!good.ok()) return good.error();
  return CustodianApproved({order.terms(), order.file().judge, std::move(*good)});
}

Decision<Active> Active::on(const tlog::Logged<OrderEntry>& logged, const Opening& opening, Day day,
                            const Authorities& realm) {
  auto terms = verify_order(*logged, logged.index(), realm);
  if (!terms.ok()) return terms.error();
  if (!terms->active_on(day)) {
    return refuse(Rule::active, "Order no. " + std::to_string(terms->number) + " covers " +
                                    eq::to_text(terms->first) + " to " + eq::to_text(terms->last) +
                                    ", not " + eq::to_text(day) + ".");
  }
  const auto blind = gate::Scalar::decode(opening.blind);
  if (!blind.ok() ||
      gate::commit_order(gate::tag(realm.realm, opening.account), *blind) != terms->commitment) {
    return refuse(Rule::opening);
  }
  return Active(std::move(*terms), opening.account, day, logged.index());
}

}  // namespace eq::order
