// What both hotlines of a list ask, each for itself: what of the published version goes on, and
// whether the two may work on it together.
#pragma once

#include "parties/hotline/hotline.h"

namespace eq::hotline {

/// Forget proposals of ours that do not continue this published version: nobody can publish them.
void forget_overtaken(ListState& l, const std::optional<Published>& current);
/// Entries of an answer that were withdrawn here since.
std::vector<phash::Hash> withdrawn_of(const ListState& l, const Answered& answered);

/// The same entry as published and not yet expired, if the one given would renew it.
const list::CertifiedEntry* still_published(const State& state, const list::Entry& renewed,
                                            Time issued);
/// What we withdrew since the version before, and what its time has taken.
std::vector<list::Removal> removals_of(const ListState& l, Time issued);
/// What both say, each once.
std::vector<list::Removal> together(std::vector<list::Removal> a,
                                    const std::vector<list::Removal>& b);
list::DisputesAnswered sum(const list::DisputesAnswered& a, const list::DisputesAnswered& b);

/// Do we two hold the evaluation key of this kind together?
bool holds_with(const ListState& l, const crypto::VerifyKey& other);
/// Nobody would take a head that one of us may not sign.
bool may_both_certify(const wire::Realm& realm, list::Kind kind, const crypto::VerifyKey& a,
                      const crypto::VerifyKey& b);

}  // namespace eq::hotline
